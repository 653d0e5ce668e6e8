"""Quantities: what each name means, by hand."""

import math

import numpy as np
import pandas as pd
import pytest

from diplomacy_abm.phases.summary import SUMMARY
from diplomacy_abm.results import quantities
from diplomacy_abm.results.quantities import RUN_COLUMNS, describe, first_times, known, quantity
from diplomacy_abm.vocabulary import OUTCOME_NAMES

NEVER = dict.fromkeys(
    ("first_contact", "first_early", "first_formal", "first_ceasefire", "first_settlement", "first_breach",
     "first_partial", "track_max_step", "settlement_q"), -1,
)  # fmt: skip


def runs_of(*rows: dict[str, object], **columns: object) -> pd.DataFrame:
    base = {name: 0 for name in SUMMARY if name != "fault"} | NEVER
    base |= {"status": "ok", "outcome": "formal talks only", "first_formal_host": "", "end_step": 103}
    return pd.DataFrame([base | columns | row for row in rows])


def test_every_known_name_is_described_and_computed():
    runs = runs_of({})
    for name in known():
        found = describe(name)
        assert found.name == name
        assert found.label
        values = quantity(runs, name)
        assert values.shape == (1,)
        assert values.dtype == float
        if found.kind == "share":
            assert values[0] in (0.0, 1.0) or math.isnan(values[0])


def test_every_column_of_the_summary_is_known_or_no_number():
    texts = {"outcome", "first_formal_form", "first_formal_host", "fault"}
    assert set(SUMMARY) - texts <= set(known())
    assert set(SUMMARY) - {"fault"} <= RUN_COLUMNS


def test_outcomes_are_shares_that_sum_to_one():
    runs = runs_of(*({"outcome": name} for name in OUTCOME_NAMES.values()))
    total = sum(quantity(runs, f"outcome: {name}") for name in OUTCOME_NAMES.values())
    assert total.tolist() == [1.0] * len(OUTCOME_NAMES)
    assert describe("outcome: ceasefire").axis == "ceasefire (% of runs)"


def test_what_never_happened_has_no_time():
    runs = runs_of({"first_formal": 4}, {})
    np.testing.assert_equal(quantity(runs, "first_formal"), [4.0, np.nan])
    assert quantity(runs, "ever: formal").tolist() == [1.0, 0.0]


def test_agreement_relapse_and_talks_in_vain():
    runs = runs_of(
        {"first_ceasefire": 3, "first_formal": 1},
        {"first_settlement": 9, "first_breach": 20, "first_formal": 1},
        {"first_settlement": 9, "first_formal": 1},
        {"first_formal": 1},
        {},
    )
    assert quantity(runs, "agreement").tolist() == [1, 1, 1, 0, 0]
    np.testing.assert_equal(quantity(runs, "relapse"), [np.nan, 1, 0, np.nan, np.nan])
    assert quantity(runs, "talks without agreement").tolist() == [0, 0, 0, 1, 0]


def test_weeks_of_war_and_of_peace():
    runs = runs_of(
        {},
        {"first_ceasefire": 10, "first_settlement": 4},
        {"outcome": "victory of B", "end_step": 50},
        {"first_settlement": 40, "first_breach": 45},
        {"first_settlement": 100},
    )
    assert quantity(runs, "war weeks").tolist() == [104, 5, 51, 41, 101]
    assert quantity(runs, "peace weeks").tolist() == [0, 99, 0, 5, 3]
    assert quantity(runs, "victory").tolist() == [0, 0, 1, 0, 0]
    step, happened = first_times(runs, "end of the war")
    assert step.tolist() == [103, 4, 50, 40, 100]
    assert happened.tolist() == [False, True, True, True, True]


def test_rates_go_by_the_length_of_the_run_and_of_the_step():
    runs = runs_of({"exchanges": 24, "talk_weeks": 26, "end_step": 103})
    assert quantity(runs, "talk share")[0] == 0.25
    assert quantity(runs, "exchanges per month")[0] == pytest.approx(24 / (104 * 7 / 30.4375))
    assert quantity(runs, "exchanges per month", step_days=14)[0] == pytest.approx(12 / (104 * 7 / 30.4375))
    assert describe("war weeks", step_days=14).unit == "steps of 14 days"


def test_hosts():
    runs = runs_of({"first_formal": 3, "first_formal_host": "TUR"}, {"first_formal": 3, "first_formal_host": "ARE"}, {})
    assert quantity(runs, "host: TUR").tolist() == [1, 0, 0]
    assert describe("host: TUR").kind == "share"


def test_failed_runs_have_no_quantity():
    runs = runs_of({"exchanges": 5}, {"exchanges": 7, "status": "failed"})
    np.testing.assert_equal(quantity(runs, "exchanges"), [5, np.nan])


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("agrement", "did you mean 'agreement'?"), ("ever: settlment", "did you mean 'ever: settlement'?"),
        ("outcome: peace for ever and ever", "there is no quantity"), ("zzz", "columns of runs"),
    ],
)  # fmt: skip
def test_unknown_names_are_told_in_one_line(name: str, hint: str):
    for ask in (describe, lambda text: quantity(runs_of({}), text)):
        with pytest.raises(ValueError, match="there is no quantity") as caught:
            ask(name)
        assert hint in str(caught.value)
        assert "\n" not in str(caught.value)


def test_a_missing_column_is_named():
    with pytest.raises(ValueError, match="needs the column 'exchanges'"):
        quantity(runs_of({}).drop(columns="exchanges"), "exchanges per month")


def test_names_are_told_apart():
    names = known()
    assert len(set(names)) == len(names)
    assert not set(quantities._DERIVED) & RUN_COLUMNS


# --- what was signed, what stood, and names that are not mistaken --------------------------------------------------


def test_signed_stood_and_held_are_three_things():
    runs = runs_of(
        {"outcome": "formal talks only", "first_ceasefire": 10, "ceasefires": 1, "ceasefire_weeks": 23},
        {"outcome": "ceasefire", "first_ceasefire": 100, "ceasefires": 1, "ceasefire_stood": 4},
        {"outcome": "ceasefire", "first_ceasefire": 60, "ceasefires": 1, "ceasefire_stood": 44},
        {"outcome": "settlement held", "first_settlement": 91, "settlements": 1, "settlement_stood": 13},
    )
    assert quantity(runs, "ceasefire_signed").tolist() == [1, 1, 1, 0]
    assert quantity(runs, "ceasefire_stood").tolist() == [0, 4, 44, 0]
    assert quantity(runs, "ceasefire held").tolist() == [0, 0, 1, 0]
    assert quantity(runs, "settlement held").tolist() == [0, 0, 0, 1]
    # half the weeks with steps of two weeks are as long
    assert quantity(runs, "ceasefire held", 14).tolist() == [0, 0, 1, 0]
    assert quantity(runs.assign(settlement_stood=[0, 0, 0, 7]), "settlement held", 14).tolist() == [0, 0, 0, 1]


def test_agreement_within_some_weeks():
    both = {"first_ceasefire": 30, "first_settlement": 25}
    runs = runs_of({"first_ceasefire": 9}, {"first_settlement": 26}, both, {})
    assert quantity(runs, "agreement within 26").tolist() == [1, 0, 1, 0]
    assert quantity(runs, "agreement within 27").tolist() == [1, 1, 1, 0]
    assert quantity(runs, "agreement within 52", 14).tolist() == [1, 0, 1, 0]
    assert describe("agreement within 26").label == "ceasefire or settlement signed within 26 weeks"
    with pytest.raises(ValueError, match="there is no quantity 'agreement within 0'"):
        quantity(runs, "agreement within 0")


def test_breaches_of_any_kind_and_of_a_settlement_have_names_that_differ():
    names = known()
    assert "ever: settlement broken" in names
    assert "ever: breach" not in names
    # studies that were written with the earlier name are still read
    assert describe("ever: breach").name == "ever: settlement broken"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("formal talks", "with these words there are "),
        ("first_formall", "did you mean 'first_formal'?"),
        ("peace", "with these words there are 'peace weeks' (weeks of peace after the first settlement)"),
        ("zebra", "exchanges per month, columns of runs and patterns: docs/how-to/analyse.md"),
    ],
)
def test_a_suggestion_is_a_spelling_or_says_what_it_means(asked: str, told: str):
    with pytest.raises(ValueError, match="there is no quantity") as caught:
        describe(asked)
    assert told in str(caught.value)
    assert "did you mean" not in str(caught.value) or told.startswith("did you mean")


def test_an_agreement_that_stands_at_the_end_has_its_age():
    import diplomacy_abm

    for seed in range(2, 40):
        run = diplomacy_abm.run("minimal", seed=seed)
        if run.summary["outcome"] in ("ceasefire", "settlement held"):
            break
    else:
        pytest.fail("no run ends with an agreement in force")
    subject = "ceasefire" if run.summary["outcome"] == "ceasefire" else "settlement"
    signed = run.events[(run.events["move"] == "sign") & (run.events["subject"] == subject)]["step"].max()
    assert run.summary[f"{subject}_stood"] == len(run.steps) - signed


def test_of_many_names_with_a_word_four_are_told():
    with pytest.raises(ValueError, match="with these words there are") as raised:
        describe("weeks of")
    told = str(raised.value).partition("there are ")[2]
    assert told.count("(") == 4
