"""What moved whom: the terms of a value that changed since an actor last chose otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from diplomacy_abm.narrate.names import rows_of
from diplomacy_abm.narrate.reasons import reason
from diplomacy_abm.phrases import ACTS, listed

if TYPE_CHECKING:
    import pandas as pd

MOST = 3
"""Terms that are named."""
LEAST = 0.2
"""A term is named if it has a fifth of the largest change, or more."""
_FIRST_TERM = "issue"

Row = dict[str, Any]
Change = tuple[float, str, Row]
"""How much a term grew, which, and of which option."""


class Causes:
    """The choices of a run, to be asked for causes.

    Parameters
    ----------
    choices : pandas.DataFrame or None
        As a run keeps them; without them there is no cause to tell.
    name : callable
        From labels to names.
    """

    def __init__(self, choices: pd.DataFrame | None, name: Callable[[str], str]) -> None:
        self._table, self._name = choices, name
        self._places: dict[tuple[int, str, str], tuple[int, int]] = {}
        self._steps: dict[tuple[str, str], list[tuple[int, str]]] = {}
        self.terms: list[str] = []
        if choices is None or choices.empty:
            return
        names = list(choices.columns)
        self.terms = names[names.index(_FIRST_TERM) :]
        keys = list(zip(choices["step"].tolist(), choices["actor"], choices["channel"], strict=True))
        first = 0
        for x in range(1, len(keys) + 1):
            if x == len(keys) or keys[x] != keys[first]:
                self._places[keys[first]] = (first, x)
                first = x
        chosen = choices[choices["chosen"] == 1]
        for step, actor, channel, move in zip(
            chosen["step"].tolist(), chosen["actor"], chosen["channel"], chosen["move"], strict=True
        ):
            self._steps.setdefault((actor, channel), []).append((step, move))

    def menu(self, step: int, actor: str, channel: str) -> list[Row]:
        """Return a menu as rows of the table; empty where the actor had none."""
        if self._table is None or (step, actor, channel) not in self._places:
            return []
        first, last = self._places[step, actor, channel]
        return rows_of(self._table.iloc[first:last])

    def otherwise(self, step: int, actor: str, channel: str, move: str) -> int | None:
        """Return the last step before in which the actor chose another move, or None."""
        before = [at for at, made in self._steps.get((actor, channel), []) if at < step and made != move]
        return before[-1] if before else None

    def changes(self, step: int, actor: str, channel: str) -> list[Change]:
        """Return by how much each term came to speak for a choice since the actor last chose otherwise.

        The terms of the move count as they are, those of the move that the actor chose then with the other sign. Where
        the move was not open then, or the actor has never chosen otherwise, they are the terms of today.
        """
        menu = self.menu(step, actor, channel)
        made = next((row for row in menu if row["chosen"]), None)
        if made is None:
            return []
        then = self.otherwise(step, actor, channel, made["move"])
        before = [] if then is None else self.menu(then, actor, channel)
        instead = next((row for row in before if row["chosen"]), None)
        was, other = _like(before, made), _like(menu, instead)
        if instead is None or was is None or other is None:
            return [(float(made[name]), name, made) for name in self.terms]
        own = [(float(made[name]) - float(was[name]), name, made) for name in self.terms]
        return own + [(float(instead[name]) - float(other[name]), name, other) for name in self.terms]

    def told(self, step: int, actor: str, channel: str, *moves: str, own: bool = False) -> str:
        """Say in words what moved an actor to one of some moves: its two or three largest reasons.

        Empty where it made another move, or nothing is known. What speaks against the move made before is told only
        where nothing has grown for the move itself; with `own` never.
        """
        changed = self.changes(step, actor, channel)
        if not changed or changed[0][2]["move"] not in moves:
            return ""
        made = changed[0][2]
        if any(float(row["value"]) > float(made["value"]) for row in self.menu(step, actor, channel)):
            # a tremble, or what a person chose: there is no reason to give
            return ""
        counted = sorted((one for one in changed if one[1] != "cost" and one[0] > 1e-6), key=lambda one: -one[0])
        grown = [one for one in counted if one[2] is made]
        if not own:
            grown = grown or counted
        words = [
            reason(made["move"], name) if row is made else f"less reason to {self._act(row)} instead"
            for value, name, row in grown[:MOST] if value >= LEAST * grown[0][0]
        ]  # fmt: skip
        return listed(list(dict.fromkeys(words))) if words else ""

    def _act(self, row: Row) -> str:
        return ACTS[str(row["move"])].format(t=self._name(row["target"]))


def _like(menu: list[Row], wanted: Row | None) -> Row | None:
    """Return the option of a menu that is the same move, toward the same target if it can be."""
    if wanted is None:
        return None
    same = [row for row in menu if row["move"] == wanted["move"]]
    exact = [row for row in same if row["target"] == wanted["target"]]
    return next(iter(exact or same), None)
