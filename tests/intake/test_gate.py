"""The gate: bounded in depth and size, every fault one line with its place."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from diplomacy_abm.experiment.design import DesignError, load_design
from diplomacy_abm.intake.clean import LONGEST_MESSAGE, clean, one_line
from diplomacy_abm.intake.gate import DEEPEST, UnfitError, json_of, text_of, toml_of
from diplomacy_abm.results.parts import stamp_of
from diplomacy_abm.results.sound import ResultsError
from diplomacy_abm.scenario import ScenarioError, load, loads, template, with_settings

DEEP = 100_000


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[" * DEEP, "nested deeper than 40 levels"),
        ("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), "nested deeper than 40 levels"),
        ('{"a":' * 200 + "1" + "}" * 200, "nested deeper than 40 levels"),
        ("{", "line 1, column 2: is not JSON"),
        ("1\x00", "is not JSON"),
        ('{"a": 1, "a": 2}', "has the key 'a' twice"),
        ('"\\ud800"', "half a sign"),
        ('{"\\udfff": 1}', "half a sign"),
        ("9" * 5000, "is not JSON"),
    ],
)
def test_json_that_cannot_be_used_is_one_line(text, says):
    with pytest.raises(UnfitError, match=says) as error:
        json_of(text)
    assert "\n" not in str(error.value)


def test_what_is_as_deep_as_allowed_is_read():
    assert json_of("[" * DEEPEST + "]" * DEEPEST)


@pytest.mark.parametrize(
    "text", ["a = " + "[" * DEEP, "a = " + "{a=" * DEEP, ".".join("a" * 200) + " = 1", f"a = {'9' * 5000}"]
)
def test_toml_that_cannot_be_used_is_one_line(text):
    with pytest.raises(UnfitError, match=r"nested deeper|not TOML"):
        toml_of(text)


@pytest.mark.parametrize("value", ["[" * DEEP, "{a=" * DEEP])
def test_deep_nesting_in_a_scenario_or_a_setting_is_one_line(value, tmp_path):
    text = template("trial").replace("[scenario]", f"[scenario]\ndeep = {value}", 1)
    with pytest.raises(ScenarioError, match="nested deeper"):
        loads(text)
    (tmp_path / "design.toml").write_text(f"a = {value}")
    with pytest.raises(DesignError, match="nested deeper"):
        load_design(tmp_path / "design.toml")
    with pytest.raises(ScenarioError, match="must be a number") as error:
        with_settings(load("minimal"), {"front.share": value})
    assert len(str(error.value)) < 400


def test_a_place_of_thousands_of_steps_is_refused():
    with pytest.raises(ScenarioError, match="is no dotted place"):
        with_settings(load("minimal"), {".".join("a" * 5000): 1})


def test_a_file_too_large_or_of_another_code_is_refused(tmp_path):
    path = tmp_path / "text"
    path.write_text("a" * 11)
    assert text_of(path, 11)
    with pytest.raises(UnfitError, match="has 11 bytes, must have at most 10"):
        text_of(path, 10)
    path.write_bytes(b"ab\xff")
    with pytest.raises(UnfitError, match="byte 2: is not UTF-8"):
        text_of(path)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Kyiv", "Kyiv"),
        ("a\x1b[2Jb", "ab"),
        ("a\x1b]0;title\x07b", "ab"),
        ("a\u202eb\u2066c\ufeffd\u200be", "abcde"),
        ("a\ud800b", "ab"),
        ("a\x07\tb\rc", "a  b c"),
        ("two\nlines", "two\nlines"),
        ("می\u200cخواهد", "می\u200cخواهد"),
        ("Türkiye – Москва", "Türkiye – Москва"),
    ],
)
def test_what_steers_a_terminal_is_taken_out(text, shown):
    assert clean(text) == shown


def test_a_message_is_one_line_of_bounded_length():
    told = one_line("what " + "x\n" * 10_000_000 + "allowed")
    assert len(told) <= LONGEST_MESSAGE
    assert told.startswith("what")
    assert told.endswith("allowed")
    assert "\n" not in told


def test_names_from_a_scenario_file_are_cleaned():
    text = template("trial").replace('title = "', 'title = "\\u001b[2J\\u202e', 1)
    assert loads(text).scenario.title == loads(template("trial")).scenario.title


@pytest.mark.parametrize("stamp", [b"[" * DEEP, b"\xff", b"9" * 5000, b"{}", b'{"study": 1}'])
def test_a_part_whose_stamp_cannot_be_read_is_no_part_of_a_store(tmp_path, stamp):
    table = pa.table({"a": [1]}).replace_schema_metadata({b"diplomacy_abm": stamp})
    pq.write_table(table, tmp_path / "points.parquet")
    with pytest.raises(ResultsError, match="is damaged, or no part of a store"):
        stamp_of(tmp_path / "points.parquet")
