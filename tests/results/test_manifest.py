"""Manifests of stores: what makes two studies the same, and what is said where they are not."""

import hashlib
import json
import subprocess
from pathlib import Path

import pytest

from diplomacy_abm.results import manifest
from diplomacy_abm.results.card import to_json
from diplomacy_abm.results.manifest import (
    PACKAGE,
    code_hash,
    create_manifest,
    identity,
    other_maker,
    read_manifest,
    refuse_other,
    study_versions,
)
from diplomacy_abm.results.sound import ResultsError, as_text
from tests.fixtures_frames import CARD


def of_a_study(**changes):
    """The part of a manifest by which studies are told apart."""
    return {
        "design": {"study": {"name": "s", "title": "S"}, "arms": {"a": {"label": "A"}}},
        "fingerprint": "f", "scenario": {"name": "minimal"}, "scenario_fingerprint": "g", "seed": 1, "runs": 10,
        "parts": 2, "keep": ["steps"], "code": code_hash(), "versions": study_versions(),
    } | changes  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [("fingerprint", "x"), ("scenario_fingerprint", "x"), ("seed", 2), ("runs", 11), ("parts", 3), ("keep", []),
     ("code", "x"), ("versions", {PACKAGE: "9"})],
)  # fmt: skip
def test_what_decides_the_content_of_parts_is_in_their_mark(name, value):
    mark = identity(of_a_study())
    assert len(mark) == 16
    assert identity(of_a_study()) == mark != identity(of_a_study(**{name: value}))
    # other words, and other libraries, are other manifests of the same study
    assert identity(of_a_study(title="x", versions=study_versions() | {"numpy": "0"})) == mark


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"fingerprint": "x"}, "a study of another design;"),
        ({"fingerprint": "x", "design": {"study": {"name": "s", "title": "T"}, "arms": {"a": {"label": "A"}}}},
         r"a study of another design \(they differ in study.title\);"),
        ({"fingerprint": "x", "design": {"study": {"name": "t", "title": "T", "b": 1}, "arms": {"a": {"label": "A"}}}},
         r"\(they differ in study.name, study.title, study.b\);"),
        ({"fingerprint": "x", "design": {"study": {"name": "t", "title": "T", "b": 1}}},
         r"\(they differ in study.name, study.title, study.b …\);"),
        ({"runs": 20}, "this study with 20 runs a point, not 10;"),
        ({"seed": 7}, "this study with 7 as its seed, not 1;"),
        ({"scenario_fingerprint": "x"}, "this study of the scenario minimal as it was before it changed;"),
        ({"versions": {PACKAGE: "0.0.1"}}, f"a study made by version 0.0.1 of {PACKAGE}, this is .*must not be mixed"),
        ({"code": "abc"}, r"a study made by other code of version .* \(abc, this is [0-9a-f]{16}\), whose runs"),
        ({"parts": 3}, "this study cut into other parts;"),
    ],
)  # fmt: skip
def test_another_study_is_refused_by_what_differs(tmp_path, changes, told):
    with pytest.raises(ResultsError, match=rf"holds .*{told}") as raised:
        refuse_other(tmp_path, of_a_study(**changes), of_a_study())
    assert "\n" not in str(raised.value)


def test_the_same_study_is_not_refused(tmp_path):
    refuse_other(tmp_path, of_a_study(), of_a_study())
    assert other_maker(of_a_study()) == ""


def test_the_first_to_make_a_manifest_makes_it(tmp_path):
    assert create_manifest(tmp_path, {"a": 1}) is True
    assert create_manifest(tmp_path, {"a": 2}) is False
    assert [path.name for path in tmp_path.iterdir()] == ["manifest.json"]
    assert (tmp_path / "manifest.json").read_text("utf-8") == as_text({"a": 1})


@pytest.mark.parametrize("refused", [FileExistsError, PermissionError])
def test_where_links_are_refused_nobodys_manifest_is_written_over(tmp_path, monkeypatch, refused):
    """Another shard was quicker between the look and the link, or the disk knows no links."""

    def link(ready, path):
        if refused is FileExistsError:
            path.write_text("theirs", "utf-8")
        raise refused

    monkeypatch.setattr(manifest.os, "link", link)
    assert create_manifest(tmp_path, {"a": 1}) is (refused is PermissionError)
    wanted = "theirs" if refused is FileExistsError else as_text({"a": 1})
    assert (tmp_path / "manifest.json").read_text("utf-8") == wanted
    assert [path.name for path in tmp_path.iterdir()] == ["manifest.json"]


def test_the_hash_of_the_code_is_that_of_names_and_lines_of_what_can_change_a_result(tmp_path, monkeypatch):
    """Ends of lines do not count, as git may change them."""
    (tmp_path / "rules").mkdir()
    monkeypatch.setattr(manifest, "__file__", str(tmp_path / "results" / "manifest.py"))
    (tmp_path / "moves.toml").write_bytes(b"x\r\ny\r\n")
    (tmp_path / "rules" / "one.py").write_bytes(b"z")
    (tmp_path / "rules" / "notes.txt").write_bytes(b"no code")
    wanted = hashlib.sha256(b"moves.tomlx\ny\nrules/one.pyz").hexdigest()[:16]
    assert code_hash.__wrapped__() == wanted


def test_the_git_state_is_that_of_a_checkout_and_nothing_elsewhere(tmp_path):
    design = tmp_path / "design.toml"
    design.write_text("x", "utf-8")
    assert manifest.git_state(design) is None
    who = ["-c", "user.name=a", "-c", "user.email=a@b"]
    for words in (["init", "-q"], ["add", "."], [*who, "commit", "-q", "-m", "x"]):
        subprocess.run(["git", "-C", tmp_path, *words], check=True, capture_output=True)
    clean = manifest.git_state(design)
    assert clean is not None
    assert isinstance(clean["commit"], str)
    assert len(clean["commit"]) == 40
    assert clean["dirty"] is False
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "new").touch()
    assert manifest.git_state(design) == clean
    design.write_text("y", "utf-8")
    assert manifest.git_state(design) == clean | {"dirty": True}
    (tmp_path / ".gitignore").write_text("design.toml\nhidden.toml\n", "utf-8")
    (tmp_path / "hidden.toml").touch()
    assert manifest.git_state(tmp_path / "hidden.toml") is None


def test_the_code_hash_follows_what_can_change_a_result(tmp_path):
    root = Path(manifest.__file__).parents[1]
    names = {path.relative_to(root).as_posix() for path in manifest._sources(root)}
    assert {"rules/contest.py", "phases/act.py", "moves.toml", "tables.py", "engine/batch.py", "frames.py"} <= names
    assert not {name for name in names if name.startswith(("cli/", "plots/", "analysis/", "report/"))}
    assert not {name for name in names if "library" in name or "pool" in name}
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.py").touch()
    assert [path.name for path in manifest._sources(tmp_path)] == ["a.py"]


def test_the_first_place_in_a_checkout_counts(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name, "utf-8")
        for words in (["init", "-q"], ["add", "."],
                      ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", name]):  # fmt: skip
            subprocess.run(["git", "-C", tmp_path / name, *words], check=True, capture_output=True)
    one, two = (manifest.git_state(tmp_path / name / "file") for name in ("one", "two"))
    assert one != two
    assert manifest.git_state(None, tmp_path / "nowhere", tmp_path / "two" / "file", tmp_path / "one" / "file") == two
    assert manifest.git_state() is None


def written(folder: Path, **changes):
    """A folder with the whole manifest of a study; None takes a key away."""
    whole = of_a_study() | {"format": 2, "kind": "study", "points": 3, "columns": {"runs": {"run": "int64"}},
                            "scenario": to_json(CARD)} | changes  # fmt: skip
    (folder / "manifest.json").write_text(as_text({k: v for k, v in whole.items() if v is not None}), "utf-8")
    return folder


def test_a_manifest_is_read_as_plain_values_fit_to_be_shown(tmp_path):
    design = {"study": {"name": "s", "title": "S\x1b[2J!"}, "arms": {"a": {"label": "A"}}, "more": [1]}
    found = read_manifest(written(tmp_path, design=design))
    assert found["design"] == design | {"study": {"name": "s", "title": "S!"}}
    assert (found["runs"], found["keep"], found["scenario"]) == (10, ["steps"], to_json(CARD))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"kind": "run"}, "is not that of a study; name a folder that sweep made"),
        ({"format": 1}, "format is 1; this version reads 2"),
        ({"format": 1, "columns": None}, "format is 1; this version reads 2"),
        ({"columns": None}, "has no 'columns'; it was made by another version, or cut short"),
        ({"points": "3"}, 'points: is "3", must be a whole number'), ({"keep": ["x"]}, r"keep\.1"),
    ],
)  # fmt: skip
def test_what_is_no_manifest_of_a_study_is_told(tmp_path, changes, told):
    with pytest.raises(ResultsError, match=told):
        read_manifest(written(tmp_path, **changes))


def test_a_changed_manifest_is_told(tmp_path):
    path = written(tmp_path) / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"seed": 5}), "utf-8")
    with pytest.raises(ResultsError, match="is not as it was written"):
        read_manifest(tmp_path)
