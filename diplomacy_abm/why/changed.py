"""What a choice changed: the same luck with the next best move in its place, some weeks on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from diplomacy_abm.frames import events_frame
from diplomacy_abm.moves import catalogue
from diplomacy_abm.state import METRICS
from diplomacy_abm.vocabulary import ActorLabel, Channel

if TYPE_CHECKING:
    from diplomacy_abm.model import DiplomacyModel

SILENT = {"strike", "message", "deliver", "slip", "exogenous", "new_leader", "end"}
"""Events that are not told: routine, and what luck alone decides."""
NUMBERS = {
    "front": "share of the contested ground held by {A}", "esc_ab": "what {A} does to {B}",
    "esc_ba": "what {B} does to {A}", "support_a": "support of {A}", "support_b": "support of {B}",
    "trust_ab": "trust of {A} in {B}", "trust_ba": "trust of {B} in {A}",
}  # fmt: skip
"""Metrics that are compared, in words with the labels of the sides."""
LEAST = 0.0005
"""Differences of a metric from here on are told: what shows in three digits."""


@dataclass(frozen=True)
class Changed:
    """How a run went on with a choice and with another in its place."""

    instead_move: str
    instead_target: str
    """The other move: the best of the others on the menu."""
    weeks: int
    """How many were played, the week itself included."""
    only_with: tuple[dict[str, Any], ...]
    only_instead: tuple[dict[str, Any], ...]
    """Events that only the one and only the other has, columns as in ``Run.events``."""
    numbers: dict[str, tuple[float, float]]
    """Metrics that differ at the end, with the choice and with the other."""


def changed(
    model: DiplomacyModel, label: str, channel: Channel, other: tuple[int, int], words: tuple[str, str], weeks: int
) -> Changed:
    """Play on from the opening of a week, which is left as it was, with a choice and with another.

    The other is a row of the catalogue and the index of its target; `words` are its name and label.
    """
    taken = model.s.move[model.labels.index(ActorLabel(label)), channel]
    # the two moves themselves are no consequences
    made = {(model.now, label, catalogue()[move].name) for move in (taken, other[0])}
    events, last = _played(model, weeks, None)
    events_other, last_other = _played(model, weeks, {label: {channel: other}})
    only, only_other = (
        [row for row in rows if (row["step"], row["actor"], row["move"]) not in made]
        for rows in _apart(events, events_other)
    )
    numbers = {
        name: (a, b)
        for name, a, b in zip(METRICS, last, last_other, strict=True)
        if name in NUMBERS and abs(a - b) >= LEAST
    }
    return Changed(*words, weeks, tuple(only), tuple(only_other), numbers)


def _played(model: DiplomacyModel, weeks: int, choices: Any) -> tuple[list[dict[str, Any]], list[float]]:
    """Play some weeks from a state that is put back, and return their events and the last metrics."""
    state, listener, minds = model._records[0].copy(), model.listener, model.minds()
    model.listener, before = None, int(model.s.n_events)
    model.close_week(choices)
    while not model.s.ended and model.now < int(state["step"][0]) + weeks:
        model.step()
    rows = events_frame(model.dispute, model.log[before : model.s.n_events])
    metrics = [float(x) for x in model.s.metric]
    model._records[0][...] = state
    model.recall(minds)
    model.listener, model.running = listener, True
    return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")], metrics


def _apart(one: Iterable[dict[str, Any]], other: Iterable[dict[str, Any]]) -> Any:
    """Return the events of each that the other has not, in their order."""
    first, second = ([row for row in rows if row["move"] not in SILENT] for rows in (one, other))
    counts, counts_other = (Counter(_key(row) for row in rows) for rows in (first, second))
    return ([row for row in first if not counts_other[_key(row)]],
            [row for row in second if not counts[_key(row)]])  # fmt: skip


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("step", "actor", "target", "move", "accepted", "subject", "via"))
