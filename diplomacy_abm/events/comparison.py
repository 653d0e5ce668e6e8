"""A run, or many, beside a real series: the same diagnostics of both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from diplomacy_abm.events.diagnostics import (
    Autoregression,
    Estimate,
    autoregression,
    burstiness,
    dispersion,
    persistence,
    spread_of,
)
from diplomacy_abm.events.sides import Side, Sides, of_counts, of_events

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.results import Ensemble, Run
    from diplomacy_abm.results.store import Store

LAGS = (1, 4, 8)
"""Lags of persistence, in periods."""
HORIZON = 8
"""Periods for which responses are followed."""
MOST_RUNS = 200


@dataclass(frozen=True)
class Row:
    """One diagnostic of the real series and of the runs."""

    measure: str
    series: str
    """What is measured, and on what; a response names impulse and answer."""
    real: Estimate
    """With its interval."""
    model: Estimate
    """Median over the runs and their middle 95 %; of a single run its own estimate."""
    runs: int
    """Runs of which it can be told."""


@dataclass(frozen=True)
class Comparison:
    """What :func:`compare` found."""

    sides: Sides
    """What was compared."""
    rows: list[Row]
    """The diagnostics."""
    real_model: Autoregression | None = None
    """Fitted to the real series, where that is possible."""
    run_models: list[Autoregression] = field(default_factory=list)
    """Fitted to each run with as many lags."""
    remarks: list[str] = field(default_factory=list)
    """What a reader should know."""

    def table(self) -> pd.DataFrame:
        """Return the diagnostics as a tidy table."""
        import pandas as pd

        def cells(kind: str, one: Estimate) -> dict[str, float]:
            return {kind: one.value, f"{kind}_low": one.low, f"{kind}_high": one.high}

        return pd.DataFrame(
            [
                {"measure": row.measure, "series": row.series, **cells("real", row.real), **cells("model", row.model)}
                | {"runs": row.runs}
                for row in self.rows
            ]
        )


def compare(
    result: Run | Ensemble | Store,
    real: pd.DataFrame,
    pair: Sequence[str] = (),
    third: str = "",
    most_runs: int = MOST_RUNS,
) -> Comparison:
    """Set a result beside a real series.

    Parameters
    ----------
    result : Run, Ensemble or Store
        With its events; for series of counts with its steps.
    real : pandas.DataFrame
        Aggregates of events (:func:`diplomacy_abm.events.read_aggregates`), or a table with ``every``, ``period`` and
        columns that the steps of a run have too, such as ``missiles``.
    pair : sequence of str
        The two actors; the leads of the sides if none are given.
    third : str
        Third actor of the triangle; of the mediators the one that the real events hold most of, if none is given.
    most_runs : int
        Runs that are looked at, at most.

    Raises
    ------
    ValueError
        In one line, if the two have nothing in common, or too few periods.
    """
    if "source" in real:
        sides = of_events(result, real, pair, third, most_runs)
    else:
        sides = of_counts(result, real, most_runs)
    rows = list(_rows_of_series(sides))
    remarks = list(sides.remarks)
    if not sides.pairs:
        return Comparison(sides, rows, remarks=remarks)
    model = autoregression(sides.real.series, HORIZON)
    fitted = [autoregression(one.series, HORIZON, model.lags if model else 1) for one in sides.runs]
    models = [one for one in fitted if one]
    if model is None:
        remarks.append("The real series allow no autoregression: too few periods, or a series that never changes.")
    if len(models) < len(fitted):
        remarks.append(f"{len(fitted) - len(models)} of {len(fitted)} runs allow no autoregression.")
    rows += _rows_of_responses(sides, model, models)
    return Comparison(sides, rows, model, models, remarks)


def _rows_of_series(sides: Sides) -> Iterator[Row]:
    measures: list[tuple[str, Callable[[Side, str], Estimate]]] = [
        *((f"autocorrelation at lag {lag}", _lagged(lag)) for lag in LAGS),
        ("dispersion k", lambda side, name: dispersion(side.counts[name].to_numpy())),
        ("burstiness B", lambda side, name: burstiness(side.counts[name].to_numpy())),
    ]
    for measure, function in measures:
        for name in sides.names:
            found = [function(side, name) for side in sides.runs]
            yield Row(measure, name, function(sides.real, name), *_over_runs(found))


def _lagged(lag: int) -> Callable[[Side, str], Estimate]:
    return lambda side, name: persistence(side.series[name].to_numpy(), lag)


def _over_runs(found: Sequence[Estimate]) -> tuple[Estimate, int]:
    known = [one for one in found if one.value == one.value]
    if len(found) == 1:
        return found[0], len(known)
    return spread_of([one.value for one in known]), len(known)


def _rows_of_responses(sides: Sides, real: Autoregression | None, models: list[Autoregression]) -> Iterator[Row]:
    for (impulse, answer), kind in sides.pairs.items():
        found = [model.responses[impulse, answer].total for model in models]
        theirs = real.responses[impulse, answer].total if real else spread_of([])
        yield Row(f"{kind}: response over {HORIZON} periods", f"{answer} after {impulse}", theirs, *_over_runs(found))
    for (impulse, answer), kind in sides.pairs.items():
        together = [model.correlation(impulse, answer) for model in models]
        own = real.correlation(impulse, answer) if real else float("nan")
        # the shocks of one period move together as much one way as the other
        if kind == "reciprocity" and impulse > answer:
            continue
        alone = Estimate(own, float("nan"), float("nan"))
        told = f"{answer} with {impulse}"
        yield Row(f"{kind}: shocks of one period", told, alone, spread_of(together), len(together))
