"""Many runs in the background, and where one run stands among them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from diplomacy_abm.results.quantities import HELD, Quantity, describe, quantity
from diplomacy_abm.results.sides import sides_of
from diplomacy_abm.vocabulary import OUTCOME_NAMES

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from diplomacy_abm.results import Run
    from diplomacy_abm.scenario import Scenario
    from diplomacy_abm.seats.verdict import Verdict

SHOWN = (
    "rounds", "first_formal", "exchanges", "partial_deals", "ceasefire_weeks", "breaches", "mean_escalation",
    "damage_a", "damage_b", "front_end", "trust_ab_end", "trust_ba_end",
)  # fmt: skip
"""Quantities of which the page shows how all runs are spread, and where this one stands."""
SERIES = ("front", "intensity", "trust_ab", "trust_ba", "cap_a", "cap_b", "standing_a", "standing_b", "zone", "track")
"""Metrics of which the page shows a band over the weeks."""
UNTRIED = "settlement untried"
"""A settlement in force at the end that was signed too late to tell whether it holds."""
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
BINS = 20
OPENED = 20
"""Runs under a bar whose numbers are told, so that it opens one of them."""

Report = Callable[[str, int], None]
"""Called with ``"compiling"`` or ``"playing"`` and the number of runs done."""


def classes_of() -> list[str]:
    """Return the names of all outcomes in their order, a settlement that was signed too late to tell apart."""
    names = list(OUTCOME_NAMES.values())
    held = names.index("settlement held") + 1
    return [*names[:held], UNTRIED, *names[held:]]


def ended(table: pd.DataFrame, step_days: int) -> list[str]:
    """Return how each run ended, one of :func:`classes_of`; one row a run."""
    young = (table["settlement_stood"] * step_days < 7 * HELD) & (table["outcome"] == "settlement held")
    return [UNTRIED if late else str(name) for name, late in zip(table["outcome"], young, strict=True)]


def compile_aside(report: Report, scores: bool = False, watched: bool = False) -> None:
    """Compile the model in another process if it has to be: here it would slow down whoever watches a run.

    The result waits in the user's cache; where that fails, the engine compiles here at its first call.

    Parameters
    ----------
    report
        Told that it is compiled.
    scores
        Whether the loop that keeps goal scores is needed too.
    watched
        Whether the week of runs that are watched is needed too.
    """
    from diplomacy_abm.app import quick
    from diplomacy_abm.engine import cache

    lines = [] if cache.is_compiled() else ["from diplomacy_abm.engine.cache import kernel", "kernel()"]
    if scores and not cache.jit_disabled():
        from diplomacy_abm.seats import kernel

        if not kernel.is_compiled():
            lines += ["from diplomacy_abm.seats.kernel import scored_kernel", "scored_kernel()"]
    if watched and not quick.is_ready() and not cache.jit_disabled():
        lines += ["from diplomacy_abm.app.quick import noting", "noting()"]
    if not lines:
        return
    report("compiling", 0)
    subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def judged(run: Run, label: str, runs: int, parameters: Mapping[str, object] | None) -> tuple[Verdict, dict[str, Any]]:
    """Return how well a game served the goals of its seat, beside runs of the seat's own policy, and as a message.

    Parameters
    ----------
    run
        The finished game.
    label
        Whose goals.
    runs
        Runs of the own policy.
    parameters
        Those of the game.
    """
    import numpy as np

    from diplomacy_abm.seats.verdict import verdict

    found = verdict(run, label, runs, parameters)
    return found, {
        "score": round(found.score.total, 4),
        "percentile": round(found.percentile, 1),
        "usual": [round(float(x), 4) for x in np.quantile(found.scores, (0.1, 0.5, 0.9))],
        "same_luck": round(found.same_score.total, 4),
        "parting": None if found.parting is None else found.parting.step,
    }


def crowd(
    scenario: Scenario, runs: int, seed: int, run: int, report: Report, policies: Mapping[str, str] | None = None,
    without: Iterable[str] = (), parameters: Mapping[str, float] | None = None,
    settings: Mapping[str, Any] | None = None, steps: int | None = None, own: Mapping[str, Any] | None = None,
    beside: Mapping[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Play runs 0, 1, … of a seed and return how they ended, and how run `run` did.

    Parameters
    ----------
    scenario, runs, seed, policies, without, parameters, settings, steps
        As in :func:`diplomacy_abm.run_ensemble`.
    run
        The run that is watched; it is one of them, or is played beside them.
    report
        Told of the progress.
    own
        Summary of a run that was played by people; by default it is run `run` as the policies play it. With it
        the result also tells how the same luck went by default (``default``).
    beside
        What another crowd with the same luck is played with, by the names of policies, without, parameters and
        settings; it stands in ``beside`` of the result, over the same edges of bars.
    """
    import pandas as pd

    from diplomacy_abm.api import run_ensemble

    compile_aside(report, scores=own is not None)
    done = 0

    def count(more: int) -> None:
        nonlocal done
        done += more
        report("playing", done)

    report("playing", 0)
    given: dict[str, Any] = {
        "seed": seed, "steps": steps, "policies": policies, "without": without or (), "parameters": parameters,
        "settings": settings,
    }  # fmt: skip
    ensemble = run_ensemble(scenario, runs, keep=("steps",), report=count, **given)
    tables = [ensemble.runs]
    if beside is not None:
        tables.append(run_ensemble(scenario, runs, report=count, **{**given, **beside}).runs)
    default = ensemble.runs.loc[ensemble.runs["run"] == run]
    if default.empty:
        default = run_ensemble(scenario, 1, first=run, **given).runs
    here = default if own is None else pd.DataFrame([dict(own)])
    found, *other = summaries(tables, here, scenario)
    found |= {"bands": bands(ensemble.steps)}
    if other:
        found["beside"] = other[0]
    if own is None:
        return found
    days = scenario.scenario.step_days
    return found | {"default": ended(default, days)[0], "firsts": first_steps(ensemble.runs)}


def first_steps(table: pd.DataFrame) -> dict[str, list[int]]:
    """Return for each kind of event that runs keep the first step of the runs that had it, and the median step."""
    found = {}
    for column in (name for name in table if str(name).startswith("first_") and table[name].dtype.kind in "iuf"):
        had = table[column][table[column] >= 0]
        found[str(column)] = [len(had), int(had.median()) if len(had) else -1]
    return found


def summaries(tables: Sequence[pd.DataFrame], own: pd.DataFrame, scenario: Scenario) -> list[dict[str, Any]]:
    """Return shares of the outcomes with their intervals, and the spread of each quantity with the value of one run.

    Parameters
    ----------
    tables
        One row a run, a table for each crowd; their bars have the same edges.
    own
        The row of the run that is watched.
    scenario
        Of the runs; its sides give the quantities their words.

    Notes
    -----
    Where runs took sets of parameters (``sets`` of them) an interval holds luck and parameters, and ``parameters`` is
    the standard deviation of the share from set to set; None where that is not known.
    """
    step_days = scenario.scenario.step_days
    good = [table[table["status"] == "ok"] for table in tables]
    spreads = [_spreads(good, own, describe(name, step_days, sides_of(scenario)), step_days) for name in SHOWN]
    return [
        {
            "runs": len(table), "sets": int(table["draw"].nunique()) if "draw" in table else 0,
            "failed": len(table) - len(ok), "own": ended(own, step_days)[0],
            "outcomes": _outcomes(ok, step_days), "quantities": [spread[k] for spread in spreads],
        }
        for k, (table, ok) in enumerate(zip(tables, good, strict=True))
    ]  # fmt: skip


def _outcomes(good: pd.DataFrame, step_days: int) -> list[dict[str, Any]]:
    import numpy as np

    from diplomacy_abm.analysis.parts import parts_of

    ends = np.array(ended(good, step_days))
    rows = []
    for name in classes_of():
        here = ends == name if len(ends) else np.zeros(0, dtype=bool)
        share = parts_of(good, here.astype(float), share=True)
        low, high = (share.low, share.high) if len(good) else (0.0, 1.0)
        rows.append(
            {
                "name": name, "count": int(here.sum()), "low": round(low, 4), "high": round(high, 4),
                "parameters": None if np.isnan(share.parameters) else round(share.parameters, 4),
                "runs": [int(run) for run in good["run"].to_numpy()[here][:OPENED]],
            }
        )  # fmt: skip
    return rows


def _spreads(good: Sequence[pd.DataFrame], own: pd.DataFrame, what: Quantity, step_days: int) -> list[dict[str, Any]]:
    """Return how a quantity is spread in each crowd."""
    import numpy as np

    values = [quantity(table, what.name, step_days) for table in good]
    here = float(quantity(own, what.name, step_days)[0])
    missing = not np.isfinite(here)
    all_of_them = np.concatenate(values)
    edges = _edges(all_of_them[np.isfinite(all_of_them)])
    found = []
    for table, column in zip(good, values, strict=True):
        there = np.isfinite(column)
        known, runs = column[there], table["run"].to_numpy()[there]
        counts = np.histogram(known, bins=edges)[0].tolist() if edges is not None else []
        nothing = missing or not len(known)
        found.append(
            {
                "name": what.name, "label": what.label, "unit": what.unit, "own": None if missing else round(here, 4),
                "below": None if nothing else round(float((known < here).mean()), 3),
                "equal": None if nothing else round(float((known == here).mean()), 3),
                "never": int(len(column) - len(known)),
                "quantiles": [round(float(x), 4) for x in np.quantile(known, (0.1, 0.5, 0.9))] if len(known) else [],
                "counts": counts, "edges": [] if edges is None else [round(float(x), 5) for x in edges],
                "bins": _bins(known, runs, edges),
            }
        )  # fmt: skip
    return found


def _edges(values: np.ndarray) -> np.ndarray | None:
    """Return the edges of bars; None where there is nothing to draw."""
    import numpy as np

    if not len(values):
        return None
    low, high = float(values.min()), float(values.max())
    if np.all(values == np.round(values)):
        width = max(1.0, np.ceil((high - low + 1) / BINS))
        return np.arange(low - 0.5, high + 0.5 + width, width)
    return np.linspace(low, high if high > low else low + 1.0, BINS + 1)


def _bins(values: np.ndarray, runs: np.ndarray, edges: np.ndarray | None) -> list[list[int]]:
    """Return the numbers of the runs under each bar, a few of each."""
    import numpy as np

    if edges is None:
        return []
    # as in a histogram the last bar holds its upper edge
    at = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(edges) - 2)
    return [[int(run) for run in runs[at == k][:OPENED]] for k in range(len(edges) - 1)]


def bands(steps: pd.DataFrame | None) -> dict[str, list[list[float]]]:
    """Return quantiles over the runs by metric and week: one list of weeks for each of :data:`QUANTILES`."""
    if steps is None:
        return {}
    import numpy as np

    grouped = steps.groupby("step")[list(SERIES)]
    at = [grouped.quantile(q) for q in QUANTILES]
    return {name: [np.round(frame[name].to_numpy(dtype=float), 4).tolist() for frame in at] for name in SERIES}
