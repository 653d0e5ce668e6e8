"""Joint samples: stated ranges are read and kept, medians are the defaults, and what hangs together does."""

import tomllib

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from diplomacy_abm.calibration.joint import RULES, Range, joint_sample, ranges, stated_range
from diplomacy_abm.parameters import PARAMETERS, Parameter
from diplomacy_abm.scenario.sample import estimated_in, read_draws

LAWS = tomllib.loads(RULES.read_text("utf-8"))


def row(source, default=0.02, high=1.0):
    return Parameter("made_up", "", default, 0.0, high, "stake", source, "")


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("judgement, .01-.04", (0.01, 0.04)),
        ("judgement, 0-.04", (0.0, 0.04)),
        ("judgement", None),
        ("KIIS 2023-25: readiness .01 to .04", None),
        ("weekly persistence (.94/.87/.79 at 1/4/8 weeks)", None),
        ("judgement, .1-.4", None),
    ],
)
def test_a_stated_range_is_one_that_holds_the_default(source, found):
    assert stated_range(row(source)) == found


def test_thousands_are_read():
    assert stated_range(row("judgement, 500-8,000: told apart", 2000.0, 20000.0)) == (500.0, 8000.0)


def test_the_middle_of_a_range_is_its_median():
    for law in (Range(0.01, 0.02, 0.06, ""), Range(0.0, 0.02, 0.04, "")):
        assert law.at(np.array([0.0, 0.5, 1.0])) == pytest.approx([law.low, law.middle, law.high])
        assert np.all(np.diff(law.at(np.linspace(0, 1, 50))) > 0)


def test_the_rules_name_what_there_is():
    named = [*LAWS["ranges"], *(name for group in LAWS["together"] for name in group["names"])]
    assert set(named) <= set(PARAMETERS)
    for name, (low, high) in LAWS["ranges"].items():
        assert PARAMETERS[name].low <= low <= PARAMETERS[name].default <= high <= PARAMETERS[name].high, name


def test_every_parameter_is_drawn_within_its_bounds_or_fixed():
    sample = joint_sample(number=200)
    fixed = {name for name, row in PARAMETERS.items() if row.fixed}
    assert fixed
    assert not fixed & {*LAWS["ranges"], *(name for group in LAWS["together"] for name in group["names"])}
    assert set(sample) == set(PARAMETERS) - fixed
    for name, law in ranges(LAWS).items():
        assert PARAMETERS[name].low <= sample[name].min() <= sample[name].max() <= PARAMETERS[name].high, name
        if law.low < law.middle < law.high:
            assert (sample[name] < PARAMETERS[name].default).mean() == pytest.approx(0.5, abs=0.01), name


def test_what_hangs_together_does_and_the_rest_does_not():
    sample = joint_sample(number=2000)
    assert spearmanr(sample["lambda_choice"], sample["lambda_accept"])[0] == pytest.approx(0.8, abs=0.05)
    assert spearmanr(sample["honour"], sample["fatigue"])[0] == pytest.approx(0.0, abs=0.06)


def test_a_posterior_is_kept_as_it_is_and_others_follow_it():
    rng = np.random.default_rng(1)
    base = rng.standard_normal(1000)
    cost = 0.08 * np.exp(0.2 * base)
    posterior = {"exchange_cost": cost, "fatigue": 0.25 * np.exp(0.15 * base + 0.26 * rng.standard_normal(1000))}
    sample = joint_sample(posterior, 1000)
    assert np.array_equal(sample["exchange_cost"], cost)
    assert spearmanr(sample["exchange_cost"], sample["fatigue"])[0] == pytest.approx(0.5, abs=0.06)
    assert spearmanr(sample["exchange_gain"], sample["exchange_cost"])[0] > 0.55


def test_fitted_columns_that_say_the_same_are_borne():
    cost = 0.08 * np.exp(0.2 * np.random.default_rng(1).standard_normal(200))
    sample = joint_sample({"exchange_cost": cost, "fatigue": 3.0 * cost}, 200)
    assert np.isfinite(sample.to_numpy()).all()


def test_too_short_a_posterior_is_told():
    with pytest.raises(ValueError, match="fewer than 100 sets"):
        joint_sample({"fatigue": np.full(10, 0.2)})


def test_the_shipped_sample_is_what_the_rules_make():
    shipped = pd.DataFrame(read_draws("ukraine"))
    fitted = read_draws("ukraine-2022-2025")
    assert set(estimated_in("ukraine")) == set(fitted)
    made = joint_sample(fitted)
    assert list(made) == list(shipped)
    assert np.allclose(made, shipped, rtol=1e-3, atol=1e-9)
    assert np.allclose(joint_sample(), pd.DataFrame(read_draws("stated")), rtol=1e-3, atol=1e-9)
    assert not estimated_in("stated")
