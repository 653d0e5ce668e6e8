"""The examination: verdicts, failures of single claims, the command, the page."""

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from diplomacy_abm.analysis.claims import Claim
from diplomacy_abm.analysis.intervals import Estimate
from diplomacy_abm.cli import main
from diplomacy_abm.validation import runner
from diplomacy_abm.validation.arms import Arm, Lab
from diplomacy_abm.validation.facts import facts
from diplomacy_abm.validation.page import BEFORE, PARTS, last_claims, page, part, reasons, section, write
from diplomacy_abm.validation.war import NUDGE, RICHARDSON, spirals_as_richardson_says

ROOT = Path(__file__).parents[2]


def call(*args):
    return CliRunner().invoke(main, ["validate", *args])


def claim(name="P1a", low=0.8, high=0.9, **more):
    fact = facts()[name]
    return Claim(name, fact.claim, fact.source, *fact.expected, (low + high) / 2, low, high, theme=fact.theme,
                 where=fact.where, explanation=fact.explanation, kind=fact.kind, **more)  # fmt: skip


# --- one claim ---------------------------------------------------------------------------------------------------


def test_a_claim_that_cannot_be_measured_is_undecided_with_its_reason():
    def broken(lab):
        raise ZeroDivisionError("nothing to divide by")

    found = runner.judged(replace(facts()["P1a"], measure=broken), Lab(20))
    assert found.status == "undecided"
    assert found.reason == "ZeroDivisionError: nothing to divide by"
    never = runner.judged(replace(facts()["P1a"], measure=lambda lab: Estimate(math.nan, 0, 1)), Lab(20))
    assert never.status == "undecided"
    assert "does not happen" in never.reason


def test_a_null_arm_that_changes_something_fails_the_claim():
    arms = Arm("minimal", steps=20), Arm("minimal", steps=20, settings=(("parameters.refusal_cost", 0.3),))
    fact = replace(facts()["ICB1"], measure=lambda lab: Estimate(0.4, 0.35, 0.45), null=arms)
    found = runner.judged(fact, Lab(20))
    assert found.null_changed > 0
    assert found.status == "fail"
    same = runner.judged(replace(fact, null=(arms[0], arms[0])), Lab(20))
    assert (same.null_changed, same.status) == (0, "pass")


def test_an_explanation_is_told_only_of_a_claim_that_fails():
    assert claim("UCDP4", 0.8, 0.9).document()["explanation"]
    assert claim("UCDP4", 0.06, 0.1).document()["explanation"] == ""


def test_the_claim_on_spirals_can_fail():
    """With coefficients of a stable pair in a world that runs away, hardly any verdict would agree."""
    lab = Lab(40)
    assert spirals_as_richardson_says(lab).value == 1.0
    for arm in (RICHARDSON, RICHARDSON.but({"relations.ALF.BET.escalation": 0.5 + NUDGE})):
        lab.play(arm).__dict__["_tables"] = {
            name: 0.5 + NUDGE * np.random.default_rng(len(arm.settings)).normal(size=(40, 8))
            for name in ("esc_ab", "esc_ba")
        }
    assert spirals_as_richardson_says(lab).value < 0.9


# --- the command -------------------------------------------------------------------------------------------------


def test_json_is_a_list_of_claims_with_their_keys():
    done = call("--runs", "20", "--only", "P12", "--only", "P15d", "--format", "json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert [x["id"] for x in found] == ["P15d", "P12a", "P12b", "P12c"]
    for x in found:
        assert {"id", "claim", "source", "expected", "estimate", "low", "high", "status", "command"} <= set(x)
        assert x["status"] in ("pass", "fail", "undecided")
        assert x["low"] <= x["estimate"] <= x["high"]
    assert found[0]["expected"] == "exactly 0"
    assert found[0]["command"] == "diplomacy-abm validate --only P15d --runs 20 --seed 1 --figure"


def test_text_tells_verdict_figures_and_source(tmp_path):
    done = call("--runs", "20", "--only", "P12c", "--figure", str(tmp_path / "one.png"))
    assert done.exit_code == 0, done.output
    assert "P12c  pass" in done.output
    assert "at most 0.2 (share of runs)" in done.output
    assert "Source: ours" in done.output
    assert "1 pass, 0 fail, 0 undecided" in done.output
    assert (tmp_path / "one.png").stat().st_size > 5000


def test_the_list_measures_nothing():
    done = call("--list", "--only", "P17")
    assert done.exit_code == 0
    assert [line.split()[0] for line in done.output.splitlines() if line.startswith("P17")] == [
        "P17a", "P17b", "P17c", "P17d", "P17e", "P17f", "P17g",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--only", "talk"], "there is no claim 'talk'; did you mean talks?"),
        (["--write", "--only", "P1a"], "--write needs all claims; leave out --only"),
        (["--reuse"], "--reuse goes with --write"),
        (["--runs", "1"], "1 is not in the range 2<=x<="),
    ],
)
def test_mistakes_are_told_in_one_line(args, message):
    done = call(*args)
    assert done.exit_code == 2
    assert message in done.output
    assert len(done.output.strip().splitlines()) == 1


def test_the_page_is_written_at_the_root_of_the_project_only(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = call("--write")
    assert done.exit_code == 2
    assert "no folder docs here" in done.output


# --- the page ----------------------------------------------------------------------------------------------------


def test_the_page_has_every_claim_and_the_reasons(tmp_path):
    (tmp_path / "docs").mkdir()
    claims = [claim("P1a"), claim("UCDP4", 0.8, 0.9), claim("P12a", math.nan, math.nan, reason="broken")]
    names = {path.name for path in write(claims, tmp_path, 50, 3)}
    assert names == {"validation.md", "claims.csv", "manifest.json", "talks.png", "durability.png", "war.png"}
    text = (tmp_path / "docs" / "validation.md").read_text("utf-8")
    assert "Of all 3 claims **1 pass, 1 fail and 1 are undecided**" in text
    assert "| emergent | 1 | 1 | 0 |" in text
    assert "| required | 0 | 0 | 1 |" in text
    assert "- **UCDP4**: What a leader means" in text
    assert "- **P12a**: broken" in text
    assert "--runs 50 --seed 3 --write" in text
    table = pd.read_csv(tmp_path / "results" / "validation" / "claims.csv")
    assert table["status"].tolist() == ["pass", "fail", "undecided"]
    assert list(tmp_path.rglob("*.part*")) == []


def test_what_was_measured_last_is_read_again(tmp_path):
    (tmp_path / "docs").mkdir()
    measured = [
        runner.claim_of(fact, Estimate(0.1, 0.05, 0.2), 40, 0 if fact.null else None, "", 50, 3)
        for fact in facts().values()
    ]
    measured[0] = replace(measured[0], estimate=math.nan, low=math.nan, high=math.nan, reason="broken")
    write(measured, tmp_path, 50, 3)
    before = (tmp_path / "docs" / "validation.md").read_text("utf-8")
    claims, runs, seed = last_claims(tmp_path)
    assert (runs, seed) == (50, 3)
    assert [x.status for x in claims] == [x.status for x in measured]
    assert page(claims, tmp_path, runs, seed) == before
    table = tmp_path / "results" / "validation" / "claims.csv"
    table.write_text("\n".join(table.read_text("utf-8").splitlines()[:-1]), "utf-8")
    with pytest.raises(ValueError, match="its claims are not those of the model now"):
        last_claims(tmp_path)
    for harmed in (b"", b"\xff", b"id\n1\n", b'"'):
        table.write_bytes(harmed)
        with pytest.raises(ValueError, match="measure again with --write alone") as error:
            last_claims(tmp_path)
        assert "\n" not in str(error.value)
    with pytest.raises(ValueError, match=r"no claims\.csv"):
        last_claims(tmp_path / "docs")


def test_parts_of_others_are_taken_over_under_the_heading_of_the_page(tmp_path):
    assert part(tmp_path, "cases", "Cases") == ""
    folder = tmp_path / "results" / "cases"
    folder.mkdir(parents=True)
    (folder / "section.md").write_text("## Ten cases\n\n[code book](coding.md)\n\n## More\n", "utf-8")
    text = part(tmp_path, "cases", "Cases")
    assert text == "## Cases\n\n[code book](coding.md)\n\n### More\n"
    assert text in page([claim()], tmp_path, 20, 1)


def test_the_committed_page_fits_the_committed_table():
    text = (ROOT / "docs" / "validation.md").read_text("utf-8")
    table = pd.read_csv(ROOT / "results" / "validation" / "claims.csv")
    for name, status in zip(table["id"], table["status"], strict=True):
        row = next(line for line in text.splitlines() if line.startswith(f"| {name} |"))
        assert f"| **{status}** |" in row


def test_the_committed_page_has_the_parts_as_their_folders_have_them():
    text = (ROOT / "docs" / "validation.md").read_text("utf-8")
    made = [folder for folder in PARTS if (ROOT / "results" / folder / "section.md").is_file()]
    assert made
    stale = [folder for folder in made if part(ROOT, folder, PARTS[folder]) not in text]
    assert stale == []
    claims, runs, seed = last_claims(ROOT)
    assert page(claims, ROOT, runs, seed) == text


def test_verdicts_that_changed_are_told_with_their_reasons(tmp_path):
    assert section([claim("P1a")], tmp_path) == ""
    table = tmp_path / BEFORE
    table.parent.mkdir(parents=True)
    table.write_text("id,status,estimate\nP1a,fail,0.5\nUCDP4,pass,0.1\n", "utf-8")
    text = section([claim("P1a"), claim("UCDP4", 0.06, 0.1), claim("P12a")], tmp_path)
    assert "Of 2 claims that model 1 was examined on (1 are new) 1 have another verdict" in text
    assert "| P1a | fail, 0.5 | **pass**, 0.85 |" in text
    assert "| UCDP4 |" not in text


def test_reasons_are_of_claims_whose_verdict_changed():
    before = pd.read_csv(ROOT / BEFORE).set_index("id")["status"]
    now = pd.read_csv(ROOT / "results" / "validation" / "claims.csv").set_index("id")["status"]
    changed = {name for name in before.index if now.get(name) != before[name]}
    assert set(reasons()) == changed


SURE = 4.0
"""Standard errors: one of 15,000 pairs of equal things is further apart."""


@pytest.mark.slow
def test_committed_claims_agree_with_a_fresh_run_under_other_luck():
    table = pd.read_csv(ROOT / "results" / "validation" / "claims.csv").set_index("id")
    apart = []
    for fresh in runner.examine(400, seed=90210):
        kept = table.loc[fresh.id]
        if not math.isfinite(fresh.estimate) or not math.isfinite(kept["estimate"]):
            continue
        gap = fresh.estimate - kept["estimate"]
        ends = (fresh.low - fresh.estimate, kept["high"] - kept["estimate"]) if gap > 0 else (
            fresh.high - fresh.estimate, kept["low"] - kept["estimate"]
        )  # fmt: skip
        spread = math.hypot(*ends) / 1.96
        if abs(gap) > SURE * spread + 1e-9:
            apart.append(f"{fresh.id}: {kept['estimate']:.4g}, now {fresh.estimate:.4g}")
    assert apart == []
