"""What is on the page as a file to keep: the replay, or a table of its weeks or events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from diplomacy_abm.app.document import document
from diplomacy_abm.app.page import replay_page
from diplomacy_abm.frames import steps_frame

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from diplomacy_abm.app.recorder import Recorder

NOTE = "one simulated course under stated assumptions, no forecast"
"""Stands in every row of a table, which may be passed on without the page."""


def written(
    recorders: Sequence[Recorder], what: Literal["replay", "weeks", "events"], name: str, notes: Sequence[str] = (),
    answers: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:  # fmt: skip
    """Return a file as the message ``saved`` holds it.

    Parameters
    ----------
    recorders
        One run, or two side by side, played to the end.
    what
        The replay page, or a table with one row a week or event as in ``Run.steps`` and ``Run.events``.
    name
        Of the file, without its ending.
    notes
        Lines above the run in the replay.
    answers
        Pairs that go into the replay.
    """
    if what == "replay":
        text = replay_page(document(recorders, notes, answers))
        return {"what": what, "name": f"{name}.html", "type": "text/html", "text": text}
    tables = [_table(each, what) for each in recorders]
    sides = ["left", "right"] if len(tables) > 1 else ["one"]
    import pandas as pd

    together = pd.concat([table.assign(which=side, note=NOTE) for table, side in zip(tables, sides, strict=True)])
    return {"what": what, "name": f"{name}-{what}.csv", "type": "text/csv", "text": together.to_csv(index=False)}


def _table(recorder: Recorder, what: str) -> pd.DataFrame:
    model = recorder.model
    return recorder.played_events() if what == "events" else steps_frame(model.dispute, model.metrics[: model.now])
