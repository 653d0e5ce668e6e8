"""A policy of one's own, named on the command line by its file."""

import json

import pytest
from click.testing import CliRunner

from diplomacy_abm import policy
from diplomacy_abm.cli import main
from diplomacy_abm.policies import registry

TEXT = """
from diplomacy_abm import policy

@policy("never-on-the-line")
def never(values, shares, tones, precision, u, view, weights):
    return 0
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(TEXT, encoding="utf-8")
    yield path
    registry.forget("never-on-the-line")


def call(*words):
    return CliRunner().invoke(main, [str(word) for word in words], env={"COLUMNS": "300"})


def test_the_policy_of_a_file_plays(file):
    done = call("run", "minimal", "--steps", 12, "--policy", f"ALF={file}:never-on-the-line", "--format", "json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["policies"] == {"ALF": "never-on-the-line"}
    assert [x for x in told["events"] if x["actor"] == "ALF" and x["channel"] in ("military", "diplomatic")] == []
    assert [x for x in told["events"] if x["actor"] == "BET" and x["channel"] == "military"] != []


def test_a_policy_that_fails_is_one_line_with_its_place(tmp_path):
    path = tmp_path / "fails.py"
    path.write_text(TEXT.replace("return 0", 'raise RuntimeError("no\\x1b[2J\\u202e" + "\\nno" * 999)'), "utf-8")
    try:
        done = call("run", "minimal", "--steps", 3, "--policy", f"ALF={path}:never-on-the-line")
        many = call("ensemble", "minimal", "--runs", 2, "--steps", 3, "--policy", f"ALF={path}:never-on-the-line")
    finally:
        registry.forget("never-on-the-line")
    assert (done.exit_code, isinstance(done.exception, SystemExit)) == (2, True)
    assert done.stderr.startswith("Error: policy 'never-on-the-line' (fails.py, line 6): RuntimeError: no")
    assert "step 0: policy 'never-on-the-line' (fails.py, line 6): RuntimeError: no" in many.stderr
    for said in (done.output, many.output):
        assert max(map(len, said.splitlines())) <= 310
        assert not {"\x1b", "\u202e"} & set(said)


@pytest.mark.parametrize("name", ["", "a\x1b[2J", "a\u202eb", "two\nlines", "a" * 101, " a", 5])
def test_a_name_that_cannot_be_shown_is_refused(name):
    with pytest.raises(ValueError, match=r"policy(:| name)") as error:
        policy(name)
    assert not {"\x1b", "\u202e", "\n"} & set(str(error.value))


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("{file}:other", "registers no policy 'other'; it registers never-on-the-line"),
        ("{file}", "needs the name of a policy after it, FILE.py:NAME; it registers never-on-the-line"),
        ("{file}x.py:never", "no file"),
        ("{broken}:a", "ZeroDivisionError"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(file, tmp_path, place, words):
    broken = tmp_path / "broken.py"
    broken.write_text("1 / 0", encoding="utf-8")
    done = call("run", "minimal", "--policy", "ALF=" + place.format(file=file, broken=broken))
    assert done.exit_code == 2
    assert words in done.output
    assert "Traceback" not in done.output


NAMED = """
from diplomacy_abm import policy

@policy("wait-on-the-line")
class Wait:
    def __init__(self):
        self.asked = 0

    def choose(self, menu, view):
        self.asked += 1
        return menu[0] if self.asked > 0 else menu.best


@policy("bug-on-the-line")
def bug(menu, view):
    return menu.best if view.week < 3 else menu[99]
"""


@pytest.fixture
def named(tmp_path):
    path = tmp_path / "named.py"
    path.write_text(NAMED, encoding="utf-8")
    yield path
    registry.forget("bug-on-the-line")
    registry.forget("wait-on-the-line")


def test_a_policy_with_names_plays(named):
    done = call("run", "minimal", "--steps", 6, "--policy", f"ALF={named}:wait-on-the-line", "--format", "json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert [x for x in told["events"] if x["actor"] == "ALF" and x["channel"] in ("military", "diplomatic")] == []


def test_a_bug_of_a_policy_with_names_is_one_line(named):
    done = call("run", "minimal", "--steps", 6, "--policy", f"ALF={named}:bug-on-the-line")
    assert done.exit_code == 2
    assert done.output == "Error: policy 'bug-on-the-line' (named.py, line 16): IndexError: tuple index out of range\n"
    many = call("ensemble", "minimal", "--runs", 2, "--steps", 6, "--policy", f"ALF={named}:bug-on-the-line")
    assert many.exit_code == 1
    assert "the first because: step 3: policy 'bug-on-the-line' (named.py, line 16): IndexError" in many.output
    assert "Traceback" not in many.output
