"""The group: help, speed, and failures in one line."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from diplomacy_abm import cli
from diplomacy_abm.cli import _COMMANDS
from diplomacy_abm.cli.lazy import LazyGroup
from diplomacy_abm.cli.text import say
from diplomacy_abm.policies import registry
from tests.cli.stand import call

HEAVY = ("numpy", "pandas", "numba", "mesa", "matplotlib", "scipy", "rich", "pydantic")
LOOK = """
import sys
from diplomacy_abm.cli import main
main({args!r}, standalone_mode=False)
print(sorted(sys.modules))
"""


@pytest.mark.parametrize("args", [["--help"], ["run", "--help"], ["ensemble", "--help"], ["plot", "--help"]])
def test_help_imports_nothing_heavy(args: list[str]) -> None:
    done = subprocess.run([sys.executable, "-c", LOOK.format(args=args)], capture_output=True, text=True, check=True)
    modules = eval(done.stdout.splitlines()[-1])
    assert not set(HEAVY) & set(modules)


def test_help_is_quick() -> None:
    code = "from diplomacy_abm.cli import main; main(['run', '--help'])"
    times = []
    for _ in range(5):
        # processor time: a busy machine is no fault of the command
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(times) < 0.3


def test_whatever_is_printed_is_cleaned(capsys) -> None:
    say("a\x1b[2J\u202eb\udcff\x07c")
    say("d\x1b]0;x\x07", err=True, nl=False)
    assert capsys.readouterr() == ("ab c\n", "d")
    raw = [
        f"{path.name}: {line.strip()}"
        for path in sorted(Path(cli.__file__).parent.glob("*.py"))
        for line in path.read_text("utf-8").splitlines()
        if "click.echo(" in line and path.name not in ("lazy.py", "text.py")
    ]
    # the line that counts claims is rewritten in place
    assert all("033[K" in line for line in raw), raw
    assert len(raw) == 2


def test_a_closing_line_holds_the_reason_of_a_failed_run_in_one_clean_line(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.py").write_text(
        "from diplomacy_abm import policy\n\n\n@policy('fails')\ndef fails(*given):\n"
        "    raise RuntimeError('no\\x1b[2J\\u202e' + '\\nno' * 999)\n"
    )
    (tmp_path / "design.toml").write_text(
        '[study]\nname = "own"\ntitle = "Own"\nquestion = "?"\nscenario = "minimal"\nruns = 2\nhorizon = 3\n'
        'policies = ["own.py"]\n[arms.a]\n[arms.b.policy]\nBET = "fails"\n'
    )
    try:
        done = call("sweep", "design.toml", "--workers", "1", "--out", "out")
    finally:
        registry.forget("fails")
    assert done.exit_code == 0, done.output
    told = " ".join(done.stdout.split())
    assert "own: 4 runs in out, 2 of them failed (the first because: step 0: policy 'fails' (own.py, line 6)" in told
    assert len(told) < 500
    assert not {"\x1b", "\u202e"} & set(done.output)


def test_list_of_commands_shows_each_with_its_line() -> None:
    text = call("--help").output
    for name, (_, line) in _COMMANDS.items():
        assert name in text
        assert line in text


@pytest.mark.parametrize("name", [name for name in _COMMANDS if name != "scenarios"])
def test_every_command_has_an_example(name: str) -> None:
    assert f"diplomacy-abm {name}" in call(name, "--help").output


def test_unknown_command_suggests_the_nearest() -> None:
    done = call("ensembel")
    assert done.exit_code == 2
    assert "did you mean ensemble?" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_unknown_option_is_one_line() -> None:
    done = call("run", "minimal", "--sead", "3")
    assert done.exit_code == 2
    assert "--sead" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_no_command_shows_the_help() -> None:
    done = call()
    assert done.exit_code == 2
    assert "Commands:" in done.output


def failing(error: BaseException, module: str) -> LazyGroup:
    """Return a group whose only command raises an error from a module of that name."""
    scope = {"__name__": module, "error": error}
    exec("def stumble():\n    raise error", scope)
    group = LazyGroup("program", commands_by_name={})
    group.lazy["stumble"] = ("", "")
    group.get_command = lambda ctx, name: click.Command("stumble", callback=scope["stumble"])  # type: ignore[method-assign]
    return group


def test_a_value_error_of_ours_is_one_line_each() -> None:
    done = CliRunner().invoke(failing(ValueError("first fault\nsecond fault"), "diplomacy_abm.scenario"), ["stumble"])
    assert done.exit_code == 2
    assert done.stderr.splitlines() == ["Error: first fault", "Error: second fault"]


def test_a_value_error_of_a_library_is_not_hidden() -> None:
    done = CliRunner().invoke(failing(ValueError("broken"), "numpy.core"), ["stumble"])
    assert isinstance(done.exception, ValueError)


def test_control_c_is_one_line_and_130() -> None:
    done = CliRunner().invoke(failing(KeyboardInterrupt(), "anything"), ["stumble"])
    assert done.exit_code == 130
    assert done.stderr.strip() == "Interrupted; nothing was written."


def test_a_reader_who_goes_away_hears_nothing() -> None:
    code = "from diplomacy_abm.cli import main; main(['moves'])"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        complaint = process.stderr.read()
    assert complaint == b""
