"""How a report ends: failures, caveats, what made the study, how to cite it and how to make it again."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

from diplomacy_abm.intake.clean import clean
from diplomacy_abm.intake.gate import UnfitError, text_of
from diplomacy_abm.report.elements import Items, Section, Source, Table, Text, count, listed, number, sentence
from diplomacy_abm.report.reading import Reading

LUCK = (
    "The intervals cover the luck of the draws and nothing else: not whether the rules or the numbers of the scenario "
    "are right."
)
DRAWN = (
    "The intervals cover the luck of the draws and what is not known of the parameters, as far as their sample "
    "says it: not whether the rules, or the numbers of the scenario that are not drawn, are right."
)
STANDING = (
    "Arms and points share their luck. That makes differences between them sharper than differences between columns; "
    "it also means that two columns are not two independent studies.",
    "Many numbers are shown, and at 95 % about one interval in twenty misses by chance; a single surprising one is "
    "a reason to look again, not a finding.",
    "The model is a laboratory for arguments, not a forecast of any war.",
)
_MOST_REASONS = 5


def failures(study: Reading) -> Section:
    """Count the runs that failed, and give the first reasons."""
    section = Section("Runs that failed")
    failed = study.runs()
    failed = failed[failed["status"] != "ok"]
    if failed.empty:
        section.add(Text("None."))
        return section
    share = 100 * len(failed) / len(study.runs())
    section.add(
        Text(
            f"{count(len(failed))} of {count(len(study.runs()))} runs ({number(share)} %) failed and are left out of "
            "every table and figure. If they failed for a reason that has to do with the outcome, what is left is not "
            "a fair sample."
        )
    )
    reasons = Counter(zip(failed["arm"], failed["reason"], strict=True))
    rows = [(study.labels[arm], reason, count(n)) for (arm, reason), n in reasons.most_common(_MOST_REASONS)]
    more = f" The {_MOST_REASONS} most frequent of {len(reasons)}." if len(reasons) > _MOST_REASONS else ""
    section.add(Table(f"Why runs failed.{more}", ("Arm", "Reason", "Runs"), rows, 1))
    return section


def caveats(study: Reading) -> Section:
    """List the study's own caveats, then those that always hold."""
    section = Section("Caveats")
    own = [sentence(str(text)) for text in study.design["study"].get("caveats", [])]
    section.add(Items([*own, DRAWN if study.sets else LUCK, *STANDING]))
    return section


def provenance(study: Reading) -> Section:
    """Say what made the study, how to cite it and how to make it again."""
    manifest = study.manifest
    section = Section("Making and citing")
    version = manifest["versions"]["diplomacy-abm"]
    git = manifest.get("git")
    state = f", commit {git['commit'][:12]}{' with changes' if git['dirty'] else ''}" if git else ""
    section.add(
        Text(
            f"To cite: The diplomacy_abm authors, diplomacy_abm {version} (an agent-based model of war and "
            f"mediation){state}; study “{study.title}” ({study.name}, fingerprint {manifest['fingerprint'][:16]}), "
            f"scenario {study.scenario.name} (fingerprint {manifest['scenario_fingerprint'][:16]}), "
            f"seed {manifest['seed']}."
        ),
        Text(_again(study)),
        Source("Commands", _commands(study)),
        _versions(study),
        Source("The design", _design(study)),
        Source("The manifest", _as_json({name: value for name, value in manifest.items() if name != "design"})),
    )
    return section


def _again(study: Reading) -> str:
    about = study.design["study"]
    files = [Path(name).name for name in about.get("policies", [])]
    if str(about["scenario"]).endswith(".toml"):
        files.insert(0, f"{Path(about['scenario']).name} (scenario.toml in the folder of the study)")
    beside = f" The design names files of its own, which it must find again: {listed(files)}." if files else ""
    return (
        "To make it again, save the design below as design.toml and run these commands; the same version gives "
        f"the same runs.{beside}"
    )


def _commands(study: Reading) -> str:
    own = study.design["study"]["runs"] != study.manifest["runs"]
    runs = f" --runs {study.manifest['runs']}" if own else ""
    words = study.manifest["command"]
    sample = f" --parameters {words[words.index('--parameters') + 1]}" if "--parameters" in words else ""
    return f"diplomacy-abm sweep design.toml --out {study.name}{runs}{sample}\ndiplomacy-abm report {study.name}"


def _versions(study: Reading) -> Table:
    manifest = study.manifest
    rows = [(name, version) for name, version in manifest["versions"].items()]
    rows += [("code of the model (hash)", str(manifest.get("code", "–")))]
    return Table("What the study was made with.", ("Part", "Version"), rows, 1)


def _design(study: Reading) -> str:
    path = study.path / "design.toml"
    if path.is_file():
        with contextlib.suppress(UnfitError):
            return clean(text_of(path))
    return _as_json(study.design)


def _as_json(values: dict[str, Any]) -> str:
    return json.dumps(values, indent=2, ensure_ascii=False)
