"""The eight limits with a known answer, on other random draws than the committed table's."""

import numpy as np
import pandas as pd
import pytest

from experiments.limits import compare, theory


@pytest.fixture
def rng():
    return np.random.default_rng(20251117)


def check(*limits):
    for limit in limits:
        assert limit.holds, f"{limit.name}: off by {limit.deviation:.3g}, allowed {limit.tolerance:g}"


def test_richardson_1960_pair_damps_and_runs_away_as_the_eigenvalues_say(rng):
    check(compare.richardson(rng, 6))


def test_fearon_1995_one_offer_under_private_information(rng):
    check(*compare.ultimatum(rng, 3))


def test_powell_2006_commitment_problem(rng):
    check(*compare.commitment(rng, 6))


def test_guarantee_makes_breach_dearer_and_does_nothing_else(rng):
    check(compare.guarantee(rng, 6))


def test_kydd_2003_counsel_of_restraint(rng):
    check(compare.restraint(rng, 2))


def test_kydd_2006_vouching(rng):
    check(compare.vouching(rng, 4))


def test_bohmelt_2011_rival_mediators(rng):
    check(compare.rivals(rng, 10))


def test_nash_kalai_smorodinsky_egalitarian_and_pareto_points_against_negmas(rng):
    pytest.importorskip("negmas", reason="negmas is not installed (extra `limits`)")
    check(*compare.bargaining(rng, 25))


def test_mckelvey_palfrey_1995_logit_equilibrium_against_pygambit(rng):
    pytest.importorskip("pygambit", reason="pygambit is not installed (extra `limits`)")
    check(compare.quantal(rng, 3, rounds=30_000))


@pytest.mark.parametrize("surprise", [0.0, 0.03])
@pytest.mark.parametrize("bite", [0.0, 0.1])
def test_searched_commitment_frontier_is_the_closed_form(surprise, bite):
    closed = 0.3 - surprise + bite
    found = theory.commitment(0.4, 0.15, 0.15, 0.0, 0.5, surprise=surprise, deterrence=bite)
    assert found == pytest.approx(closed, abs=2e-4)


def test_trust_counts_where_something_is_hidden():
    at = [theory.commitment(0.4, 0.15, 0.15, hidden, trust) for hidden in (0.0, 0.05) for trust in (0.5, 0.95)]
    assert at[0] == pytest.approx(at[1], abs=1e-6)
    assert at[2] < at[3] - 0.02


def test_a_slow_shift_is_paid_as_it_goes():
    """Twice the intervals, twice the shift, where power is near even and each interval's part is small."""
    once, twice = (theory.commitment(0.45, 0.02, 0.02, 0.0, 0.5, intervals) for intervals in (1, 2))
    assert twice == pytest.approx(2.0 * once, rel=0.1)


def test_kydd_thresholds_are_the_closed_forms():
    error, war, own, low, high = 0.2, 0.05, 0.15, 0.1, 0.3
    closed = error * (war + 0.5 * (own + low)) / ((1 - error) * high - low - 0.5 * error * (own - low))
    assert theory.restraint_bias(error, war, own, low, high) == pytest.approx(closed)
    assert theory.vouching_bias(0.4, 0.2, 0.05, 0.02) == pytest.approx((0.4 + 0.1 - 0.04 - 0.2) / 0.6)


def test_a_limit_that_is_missed_is_said_to_fail():
    missed = compare.Limit("X", "x", "", "", 0.1, "", np.array([0.0, 1.0]), np.array([0.05, 1.2]))
    assert not missed.holds
    assert missed.deviation == pytest.approx(0.2)


def test_the_committed_table_holds(request):
    table = pd.read_csv(request.config.rootpath / "results" / "limits" / "limits.csv")
    assert set(table["verdict"]) == {"holds"}
    assert (table["largest deviation"] <= table["tolerance"] * 1.05).all()


def test_the_part_of_the_validation_page_is_that_of_the_table(request):
    from experiments.limits.run import section

    folder = request.config.rootpath / "results" / "limits"
    table = pd.read_csv(folder / "limits.csv")
    assert (folder / "section.md").read_text("utf-8") == section(table)
    missed = table.assign(verdict=["FAILS", *table["verdict"][1:]])
    assert f"{len(table) - 1} of {len(table)} comparisons hold" in section(missed)
