"""Scenario files in and out, and the scenarios that ship with the package."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplomacy_abm.intake.gate import UnfitError, text_of, toml_of
from diplomacy_abm.scenario.errors import FileError, Problem, ScenarioError, nearest
from diplomacy_abm.scenario.schema import Scenario
from diplomacy_abm.scenario.starts import start_tables, starts

if TYPE_CHECKING:
    import os
    from importlib.resources.abc import Traversable

def library() -> list[str]:
    """Return the names of the scenarios that ship with the package, those written for it before the coded cases."""
    coded = set(cases())
    return [*sorted({name.removesuffix(".toml") for name in _shipped()} - coded), *cases()]


def cases() -> list[str]:
    """Return the names of the shipped historical cases, which the code book made; see ``docs/coding.md``."""
    return sorted(entry.name.removesuffix(".toml") for entry in _files("cases"))


def load(name_or_path: str | os.PathLike[str]) -> Scenario:
    """Read a scenario.

    Parameters
    ----------
    name_or_path : str or path
        A name from :func:`library` or :func:`diplomacy_abm.scenario.starts.starts`, or the path of a TOML file; a
        shipped name comes before a file so called.

    Raises
    ------
    ScenarioError
        When there is no such scenario, or it cannot be used; all problems at once.
    """
    name = str(name_or_path)
    if f"{name}.toml" in _shipped():
        return loads(_shipped()[f"{name}.toml"].read_text("utf-8"), f"{name}.toml")
    if name in starts():
        return build(start_tables(name), f"{name}.toml")
    path = Path(name_or_path)
    if not path.is_file():
        if path.is_dir():
            raise ScenarioError(name, [Problem("", "is a folder, must be a scenario file")])
        known = [*library(), *starts()]
        raise ScenarioError(name, [Problem("", f"no such scenario or file; {nearest(path.stem, known)}")])
    return loads(read_text(path, name, ScenarioError), path.name)


def loads(text: str, origin: str = "scenario") -> Scenario:
    """Read a scenario from TOML text; `origin` is what messages call it."""
    tables = read_tables(text, origin, ScenarioError)
    if "case" in tables and "scenario" not in tables:
        told = f"is a file of facts, must be a scenario; make one: diplomacy-abm scenarios code {origin} --out FILE"
        raise ScenarioError(origin, [Problem("", told)])
    return build(tables, origin)


def read_text(path: Path, origin: str, wrong: type[FileError]) -> str:
    """Read a text file, or raise `wrong` in one line; `origin` is what messages call it."""
    try:
        return text_of(path)
    except UnfitError as error:
        raise wrong(origin, [Problem("", str(error))]) from None
    except OSError as error:
        raise wrong(origin, [Problem("", f"cannot be read: {error.strerror}")]) from None


def read_tables(text: str, origin: str, wrong: type[FileError]) -> dict[str, Any]:
    """Read TOML text as plain tables, or raise `wrong` with the line."""
    try:
        return toml_of(text)
    except UnfitError as error:
        raise wrong(origin, [Problem("", str(error))]) from None


def build(tables: dict[str, Any], origin: str) -> Scenario:
    """Make a scenario from plain tables; `origin` is what messages call it."""
    try:
        return Scenario(**tables)
    except ScenarioError as error:
        raise error.named(origin) from None


def tables_of(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as plain tables, with what its file states and no more."""
    return _plain(scenario.model_dump(exclude_unset=True, exclude_none=True))


def dumps(scenario: Scenario) -> str:
    """Return a scenario as TOML text that reads back equal. Comments of a file it came from are not kept."""
    import tomli_w

    return tomli_w.dumps(tables_of(scenario))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value


def _shipped() -> dict[str, Traversable]:
    return {entry.name: entry for entry in (*_files(), *_files("cases"))}


def _files(*below: str) -> list[Traversable]:
    folder = files("diplomacy_abm.scenario").joinpath("library", *below)
    return [entry for entry in folder.iterdir() if entry.name.endswith(".toml")] if folder.is_dir() else []
