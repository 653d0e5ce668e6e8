"""A run played again, by its own seed and luck, up to some week."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplomacy_abm.frames import events_frame
from diplomacy_abm.model import DiplomacyModel, Listener
from diplomacy_abm.results.export import versions
from diplomacy_abm.results.sound import ResultsError, manifest_in
from diplomacy_abm.scenario import Scenario, load

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.results import Run

_COMPARED = ["step", "actor", "target", "move", "accepted", "subject", "via", "value"]


def scenario_of(run: Run) -> Scenario:
    """Return the whole scenario of a run; a run that was read has it in its folder (else ResultsError)."""
    if isinstance(run.scenario, Scenario):
        return run.scenario
    file = None if run.folder is None else Path(run.folder) / "scenario.toml"
    if file is None or not file.is_file():
        raise ResultsError(f"{run.folder or 'this run'}: scenario.toml is missing, so the run cannot be played again")
    return load(file)


def again(run: Run, weeks: int, listener: Listener | None = None) -> DiplomacyModel:
    """Play the first weeks of a run, played or read, again; a listener looks on while agents choose."""
    model = DiplomacyModel(
        scenario_of(run), run.seed, run.run, run.policies, run.without, run.parameters, collect=False, listener=listener
    )  # fmt: skip
    while model.now < weeks and not model.s.ended:
        model.step()
    return model


def difference(run: Run, model: DiplomacyModel) -> str:
    """Say in one line that the run goes differently when it is played again; empty where it is the same.

    Parameters
    ----------
    run
        As it was.
    model
        As it has been played now; its events so far are compared, to the last bit.
    """
    now = events_frame(model.dispute, model.events())
    then = run.events[run.events["step"] < model.now]
    if _as_rows(now) == _as_rows(then):
        return ""
    if run.folder is None:
        return "The run goes differently when it is played again: the rules have changed since."
    made, here = manifest_in(Path(run.folder), "run --out")["versions"], versions()
    differ = [f"{name} {made.get(name)} then, {here[name]} now" for name in here if made.get(name) != here[name]]
    why = "; ".join(differ) or "the same versions, so the code has changed since"
    return f"The rules have changed since this run was written, and it goes differently now ({why})."


def _as_rows(events: pd.DataFrame) -> list[tuple[Any, ...]]:
    return list(events[_COMPARED].astype(str).itertuples(index=False, name=None))
