"""Regressions recover what they were made from, and say in one line what they cannot do."""

import numpy as np
import pandas as pd
import pytest

from diplomacy_abm.analysis.paired import paired
from diplomacy_abm.analysis.regression import design_matrix, regress
from diplomacy_abm.analysis.regression_text import regression_text, term_label
from diplomacy_abm.analysis.study import study_of
from tests.analysis.made_up import NEVER, made_up_runs
from tests.analysis.test_survival import trial


def study(runs: int = 400, seed: int = 1) -> pd.DataFrame:
    """Two arms, a number and a text; log odds of a ceasefire −1 + 0.8 arm + 2 cost + 0.5 [host is b]."""
    rng = np.random.default_rng(seed)
    rows = []
    for arm in ("with", "without"):
        for point, (cost, host) in enumerate((c, h) for c in (0.0, 0.5, 1.0) for h in ("a", "b")):
            score = -1.0 + 0.8 * (arm == "without") + 2.0 * cost + 0.5 * (host == "b")
            agreed = rng.random(runs) < 1.0 / (1.0 + np.exp(-score))
            part = pd.DataFrame({"arm": arm, "point": point, "cost": cost, "host": host, "run": range(runs)})
            part = part.assign(status="ok", outcome="no contact", end_step=103, **dict.fromkeys(NEVER, -1))
            part["first_ceasefire"] = np.where(agreed, 10, -1)
            part["rounds"] = 3.0 * cost - 1.0 * (arm == "without") + rng.normal(0, 1, runs)
            rows.append(part)
    return pd.concat(rows, ignore_index=True)


TRUTH = {"constant": -1.0, "arm: without": 0.8, "cost": 2.0, "host: b": 0.5}


def test_logit_recovers_its_coefficients():
    table = regress(study(2000), "agreement")
    odds = table[table["measure"] == "log odds"].set_index("term")
    for term, value in TRUTH.items():
        assert odds.loc[term, "low"] < value < odds.loc[term, "high"]
        assert odds.loc[term, "estimate"] == pytest.approx(value, abs=0.1)
    assert (table["n"] == 24000).all()


def test_marginal_effect_of_an_arm_is_the_difference_of_shares():
    """In a balanced design the average difference of the fitted shares is that of the shares themselves."""
    runs = made_up_runs(200)
    effect = regress(runs, "agreement").query("measure == 'marginal effect'").set_index("term")
    gap = paired(runs, "agreement").iloc[0]
    assert effect.loc["arm: without", "estimate"] == pytest.approx(gap["estimate"], abs=1e-6)
    width = effect.loc["arm: without", "high"] - effect.loc["arm: without", "low"]
    assert width == pytest.approx(gap["high"] - gap["low"], rel=0.05)


def test_marginal_effect_of_a_number_is_the_mean_slope():
    table = regress(study(), "agreement")
    effect = table[table["measure"] == "marginal effect"].set_index("term")["estimate"]
    odds = table[table["measure"] == "log odds"].set_index("term")["estimate"]
    runs = study()
    score = odds["constant"] + odds["arm: without"] * (runs["arm"] == "without") + odds["cost"] * runs["cost"]
    score += odds["host: b"] * (runs["host"] == "b")
    share = 1.0 / (1.0 + np.exp(-score))
    assert effect["cost"] == pytest.approx((share * (1 - share)).mean() * odds["cost"])


def test_least_squares_recovers_its_slopes_and_standardises():
    slopes = regress(study(), "rounds").set_index("term")
    assert slopes.loc["cost", "estimate"] == pytest.approx(3.0, abs=0.1)
    assert slopes.loc["arm: without", "estimate"] == pytest.approx(-1.0, abs=0.1)
    by_sd = regress(study(), "rounds", standardise=True).set_index("term")
    assert by_sd.loc["cost", "estimate"] == pytest.approx(slopes.loc["cost", "estimate"] * np.sqrt(1 / 6))


def test_clusters_widen_what_shared_luck_makes_alike():
    runs = made_up_runs(200, shared=0.9)
    shared = regress(runs, "rounds", standardise=True).set_index("term")
    apart = runs.assign(run=np.arange(len(runs)))
    strangers = regress(apart, "rounds", standardise=True).set_index("term")
    width = {name: table["high"] - table["low"] for name, table in (("shared", shared), ("strangers", strangers))}
    assert width["shared"]["constant"] > 1.2 * width["strangers"]["constant"]
    assert width["shared"]["arm: without"] < 0.6 * width["strangers"]["arm: without"]


def test_cox_of_the_leukaemia_trial():
    """Efron's log hazard ratio of placebo against treatment is 1.572 (Therneau & Grambsch 2000; R, coxph)."""
    row = regress(trial(), "duration: war").iloc[0]
    assert (row["term"], row["measure"], row["n"]) == ("arm: placebo", "log hazard", 42)
    assert row["estimate"] == pytest.approx(1.572, abs=5e-4)
    assert 0.5 < row["low"] < row["high"] < 2.7


def test_spells_cut_off_before_the_first_end_tell_nothing():
    """They are in no risk set, so that coefficients and errors are those without them."""
    runs = trial()
    later = runs.assign(end_step=runs["end_step"] + 3, first_ceasefire=runs["first_ceasefire"].mask(
        runs["first_ceasefire"] >= 0, runs["first_ceasefire"] + 3))  # fmt: skip
    early = runs.iloc[[0, 1, -1]].assign(run=[900, 901, 902], end_step=1, first_ceasefire=-1)
    with_them = regress(pd.concat([later, early], ignore_index=True), "duration: war")
    pd.testing.assert_frame_equal(with_them, regress(later, "duration: war"))
    pd.testing.assert_frame_equal(with_them, regress(runs, "duration: war"))


def test_interactions_are_products():
    runs = study()
    one = study_of(runs)
    x = design_matrix(one, one.runs, ["cost"], [("arm", "cost")])
    np.testing.assert_allclose(x["arm: without × cost"], (runs["arm"] == "without") * runs["cost"])
    table = regress(runs, "agreement", ["cost"], [("arm", "cost")])
    assert set(table["measure"]) == {"log odds"}


def test_separation_and_constants_are_one_line():
    runs = study(40)
    rare = runs.assign(first_ceasefire=np.where(runs["arm"] == "without", 10, runs["first_ceasefire"]))
    sure = runs.assign(first_ceasefire=np.where(runs["arm"] == "without", 10, -1))
    for table in (rare, sure):
        with pytest.raises(ValueError, match="separation"):
            regress(table, "agreement")
    with pytest.raises(ValueError, match="'agreement' is 0 in all 480 runs"):
        regress(runs.assign(first_ceasefire=-1), "agreement")
    with pytest.raises(ValueError, match="never ends"):
        regress(runs.assign(first_ceasefire=-1), "duration: war")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda runs: regress(runs, "agrement"), "did you mean 'agreement'"),
        (lambda runs: regress(runs, "rounds", "costs"), "there is no factor 'costs'"),
        (lambda runs: regress(runs[runs["cost"] == 0.5], "rounds"), "factor 'cost' has one value only"),
        (lambda runs: regress(runs.assign(twice=2 * runs["cost"]), "rounds"), "determine each other"),
        (lambda runs: regress(runs[runs["run"] == 0], "rounds"), "have the same run.*cluster='point'"),
        (lambda runs: regress(runs, "rounds", cluster="week"), "no column 'week'"),
        (lambda runs: regress(runs, "rounds", interactions=[("arm", "hosts")]), "no term 'hosts'"),
        (lambda runs: regress(runs, "duration: wars"), "there is no spell 'wars'"),
        (lambda runs: regress(runs[runs["arm"] == "with"], "rounds", []), "nothing to regress on"),
    ],
)
def test_errors_are_one_line(call, message: str):
    with pytest.raises(ValueError, match=message) as caught:
        call(study(20))
    assert "\n" not in str(caught.value)


def test_tables_as_text():
    tables = {"agreement": regress(study(100), "agreement"), "rounds": regress(study(100), "rounds", ["cost"])}
    names = {"without": "no mediator", "cost": "cost of war (%)"}
    lines = regression_text(tables, "markdown", names).splitlines()
    assert lines[0] == "| term | agreement (marginal effect) | rounds (slope) |"
    assert [line.split(" | ")[0].strip("| ") for line in lines[2:]] == [
        "no mediator", "cost of war (%)", "host: b", "constant", "runs",
    ]  # fmt: skip
    assert lines[4].endswith("]  |  |") or lines[4].endswith("] |  |")
    latex = regression_text(tables, "latex", names)
    assert r"cost of war (\%)" in latex
    assert latex.count(r"\\") == 6
    page = regression_text(tables, "html", {"without": "a < b"})
    assert "<td>a &lt; b</td>" in page
    assert page.count("<tr>") == 6
    with pytest.raises(ValueError, match="form is 'word'"):
        regression_text(tables, "word")


def test_terms_in_words():
    labels = {"without": "no mediator", "host": "place", "cost": "cost of war"}
    assert term_label("arm: without × cost", labels) == "no mediator × cost of war"
    assert term_label("host: b", labels) == "place: b"
