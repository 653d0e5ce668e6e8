"""Intervals and tests against statsmodels, which knows nothing of ours."""

import numpy as np
import pytest

from diplomacy_abm.analysis.intervals import clustered_mean, gap_range, holm, mcnemar, rate_range, wilson
from diplomacy_abm.analysis.lifetimes import Lifetimes

pytest.importorskip("statsmodels")
LEVELS = (0.8, 0.95)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("count", "n"), [(0, 7), (3, 11), (50, 100), (11, 11)])
def test_wilson(count, n, level):
    from statsmodels.stats.proportion import proportion_confint

    found = wilson(count / n, n, level)
    assert (found.low, found.high) == pytest.approx(proportion_confint(count, n, 1.0 - level, "wilson"), abs=1e-12)


@pytest.mark.parametrize("level", LEVELS)
def test_newcombes_gap_of_strangers(level):
    from statsmodels.stats.proportion import confint_proportions_2indep

    wanted = confint_proportions_2indep(56, 70, 48, 80, method="newcomb", compare="diff", alpha=1.0 - level)
    assert gap_range(56, 70, 48, 80, level) == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("events", [0, 1, 12])
def test_garwoods_rate(events, level):
    from statsmodels.stats.rates import confint_poisson

    low, high = confint_poisson(events, 4.0, method="exact-c", alpha=1.0 - level)
    assert rate_range(events, 4.0, level) == pytest.approx((0.0 if events == 0 else low, high))


@pytest.mark.parametrize(("lost", "gained"), [(0, 0), (5, 0), (3, 9), (8, 8)])
def test_mcnemars_exact_test(lost, gained):
    from statsmodels.stats.contingency_tables import mcnemar as other

    wanted = 1.0 if lost == gained else other([[4, lost], [gained, 6]], exact=True).pvalue
    assert mcnemar(lost, gained) == pytest.approx(wanted)


def test_holms_adjustment_of_those_that_are_numbers():
    from statsmodels.stats.multitest import multipletests

    p = np.array([0.04, np.nan, 0.001, 0.3, 0.012, 0.012])
    known = ~np.isnan(p)
    found = holm(p)
    assert np.isnan(found[1])
    assert found[known] == pytest.approx(multipletests(p[known], method="holm")[1])


@pytest.mark.parametrize("level", LEVELS)
def test_a_mean_of_clusters_is_that_of_least_squares_with_robust_errors(level):
    """Their factor is G/(G - 1) (n - 1)/(n - k), ours G/(G - 1): the same for one coefficient."""
    import statsmodels.api as sm

    rng = np.random.default_rng(6)
    clusters = np.repeat(np.arange(9), 4)
    values = rng.standard_normal(9)[clusters] + 0.3 * rng.standard_normal(36) + 0.4
    fit = sm.OLS(values, np.ones(36)).fit(cov_type="cluster", cov_kwds={"groups": clusters}, use_t=True)
    found = clustered_mean(values, clusters, level)
    low, high = fit.conf_int(1.0 - level)[0]
    assert found == pytest.approx((fit.params[0], low, high, fit.pvalues[0]))


def test_the_mean_up_to_a_horizon_is_the_area_under_the_product_limit_curve():
    from statsmodels.duration.survfunc import SurvfuncRight

    rng = np.random.default_rng(8)
    weeks, ended = rng.integers(1, 30, 60), rng.random(60) < 0.7
    curve = SurvfuncRight(weeks, ended.astype(int))
    times = np.concatenate([[0.0], curve.surv_times[curve.surv_times < 20], [20.0]])
    stays = np.concatenate([[1.0], curve.surv_prob[curve.surv_times < 20]])
    assert Lifetimes(weeks, ended, np.arange(60)).mean(20) == pytest.approx(float(np.diff(times) @ stays))
