"""The writing side of a store: begun once by whoever comes first, and filled part by part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplomacy_abm.results.manifest import (
    FORMAT,
    KIND,
    code_hash,
    create_manifest,
    git_state,
    identity,
    read_manifest,
    refuse_other,
    study_versions,
)
from diplomacy_abm.results.parts import KINDS, clear_aside, columns_of, part_numbers, part_path, write_aside
from diplomacy_abm.results.sound import MANIFEST, ResultsError, as_text
from diplomacy_abm.results.store import DESIGN, POINTS, SCENARIO, sound_parts

if TYPE_CHECKING:
    from diplomacy_abm.experiment.plan import Plan
    from diplomacy_abm.experiment.play import Played


@dataclass
class Keeper:
    """Puts parts into a store."""

    folder: Path
    """The store."""
    study: str
    """Identity of the study, which its parts carry."""
    total: int = 0
    """Number of its parts."""
    done: frozenset[int] = field(default_factory=frozenset)
    """Parts that were there, and whole, when it was opened."""

    @classmethod
    def opened(cls, folder: Path, plan: Plan, runs_given: bool) -> Keeper:
        """Begin a store, or take up the one that is there; ResultsError in one line if it holds something else.

        `runs_given` says whether the number of runs is not the design's own, for the command in the manifest.
        """
        manifest = manifest_of(plan, runs_given)
        if folder.exists() and not folder.is_dir():
            raise ResultsError(f"{folder}: is a file; --out needs a folder")
        if (folder / MANIFEST).exists():
            found = read_manifest(folder)
            refuse_other(folder, found, manifest)
            _write_words(folder, found, manifest, plan)
        else:
            _begin(folder, manifest, plan)
        clear_aside(folder)
        present = part_numbers(folder)
        sound, _ = sound_parts(folder, manifest, present, deep=True)
        for number in set(present) - set(sound):
            # played again; a number that the study does not have is somebody else's file, and never read
            if number < len(plan.parts):
                part_path(folder, "runs", number).unlink(missing_ok=True)
        return cls(folder, identity(manifest), len(plan.parts), frozenset(sound))

    def keep(self, played: Played) -> None:
        """Write the files of a part that was played; that of its runs last, which makes it count."""
        for kind, content in played.files.items():
            write_aside(part_path(self.folder, kind, played.part), content)

    def now(self) -> list[int]:
        """Return the parts that are there."""
        return [number for number in part_numbers(self.folder) if number < self.total]

    def finish(self) -> None:
        """Clear up after writers that died, once no part is missing."""
        clear_aside(self.folder, everything=len(self.now()) == self.total)


def manifest_of(plan: Plan, runs_given: bool) -> dict[str, Any]:
    """Return the manifest of a study; the same study has the same one on every machine."""
    from diplomacy_abm.experiment.play import schemas
    from diplomacy_abm.results.card import to_json

    design = plan.design
    command = ["sweep", design.origin]
    command += ["--parameters", Path(design.parameters).name] if design.parameters else []
    return {
        "format": FORMAT,
        "kind": KIND,
        "name": design.name,
        "title": design.title,
        "fingerprint": design.fingerprint,
        "scenario_fingerprint": plan.scenario.fingerprint,
        "seed": plan.seed,
        "runs": plan.runs,
        "points": len(plan.points),
        "parts": len(plan.parts),
        "keep": list(plan.keep),
        "columns": {kind: columns_of(schema) for kind, schema in schemas(plan).items()},
        "command": [*command, "--runs", str(plan.runs)] if runs_given else command,
        "versions": study_versions(),
        "code": code_hash(),
        "git": git_state(Path(__file__), design.folder / design.origin),
        "scenario": to_json(plan.scenario),
        "design": design.plain(),
    }


def _files(plan: Plan) -> dict[str, bytes]:
    """Return what a store holds beside its parts and its manifest."""
    from diplomacy_abm.experiment.play import points_table
    from diplomacy_abm.results.parts import as_parquet
    from diplomacy_abm.scenario import dumps

    return {
        DESIGN: plan.design.text.encode(),
        SCENARIO: dumps(plan.scenario).encode(),
        POINTS: as_parquet(points_table(plan), plan.design.fingerprint[:16], 0),
    }


def _begin(folder: Path, manifest: Mapping[str, Any], plan: Plan) -> None:
    files = _files(plan)
    _refuse_strangers(folder, files)
    _make_places(folder, plan)
    for name, content in files.items():
        write_aside(folder / name, content)
    if not create_manifest(folder, manifest):
        # another shard was faster
        refuse_other(folder, read_manifest(folder), manifest)


def _make_places(folder: Path, plan: Plan) -> None:
    for kind in ("runs", *plan.keep):
        (folder / kind).mkdir(parents=True, exist_ok=True)


def _refuse_strangers(folder: Path, files: Mapping[str, bytes]) -> None:
    """Raise unless a folder is new, empty, or holds what an attempt to begin this very study left."""
    for path in sorted(folder.iterdir()) if folder.exists() else ():
        if path.name in KINDS and path.is_dir() and not any(path.glob("*.parquet")):
            continue
        if path.name.endswith(".tmp") or path.name.startswith(f"{MANIFEST}."):
            continue
        if path.is_file() and path.name in files and path.read_bytes() == files[path.name]:
            continue
        raise ResultsError(f"{folder}: holds {path.name} and no study; name a new or empty folder")


def _write_words(folder: Path, found: Mapping[str, Any], manifest: Mapping[str, Any], plan: Plan) -> None:
    """Bring files that are missing back, and words of the design that no result depends on up to date."""
    _make_places(folder, plan)
    for name, content in _files(plan).items():
        path = folder / name
        if not path.exists() or (name == DESIGN and path.read_bytes() != content):
            write_aside(path, content)
    words = {name: manifest[name] for name in ("name", "title", "columns", "command", "scenario", "design")}
    if any(found.get(name) != value for name, value in words.items()):
        write_aside(folder / MANIFEST, as_text({**found, **words}).encode())
