"""The commands: how options reach the model, what is printed, what is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from diplomacy_abm.results import read
from diplomacy_abm.vocabulary import Effect, Policy
from tests.cli.stand import Stand, call
from tests.fixtures_frames import CARD


def test_run_tells_its_history_on_a_page(stand: Stand) -> None:
    done = call("run", "made-up", "--seed", "0", "--run", "7", "--steps", "26")
    assert done.exit_code == 0, done.output
    assert "- Week 13. Formal talks open (proximity), hosted by Türkiye" in done.output
    assert "Outcome after 26 weeks" in done.output
    assert "  diplomacy-abm run made-up --seed 1 --run 7 --weekly" in done.output
    assert stand.calls == [
        {
            "scenario": CARD,
            "seed": 0,
            "run": 7,
            "steps": 26,
            "policies": {},
            "without": (),
            "settings": {},
            "keep_choices": True,
        }
    ]


def test_run_tells_every_week_or_five_lines(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    # workers of a parallel test run have a narrower terminal, in which a sixth line begins
    monkeypatch.setenv("COLUMNS", "100")
    weekly = call("run", "made-up", "--weekly").output
    assert "Week 3 (1 December 2025)." in weekly
    assert "Outcome after 26 weeks" in weekly
    assert stand.calls[-1]["keep_choices"] is False
    brief = call("run", "made-up", "--brief").output.splitlines()
    assert (len(brief), brief[0]) == (5, "A made-up war: seed 1, run 0.")


def test_choices_are_kept_in_a_folder_or_not_at_all(stand: Stand, tmp_path: Path) -> None:
    refused = call("run", "made-up", "--keep-choices")
    assert refused.exit_code == 2
    assert "--keep-choices goes with --out DIR" in refused.output
    page = call("run", "made-up", "--out", str(tmp_path / "run"))
    assert f"  diplomacy-abm plot {tmp_path / 'run'}" in page.output
    assert not (tmp_path / "run" / "choices.csv").exists()


def test_run_fits_the_terminal(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert max(len(line) for line in call("run", "made-up").output.splitlines()) <= 60


def test_settings_are_read_as_toml_and_bare_words_as_text(stand: Stand) -> None:
    settings = ["--set", "actors.TUR.leverage.RUS=0.8", "--set", "scenario.title=Peace", "--set", "a.veto=true"]
    call("run", "x", *settings, "--policy", "RUS=hawk", "--without", "TUR")
    (made,) = stand.calls
    assert made["settings"] == {"actors.TUR.leverage.RUS": 0.8, "scenario.title": "Peace", "a.veto": True}
    assert made["policies"] == {"RUS": "hawk"}
    assert made["without"] == ("TUR",)


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--set", "nothing", "'nothing' is not NAME=VALUE"),
        ("--policy", "RUS=hauk", "did you mean hawk?"),
        ("--policy", "RUS", "--policy RUS=hawk"),
        ("--policy", "RU=hawk", "no actor 'RU' in made-up; did you mean RUS (Russia)?"),
        ("--without", "TURK", "did you mean TUR (Türkiye)?"),
        ("--steps", "0", "1<=x<=10000"),
    ],
)
def test_wrong_options_are_one_line(stand: Stand, option: str, value: str, told: str) -> None:
    done = call("run", "x", option, value)
    assert done.exit_code == 2
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not stand.calls


def test_run_as_json_has_no_nan(stand: Stand) -> None:
    done = call("run", "made-up", "--format", "json")
    document = json.loads(done.output, parse_constant=pytest.fail)
    assert document["summary"]["outcome"] == "ceasefire"
    assert document["summary"]["settlement_q"] is None
    assert document["scenario"]["actors"]["TUR"]["name"] == "Türkiye"
    assert {event["move"] for event in document["events"]} >= {"strike", "exchange_held"}


def test_run_writes_a_folder_whose_manifest_names_no_place(stand: Stand, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "out"
    call("run", str(tmp_path / "mine.toml"), "--out", str(folder), "--without", "TUR", "--set", "a.b=1")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["command"] == [
        "run",
        "mine.toml",
        "--seed",
        "1",
        "--run",
        "0",
        "--set",
        "a.b=1",
        "--without",
        "TUR",
    ]
    assert str(tmp_path) not in (folder / "manifest.json").read_text(encoding="utf-8")
    assert sorted(path.name for path in folder.iterdir()) == [
        "events.csv", "manifest.json", "state.csv", "steps.csv", "summary.json",
    ]  # fmt: skip


def test_out_refuses_a_folder_of_somebody_elses_before_it_runs(stand: Stand, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    done = call("run", "made-up", "--out", str(tmp_path))
    assert done.exit_code == 2
    assert "holds no earlier result" in done.stderr
    assert not stand.calls
    assert (tmp_path / "letter.txt").read_text(encoding="utf-8") == "dear"


def test_ensemble_counts_and_shows_intervals(stand: Stand) -> None:
    done = call("ensemble", "made-up", "--runs", "40")
    assert done.exit_code == 0, done.output
    assert "40 runs, seed 1, 1 failed" in done.output
    lines = [line for line in done.output.splitlines() if line.startswith("formal talks only")]
    assert len(lines) == 1
    assert "%" in lines[0]


def test_ensemble_runs_in_chunks_that_follow_each_other(stand: Stand, tmp_path: Path) -> None:
    call("ensemble", "made-up", "--runs", "600", "--keep-steps", "--out", str(tmp_path / "out"))
    assert [(made["first"], made["runs"]) for made in stand.calls] == [(0, 250), (250, 250), (500, 100)]
    assert {made["keep"] for made in stand.calls} == {("steps",)}
    result = read(tmp_path / "out")
    assert list(result.runs["run"]) == list(range(600))


def test_a_sample_is_told_with_what_is_luck_and_what_is_parameters(tmp_path: Path) -> None:
    sample = tmp_path / "mine.csv"
    sample.write_text("seen_cost\n0.0\n1.0\n", encoding="utf-8")
    done = call("ensemble", "minimal", "--runs", "60", "--parameters", str(sample))
    assert "one of the 2 sets of parameters of mine.csv" in " ".join(done.output.split())
    assert "luck : parameters" in done.output
    words = ("ensemble", "minimal", "--runs", "60", "--parameters", str(sample), "--format", "json")
    told = json.loads(call(*words).stdout)
    assert (told["sets"], told["parameters"]) == (2, str(sample))
    assert max(row["parameters"] for row in told["outcomes"]) > 0.1
    plain = call("ensemble", "minimal", "--runs", "60")
    assert "All runs have the same central parameters" in " ".join(plain.output.split())


def test_a_sample_that_is_not_there_is_one_line(stand: Stand) -> None:
    done = call("ensemble", "made-up", "--runs", "6", "--parameters", "nowhere")
    assert done.exit_code == 2
    assert done.stderr.strip().startswith("Error: draws: nowhere: no such file of draws")
    assert not stand.calls


def test_control_c_keeps_the_runs_that_are_done(stand: Stand, tmp_path: Path) -> None:
    stand.stop_after = 500
    done = call("ensemble", "made-up", "--runs", "600", "--out", str(tmp_path / "out"))
    assert done.exit_code == 130
    assert done.stderr.strip() == "Interrupted after 500 of 600 runs; these are kept."
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["runs"], manifest["runs_requested"]) == (500, 600)


def test_control_c_before_the_first_chunk_writes_nothing(stand: Stand, tmp_path: Path) -> None:
    stand.stop_after = 0
    done = call("ensemble", "made-up", "--runs", "600", "--out", str(tmp_path / "out"))
    assert done.exit_code == 130
    assert not (tmp_path / "out").exists()


def test_all_runs_failed_is_an_error_with_the_reason(stand: Stand) -> None:
    done = call("ensemble", "made-up", "--runs", "1")
    assert done.exit_code == 1
    assert "all 1 runs failed; the first because: made to fail" in done.stderr


def test_ensemble_as_json_has_every_class(stand: Stand) -> None:
    document = json.loads(call("ensemble", "made-up", "--runs", "40", "--format", "json").output)
    assert document["runs"] == 40
    assert document["failed"] == 1
    assert sum(row["count"] for row in document["outcomes"]) == 39
    assert len(document["outcomes"]) == 8


def test_plot_draws_a_run_and_an_ensemble(stand: Stand, tmp_path: Path) -> None:
    call("run", "made-up", "--out", str(tmp_path / "run"))
    call("ensemble", "made-up", "--runs", "20", "--out", str(tmp_path / "many"))
    done = call("plot", str(tmp_path / "run"), "--step", "5")
    assert done.output.split() == [str(tmp_path / "run" / "run.png"), str(tmp_path / "run" / "network.png")]
    assert (tmp_path / "run" / "network.png").read_bytes()[:4] == b"\x89PNG"
    assert call("plot", str(tmp_path / "many"), "--as", "svg").output.strip().endswith("ensemble.svg")
    assert call("plot", str(tmp_path / "many"), "--step", "5").exit_code == 2


def test_plot_of_a_step_that_is_not_there_says_which_are(stand: Stand, tmp_path: Path) -> None:
    call("run", "made-up", "--out", str(tmp_path / "run"))
    done = call("plot", str(tmp_path / "run"), "--step", "99")
    assert done.exit_code == 2
    assert done.stderr.strip() == "Error: step 99 is not in this run; it has steps 0 to 25"


def test_every_built_in_policy_has_a_meaning() -> None:
    rows = json.loads(call("policies", "--format", "json").output)
    assert {row["name"] for row in rows} >= {policy.name.lower().replace("_", "-") for policy in Policy}
    assert all(row["meaning"].endswith(".") for row in rows)
    assert "tit-for-tat" in call("policies").output


def test_moves_shows_every_effect_of_the_vocabulary() -> None:
    rows = json.loads(call("moves", "--format", "json").output)
    assert {row["effect"] for row in rows} == {effect.name.lower() for effect in Effect}
    text = call("moves", "--channel", "mediation").output
    assert "convene" in text
    assert "offensive" not in text
