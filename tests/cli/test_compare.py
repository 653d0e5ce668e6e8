"""The command `compare`: arms from options, pairs of the same luck, findings after a correction."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import diplomacy_abm
from diplomacy_abm.analysis.intervals import holm
from diplomacy_abm.cli import main
from diplomacy_abm.cli.compare import compared
from diplomacy_abm.results import Ensemble
from tests.fixtures_frames import CARD, made_up_ensemble


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """Stand in for the model; an arm with a policy has a round more in every run."""
    made: list[dict[str, object]] = []

    def run_ensemble(scenario: object, runs: int, first: int, **chosen: object) -> Ensemble:
        made.append({"runs": runs, "first": first} | chosen)
        found = made_up_ensemble(runs, keep=False)
        more = 1 if chosen.get("policies") else 0
        table = found.runs.assign(run=found.runs["run"] + first, rounds=found.runs["rounds"] + more)
        return Ensemble(CARD, found.seed, table)

    monkeypatch.setattr(diplomacy_abm, "run_ensemble", run_ensemble, raising=False)
    monkeypatch.setattr("diplomacy_abm.cli.compare._compile", lambda: None)
    return made


def call(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["compare", *words])
    return done.exit_code, done.output


def test_every_arm_is_played_with_its_own_changes(calls: list[dict[str, object]]) -> None:
    code, text = call("minimal", "--arm", "aside: --without-mediation MED", "--arm", "dear: --set actors.ALF.cost=0.3",
                      "--runs", "40", "--seed", "3", "--quantity", "rounds")  # fmt: skip
    assert code == 0, text
    assert [one.get("policies") for one in calls] == [None, {"MED": "no-mediation"}, {}]
    assert [one.get("settings") for one in calls] == [None, {}, {"actors.ALF.cost": 0.3}]
    assert {one["seed"] for one in calls} == {3}
    aside, dear = text.split("aside")[1].split("dear")
    assert "+1.000" in aside
    assert "finding" in aside.splitlines()[2]
    assert "finding" not in dear.splitlines()[2]


def test_what_cannot_be_said_is_a_dash_and_no_certainty(calls: list[dict[str, object]]) -> None:
    """An interval without width and the sign of a zero read as findings; short labels stand for long ones."""
    named = [word for name in ("rounds", "exchanges", "ceasefire held") for word in ("--quantity", name)]
    code, text = call("minimal", "--arm", "aside: --without-mediation MED", "--runs", "20", *named)
    assert code == 0, text
    rows = {line.partition("  ")[0]: line for line in text.splitlines() if "  " in line}
    assert "no pair differs" in rows["prisoner exchanges"]
    assert "no pair differs" not in rows["rounds of formal talks"]
    assert "nan" not in text
    assert "< 0.001" in rows["rounds of formal talks"]
    assert "'ceasefire held': general ceasefire that stood 13 weeks or more at the end" in " ".join(text.split())


@pytest.mark.parametrize(("runs", "told"), [(499, False), (500, True)])
def test_what_differs_between_sets_is_told_from_five_runs_a_set(
    calls: list[dict[str, object]], runs: int, told: bool
) -> None:
    code, text = call("ukraine-2025", "--arm", "aside: --without-mediation TUR", "--runs", str(runs),
                      "--quantity", "rounds")  # fmt: skip
    assert code == 0, text
    assert ("between sets" in text) is told
    assert ("from set to set takes 500 runs to tell" in " ".join(text.split())) is not told


def test_differences_are_drawn_where_there_are_any(calls: list[dict[str, object]], tmp_path: Path) -> None:
    for words, there in (("--policy ALF=hawk", True), ("--set actors.ALF.cost=0.3", False)):
        file = tmp_path / f"{there}.svg"
        code, text = call("minimal", "--arm", f"one: {words}", "--runs", "20", "--quantity", "rounds",
                          "--figure", str(file))  # fmt: skip
        assert code == 0, text
        assert file.exists() is there
        assert ("is not drawn" in text) is not there
    for place, told in ((tmp_path / "a.gif", "must end in .png"), (tmp_path / "no" / "a.png", "no such folder")):
        calls.clear()
        code, text = call("minimal", "--arm", "one: --policy ALF=hawk", "--figure", str(place))
        assert (code, calls) == (2, [])
        assert told in " ".join(text.split())


def test_json_has_one_row_an_arm_and_quantity(calls: list[dict[str, object]]) -> None:
    code, text = call("minimal", "--arm", "aside: --without-mediation MED", "--runs", "20", "--format", "json",
                      "--quantity", "rounds")  # fmt: skip
    assert code == 0, text
    rows = json.loads(text)["rows"]
    assert {row["name"] for row in rows} == {"aside"}
    assert "p_holm" in rows[0]


def test_the_correction_is_over_all_arms() -> None:
    base = made_up_ensemble(60, keep=False)
    runs = base.runs.assign(rounds=base.runs["rounds"] + np.arange(60) % 3 - 0.8)
    arms = {name: Ensemble(CARD, base.seed, runs) for name in ("one", "two")}
    table = compared(base, arms, ["rounds", "exchanges"])
    assert isinstance(table, pd.DataFrame)
    np.testing.assert_allclose(table["p_holm"], holm(table["p"].to_numpy()))
    alone = compared(base, {"one": arms["one"]}, ["rounds", "exchanges"])
    assert table["p_holm"].iloc[0] > alone["p_holm"].iloc[0]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--arm", "aside"], "'aside' is not NAME:OPTIONS; for example"),
        (["--arm", "a: --polcy ALF=hawk"], "a: No such option '--polcy'"),
        (["--arm", "a: --policy ALF=hauk"], "a: no policy 'hauk'; did you mean hawk?"),
        (["--arm", "a: --policy Betania=hawk"], "a: no actor 'Betania' in minimal; did you mean BET (Betania)?"),
        (["--arm", "a: --set BET.cost=0.2"], "BET.cost: unknown key; did you mean actors.BET.cost?"),
        (["--arm", "a: --without NOBODY"], "a: no actor 'NOBODY' in minimal; choose from ALF, BET, MED"),
        (["--arm", "a: --set 'x"], "a: No closing quotation"),
        (["--arm", "a: --without MED", "--arm", "a: --policy ALF=hawk"], "two arms have the same name"),
        (["--arm", "a: --without MED", "--quantity", "roundz"], "did you mean 'rounds'?"),
    ],
)
def test_what_cannot_be_compared_is_one_line(calls: list[dict[str, object]], words: list[str], told: str) -> None:
    done = subprocess.run([sys.executable, "-m", "diplomacy_abm", "compare", "minimal", *words],
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 2
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_package_runs_as_a_module() -> None:
    words = [sys.executable, "-m", "diplomacy_abm", "--version"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout == f"diplomacy-abm {diplomacy_abm.__version__}\n"
