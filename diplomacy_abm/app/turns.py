"""Turning points of a run that is watched, as the page tells them: those of its history, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diplomacy_abm.frames import packages_frame, state_frame
from diplomacy_abm.narrate.turns import STANDS, turns
from diplomacy_abm.results import Run

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from diplomacy_abm.app.recorder import Recorder
    from diplomacy_abm.narrate.turns import Turn


def facts(found: Iterable[Turn]) -> list[dict[str, Any]]:
    """Return turning points as plain values, the weeks counted from 0 as in all that the page is told."""
    return [
        {"week": turn.step, "kind": turn.kind, "text": turn.text, "cause": turn.cause, "broker": turn.broker,
         "actor": turn.actor}
        for turn in found
    ]  # fmt: skip


def so_far(recorder: Recorder, events: pd.DataFrame, steps: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the turning points of the weeks that have been played, from the events and weeks that somebody knows.

    What moved whom is left out where it takes the values of moves (:func:`with_causes` has it).

    Parameters
    ----------
    recorder
        Of the run.
    events, steps
        As in ``Run.events`` and ``Run.steps``.
    """
    model, now = recorder.model, len(steps)
    if not now:
        return []
    known = Run(
        model.dispute, recorder.seed, recorder.run, events, steps, state_frame([]),
        {"first_contact": int(model.s.first_contact)}, packages=packages_frame(model.dispute, model.s),
    )  # fmt: skip
    # an invitation of late may still bring a round
    return facts(
        turn for turn in turns(known)
        if recorder.over or turn.kind != "invitation" or turn.step + STANDS < now
    )  # fmt: skip


def with_causes(recorder: Recorder) -> list[dict[str, Any]] | None:
    """Play a run to its end once more with all that is weighed, and return its turning points with their causes.

    None if it goes otherwise than it went: the causes would be another run's.
    """
    from diplomacy_abm.api import run

    head = recorder.head
    whole = run(
        recorder.model.dispute, recorder.seed, recorder.run, policies=head["policies"], without=head["without"],
        parameters=head["parameters"], keep_choices=True,
    )  # fmt: skip
    played = recorder.played_events().iloc[: recorder.spans[-1][1]]
    return facts(turns(whole)) if whole.events.iloc[: len(played)].equals(played) else None
