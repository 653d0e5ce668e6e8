"""Result folders: whole or not there, same result same bytes, read back as written."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from diplomacy_abm.results import Ensemble, ResultsError, Run, read, write_ensemble, write_run
from diplomacy_abm.results.card import card, from_json, to_json
from diplomacy_abm.results.ensemble import joined
from diplomacy_abm.results.export import ensure_known, ensure_writable, versions
from diplomacy_abm.scenario import fingerprint, load, loads, template
from tests.fixtures_frames import CARD, made_up_ensemble, made_up_run, resealed


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_run_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    run = made_up_run()
    found = read(write_run(run, tmp_path / "out"))
    assert isinstance(found, Run)
    for name in ("events", "steps", "state"):
        pd.testing.assert_frame_equal(getattr(found, name), getattr(run, name), check_exact=True)
    assert (found.seed, found.run, found.scenario) == (1, 0, CARD)
    assert found.summary["outcome"] == "ceasefire"


def test_an_actor_may_be_called_by_a_word_for_nothing(tmp_path: Path) -> None:
    run = made_up_run()
    events = run.events.assign(actor=run.events["actor"].replace({"USA": "NA", "FRA": "null"}))
    found = read(write_run(replace(run, events=events), tmp_path / "out"))
    assert {"NA", "null"} <= set(found.events["actor"])
    pd.testing.assert_frame_equal(found.events, events, check_exact=True)


def test_cameo_codes_keep_their_leading_zero(tmp_path: Path) -> None:
    found = read(write_run(made_up_run(), tmp_path / "out"))
    assert "087" in set(found.events["cameo"])


def test_an_ensemble_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    ensemble = made_up_ensemble()
    found = read(write_ensemble(ensemble, tmp_path / "out"))
    assert isinstance(found, Ensemble)
    pd.testing.assert_frame_equal(found.runs, ensemble.runs, check_exact=True)
    pd.testing.assert_frame_equal(found.steps, ensemble.steps, check_exact=True)
    assert found.events is None


def test_same_result_same_bytes_wherever_it_is_written(tmp_path: Path) -> None:
    first = write_run(made_up_run(), tmp_path / "a", ["run", "made-up"])
    second = write_run(made_up_run(), tmp_path / "elsewhere" / "b", ["run", "made-up"])
    assert contents(first) == contents(second)
    first = write_ensemble(made_up_ensemble(), tmp_path / "c")
    second = write_ensemble(made_up_ensemble(), tmp_path / "d")
    assert contents(first) == contents(second)


def test_manifest_names_versions_and_no_machine(tmp_path: Path) -> None:
    folder = write_run(made_up_run(), tmp_path / "out", ["run", "made-up", "--seed", "1"])
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest) == {
        "format", "kind", "scenario", "seed", "run", "policies", "without", "command", "versions", "files",
        "checksum",
    }  # fmt: skip
    assert set(manifest["versions"]) == {"python", "numpy", "mesa", "numba", "diplomacy-abm"}
    assert manifest["scenario"]["fingerprint"] == CARD.fingerprint
    assert os.uname().nodename not in json.dumps(manifest["command"])


def test_an_earlier_result_is_replaced_figures_and_all(tmp_path: Path) -> None:
    folder = write_run(made_up_run(), tmp_path / "out")
    (folder / "run.png").write_bytes(b"old figure")
    write_ensemble(made_up_ensemble(keep=False), folder)
    assert sorted(contents(folder)) == ["manifest.json", "runs.csv"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert "events.csv" in contents(write_run(made_up_run(), tmp_path / "out"))


def test_a_folder_of_somebody_elses_is_refused_untouched(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("chapter 1", encoding="utf-8")
    with pytest.raises(ResultsError, match="holds no earlier result"):
        write_run(made_up_run(), tmp_path)
    assert list(contents(tmp_path)) == ["thesis.tex"]


def test_a_foreign_manifest_does_not_open_the_door(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"name": "an app"}', encoding="utf-8")
    with pytest.raises(ResultsError, match="holds no earlier result"):
        write_run(made_up_run(), tmp_path)


def test_a_write_that_fails_leaves_the_earlier_result(tmp_path: Path) -> None:
    folder = write_run(made_up_run(), tmp_path / "out")
    before = contents(folder)
    with pytest.raises(TypeError, match="JSON"):
        write_run(replace(made_up_run(), summary={"outcome": object()}), folder)
    assert contents(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda folder: (folder / "manifest.json").unlink(), "holds no manifest.json"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "is not JSON"),
        (lambda folder: (folder / "manifest.json").write_text("[]"), "is not a manifest"),
        (
            lambda folder: (folder / "manifest.json").write_text('{"kind": "run", "format": 99}'),
            "format is 99",
        ),
        (lambda folder: (folder / "steps.csv").unlink(), "steps.csv is missing"),
    ],
)
def test_a_spoilt_folder_is_told_in_one_line(tmp_path: Path, spoil: object, told: str) -> None:
    folder = write_run(made_up_run(), tmp_path / "out")
    spoil(folder)  # type: ignore[operator]
    with pytest.raises(ResultsError, match=told) as caught:
        read(folder)
    assert "\n" not in str(caught.value)


def test_no_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="no such folder"):
        read(tmp_path / "nowhere")


def test_the_card_survives_json_and_is_its_own_card() -> None:
    assert from_json(json.loads(json.dumps(to_json(CARD)))) == CARD
    assert card(CARD) is CARD
    assert CARD.holders("mediator") == ["TUR", "USA", "ARE"]
    assert CARD.actor_name("XYZ") == "XYZ"


def test_joined_chunks_keep_order_and_only_what_all_kept() -> None:
    part = made_up_ensemble(5)
    both = joined([part, replace(part, runs=part.runs.assign(run=part.runs["run"] + 5), steps=None)])
    assert list(both.runs["run"]) == list(range(10))
    assert both.steps is None
    assert len(both.finished) == 8
    assert joined([part]).steps.equals(part.steps)
    assert joined([replace(part, seed=3), replace(part, seed=4)]).seed == 3
    with pytest.raises(ValueError, match="no parts"):
        joined([])


def test_the_folder_holds_the_scenario_as_it_was_run(tmp_path: Path) -> None:
    scenario = loads(template("trial"))
    for folder in (
        write_run(replace(made_up_run(), scenario=scenario), tmp_path / "run"),
        write_ensemble(replace(made_up_ensemble(keep=False), scenario=scenario), tmp_path / "many"),
    ):
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        assert fingerprint(load(folder / "scenario.toml")) == manifest["scenario"]["fingerprint"] != ""
        assert read(folder).scenario == card(scenario)


def halved(content: bytes) -> bytes:
    return content[: len(content) // 2]


def flipped(content: bytes) -> bytes:
    return content[:40] + bytes([content[40] ^ 1]) + content[41:]


@pytest.mark.parametrize("harm", [halved, flipped, lambda content: b"", lambda content: content + b"1,2\n"])
@pytest.mark.parametrize("name", ["events.csv", "steps.csv", "state.csv", "summary.json", "manifest.json"])
def test_a_damaged_run_is_refused_and_never_drawn_as_a_whole_one(tmp_path: Path, name: str, harm: object) -> None:
    folder = write_run(made_up_run(), tmp_path / "out")
    (folder / name).write_bytes(harm((folder / name).read_bytes()))  # type: ignore[operator]
    with pytest.raises(ResultsError, match=f"{name}: ") as error:
        read(folder)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("harm", [halved, flipped, lambda content: b""])
@pytest.mark.parametrize("name", ["runs.csv", "steps.parquet", "manifest.json"])
def test_a_damaged_ensemble_is_refused(tmp_path: Path, name: str, harm: object) -> None:
    folder = write_ensemble(made_up_ensemble(), tmp_path / "out")
    (folder / name).write_bytes(harm((folder / name).read_bytes()))  # type: ignore[operator]
    with pytest.raises(ResultsError, match=f"{name}: "):
        read(folder)


def test_a_manifest_holds_rows_and_a_checksum_of_each_file(tmp_path: Path) -> None:
    run = made_up_run()
    folder = write_run(run, tmp_path / "out")
    files = json.loads((folder / "manifest.json").read_text("utf-8"))["files"]
    assert set(files) == {path.name for path in folder.iterdir()} - {"manifest.json"}
    assert files["steps.csv"]["rows"] == len(run.steps)
    assert files["steps.csv"]["bytes"] == (folder / "steps.csv").stat().st_size


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("steps.csv", "a,b\n1,2\n", "steps.csv: has no column 'step'"),
        ("steps.csv", "step,date,track,front\n0,a,b,.5\n", "has 1 rows, must have"),
        ("events.csv", "", "events.csv: is not a table"),
        ("summary.json", "", "summary.json: line 1, column 1: is not JSON"),
        ("summary.json", "[1]", "summary.json: is a list"),
        ("summary.json", "[" * 100_000, "summary.json: is nested deeper than 40 levels"),
        ("summary.json", '{"outcome": [1]}', "summary.json: outcome"),
        ("summary.json", "\x00", "is not JSON"),
    ],
)
def test_a_folder_of_another_hand_is_told_in_one_line(tmp_path: Path, name: str, text: str, says: str) -> None:
    folder = write_run(made_up_run(), tmp_path / "out")
    (folder / name).write_text(text)
    resealed(folder)
    with pytest.raises(ResultsError, match=says) as error:
        read(folder)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"scenario": {"actors": "MED"}}, "scenario"),
        ({"scenario": None}, "manifest.json: scenario: is None, must be a table"),
        ({"seed": "1"}, 'seed: is "1", must be a whole number'),
        ({"policies": ["x"]}, "policies: is a list, must be a table"),
        ({"run": -1}, "run: is -1, must be greater than or equal to 0"),
        ({"without": "MED"}, "without: "),
    ],
)
def test_a_manifest_of_another_hand_is_told_in_one_line(tmp_path: Path, changes: dict[str, object], says: str) -> None:
    folder = write_run(made_up_run(), tmp_path / "out")
    resealed(folder, **changes)
    with pytest.raises(ResultsError, match=says) as error:
        read(folder)
    assert "\n" not in str(error.value)


def test_a_table_that_the_manifest_does_not_name_is_missing(tmp_path: Path) -> None:
    folder = write_run(made_up_run(), tmp_path / "out")
    (folder / "steps.csv").unlink()
    resealed(folder)
    with pytest.raises(ResultsError, match=r"names no steps.csv"):
        read(folder)


def test_texts_of_a_folder_are_fit_to_be_shown(tmp_path: Path) -> None:
    run = made_up_run()
    card = replace(CARD, title="a\x1b[2Jb\u202e", actors=dict(CARD.actors))
    events = run.events.assign(subject="x\x1b]0;y\x07z")
    found = read(write_run(replace(run, scenario=card, events=events), tmp_path / "out"))
    assert found.scenario.title == "ab"
    assert isinstance(found, Run)
    assert set(found.events["subject"]) == {"xz"}


def test_whatever_a_run_was_given_and_kept_is_read_back(tmp_path: Path) -> None:
    choices = pd.DataFrame(
        {"step": [0, 0], "actor": "RUS", "channel": "military", "move": ["hold", "strike"], "chosen": [True, False],
         "value": [0.1 + 0.2, -1e-17]}
    )  # fmt: skip
    given = {"run": 7, "choices": choices, "parameters": {"fatigue": 0.3}, "policies": {"UKR": "hawk"},
             "without": ("FRA",)}  # fmt: skip
    folder = write_run(replace(made_up_run(), **given), tmp_path / "out")
    found = read(folder)
    assert isinstance(found, Run)
    assert found.choices is not None
    pd.testing.assert_frame_equal(found.choices, choices, check_exact=True)
    assert {name: getattr(found, name) for name in given if name != "choices"} == {
        name: value for name, value in given.items() if name != "choices"
    }  # fmt: skip
    assert (found.folder, read(write_run(made_up_run(), tmp_path / "plain")).choices) == (folder, None)
    assert dict(found.summary) == dict(made_up_run().summary) | {"settlement_q": found.summary["settlement_q"]}


def test_an_ensemble_says_how_many_runs_were_asked_for(tmp_path: Path) -> None:
    events = made_up_run().events.assign(run=0)
    many = replace(made_up_ensemble(6), policies={"UKR": "hawk"}, without=("FRA",), events=events)
    for requested, told in ((None, 6), (9, 9)):
        folder = write_ensemble(many, tmp_path / "out", (), requested)
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        assert (manifest["runs"], manifest["runs_requested"]) == (6, told)
        assert manifest["files"]["runs.csv"]["rows"] == 6
        assert manifest["files"]["steps.parquet"]["rows"] == len(many.steps)
    found = read(folder)
    assert (found.policies, found.without, len(found.events)) == ({"UKR": "hawk"}, ("FRA",), len(events))


def test_texts_of_a_folder_are_laid_out_for_people(tmp_path: Path) -> None:
    folder = write_run(made_up_run(), tmp_path / "out")
    for name in ("summary.json", "manifest.json"):
        text = (folder / name).read_text("utf-8")
        assert text == json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"
    assert "Türkiye" in (folder / "manifest.json").read_text("utf-8")
    for name in ("events.csv", "steps.csv", "state.csv"):
        content = (folder / name).read_bytes()
        assert b"\r" not in content
        # no column of row numbers
        assert content.startswith(b"step,")


def test_a_result_is_as_readable_as_other_files_and_the_mask_stays(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        folder = write_run(made_up_run(), tmp_path / "deep" / "out")
        assert folder.stat().st_mode & 0o777 == 0o750
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(before)


@pytest.mark.parametrize("column", ["step", "value", "front"])
def test_a_column_of_numbers_that_holds_a_text_is_told(tmp_path: Path, column: str) -> None:
    name = "state" if column == "value" else "steps"
    folder = write_run(made_up_run(), tmp_path / "out")
    frame = pd.read_csv(folder / f"{name}.csv", keep_default_na=False)
    frame[column] = frame[column].astype(object)
    frame.loc[0, column] = "many"
    frame.to_csv(folder / f"{name}.csv", index=False)
    resealed(folder)
    with pytest.raises(ResultsError, match=f"{name}.csv: column '{column}' holds a text, must hold numbers"):
        read(folder)


def test_files_of_fixed_names_go_only_where_their_like_are(tmp_path: Path) -> None:
    ensure_known(tmp_path / "new", "index.html")
    ensure_known(tmp_path, "index.html")
    (tmp_path / "letter.txt").write_text("dear", "utf-8")
    with pytest.raises(ResultsError, match=r"exists and holds no index\.html of an earlier call"):
        ensure_known(tmp_path, "index.html")
    (tmp_path / "index.html").mkdir()
    with pytest.raises(ResultsError, match=r"holds no index\.html"):
        ensure_known(tmp_path, "index.html")
    (tmp_path / "index.html").rmdir()
    (tmp_path / "index.html").touch()
    ensure_known(tmp_path, "index.html")
    for ask in (lambda place: ensure_known(place, "x"), ensure_writable):
        with pytest.raises(ResultsError, match=r"letter\.txt: is a file; --out needs a folder"):
            ask(tmp_path / "letter.txt")


def test_versions_are_those_that_are_installed() -> None:
    found = versions(["pandas", "no-such-library"])
    assert list(found) == ["python", "numpy", "mesa", "numba", "pandas", "no-such-library", "diplomacy-abm"]
    assert (found["pandas"], found["no-such-library"]) == (pd.__version__, "not installed")
