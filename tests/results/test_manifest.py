"""Manifests of stores: what makes two studies the same, and what is said where they are not."""

import hashlib

import pytest

from diplomacy_abm.results import manifest
from diplomacy_abm.results.manifest import (
    PACKAGE,
    code_hash,
    create_manifest,
    identity,
    other_maker,
    refuse_other,
    study_versions,
)
from diplomacy_abm.results.sound import ResultsError, as_text


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
