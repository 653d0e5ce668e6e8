"""Why an actor chose what it chose in a week that was played: what would have flipped it, and what it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from diplomacy_abm.model import Choices, DiplomacyModel

Row = dict[str, str | bool]


def reasons(model: DiplomacyModel, actor: str, outside: Choices) -> list[Row]:
    """Return what is to be said of the choices of an actor, by channel.

    Parameters
    ----------
    model
        Before the week; it is let go of.
    actor
        Label.
    outside
        What people chose in this week.

    Returns
    -------
    list of dict
        ``channel``; ``did``, as it stands after "to"; ``person``, whether a person chose; ``flips`` and ``changed``,
        sentences, empty where there was nothing else to choose from.

    Raises
    ------
    ValueError
        In one line, for an actor that takes no part.
    """
    from diplomacy_abm.results.card import card
    from diplomacy_abm.why.ask import asked
    from diplomacy_abm.why.words import told_act, told_changed, told_flips

    who = card(model.dispute)
    try:
        return [
            {
                "channel": one.channel, "person": one.usual is not None,
                "did": told_act(who, one.chosen.move, str(one.chosen.target or "")),
                "flips": told_flips(who, one) if len(one.menu) > 1 else "",
                "changed": told_changed(who, one, one.changed) if one.changed else "",
            }
            for one in asked(model, actor, outside=outside)
        ]  # fmt: skip
    finally:
        model.release()
