"""The page ``docs/validation.md`` and the folder ``results/validation``: the battery, and parts that others remake.

Verdicts that changed against an earlier model have a table, with reasons from ``changes.toml``.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplomacy_abm.analysis.claims import figure, interval, tally
from diplomacy_abm.analysis.intervals import Estimate
from diplomacy_abm.intake.clean import one_line
from diplomacy_abm.intake.gate import document
from diplomacy_abm.results.parts import write_aside
from diplomacy_abm.validation.facts import KINDS, THEMES, facts
from diplomacy_abm.validation.runner import claim_of

if TYPE_CHECKING:
    from diplomacy_abm.analysis.claims import Claim
    from diplomacy_abm.validation.facts import Fact


BEFORE = Path("results", "validation", "before", "claims.csv")
"""The claims as the earlier model gave them, as ``claims.csv`` of the battery has them."""


def reasons() -> dict[str, str]:
    """Return why verdicts changed, as far as we know, by the id of the claim."""
    table = tomllib.loads(files("diplomacy_abm.validation").joinpath("changes.toml").read_text("utf-8"))
    return {name: " ".join(text.split()) for name, text in table.items()}


def section(claims: Sequence[Claim], root: Path) -> str:
    """Return the part of the page on verdicts that changed; empty where no earlier claims are kept."""
    import pandas as pd

    if not (root / BEFORE).is_file():
        return ""
    table = pd.read_csv(root / BEFORE)
    status = dict(zip(table["id"], table["status"], strict=True))
    estimate = dict(zip(table["id"], table["estimate"], strict=True))
    known = [claim for claim in claims if claim.id in status]
    changed = [claim for claim in known if claim.status != status[claim.id]]
    told = reasons()
    lines = [
        "### What changed against model 1", "",
        f"Of {len(known)} claims that model 1 was examined on ({len(claims) - len(known)} are new) {len(changed)} have "
        "another verdict. Model 1 was measured on 2,000 runs an arm, so that some that it decided are open here.", "",
        "| id | model 1 | now | why, as far as we know |", "|---|---|---|---|",
    ]  # fmt: skip
    for claim in changed:
        was = f"{status[claim.id]}, {figure(float(estimate[claim.id]))}"
        lines.append(
            f"| {claim.id} | {was} | **{claim.status}**, {figure(claim.estimate)} | {told.get(claim.id, '')} |"
        )
    return "\n".join(lines) + "\n"


TITLES = {
    "agency": "Agency",
    "talks": "Talks",
    "mediation": "Mediation",
    "support": "Arms and support",
    "durability": "What lasts",
    "war": "The war itself",
}
PARTS = {
    "limits": "Closed forms",
    "virtual-sample": "A virtual sample of crises",
    "cases": "Cases",
    "calibration": "Calibration",
    "hindcast": "Hindcast",
}
"""Parts of the page that are made by other commands, by their folder in ``results``, with their headings."""

SECTION = "section.md"
"""What a part leaves in its folder for the page: Markdown with a heading, links as they stand in ``docs``."""


def write(claims: Sequence[Claim], root: Path, runs: int, seed: int) -> list[Path]:
    """Write the page, the table and the figures, and return which; ValueError where there is no folder ``docs``."""
    if not (root / "docs").is_dir():
        raise ValueError(f"{root}: has no folder docs; --write is for the root of the project")
    folder = root / "results" / "validation"
    folder.mkdir(parents=True, exist_ok=True)
    written = _figures(claims, folder)
    written.append(_replaced(folder / "claims.csv", _table(claims)))
    written.append(_replaced(folder / "manifest.json", _manifest(claims, runs, seed)))
    written.append(_replaced(root / "docs" / "validation.md", page(claims, root, runs, seed)))
    return written


def _figures(claims: Sequence[Claim], folder: Path) -> list[Path]:
    from diplomacy_abm.plots.battery import figure_claims
    from diplomacy_abm.plots.style import save

    return [
        save(figure_claims(some, TITLES[theme]), folder / f"{theme}.png")
        for theme in THEMES
        if (some := [claim for claim in claims if claim.theme == theme])
    ]


def last_claims(root: Path) -> tuple[list[Claim], int, int]:
    """Return the claims as they were last measured, with the runs and the seed of that examination.

    Figures come from ``results/validation/claims.csv``, words from the claims as they are written now. ValueError in
    one line where there is no such table, or it has other claims than the model has now.
    """
    import pandas as pd

    folder = root / "results" / "validation"
    if not (folder / "claims.csv").is_file():
        raise ValueError(f"{folder}: no claims.csv; measure once with --write alone")
    known = facts()
    try:
        table = pd.read_csv(folder / "claims.csv", keep_default_na=False, dtype=str).set_index("id").to_dict("index")
        made = document(folder / "manifest.json", ValueError)
        if list(table) == list(known):
            return _as_measured(known, table, made)
    except (KeyError, TypeError, ValueError, OSError) as error:
        raise ValueError(f"{folder}: is damaged ({one_line(error, 100)}); measure again with --write alone") from None
    raise ValueError(f"{folder}: its claims are not those of the model now; measure again with --write alone")


def _as_measured(known: Mapping[str, Fact], table: Mapping[Any, Any], made: Any) -> tuple[list[Claim], int, int]:
    claims = []
    for name, fact in known.items():
        row = table[name]
        changed = row["null_changed"]
        found = Estimate(float(row["estimate"]), float(row["low"]), float(row["high"]))
        claim = claim_of(
            fact, found, int(row["runs"]), int(changed) if changed else None, row["reason"], made["runs"], made["seed"]
        )
        if int(row.get("sets") or 0):
            claim = replace(
                claim, passed=float(row["passed"]), failed=float(row["failed"]), sets=int(row["sets"])
            )  # fmt: skip
        claims.append(claim)
    return claims, made["runs"], made["seed"]


def _replaced(path: Path, text: str) -> Path:
    write_aside(path, text.encode())
    return path


def _table(claims: Sequence[Claim]) -> str:
    """All claims as CSV."""
    names = [
        "id", "theme", "claim", "kind", "source", "expected", "unit", "estimate", "low", "high", "status",
        "null_changed", "scenario", "runs", "reason", "passed", "failed", "sets",
    ]  # fmt: skip
    text = io.StringIO()
    writer = csv.DictWriter(text, names, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for claim in claims:
        row = claim.document()
        numbers = {name: f"{row[name]:.6g}" for name in ("estimate", "low", "high")}
        shares = {name: "" if row[name] is None else f"{row[name]:.6g}" for name in ("passed", "failed")}
        writer.writerow(row | numbers | shares)
    return text.getvalue()


def _command(claims: Sequence[Claim], runs: int, seed: int) -> str:
    """The call that made the folder, as far as the claims tell."""
    from diplomacy_abm.scenario import load

    sets = max((claim.sets for claim in claims), default=0)
    drawn = f" --parameters {load('ukraine-2025').parameters.sample}:{sets} --by-set" if sets else ""
    return f"diplomacy-abm validate --runs {runs} --seed {seed}{drawn} --write"


def _manifest(claims: Sequence[Claim], runs: int, seed: int) -> str:
    """What made the folder."""
    from importlib.metadata import version

    return json.dumps(
        {
            "command": _command(claims, runs, seed),
            "version": version("diplomacy-abm"), "runs": runs, "seed": seed, "claims": len(claims),
            **tally(claims),
        },
        indent=2,
    ) + "\n"  # fmt: skip


def page(claims: Sequence[Claim], root: Path, runs: int, seed: int) -> str:
    """Return the text of the page."""
    parts = [part(root, folder, title) for folder, title in PARTS.items()]
    return "\n".join(
        [
            _HEAD.format(
                command=_command(claims, runs, seed), claims=len(claims), **tally(claims), kinds=_by_kind(claims)
            ),
            *(_theme(theme, [x for x in claims if x.theme == theme]) for theme in THEMES),
            *(text for text in (section(claims, root), *parts) if text),
        ]
    )


def _by_kind(claims: Sequence[Claim]) -> str:
    """Verdicts by how much they are worth, as a table."""
    lines = ["| kind | pass | fail | undecided | what a pass says |", "|---|---|---|---|---|"]
    for kind in reversed(KINDS):
        found = tally([claim for claim in claims if claim.kind == kind])
        lines.append(f"| {kind} | {found['pass']} | {found['fail']} | {found['undecided']} | {_WORTH[kind]} |")
    return "\n".join(lines)


_WORTH = {
    "emergent": "several rules make it together, and none was written for it",
    "calibrated": "a parameter was chosen or fitted in view of the same figure: a check of consistency",
    "built in": "an identity, the sign of one coefficient, or a theory that is a rule: a check of the code",
    "required": "a bar of our own that the rules were written to meet, such as that an act has a reason",
}

_HEAD = """# Validation

Made by `{command}`; do not edit. Each part further down is
made by a command of its own and taken over from its folder in `results`.

## The battery

{kinds}

Of all {claims} claims **{pass} pass, {fail} fail and {undecided} are undecided**; what speaks for the model are the
emergent ones. A claim is a statement of the literature or of the case about ensembles of runs. What it allows comes
from its source: a sign, or the interval that the source's own counts leave open (Wilson's for shares, exact Poisson
for rates, Newcombe's for differences, order statistics for medians), never from the model. It passes when the whole
95 % interval of the estimate lies in the expected range, fails when it lies wholly outside, and is undecided
otherwise. Effects are differences between arms under the same luck, run against run. Where the scenario names a sample
of parameters each run has one set of it, no interval is narrower than the one over the sets, and *set by set* is the
share of them in which the claim passes, or fails, by itself; where neither reaches four in five the sets leave it open.
With so many claims one or two of a hundred may miss their range by chance alone.

Failing claims stay in the tables, with what we know of the reason under them. No parameter was chosen to pass one;
where a parameter was chosen in view of the same figures the table says so. A claim on mediation counts only if its null
arm, a mediator without information, leverage, reputation and guarantee against none (or, where it has another part to
play too, against one that stands by), changes nothing in any pair of runs (Fey and Ramsay 2010).

`diplomacy-abm validate --only ID --figure` measures one claim again. [How to](how-to/validate.md).
"""


def _theme(theme: str, claims: Sequence[Claim]) -> str:
    """One table with its figure and the reasons under it."""
    if not claims:
        return ""
    lines = [
        f"### {TITLES[theme]}", "", f"![{TITLES[theme]}: claims against what their sources leave open]"
        f"(../results/validation/{theme}.png)", "",
        "| id | claim | kind | source | expected | estimate [95 % interval] | verdict | set by set |",
        "|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    lines += [_row(claim) for claim in claims]
    lines += _reasons("Why these fail, as far as we know:", [x for x in claims if x.status == "fail"])
    lines += _reasons("Not measured:", [x for x in claims if x.reason])
    return "\n".join(lines) + "\n"


def _row(claim: Claim) -> str:
    unit = f", {claim.unit}" if claim.unit else ""
    null = f" Null arm: {claim.null_changed} pairs change." if claim.null_changed is not None else ""
    note = f" {claim.note}" if claim.note else ""
    found = f"{figure(claim.estimate)} [{interval(claim)}]" if not claim.reason else "–"
    return (
        f"| {claim.id} | {claim.claim} ({claim.where}{unit}; {claim.n:,} runs).{note}{null} | {claim.kind} | "
        f"{claim.source} | {claim.expected} | {found} | **{claim.status}** | {claim.in_sets} |"
    )


def _reasons(head: str, claims: Sequence[Claim]) -> list[str]:
    if not claims:
        return []
    told = [(claim.id, claim.reason or claim.explanation or "We do not know.") for claim in claims]
    return ["", head, "", *(f"- **{name}**: {text}" for name, text in told)]


def part(root: Path, folder: str, title: str) -> str:
    """Return the part that another command left for the page; empty where there is none."""
    path = root / "results" / folder / SECTION
    if not path.is_file():
        return ""
    # a part may bring its own title; the page gives it one at its own level
    lines = path.read_text("utf-8").strip().splitlines()
    if lines and lines[0].startswith("#"):
        lines = lines[1:]
    body = re.sub(r"^##(?!#)", "###", "\n".join(lines).strip(), flags=re.MULTILINE)
    return f"## {title}\n\n{body}\n"
