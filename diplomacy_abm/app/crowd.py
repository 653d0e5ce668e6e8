"""Many runs in the background, and where one run stands among them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from diplomacy_abm.results.quantities import describe, quantity
from diplomacy_abm.vocabulary import OUTCOME_NAMES

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from diplomacy_abm.results import Run
    from diplomacy_abm.scenario import Scenario

SHOWN = (
    "rounds", "first_formal", "exchanges", "partial_deals", "ceasefire_weeks", "breaches", "mean_escalation",
    "damage_a", "damage_b", "front_end", "trust_ab_end", "trust_ba_end",
)  # fmt: skip
"""Quantities of which the page shows how all runs are spread, and where this one stands."""
SERIES = ("front", "intensity", "trust_ab", "trust_ba", "cap_a", "cap_b", "standing_a", "standing_b", "zone", "track")
"""Metrics of which the page shows a band over the weeks."""
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
BINS = 20

Report = Callable[[str, int], None]
"""Called with ``"compiling"`` or ``"playing"`` and the number of runs done."""


def compile_aside(report: Report, scores: bool = False) -> None:
    """Compile the model in another process if it has to be: here it would slow down whoever watches a run.

    The result waits in the user's cache; where that fails, the engine compiles here at its first call.

    Parameters
    ----------
    report
        Told that it is compiled.
    scores
        Whether the loop that keeps goal scores is needed too.
    """
    from diplomacy_abm.engine import cache

    lines = [] if cache.is_compiled() else ["from diplomacy_abm.engine.cache import kernel", "kernel()"]
    if scores and not cache.jit_disabled():
        from diplomacy_abm.seats import kernel

        if not kernel.is_compiled():
            lines += ["from diplomacy_abm.seats.kernel import scored_kernel", "scored_kernel()"]
    if not lines:
        return
    report("compiling", 0)
    subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def judged(run: Run, label: str, runs: int, parameters: Mapping[str, object] | None) -> dict[str, Any]:
    """Return how well a game served the goals of its seat, beside runs of the seat's own policy.

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
    return {
        "score": round(found.score.total, 4),
        "percentile": round(found.percentile, 1),
        "usual": [round(float(x), 4) for x in np.quantile(found.scores, (0.1, 0.5, 0.9))],
        "same_luck": round(found.same_score.total, 4),
        "parting": None if found.parting is None else found.parting.step,
    }


def crowd(
    scenario: Scenario, runs: int, seed: int, run: int, report: Report, policies: Mapping[str, str] | None = None,
    without: list[str] | None = None, parameters: Mapping[str, float] | None = None,
    settings: Mapping[str, Any] | None = None, steps: int | None = None, own: Mapping[str, Any] | None = None,
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
    table = ensemble.runs
    default = table.loc[table["run"] == run]
    if default.empty:
        default = run_ensemble(scenario, 1, first=run, **given).runs
    here = default if own is None else pd.DataFrame([dict(own)])
    days = scenario.scenario.step_days
    found = summary(table, here, days) | {"bands": bands(ensemble.steps)}
    return found if own is None else found | {"default": str(default["outcome"].iloc[0])}


def summary(table: pd.DataFrame, own: pd.DataFrame, step_days: int) -> dict[str, Any]:
    """Return shares of the outcomes with their intervals, and the spread of each quantity with the value of one run.

    Parameters
    ----------
    table
        One row a run.
    own
        The row of the run that is watched.
    step_days
        Days in a step.

    Notes
    -----
    Where runs took sets of parameters (``sets`` of them) an interval holds luck and parameters, and ``parameters`` is
    the standard deviation of the share from set to set; None where that is not known.
    """
    import numpy as np

    from diplomacy_abm.analysis.parts import parts_of

    good = table[table["status"] == "ok"]
    outcomes = []
    for name in OUTCOME_NAMES.values():
        here = (good["outcome"] == name).to_numpy(dtype=float)
        share = parts_of(good, here, share=True)
        low, high = (share.low, share.high) if len(good) else (0.0, 1.0)
        told = {"name": name, "count": int(here.sum()), "low": round(low, 4), "high": round(high, 4)}
        outcomes.append(told | {"parameters": None if np.isnan(share.parameters) else round(share.parameters, 4)})
    return {
        "runs": len(table),
        "sets": int(table["draw"].nunique()) if "draw" in table else 0,
        "failed": len(table) - len(good),
        "own": str(own["outcome"].iloc[0]),
        "outcomes": outcomes,
        "quantities": [_spread(good, own, name, step_days) for name in SHOWN],
    }


def _spread(good: pd.DataFrame, own: pd.DataFrame, name: str, step_days: int) -> dict[str, Any]:
    import numpy as np

    what = describe(name, step_days)
    values = quantity(good, name, step_days)
    here = float(quantity(own, name, step_days)[0])
    known = values[np.isfinite(values)]
    counts, edges = _histogram(known)
    mid = [round(float(x), 4) for x in np.quantile(known, (0.1, 0.5, 0.9))] if len(known) else []
    missing = not np.isfinite(here)
    return {
        "name": name, "label": what.label, "unit": what.unit, "own": None if missing else round(here, 4),
        "below": None if missing or not len(known) else round(float((known < here).mean()), 3),
        "equal": None if missing or not len(known) else round(float((known == here).mean()), 3),
        "never": int(len(values) - len(known)), "quantiles": mid, "counts": counts, "edges": edges,
    }  # fmt: skip


def _histogram(values: np.ndarray) -> tuple[list[int], list[float]]:
    import numpy as np

    if not len(values):
        return [], []
    low, high = float(values.min()), float(values.max())
    whole = bool(np.all(values == np.round(values)))
    if whole:
        width = max(1.0, np.ceil((high - low + 1) / BINS))
        edges = np.arange(low - 0.5, high + 0.5 + width, width)
    else:
        edges = np.linspace(low, high if high > low else low + 1.0, BINS + 1)
    counts, edges = np.histogram(values, bins=edges)
    return counts.tolist(), [round(float(x), 5) for x in edges]


def bands(steps: pd.DataFrame | None) -> dict[str, list[list[float]]]:
    """Return quantiles over the runs by metric and week: one list of weeks for each of :data:`QUANTILES`."""
    if steps is None:
        return {}
    import numpy as np

    grouped = steps.groupby("step")[list(SERIES)]
    at = [grouped.quantile(q) for q in QUANTILES]
    return {name: [np.round(frame[name].to_numpy(dtype=float), 4).tolist() for frame in at] for name in SERIES}
