"""Many finished runs of one scenario: a table with one row a run and, when kept, their steps and events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from diplomacy_abm.results.above import above, shown
from diplomacy_abm.results.sides import sides_of, worded

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.figure import Figure

    from diplomacy_abm.scenario import Scenario


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Finished runs of one scenario under one seed.

    Parameters
    ----------
    scenario : Scenario
        The scenario as it was run, settings included.
    seed : int
        Seed shared by the runs; each run has its own index under it.
    runs : pandas.DataFrame
        One row a run, failed runs included (``status`` is then ``"failed"`` and ``reason`` says why).
    steps : pandas.DataFrame or None
        The steps of every run with a leading column ``run``, when they were kept.
    events : pandas.DataFrame or None
        The events of every run with a leading column ``run``, when they were kept.
    policies : mapping of str to str
        Policies that were assigned on top of the scenario's own.
    without : tuple of str
        Labels of the actors that were taken out.
    """

    scenario: Scenario
    seed: int
    runs: pd.DataFrame
    steps: pd.DataFrame | None = None
    events: pd.DataFrame | None = None
    policies: Mapping[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return the number of runs, failed ones included."""
        return len(self.runs)

    def __repr__(self) -> str:
        """Name the ensemble in one line instead of printing its frames."""
        kept = [name for name in ("steps", "events") if getattr(self, name) is not None]
        also = f", with {' and '.join(kept)}" if kept else ""
        ends = ", ".join(f"{count} {name}" for name, count in self._ends.items())
        return f"Ensemble(seed={self.seed}, runs={len(self)}{also}: {ends})"

    @property
    def _ends(self) -> dict[str, int]:
        """How many runs ended how, the commonest first; failed ones last."""
        counts = self.finished["outcome"].value_counts()
        failed = len(self) - len(self.finished)
        sides = sides_of(self.scenario)
        return {worded(str(name), sides): int(n) for name, n in counts.items()} | ({"failed": failed} if failed else {})

    def plot(self) -> Figure:
        """Draw how the runs ended and, where their steps were kept, how they went."""
        return above("plots", "figure_ensemble")(self)

    def _repr_html_(self) -> str:
        """Show how the runs ended, as a table and a figure, in a notebook."""
        return shown(f"{len(self)} runs, seed {self.seed}", self._ends, self.plot)

    def to_xarray(self) -> xr.Dataset:
        """Return runs and, where they were kept, steps as labelled arrays: along run and step."""
        from diplomacy_abm.results.arrays import ensemble_arrays

        return ensemble_arrays(self)

    def array(self, metric: str) -> pd.DataFrame:
        """Return one metric as a labelled array, runs down and steps across; NaN after a run's end.

        Parameters
        ----------
        metric : str
            A column of :attr:`steps`, such as ``"trust_ab"``.

        Raises
        ------
        ValueError
            If the steps were not kept or there is no such column.
        """
        if self.steps is None:
            raise ValueError("steps were not kept; run with keep=('steps',)")
        if metric not in self.steps:
            raise ValueError(f"there is no metric {metric!r} in the steps")
        return self.steps.pivot(index="run", columns="step", values=metric)  # noqa: PD010

    @property
    def finished(self) -> pd.DataFrame:
        """The rows of the runs that did not fail."""
        return self.runs[self.runs["status"] == "ok"]


def joined(parts: Sequence[Ensemble]) -> Ensemble:
    """Join chunks of one ensemble in the order given; steps and events only if every part kept them."""
    import pandas as pd

    if not parts:
        raise ValueError("no parts to join: at least one chunk of runs is needed")

    def stacked(frames: list[pd.DataFrame | None]) -> pd.DataFrame | None:
        present = [frame for frame in frames if frame is not None]
        return pd.concat(present, ignore_index=True) if len(present) == len(frames) else None

    return replace(
        parts[0],
        runs=pd.concat([part.runs for part in parts], ignore_index=True),
        steps=stacked([part.steps for part in parts]),
        events=stacked([part.events for part in parts]),
    )
