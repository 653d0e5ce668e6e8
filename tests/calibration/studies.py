"""Small calibration studies in files, and a model that is no war: normal numbers around the parameters."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import numpy as np
import tomli_w
from scipy.special import ndtri

SMALL: dict[str, Any] = {
    "calibration": {
        "name": "small",
        "title": "A small calibration",
        "question": "How dear are exchanges?",
        "scenario": "minimal",
        "horizon": 30,
        "seed": 11,
        "population": 40,
        "replicates": 2,
        "rounds": 3,
        "moves": 1,
        "keep": 0.5,
        "acceptance": 0.0,
        "draws": 60,
    },
    "parameters": {
        "exchange_cost": {"prior": {"lognormal": [0.08, 0.4]}, "source": "judgement"},
        "seen_cost": {"label": "audience", "prior": {"uniform": [0.0, 0.1]}, "source": "judgement"},
    },
    "statistics": {
        "exchanges": {
            "label": "exchanges", "series": "exchanges", "measure": "total", "observed": 10, "source": "made up",
        },
        "talks": {"label": "talks", "series": "rounds", "measure": "total", "observed": 2, "source": "made up"},
        "fights": {
            "label": "intensity", "series": "intensity", "measure": "mean", "observed": 0.5, "weight": 0,
            "source": "made up",
        },
    },
}  # fmt: skip


def study_file(folder: Path, name: str = "study.toml", **changes: Any) -> Path:
    """Write the small study; ``calibration__rounds=5`` changes a key, None takes it away."""
    tables = copy.deepcopy(SMALL)
    for place, value in changes.items():
        *way, last = place.split("__")
        table = tables
        for key in way:
            table = table.setdefault(key, {})
        if value is None:
            table.pop(last)
        else:
            table[last] = value
    path = folder / name
    path.write_text(tomli_w.dumps(tables), "utf-8")
    return path


def normal_model(points: np.ndarray, first: int) -> np.ndarray:
    """Return each coordinate with standard normal noise; the luck is decided by the number of the first run."""
    return points + np.random.default_rng([77, first]).standard_normal(points.shape)


def normals_of(priors, values):
    """Return the points of the search of parameters: the way back from ``values_of``."""
    columns = []
    for k, prior in enumerate(priors):
        below, above = prior.ends
        share = (prior.whole.cdf(values[..., k]) - below) / (above - below)
        columns.append(ndtri(np.clip(share, 1e-12, 1.0 - 1e-12)))
    return np.stack(columns, axis=-1)
