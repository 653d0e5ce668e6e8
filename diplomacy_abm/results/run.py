"""One finished run as labelled frames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from diplomacy_abm.results.above import above, shown
from diplomacy_abm.results.sides import sides_of, worded

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    import xarray as xr
    from matplotlib.figure import Figure

    from diplomacy_abm.narrate import History
    from diplomacy_abm.scenario import Scenario
    from diplomacy_abm.why import Why


@dataclass(frozen=True, eq=False)
class Run:
    """One finished run: who did what, the state of every step, and a summary.

    Parameters
    ----------
    scenario : Scenario
        The scenario as it was run, settings included.
    seed : int
        Seed of the ensemble the run belongs to.
    run : int
        Index of the run within the seed.
    events : pandas.DataFrame
        One row a move or consequence of moves, in the order in which they happened.
    steps : pandas.DataFrame
        One row a step: track, front, capability, trust, escalation and so on.
    state : pandas.DataFrame
        Tidy values of actors and pairs: step, date, variable, actor, target, value.
    summary : mapping of str to object
        The same names as the columns of :attr:`Ensemble.runs`.
    policies : mapping of str to str
        Policies that were assigned on top of the scenario's own.
    without : tuple of str
        Labels of the actors that were taken out.
    parameters : mapping of str to float
        Parameters that were given on top of the scenario's own.
    choices : pandas.DataFrame or None
        One row an option of a menu, with the terms of its value, where they were kept.
    packages : pandas.DataFrame or None
        Position on each issue (columns) of the settlement of each level of concession (index); not written.
    folder : pathlib.Path or None
        Where it was read from.
    """

    scenario: Scenario
    seed: int
    run: int
    events: pd.DataFrame
    steps: pd.DataFrame
    state: pd.DataFrame
    summary: Mapping[str, Any]
    policies: Mapping[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    parameters: Mapping[str, float] = field(default_factory=dict)
    choices: pd.DataFrame | None = None
    packages: pd.DataFrame | None = None
    folder: Path | None = None

    def why(self, week: int, actor: str) -> Why:
        """Say why an actor did what it did in a week.

        The run is played again up to the week, by the same seed and luck.

        Parameters
        ----------
        week : int
            Counted from 1, as the history tells them.
        actor : str
            Label of the actor.

        Returns
        -------
        Why
            By channel the menu with the terms of every value, what would have flipped the choice, and what it
            changed. Printed, it is the answer in words.
        """
        return above("why", "why")(self, week, actor)

    def story(self, kind: str = "page") -> str:
        """Tell the run.

        Parameters
        ----------
        kind : str
            ``"page"`` for its turning points with their causes, ``"full"`` for all of them, ``"brief"`` for five lines,
            ``"weekly"`` for every week.

        Returns
        -------
        str
            Text for 100 columns. Where the choices were not kept the run is played again for the causes; if it goes
            differently now, it is told without them.
        """
        return above("why.told", "told")(self, kind)

    def to_xarray(self) -> xr.Dataset:
        """Return steps and state as labelled arrays: along step, actor and target."""
        from diplomacy_abm.results.arrays import run_arrays

        return run_arrays(self)

    def history(self) -> History:
        """Return what :meth:`story` tells: its turning points as a table (``frame``) or all as values (``facts()``)."""
        return above("why.told", "history_of")(self)

    def plot(self) -> Figure:
        """Draw the run: the track of talks, escalation, trust, front, and the moves of each actor."""
        return above("plots", "figure_run")(self)

    @property
    def _outcome(self) -> str:
        """The class of the outcome, by the name of the side that won."""
        return worded(str(self.summary.get("outcome", "unknown")), sides_of(self.scenario))

    def __repr__(self) -> str:
        """Name the run in one line instead of printing its frames."""
        outcome = self._outcome
        return f"Run(seed={self.seed}, run={self.run}, steps={len(self.steps)}, outcome={outcome!r})"

    def _repr_html_(self) -> str:
        """Show how the run ended, and its figure, in a notebook."""
        told = ("outcome", "rounds", "exchanges", "partial_deals", "ceasefires", "settlements", "breaches")
        rows = {name: self.summary[name] for name in told if name in self.summary}
        return shown(repr(self), rows | {"outcome": self._outcome}, self.plot)
