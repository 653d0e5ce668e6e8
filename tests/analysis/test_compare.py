"""Paired comparison and the verdicts of claims."""

import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_rel

from diplomacy_abm import run_ensemble
from diplomacy_abm.analysis.claims import Claim, proportion
from diplomacy_abm.analysis.compare import compare
from diplomacy_abm.analysis.patterns import ratio_of_sums
from diplomacy_abm.results.ensemble import Ensemble


def ensemble(rounds, outcomes, seed=1, first=0, status=None):
    n = len(rounds)
    runs = pd.DataFrame(
        {
            "run": np.arange(first, first + n), "status": status or ["ok"] * n, "outcome": outcomes,
            "rounds": rounds, "first_formal": [0 if x else -1 for x in rounds],
        }
    )  # fmt: skip
    return Ensemble(SimpleNamespace(), seed, runs)


def test_the_interval_is_that_of_the_paired_t_test():
    rng = np.random.default_rng(3)
    one, other = rng.poisson(2, 40), rng.poisson(3, 40)
    table = compare(ensemble(one, ["ceasefire"] * 40), ensemble(other, ["ceasefire"] * 40), columns=["rounds"])
    interval = ttest_rel(other, one).confidence_interval(0.95)
    row = table.iloc[0]
    assert (row["low"], row["high"]) == pytest.approx((interval.low, interval.high))
    assert row["difference"] == pytest.approx((other - one).mean())
    assert row["changed"] == pytest.approx((other != one).mean())


def test_outcomes_and_first_steps_are_shares():
    base = ensemble([0, 0, 2, 1], ["no contact", "no contact", "ceasefire", "formal talks only"])
    arm = ensemble([1, 0, 2, 1], ["ceasefire", "no contact", "ceasefire", "formal talks only"])
    table = compare(base, arm, columns=["outcome", "first_formal"]).set_index("quantity")
    assert table.loc["outcome: ceasefire", ["base", "arm", "difference"]].tolist() == [0.25, 0.5, 0.25]
    assert table.loc["ever: formal", "difference"] == 0.25
    assert table.loc["outcome: formal talks only", ["low", "high"]].tolist() == [0.0, 0.0]


def test_failed_runs_and_strangers_do_not_pair():
    base = ensemble([1, 2, 3], ["ceasefire"] * 3, status=["ok", "failed", "ok"])
    arm = ensemble([1, 2, 5], ["ceasefire"] * 3)
    assert compare(base, arm, columns=["rounds"]).loc[0, "n"] == 2
    with pytest.raises(ValueError, match="seeds 1 and 2 differ"):
        compare(base, ensemble([1], ["ceasefire"], seed=2))
    with pytest.raises(ValueError, match="no finished run in common"):
        compare(base, ensemble([1], ["ceasefire"], first=9))
    with pytest.raises(ValueError, match="no column 'nothing'"):
        compare(base, arm, columns=["nothing"])
    twice = Ensemble(SimpleNamespace(), 1, pd.concat([arm.runs, arm.runs], ignore_index=True))
    for arms in ((base, twice), (twice, base), (twice, twice)):
        with pytest.raises(ValueError, match="a run is there twice in one of the arms"):
            compare(*arms)


def test_an_arm_against_itself_differs_in_nothing():
    base = run_ensemble("minimal", 20, seed=5)
    table = compare(base, run_ensemble("minimal", 20, seed=5))
    assert (table["changed"] == 0).all()
    assert (table["difference"] == 0).all()


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(0.2, 0.4, "pass"), (0.5, 0.9, "fail"), (0.3, 0.6, "undecided"), (math.nan, 0.2, "undecided")],
)
def test_a_verdict_needs_the_whole_interval(low, high, verdict):
    claim = Claim("X", "claim", "source", 0.1, 0.45, 0.3, low, high)
    assert claim.status == verdict


def test_expected_ranges_in_words():
    ends = [(0.0, 0.0, "exactly 0"), (-math.inf, 2.0, "at most 2"), (1.0, math.inf, "at least 1"), (1, 2, "1 to 2")]
    for low, high, words in ends:
        assert Claim("X", "", "", low, high, 0, 0, 0).expected == words


def test_ratio_of_sums_is_the_ratio_and_its_interval_covers_it():
    rng = np.random.default_rng(1)
    bottom = rng.integers(1, 10, 200).astype(float)
    top = rng.binomial(bottom.astype(int), 0.3).astype(float)
    estimate, low, high, _ = ratio_of_sums(top, bottom)
    assert estimate == top.sum() / bottom.sum()
    assert low < 0.3 < high
    assert high - low < 0.1
    assert all(math.isnan(x) for x in ratio_of_sums(top, np.zeros(200))[:3])


def test_wilson_interval_of_no_successes():
    """Wilson (1927): with 0 of n the upper end is z²/(n + z²)."""
    share, low, high, _ = proportion(0, 100)
    assert (share, low) == (0.0, pytest.approx(0.0, abs=1e-12))
    assert high == pytest.approx(3.8415 / (100 + 3.8415), rel=1e-3)
