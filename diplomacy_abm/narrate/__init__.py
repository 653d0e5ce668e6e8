"""A run told: its history on a page, its weeks, its end."""

from diplomacy_abm.narrate.ending import outcome
from diplomacy_abm.narrate.history import History, history
from diplomacy_abm.narrate.names import told_event
from diplomacy_abm.narrate.weekly import Telling, story

__all__ = ["History", "Telling", "history", "outcome", "story", "told_event"]
