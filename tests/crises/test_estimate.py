"""Estimating the links: folds, the likelihood, and that what is committed belongs together and is on the page."""

import importlib
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from diplomacy_abm.crises.book import book
from diplomacy_abm.crises.forecasts import shipped
from diplomacy_abm.crises.reading import read_crises

ROOT = Path(__file__).resolve().parents[2]
HERE, KEPT, PAGE = ROOT / "experiments" / "crises", ROOT / "results" / "crises", ROOT / "docs" / "crises.md"

pytestmark = pytest.mark.skipif(not KEPT.is_dir(), reason="not in a checkout")


@pytest.fixture(scope="module")
def parts():
    sys.path.insert(0, str(HERE))
    try:
        yield {name: importlib.import_module(f"crises_{name}") for name in ("design", "fit", "invented", "text")}
    finally:
        sys.path.remove(str(HERE))


@pytest.fixture(scope="module")
def crises():
    return read_crises(str(files("diplomacy_abm.crises").joinpath("invented.csv"))).crises


def test_folds_are_of_a_size_and_balanced_and_fixed(parts, crises):
    fold = parts["fit"].folds(crises)
    assert sorted(set(fold)) == [0, 1, 2, 3, 4]
    assert np.bincount(fold).max() - np.bincount(fold).min() <= 4
    mediated = np.array([crisis.mediated for crisis in crises])
    counts = np.bincount(fold[mediated])
    assert counts.max() - counts.min() <= 2
    assert (fold == parts["fit"].folds(crises)).all()


def flat(level):
    """A stand-in for the stand-in: all crises alike, but for a slope on the first quantity, the cost."""

    def stand(places):
        chance = np.clip(level + 0.1 * (places[:, 0] + 1.65), 0.01, 0.99)
        return np.column_stack([chance, np.full(len(places), 0.5), np.full(len(places), 4.0)])

    return stand


def test_the_likelihood_is_that_of_the_record_and_the_priors(parts, crises):
    loss = parts["fit"].Likelihood(book(), crises, flat(0.3))
    at_priors = loss(loss.mean)
    p, _, _ = loss.forecasts(loss.mean)
    y = np.array([crisis.agreement for crisis in crises])
    moved = loss.mean + loss.sd
    only_prior = len(loss.mean) / 2.0
    agreement = -np.sum(np.log(np.where(y == 1, p, 1 - p)))
    tension = len(crises) * np.log(2.0)
    assert at_priors == pytest.approx(agreement + tension + length_loss(loss))
    light = parts["fit"].Likelihood(book(), crises, flat(0.3), prior=0.0)
    assert loss(moved) - light(moved) == pytest.approx(only_prior)


def length_loss(loss):
    _, _, length = loss.forecasts(loss.mean)
    return np.sum(np.square((loss.length - length) / 1.2)) / 2.0


def test_places_of_the_likelihood_are_those_of_the_design(parts, crises):
    loss = parts["fit"].Likelihood(book(), crises, flat(0.3))
    rng = np.random.default_rng(3)
    values = parts["design"].drawn(book(), rng)
    theta = np.array(list(values.values()))
    here = np.array([parts["design"].place(book(), crisis, values) for crisis in crises])
    assert loss.base + np.tensordot(theta, loss.slope, 1) == pytest.approx(here)


def test_a_fit_finds_the_level_of_the_record(parts, crises):
    values = parts["fit"].fit(book(), crises, flat(0.3), prior=0.1)
    share = np.mean([crisis.agreement for crisis in crises])
    free = next(one for one in book().free if one.name == "cost")
    assert np.sign(values["cost"] - free.mean) == np.sign(share - 0.3 - 0.02)


@pytest.mark.slow
def test_a_design_is_the_same_twice(parts, crises):
    one, other = (parts["design"].design(book(), crises, points=6, runs=4) for _ in range(2))
    assert one[0].shape[0] == 6
    assert (one[0] == other[0]).all()
    assert (one[1] == other[1]).all()


def test_invented_crises_are_what_the_package_has(parts):
    made = parts["invented"].invented(60).to_csv(index=False, lineterminator="\n")
    assert made == files("diplomacy_abm.crises").joinpath("invented.csv").read_text("utf-8")


def test_what_ships_is_what_the_results_say():
    told = pd.read_csv(KEPT / "slopes.csv").set_index("name")["estimate"]
    for name, value in shipped().estimates.items():
        assert told[name] == pytest.approx(value, abs=6e-5), name


def test_the_bar_is_kept_and_the_page_says_the_scores():
    found = pd.read_csv(KEPT / "scores.csv").set_index(["outcome", "forecaster"])
    here = found.loc[("agreement", "model")]
    assert here["brier"] <= 0.195
    assert here["auc"] >= 0.70
    row = next(line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| model |"))
    told = [f"{here['brier']:.3f}", f"{here['auc']:.3f}", f"{found.loc[('tension_reduced', 'model')]['brier']:.3f}"]
    assert [figure for figure in told if figure.removeprefix("0") not in row] == []


def test_slopes_of_violence_protractedness_and_power_have_the_expected_sign():
    slopes = pd.read_csv(KEPT / "slopes.csv").query("kind == 'slope'")
    of = slopes[slopes["name"].str.startswith(("viol", "protrac", "powdissy"))]
    assert len(of) == 6
    assert (of["sign as expected"] == "yes").all()


def test_the_page_names_every_link_and_column():
    page = PAGE.read_text("utf-8")
    for link in book().links:
        column = "medstyle" if link.column == "manipulation" else link.column
        assert f"`{column}`" in page, column


def test_the_page_of_results_is_made_of_the_tables(parts):
    tables = {name: pd.read_csv(KEPT / f"{name}.csv", keep_default_na=False) for name in parts["text"].PARTS}
    page = (KEPT / "README.md").read_text("utf-8")
    for name, table in tables.items():
        assert page.count("\n| " + str(table.iloc[0, 0]).replace("_", " ")) >= 1, name
