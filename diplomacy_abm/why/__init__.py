"""Why an actor chose what it chose: its menus with their terms, what would have changed them, what followed."""

from diplomacy_abm.why.answer import ChannelWhy, Why
from diplomacy_abm.why.ask import why

__all__ = ["ChannelWhy", "Why", "why"]
