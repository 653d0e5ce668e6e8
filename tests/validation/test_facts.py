"""The claims as they are written: complete, sourced, and with a range that comes from the source."""

import math
import re
from pathlib import Path

import pandas as pd
import pytest

from diplomacy_abm.validation.facts import THEMES, facts, measures
from diplomacy_abm.validation.runner import chosen

ROOT = Path(__file__).parents[2]


def test_every_pattern_of_the_specification_is_there():
    patterns = {re.match(r"P\d+", name)[0] for name in facts() if re.match(r"P\d+", name)}
    assert patterns == {f"P{x}" for x in range(1, 18)}


def test_every_claim_is_whole():
    for fact in facts().values():
        assert fact.theme in THEMES
        assert fact.claim
        assert fact.source
        assert fact.where
        low, high = fact.expected
        assert low <= high
        assert math.isfinite(low) or math.isfinite(high), fact.id


def test_claims_come_theme_by_theme():
    order = [THEMES.index(fact.theme) for fact in facts().values()]
    assert order == sorted(order)


def test_claims_on_mediation_bring_their_null_arm():
    """All but the claims that are the null arm themselves."""
    for fact in facts().values():
        wants = fact.theme == "mediation" and not fact.id.startswith("P15")
        assert (fact.null is not None) == wants, fact.id


def test_works_that_are_named_are_in_the_bibliography():
    entries = (ROOT / "docs" / "bibliography.md").read_text("utf-8").splitlines()
    named = {
        found
        for fact in facts().values()
        for found in re.findall(r"([A-ZÄÖÜ][\w-]+)(?: and [A-Z]\w+| et al\.)? ((?:19|20)\d\d)(?!-\d)", fact.source)
        if found[0] not in {"July", "March", "November", "September", "Minsk"}
    }
    assert len(named) > 15
    missing = [f"{name} {year}" for name, year in named if not any(name in x and f"({year})" in x for x in entries)]
    assert missing == []


def test_ranges_follow_from_the_counts():
    known = facts()
    assert known["P1a"].expected == pytest.approx((0.7225, 1.0), abs=1e-4)
    assert known["R6"].expected == pytest.approx((51.04 / 41.1, 83.97 / 41.1), rel=1e-3)
    assert known["P17c"].expected == (0.68, 1.33)
    assert known["P15a"].expected == (0.0, 0.0)
    assert known["R3"].expected == pytest.approx((0.2152, 0.7848), abs=1e-4)
    assert known["UCDP4"].expected == pytest.approx((0.0, 0.19758), abs=1e-5)
    assert known["UCDP8"].expected == pytest.approx(
        tuple(math.exp(-2.0 * x) for x in reversed(known["UCDP3"].expected)), abs=0.006
    )


def test_what_failed_last_time_has_an_explanation():
    table = pd.read_csv(ROOT / "results" / "validation" / "claims.csv")
    assert set(table["id"]) == set(facts())
    failed = table.loc[table["status"] == "fail", "id"]
    assert [name for name in failed if not facts()[name].explanation] == []


def test_ids_beginnings_and_themes_are_chosen():
    assert [fact.id for fact in chosen(["P8"])] == ["P8a", "P8b", "P8c"]
    assert [fact.id for fact in chosen(["P1"])] == ["P1a", "P1b"]
    assert {fact.theme for fact in chosen(["war", "talks"])} == {"war", "talks"}
    assert [fact.id for fact in chosen(["UCDP1"])] == ["UCDP1"]
    assert {fact.id[:4] for fact in chosen(["UCDP"])} == {"UCDP"}
    assert len(chosen()) == len(facts())
    with pytest.raises(ValueError, match=r"no claim 'P1c'; did you mean P1"):
        chosen(["P1c"])


def test_a_claim_is_measured_once():
    with pytest.raises(ValueError, match="P1a is measured twice"):
        measures("P1a")(lambda lab: None)
