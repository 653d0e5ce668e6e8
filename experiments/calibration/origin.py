"""What the posterior changes in the origin scenario: the same runs with the values before, and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.results.calibrated import Calibrated

SCENARIO = "ukraine-2025"
SEED = 20251117
QUANTITIES = (
    ("ever: formal", "share with formal talks", 1.0),
    ("talk share", "talk weeks a year", 52.18),
    ("exchanges per month", "prisoner exchanges a month", 1.0),
    ("partial_deals", "partial deals", 1.0),
    ("ever: ceasefire", "share with a general ceasefire", 1.0),
    ("ever: settlement", "share with a settlement", 1.0),
    ("mean_escalation", "mean intensity", 1.0),
    ("cap_ratio_end", "strength ratio at the end", 1.0),
)
"""What is compared: quantity, label, and what it is multiplied by."""


def before_and_after(done: Calibrated, runs: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return quantities and outcome shares of the origin scenario, a row for each and each arm.

    Arms: ``before``, the defaults; ``posterior``, each run with parameters drawn from the posterior. They share their
    luck, run by run; intervals are 95 %, of the mean over runs. Means of a posterior are no draw of it and no arm.
    """
    import pandas as pd

    from diplomacy_abm import run_ensemble
    from diplomacy_abm.results.quantities import quantity
    from diplomacy_abm.results.summaries import outcome_shares

    names = list(done.before)
    rng = np.random.default_rng(SEED)
    rows = rng.choice(len(done.particles), runs, p=done.particles["weight"] / done.particles["weight"].sum())
    drawn = {name: done.particles[name].to_numpy()[rows] for name in names}
    values = {"before": done.before, "posterior": drawn}
    table, shares = [], []
    for arm, parameters in values.items():
        played = run_ensemble(SCENARIO, runs, seed=SEED, parameters=parameters).runs
        for name, label, factor in QUANTITIES:
            x = quantity(played, name) * factor
            error = 1.96 * np.nanstd(x, ddof=1) / np.sqrt(np.isfinite(x).sum())
            table.append((arm, name, label, np.nanmean(x), np.nanmean(x) - error, np.nanmean(x) + error))
        shares.append(outcome_shares(played).assign(arm=arm))
    columns = ["arm", "quantity", "label", "estimate", "low", "high"]
    outcomes = pd.concat(shares)[["arm", "outcome", "share", "low", "high", "n"]].rename(columns={"share": "estimate"})
    return pd.DataFrame(table, columns=columns), outcomes
