"""The experiment on the coded cases: outcomes and forecasts are kept apart, tables agree with what is committed."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from diplomacy_abm.analysis import ranked
from diplomacy_abm.coding import read_facts, scenario_of
from diplomacy_abm.scenario import cases

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "results" / "cases"


@pytest.fixture(scope="module")
def run():
    spec = importlib.util.spec_from_file_location("experiment_cases", ROOT / "experiments" / "cases" / "run.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def kept():
    return pd.read_csv(KEPT / "cases.csv")


def test_every_case_has_an_outcome_of_a_known_class(run):
    truth = run.happened()
    assert sorted(truth) == cases()
    for name, row in truth.items():
        assert row["after104"] in run.CLASSES, name
        assert row.get("after260", run.CLASSES[0]) in run.CLASSES, name
        assert row.get("other104", run.CLASSES[0]) in run.CLASSES, name
        assert row["what"], name
        assert row["source"], name


def test_a_forecast_never_reads_what_happened(run, monkeypatch):
    def refuse():
        raise AssertionError("a forecast read what happened")

    monkeypatch.setattr(run, "happened", refuse)
    monkeypatch.setattr(run, "HORIZONS", (3,))
    monkeypatch.setattr(run.diplomacy_abm, "run_ensemble", played_by_mesa(run.diplomacy_abm.run_ensemble))
    rows, sets = run.rows_of("falklands-1982", 2)
    assert sets["set"].tolist() == [0, 1]
    assert sum(rows[0][f"stood {kind}"] for kind in run.CLASSES) == 2
    with pytest.raises(AssertionError, match="read what happened"):
        run.scored(pd.DataFrame(rows))


def played_by_mesa(run_ensemble):
    """The batch engine would have to compile first."""
    return lambda *args, **named: run_ensemble(*args, **named, engine="mesa")


def test_classes_of_runs(run):
    runs = pd.DataFrame({
        "outcome": [
            "victory of B", "formal talks only", "ceasefire", "settlement held", "settlement relapsed", "no contact",
        ],
        "ceasefires": [1, 2, 1, 0, 0, 0], "settlements": [0, 0, 0, 1, 1, 0],
    })  # fmt: skip
    assert [run.CLASSES[k] for k in run.stood(runs)] == [
        "victory", "no agreement", "ceasefire", "settlement", "settlement", "no agreement",
    ]  # fmt: skip
    assert run.CLASSES[run.reached(runs)[1]] == "ceasefire"


def test_the_base_rate_counts_the_episodes_of_ucdp(run):
    assert sum(run.UCDP.values()) == 69
    assert set(run.UCDP) == set(run.CLASSES)


def test_the_kept_table_is_whole(run, kept):
    assert set(kept["case"]) == set(cases())
    assert sorted(set(kept["weeks"])) == sorted(run.HORIZONS)
    assert (kept["runs"] >= 1000).all()
    for measure in ("stood", "reached"):
        assert (kept[[f"{measure} {kind}" for kind in run.CLASSES]].sum(axis=1) == kept["runs"]).all()


def test_the_kept_results_are_of_the_shipped_scenarios(run):
    import json

    told = json.loads((KEPT / "manifest.json").read_text("utf-8"))
    assert told["scenarios"] == {name: scenario_of(read_facts(name)).fingerprint for name in cases()}


def test_the_kept_scores_follow_from_the_kept_table(run, kept):
    fresh = run.scored(kept)
    before = pd.read_csv(KEPT / "scores.csv")
    pd.testing.assert_frame_equal(fresh, before, atol=1e-5, check_dtype=False)
    two = pd.read_csv(KEPT / "agreements.csv")
    pd.testing.assert_frame_equal(run.agreements(kept), two, atol=1e-5, check_dtype=False)
    # the section counts the facts of today
    assert run.markdown(kept, fresh) == (KEPT / "section.md").read_text("utf-8")


def test_the_scores_are_computed_as_the_page_says(run, kept):
    chosen, places = run.known(kept, 104)
    model = run.shares(chosen, "stood")
    by_hand = []
    for row, place in zip(model, places, strict=True):
        told = np.cumsum(row) - (np.arange(len(row)) >= place)
        by_hand.append(np.mean(told[:-1] ** 2))
    assert ranked.ranked_probability_score(model, places) == pytest.approx(by_hand)


def test_signs_are_counted_set_by_set(run):
    """One set foresees every ending, the other gives equal shares; the first is surely better than the base rate."""
    truth, rows = run.happened(), []
    for name in cases():
        for number in range(2):
            row = {"set": number, "case": name, "weeks": 104}
            row |= {f"stood {kind}": 1000.0 if number else 4000.0 * (kind == truth[name]["after104"])
                    for kind in run.CLASSES}  # fmt: skip
            rows.append(row)
    found = run.signs(pd.DataFrame(rows)).set_index(["weeks", "answer"])
    assert len(found) == len(run.ANSWERS)
    base = found.loc[(104, "score less base rate")]
    assert (base["same"], base["other"], base["sets"], base["verdict"]) == (0.5, 0.0, 2, "open")
    # who foresees all expects as many agreements as came; equal shares expect half of the cases
    agreed = [truth[name]["after104"] in ("ceasefire", "settlement") for name in cases()]
    gap = found.loc[(104, "agreements expected less seen"), "effect"]
    assert gap == pytest.approx((0.5 - np.mean(agreed)) / 2)


def test_without_sets_there_are_no_signs(run):
    assert run.signs(pd.DataFrame()).empty


def test_what_is_not_known_yet_is_left_out(run, kept):
    chosen, places = run.known(kept, 260)
    assert "black-sea-grain-2022" not in set(chosen["case"])
    assert len(places) == len(cases()) - 1


def test_the_variants_are_those_of_the_table_and_change_what_they_say():
    spec = importlib.util.spec_from_file_location("case_variants", ROOT / "experiments" / "cases" / "variants.py")
    variants = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(variants)
    assert list(pd.read_csv(KEPT / "variants.csv")["variant"]) == list(variants.VARIANTS)
    coded, other = (scenario_of(read_facts(name)) for name in ("dayton-1995", "camp-david-1978"))
    for name, change in variants.VARIANTS.items():
        same = [variants.with_settings(one, change(one)).fingerprint == one.fingerprint for one in (coded, other)]
        assert all(same) == (name == "as coded"), name
    trusting = variants.with_settings(coded, variants.VARIANTS["trust .5 everywhere"](coded))
    assert {trusting.trust("VRS", "BIH"), trusting.trust("HRV", "VRS")} == {0.5}


@pytest.mark.slow
def test_a_fresh_forecast_agrees_with_the_kept_one(run, kept):
    for name in ("camp-david-1978", "black-sea-grain-2022"):
        row = kept[(kept["case"] == name) & (kept["weeks"] == 104)].iloc[0]
        fresh = run.counted(run.stood(run.forecast(name, 500, 104)))
        for k, kind in enumerate(run.CLASSES):
            share = row[f"stood {kind}"] / row["runs"]
            assert abs(fresh[k] / 500 - share) < 4 * np.sqrt(share * (1 - share) / 500) + 0.004, (name, kind)
