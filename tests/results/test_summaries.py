"""Shares and waiting times, against values worked out by hand or by another library."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from diplomacy_abm.results.summaries import fan, kaplan_meier, outcome_shares, waiting
from diplomacy_abm.vocabulary import OUTCOME_NAMES
from tests.fixtures_frames import made_up_ensemble


def runs_of(**columns: object) -> pd.DataFrame:
    base = {"status": "ok", "outcome": "formal talks only", "end_step": 10}
    base |= dict.fromkeys(("first_ceasefire", "first_settlement", "first_formal"), -1)
    length = max(len(value) for value in columns.values() if isinstance(value, list))
    return pd.DataFrame(base | columns, index=range(length))


def test_shares_cover_every_class_and_leave_failures_out() -> None:
    shares = outcome_shares(made_up_ensemble().runs)
    assert list(shares["outcome"]) == list(OUTCOME_NAMES.values())
    assert shares["count"].sum() == 59
    assert shares["share"].sum() == pytest.approx(1.0)
    assert (shares["low"] <= shares["share"]).all()
    assert (shares["high"] >= shares["share"]).all()


def test_wilson_interval_of_a_tenth_of_a_hundred() -> None:
    """Wilson (1927): centre (p + z²/2n)/(1 + z²/n), half width z/(1 + z²/n)·√(pq/n + z²/4n²)."""
    runs = runs_of(outcome=["ceasefire"] * 10 + ["no contact"] * 90)
    row = outcome_shares(runs).set_index("outcome").loc["ceasefire"]
    z, n, p = 1.959963984540054, 100, 0.1
    centre, scale = p + z * z / (2 * n), 1 + z * z / n
    half = z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    assert row["low"] == pytest.approx((centre - half) / scale)
    assert row["high"] == pytest.approx((centre + half) / scale)


def test_shares_of_nothing_are_unknown() -> None:
    shares = outcome_shares(runs_of(status=["failed"]))
    assert shares["share"].isna().all()
    assert (shares[["count", "n", "young", "low"]] == 0).all(axis=None)
    assert (shares["high"] == 1).all()


def test_waiting_by_hand() -> None:
    """Four runs: talks at 2 and 5, one run ends at 3 without, one at 10 without: 3/4, then 3/4 · 1/2."""
    runs = runs_of(first_formal=[2, -1, 5, -1], end_step=[10, 3, 10, 10])
    curve = waiting(runs, "formal talks").set_index("step")["waiting"]
    assert curve[0.0] == 1.0
    assert curve[2.0] == pytest.approx(0.75)
    assert curve[3.0] == pytest.approx(0.75)
    assert curve[5.0] == pytest.approx(0.375)
    assert curve[10.0] == pytest.approx(0.375)


def test_the_war_ends_by_the_first_of_its_ends() -> None:
    runs = runs_of(
        first_ceasefire=[4, -1, -1, 0],
        first_settlement=[6, 7, -1, -1],
        outcome=["ceasefire", "settlement held", "victory of A", "ceasefire"],
        end_step=[10, 10, 9, 10],
    )
    curve = waiting(runs, "end of the war").groupby("step")["waiting"].min()
    assert curve[0.0] == pytest.approx(0.75)
    assert curve[4.0] == pytest.approx(0.5)
    assert curve[7.0] == pytest.approx(0.25)
    assert curve[9.0] == pytest.approx(0.0)


def test_waiting_agrees_with_an_independent_estimator() -> None:
    """Curve, numbers at risk and Greenwood's error are those of statsmodels; the band is log(-log) around them."""
    survival = pytest.importorskip("statsmodels.duration.survfunc")
    runs = made_up_ensemble(200, keep=False).runs
    done = runs[runs["status"] == "ok"]
    when = done["first_formal"].where(done["first_formal"] >= 0, done["end_step"]).to_numpy(float)
    other = survival.SurvfuncRight(when, (done["first_formal"] >= 0).to_numpy(int))
    curve = kaplan_meier(when, (done["first_formal"] >= 0).to_numpy(), 0.9).set_index("time")
    ours = curve.loc[other.surv_times]
    np.testing.assert_allclose(ours["estimate"], other.surv_prob, atol=1e-12)
    np.testing.assert_array_equal(ours["n"], other.n_risk)
    s, error = other.surv_prob, other.surv_prob_se
    inside = (s > 0.0) & (s < 1.0)
    reach = 1.6448536269514722 * error[inside] / (s[inside] * np.abs(np.log(s[inside])))
    np.testing.assert_allclose(ours["low"][inside], s[inside] ** np.exp(reach), rtol=1e-9)
    np.testing.assert_allclose(ours["high"][inside], s[inside] ** np.exp(-reach), rtol=1e-9)
    assert inside.sum() > 10
    shown = waiting(runs, "formal talks", 0.9)
    assert list(shown.columns) == ["step", "waiting", "low", "high"]
    np.testing.assert_array_equal(shown.to_numpy(), curve.reset_index()[["time", "estimate", "low", "high"]])


def test_the_band_is_around_the_curve_and_never_nan() -> None:
    for what in ("end of the war", "general ceasefire", "settlement", "formal talks"):
        curve = waiting(made_up_ensemble().runs, what)
        assert curve.notna().all(axis=None)
        assert (curve["low"] <= curve["waiting"] + 1e-12).all()
        assert (curve["high"] >= curve["waiting"] - 1e-12).all()


def test_waiting_without_any_finished_run() -> None:
    assert waiting(runs_of(status=["failed"]), "settlement")["waiting"].tolist() == [1.0]


def test_fan_is_the_quantiles_of_the_runs() -> None:
    ensemble = made_up_ensemble()
    steps = ensemble.steps
    at = steps[steps["step"] == 50]
    row = fan(ensemble, "cap_a", over="cap_b").set_index("step").loc[50]
    expected = np.quantile(at["cap_a"] / at["cap_b"], [0.05, 0.25, 0.5, 0.75, 0.95])
    np.testing.assert_allclose(row.to_numpy(), expected)


def test_fan_needs_the_steps() -> None:
    with pytest.raises(ValueError, match="--keep-steps"):
        fan(replace(made_up_ensemble(), steps=None), "front")


def test_what_was_signed_too_late_to_tell_is_counted() -> None:
    runs = pd.DataFrame(
        {
            "status": "ok", "outcome": ["ceasefire"] * 3 + ["settlement held"] * 2 + ["formal talks only"],
            "ceasefire_stood": [2, 12, 13, 0, 0, 0], "settlement_stood": [0, 0, 0, 12, 40, 0],
        }
    )  # fmt: skip
    young = outcome_shares(runs).set_index("outcome")["young"]
    assert (young["ceasefire"], young["settlement held"], young["formal talks only"]) == (2, 1, 0)
    assert outcome_shares(runs, step_days=14).set_index("outcome")["young"]["ceasefire"] == 1
    # tables of earlier versions do not tell
    assert outcome_shares(runs.drop(columns="ceasefire_stood")).set_index("outcome")["young"]["ceasefire"] == 0


def test_a_curve_has_the_band_of_95_percent_unless_another_is_asked_for() -> None:
    times, ended = np.array([1.0, 2.0, 3.0, 4.0]), np.array([True, True, False, True])
    usual = kaplan_meier(times, ended)
    pd.testing.assert_frame_equal(usual, kaplan_meier(times, ended, 0.95))
    wider = kaplan_meier(times, ended, 0.99)
    assert (wider["low"] <= usual["low"]).all()
    assert (wider["low"] < usual["low"]).any()
