"""A run as one file that opens by double click, offline."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplomacy_abm.app.document import document
from diplomacy_abm.app.page import replay_page
from diplomacy_abm.app.recorder import Recorder, watch
from diplomacy_abm.results.export import ResultsError, versions
from diplomacy_abm.results.parts import write_aside
from diplomacy_abm.results.sound import manifest_in

if TYPE_CHECKING:
    from collections.abc import Sequence

SCENARIO = "scenario.toml"


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
    from diplomacy_abm.scenario import load

    found = read(folder)
    if not isinstance(found, Run):
        raise ResultsError(f"{folder}: holds an ensemble; name a folder that run --out made, or a scenario and a seed")
    if not (folder / SCENARIO).is_file():
        raise ResultsError(f"{folder}: {SCENARIO} is missing from this result folder")
    recorder = watch(load(folder / SCENARIO), found.seed, found.run, found.policies, found.without)
    recorder.play()
    return recorder, _changes(folder, found, recorder)


def _changes(folder: Path, found: Any, recorder: Recorder) -> list[str]:
    """Say in what the run played now is not the one of the folder."""
    events = recorder.played_events()
    names = ["step", "actor", "target", "move", "accepted", "subject", "via"]
    if events[names].astype(str).to_numpy().tolist() == found.events[names].astype(str).to_numpy().tolist():
        return []
    made = manifest_in(folder, "run --out")["versions"]
    here = versions()
    differ = [f"{name} {made.get(name)} then, {here[name]} now" for name in here if made.get(name) != here[name]]
    why = "; ".join(differ) or "the same versions, so the code has changed since"
    return [f"The rules have changed since this run was written, and it goes differently now ({why})."]


def write(recorders: Sequence[Recorder], out: str | os.PathLike[str], notes: Sequence[str] = ()) -> Path:
    """Write the replay of one run, or of two side by side, aside first and then renamed.

    Parameters
    ----------
    recorders
        Played to the end.
    out
        The file.
    notes
        Lines to show above the run.
    """
    target = Path(out)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_aside(target, replay_page(document(recorders, notes)).encode())
    return target
