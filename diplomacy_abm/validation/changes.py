"""Verdicts that changed against an earlier model: what the page says of them."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from diplomacy_abm.analysis.claims import figure

if TYPE_CHECKING:
    from diplomacy_abm.analysis.claims import Claim

BEFORE = Path("results", "validation", "before", "claims.csv")
"""The claims as the earlier model gave them, as ``claims.csv`` of the battery has them."""


def reasons() -> dict[str, str]:
    """Return why verdicts changed, as far as we know, by the id of the claim."""
    table = tomllib.loads(files("diplomacy_abm.validation").joinpath("changes.toml").read_text("utf-8"))
    return {name: " ".join(text.split()) for name, text in table.items()}


def section(claims: Sequence[Claim], root: Path) -> str:
    """Return the part of the page on verdicts that changed; empty where no earlier claims are kept.

    Parameters
    ----------
    claims : sequence of Claim
        As they are now.
    root : path
        The project.
    """
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
