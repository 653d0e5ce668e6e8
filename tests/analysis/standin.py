"""Stores made of a known function instead of runs: their answers are known too."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from diplomacy_abm.results.problem import unit_sample


def store_of(
    method: str, ranges: dict[str, tuple[float, float]], points: int, value: Callable[..., np.ndarray], runs: int = 1,
    column: str = "mean_escalation", grid: dict[str, list[Any]] | None = None, **sampling: Any,
) -> Any:  # fmt: skip
    """Return a stand-in for a store; ``value(points, run)`` fills a column of the runs of every point."""
    factors: dict[str, dict[str, Any]] = {
        name: {"label": name, "unit": "", "values": values} for name, values in (grid or {}).items()
    }
    factors |= {name: {"label": name, "unit": "", "distribution": {"uniform": list(ends)}}
                for name, ends in ranges.items()}  # fmt: skip
    design = {"factors": factors, "sampling": {"method": method, "points": points, "seed": 1} | sampling}
    ranks = unit_sample(design)
    sample = pd.DataFrame(
        {name: low + (high - low) * ranks[:, k] for k, (name, (low, high)) in enumerate(ranges.items())}
    )
    frame = sample
    for name, values in (grid or {}).items():
        frame = pd.concat([sample.assign(**{name: level}) for level in values], ignore_index=True)
    frame.insert(0, "point", range(len(frame)))
    played = [frame.assign(arm="base", run=run, **{column: value(frame, run)}) for run in range(runs)]
    rows = pd.concat(played, ignore_index=True).assign(status="ok", reason="")
    kinds = {name: factor | {"kind": "grid" if "values" in factor else "sampled"} for name, factor in factors.items()}
    return SimpleNamespace(
        name="known", title="A known function", design=design, arms={"base": "base"}, factors=kinds, points=frame,
        sampling=design["sampling"], scenario=SimpleNamespace(step_days=7), complete=True,
        runs=lambda columns=None: rows,
        finished=lambda columns=None: rows[rows["status"] == "ok"],
    )  # fmt: skip
