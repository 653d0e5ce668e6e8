"""The manifest of a store: which study it holds and what made it, in words that no machine's name gets into."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from diplomacy_abm.intake.gate import Loose, Natural, Word, checked
from diplomacy_abm.results.card import CardFile
from diplomacy_abm.results.export import versions
from diplomacy_abm.results.parts import write_aside
from diplomacy_abm.results.sound import MANIFEST, ResultsError, as_text, cleaned, manifest_in, refuse_format, room

FORMAT = 2
KIND = "study"
PACKAGE = "diplomacy-abm"
_LIBRARIES = ("pandas", "pyarrow", "scipy", "SALib")
_SOURCES = (
    "vocabulary.py", "parameters.py", "moves.py", "moves.toml", "rules", "state.py", "draws.py", "phases", "policies",
    "scenario", "tables.py", "agents.py", "model.py", "frames.py", "engine", "experiment/sampling.py",
    "experiment/plan.py", "experiment/play.py", "results/problem.py",
)  # fmt: skip
"""What can change a result. The shipped scenarios are not among them: the scenario has a fingerprint of its own."""
_ASIDE_OF_RESULTS = ("library", "pool.py")


@lru_cache(maxsize=1)
def code_hash() -> str:
    """Return a hash of the package's sources that can change a result."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in _sources(root):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:16]


def _sources(root: Path) -> Iterator[Path]:
    for name in _SOURCES:
        place = root / name
        if place.is_file():
            yield place
        elif place.is_dir():
            found = (path for path in place.rglob("*.py") if not set(_ASIDE_OF_RESULTS) & set(path.parts))
            yield from sorted(found)


def study_versions() -> dict[str, str]:
    """Return the versions of Python, of this package and of the libraries that results pass through."""
    return versions(_LIBRARIES)


def git_state(*places: Path | None) -> dict[str, Any] | None:
    """Return ``commit`` and ``dirty`` of the first checkout of git that holds one of the places; None without any.

    A file that git is told to ignore does not count as held.
    """
    for place in places:
        if place is None or not place.exists() or _git(place, "check-ignore", "-q", place.name) is not None:
            continue
        commit = _git(place, "rev-parse", "HEAD")
        changes = _git(place, "status", "--porcelain", "--untracked-files=no")
        if commit and changes is not None:
            return {"commit": commit, "dirty": bool(changes)}
    return None


def _git(place: Path, *words: str) -> str | None:
    """Ask git in the folder of a file; None where it says no."""
    try:
        done = subprocess.run(
            ["git", "-C", os.fspath(place.resolve().parent), *words], capture_output=True, text=True, check=False,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"},
        )  # fmt: skip
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def identity(manifest: Mapping[str, Any]) -> str:
    """Return the hash of all that decides the content of the parts; each part carries it."""
    names = ("fingerprint", "scenario_fingerprint", "seed", "runs", "parts", "keep", "code")
    decisive = {name: manifest[name] for name in names} | {"version": manifest["versions"][PACKAGE]}
    return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()[:16]


class _Study(Loose):
    name: Word
    title: Word


class _Arm(Loose):
    label: Word


class _Design(Loose):
    """What every reader of a store takes for granted of its design."""

    study: _Study
    arms: dict[str, _Arm]
    factors: dict[str, dict[str, Any]] = Field(default_factory=dict)
    sampling: dict[str, Any] | None = None


class _Manifest(Loose):
    """What the manifest of a store holds."""

    design: _Design
    fingerprint: Word
    scenario: CardFile
    scenario_fingerprint: Word
    seed: Natural
    runs: Natural
    points: Natural
    parts: Natural
    keep: list[Literal["steps", "events"]]
    columns: dict[Literal["runs", "steps", "events"], dict[str, Word]]
    code: Word
    versions: dict[str, Word]


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a store; ResultsError in one line if it holds no study that this version can read."""
    found = manifest_in(folder, "sweep")
    if found.get("kind") != KIND:
        raise ResultsError(f"{folder}/{MANIFEST}: is not that of a study; name a folder that sweep made")
    missing = [name for name in _Manifest.model_fields if name not in found]
    if missing and found.get("format") == FORMAT:
        raise ResultsError(f"{folder}/{MANIFEST}: has no {missing[0]!r}; it was made by another version, or cut short")
    refuse_format(folder, found, FORMAT)
    checked(_Manifest, found, ResultsError, f"{folder}/{MANIFEST}")
    plain: dict[str, Any] = cleaned(found)
    return plain


def create_manifest(folder: Path, manifest: Mapping[str, Any]) -> bool:
    """Put a manifest into a folder unless there is one; tell whether it was this call that did."""
    path, content = folder / MANIFEST, as_text(manifest).encode()
    if path.exists():
        return False
    ready = folder / f"{MANIFEST}.ready-{os.getpid()}"
    write_aside(ready, content)
    try:
        # unlike a renaming, a link refuses to replace what another shard has put there meanwhile
        os.link(ready, path)
    except FileExistsError:
        return False
    except OSError:
        try:
            with room(path), path.open("xb") as file:
                file.write(content)
        except FileExistsError:
            return False
    finally:
        ready.unlink(missing_ok=True)
    return True


def refuse_other(folder: Path, found: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Raise in one line if a store holds another study than the one to be played, or was made by other code."""
    difference = _difference(found, wanted)
    if difference:
        raise ResultsError(f"{folder}: holds {difference}; name another folder, or delete this one to start anew")


def _difference(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    if found.get("fingerprint") != wanted["fingerprint"]:
        places = list(_unlike(found.get("design"), wanted["design"]))
        where = f" (they differ in {', '.join(places[:3])}{' …' if len(places) > 3 else ''})" if places else ""
        return f"a study of another design{where}"
    for name, what in (("runs", "runs a point"), ("seed", "as its seed")):
        if found.get(name) != wanted[name]:
            return f"this study with {found.get(name)} {what}, not {wanted[name]}"
    if found.get("scenario_fingerprint") != wanted["scenario_fingerprint"]:
        return f"this study of the scenario {wanted['scenario']['name']} as it was before it changed"
    made = other_maker(found)
    if made:
        return f"a study {made}, whose runs must not be mixed with new ones"
    if identity(found) != identity(wanted):
        return "this study cut into other parts"
    return ""


def other_maker(found: Mapping[str, Any]) -> str:
    """Say by which other version or code a store was made; empty where it was this one."""
    here, there = study_versions()[PACKAGE], found.get("versions", {}).get(PACKAGE)
    if there != here:
        return f"made by version {there} of {PACKAGE}, this is {here}"
    if found.get("code") != code_hash():
        return f"made by other code of version {here} ({found.get('code')}, this is {code_hash()})"
    return ""


def _unlike(one: Any, other: Any, place: str = "") -> Iterator[str]:
    """Yield the dotted places in which two plain designs differ."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in dict.fromkeys([*one, *other]):
            if key not in one or key not in other:
                yield f"{place}{key}"
            else:
                yield from _unlike(one[key], other[key], f"{place}{key}.")
    elif one != other:
        yield place.rstrip(".")
