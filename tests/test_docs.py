"""The README and the how-to pages do what they say: their Python runs, their commands exist, their links lead on.

A ``text`` block right after a ``python`` block is what that block prints. When the model changes on purpose,
``python -m tests.test_docs`` writes the new output into the pages; read the difference before you keep it.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from diplomacy_abm.cli import main
from diplomacy_abm.policies import registry

ROOT = Path(__file__).resolve().parents[1]
HOW_TO = sorted((ROOT / "docs" / "how-to").glob("*.md"))
PAGES = [ROOT / "README.md", *HOW_TO, ROOT / "docs" / "scenario-files.md"]
COMPILING = {
    "analyse.md", "batch.md", "calibrate.md", "compare-events.md", "crises.md", "hindcast.md", "study.md",
    "tournament.md", "train.md", "validate.md",
}  # fmt: skip
"""Pages whose code needs the batch engine, which compiles at its first use."""

SERVING = {"app", "forecast"}
"""Commands that go on until they are interrupted, or hang on the day's date; the tests of their own run them."""

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, and where the text begins and ends in the page."""

    language: str
    text: str
    start: int
    end: int
    line: int


def blocks(page: Path) -> list[Block]:
    text = page.read_text("utf-8")
    return [
        Block(found[1], found[2], found.start(2), found.end(2), text.count("\n", 0, found.start(2)) + 1)
        for found in _FENCE.finditer(text)
    ]


def placed(page: Path, folder: Path) -> None:
    """Write the files that a page shows: blocks of TOML whose first line is a comment with the file's name.

    A page on studies that shows no design of its own goes on from that of the page on playing one.
    """
    for block in [*blocks(ROOT / "docs" / "how-to" / "study.md"), *blocks(page)]:
        name = re.match(r"# ([\w-]+\.toml)\n", block.text)
        if block.language == "toml" and name:
            (folder / name[1]).write_text(block.text, "utf-8")


def played(page: Path, folder: Path) -> list[tuple[Block, str]]:
    """Run the Python blocks of a page in one namespace; return those that show output, with what they print."""
    shown = []
    namespace: dict[str, object] = {"__name__": "__page__"}
    found = blocks(page)
    known = set(registry.names())
    placed(page, folder)
    try:
        with contextlib.chdir(folder):
            for block, after in zip(found, [*found[1:], None], strict=True):
                if block.language != "python":
                    continue
                said = io.StringIO()
                # Line numbers of a traceback are then those of the page.
                code = compile("\n" * (block.line - 1) + block.text, str(page), "exec")
                with contextlib.redirect_stdout(said):
                    exec(code, namespace)
                if after is not None and after.language == "text":
                    shown.append((after, said.getvalue()))
    finally:
        for name in reversed(registry.names()):
            if name not in known:
                registry.forget(name)
    return shown


def commands(page: Path) -> list[list[str]]:
    """Command lines of the page's shell blocks, as arguments of diplomacy-abm."""
    lines = [line for block in blocks(page) if block.language == "sh" for line in block.text.splitlines()]
    words = [shlex.split(line, comments=True) for line in lines]
    return [line[1:] for line in words if line[:1] == ["diplomacy-abm"]]


def parse(words: list[str]) -> list[str]:
    """Have click read a command line without running it; return the names of the commands it goes through."""
    command: click.Command = main
    rest, path = list(words), []
    context = click.Context(command, info_name="diplomacy-abm")
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        found = command.get_command(context, rest[0])
        assert found is not None, f"no command {rest[0]!r}"
        path.append(rest.pop(0))
        command, context = found, click.Context(found, parent=context, info_name=path[-1])
    with contextlib.suppress(click.exceptions.Exit):
        command.make_context(" ".join(path), rest)
    return path


def named(pages: list[Path]) -> list[object]:
    marks = dict.fromkeys(COMPILING, pytest.mark.slow)
    return [pytest.param(page, id=page.name, marks=marks.get(page.name, ())) for page in pages]


@pytest.mark.parametrize("page", named(PAGES))
def test_python_of_a_page_runs_and_prints_what_the_page_shows(page: Path, tmp_path: Path):
    for block, said in played(page, tmp_path):
        assert said == block.text, f"{page.name}: `python -m tests.test_docs` writes the new output into the page"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_of_a_page_exist(page: Path):
    for words in commands(page):
        try:
            parse(words)
        except click.ClickException as error:
            pytest.fail(f"{page.name}: diplomacy-abm {shlex.join(words)}: {error.format_message()}")


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_of_a_page_run_in_their_order(page: Path, tmp_path: Path):
    placed(page, tmp_path)
    with contextlib.chdir(tmp_path):
        for words in commands(page):
            if words[0] in SERVING:
                continue
            small = ["3" if before == "--runs" else word for before, word in zip(["", *words], words, strict=False)]
            done = CliRunner().invoke(main, small)
            assert done.exit_code == 0, f"{shlex.join(words)}: {done.output}"


def test_every_command_is_shown_in_a_page():
    shown = {path[0] for page in PAGES for words in commands(page) if (path := parse(words))}
    assert set(main.lazy) - shown == set()


def test_a_page_with_a_wrong_command_would_be_seen():
    for wrong in (["rum", "minimal"], ["run", "minimal", "--sed", "1"], ["run"], ["run", "minimal", "--policy", "A=x"]):
        with pytest.raises((AssertionError, click.ClickException)):
            parse(wrong)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files_of_the_checkout(page: Path):
    targets = [target for target in _LINK.findall(page.read_text("utf-8")) if "://" not in target]
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.slow
def test_the_run_of_make_run_is_the_one_that_the_readme_says():
    from diplomacy_abm import run_ensemble

    found = run_ensemble("ukraine-2025", 200, keep=("events",))
    runs, events = found.runs, found.events
    broke = events.loc[(events["move"] == "breach") & (events["actor"] == "UKR"), "run"]
    signed = runs["partial_deals"] + runs["settlements"] + runs["ceasefires"] > 0
    met = runs["rounds"] > 0
    usual = runs["outcome"] == runs["outcome"][met].mode()[0]
    happened = signed & usual & ~runs["run"].isin(broke) & (runs["first_formal_host"] == "TUR")
    told = re.search(r"^RUN := (\d+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert told is not None
    assert int(told[1]) == runs["run"][happened].min()
    says = f"That is so in {happened.sum()} of its first 200 runs; in {(runs['rounds'] == 0).sum()} of them the sides"
    assert says in (ROOT / "README.md").read_text("utf-8")


def rewrite(page: Path, folder: Path) -> bool:
    """Put what the code prints into the page; tell whether anything changed."""
    before = text = page.read_text("utf-8")
    for block, said in reversed(played(page, folder)):
        text = text[: block.start] + said + text[block.end :]
    page.write_text(text, "utf-8")
    return text != before


def update() -> Iterator[str]:
    import tempfile

    for page in PAGES:
        with tempfile.TemporaryDirectory() as folder:
            if rewrite(page, Path(folder)):
                yield os.fspath(page.relative_to(ROOT))


if __name__ == "__main__":
    for name in update():
        print(f"rewrote the output in {name}")  # noqa: T201
