"""A run as one file that opens by double click, offline."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from diplomacy_abm.app.document import document
from diplomacy_abm.app.page import replay_page
from diplomacy_abm.app.pairs import Arm, pairs
from diplomacy_abm.app.recorder import Recorder, watch
from diplomacy_abm.results.export import ResultsError
from diplomacy_abm.results.parts import write_aside

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from diplomacy_abm.model import DiplomacyModel


def of_folder(folder: Path) -> tuple[Recorder, list[str]]:
    """Play the run of a folder again.

    Parameters
    ----------
    folder
        Written by ``run --out``.

    Returns
    -------
    tuple of (Recorder, list of str)
        The run, and notes: that the events are not those of the folder any more, and which versions made it.

    Raises
    ------
    ResultsError
        In one line, if the folder holds no run.
    """
    from diplomacy_abm.results.export import read
    from diplomacy_abm.results.run import Run
    from diplomacy_abm.why.again import difference, scenario_of

    found = read(folder)
    if not isinstance(found, Run):
        raise ResultsError(f"{folder}: holds an ensemble; name a folder that run --out made, or a scenario and a seed")
    recorder = watch(scenario_of(found), found.seed, found.run, found.policies, found.without, found.parameters)
    recorder.play()
    note = difference(found, cast("DiplomacyModel", recorder.model))
    return recorder, [note] if note else []


def answer(recorder: Recorder, absent: str, n: int = 1_000) -> dict[str, Any]:
    """Play pairs of a run's setup with and without an actor, and say how they end, for the file to tell.

    Parameters
    ----------
    recorder
        The run.
    absent
        Label of the actor.
    n
        How many pairs.

    Raises
    ------
    ValueError
        In one line, if the war cannot do without the actor.
    """
    head, dispute = recorder.head, recorder.model.dispute
    arms = [
        Arm(dispute, head["policies"], (*head["without"], *without), head["parameters"]) for without in ((), (absent,))
    ]
    found = pairs(arms[0], arms[1], n, recorder.seed, "talks", lambda _stage, _done: None, lambda: True, [])
    return {"is": "pairs", "change": {"without": [absent]}, **(found or {})}


def write(
    recorders: Sequence[Recorder], out: str | os.PathLike[str], notes: Sequence[str] = (),
    answers: Sequence[Mapping[str, Any]] = (),
) -> Path:  # fmt: skip
    """Write the replay of one run, or of two side by side, aside first and then renamed.

    Parameters
    ----------
    recorders
        Played to the end.
    out
        The file.
    notes
        Lines to show above the run.
    answers
        Pairs that the file tells of, as :func:`answer` gives them.
    """
    target = Path(out)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_aside(target, replay_page(document(recorders, notes, answers)).encode())
    return target
