"""A made-up study in the shape of a stored one, with luck that arms and points share as much as one likes."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import norm

NEVER = ("first_contact", "first_early", "first_formal", "first_ceasefire", "first_settlement", "first_breach",
         "first_partial")  # fmt: skip


def made_up_runs(
    runs: int = 200, effect: float = 0.1, shared: float = 0.8, seed: int = 0, costs: tuple[float, ...] = (0.1, 0.2),
    share: float = 0.3,
) -> pd.DataFrame:  # fmt: skip
    """Return runs of arms ``with`` and ``without``: the first has a ceasefire in `effect` more of them.

    Parameters
    ----------
    runs, effect, shared, seed, costs, share
        Runs a point; difference of shares; part of the variance of luck that a run index brings; seed; values of
        the factor ``cost``, which changes nothing; share of runs with a ceasefire in the arm ``without``.
    """
    rng = np.random.default_rng(seed)
    common = rng.standard_normal(runs)
    parts = []
    for arm, chance in (("with", share + effect), ("without", share)):
        for point, cost in enumerate(costs):
            luck = np.sqrt(shared) * common + np.sqrt(1.0 - shared) * rng.standard_normal(runs)
            ceasefire = luck < norm.ppf(chance)
            part = pd.DataFrame({"arm": arm, "point": point, "cost": cost, "run": np.arange(runs), "status": "ok"})
            part["outcome"] = np.where(ceasefire, "ceasefire", "no contact")
            part["end_step"] = 103
            part = part.assign(**dict.fromkeys(NEVER, -1))
            part.loc[ceasefire, "first_ceasefire"] = np.clip(52 + 15 * luck[ceasefire], 0, 103).astype(int)
            part["rounds"] = np.floor(5.0 - luck + 2.0 * (arm == "with")).astype(int)
            parts.append(part)
    return pd.concat(parts, ignore_index=True)
