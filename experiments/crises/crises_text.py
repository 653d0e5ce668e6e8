"""results/crises/README.md: the tables of the exam on crises, for people."""

from __future__ import annotations

import math

import pandas as pd

HEAD = """# The exam on crises: figures

Made by `python experiments/crises/run.py FILE`; do not edit. {crises} crises of International Crisis Behavior,
version 14 (Brecher, Wilkenfeld, Beardsley, James and Quinn), of which no row is here; {runs} runs of each. What is
asked, how, and what is wrong with it: [docs/crises.md](../../docs/crises.md).

![Reliability of the forecasts, and forecast beside record by group](crises.png)

Blue line: forecasts recalibrated without bins (CORP); grey band: where it would lie nine times in ten if they were
reliable; dots: five bins of equal count. Below: shares in the record with Wilson's intervals, and the mean of the
forecasts of the same crises. All forecasts are of crises that were not among those fitted on.
"""
PARTS = {
    "scores": """## Scores

Cross-validated in {folds} folds, but for the last forecaster. Brier and log score: small is good.""",
    "differences": """## Brier score of the model less that of the others

95 % intervals by bootstrap over crises; below 0 the model is better.""",
    "slopes": """## What was estimated

On the working scale of each quantity (`codebook.toml`). A sign is as expected where it is that of the prior; *hardly
any prior* weighs the priors a twentieth, within the same bounds.""",
    "mediator": """## What a mediator does

Shares of crises. At random: every crisis is played with a mediator (its own, or one that formulates, from day 31 for 31
days) and without, under the same luck; what the column of mediation says of readiness stays with the crisis. Intervals
are over crises.""",
    "groups": "## Record and forecast by group",
}


def page(tables: dict[str, pd.DataFrame], crises: int, runs: int, folds: int) -> str:
    """Return the page.

    Parameters
    ----------
    tables
        By the names of :data:`PARTS`.
    crises, runs, folds
        What was played.
    """
    lines = [HEAD.format(crises=crises, runs=runs)]
    for name, said in PARTS.items():
        lines += [said.format(folds=folds), "", markdown(tables[name]), ""]
    return "\n".join(lines).rstrip() + "\n"


def markdown(table: pd.DataFrame) -> str:
    """Return a table in Markdown; three decimals, empty for what is not there."""
    names = list(table.columns)
    head = ["| " + " | ".join(names).replace("_", " ") + " |", "|" + "---|" * len(names)]
    rows = ["| " + " | ".join(_cell(x) for x in row) + " |" for row in table.itertuples(index=False)]
    return "\n".join([*head, *rows])


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.3f}"
    return str(value).replace("_", " ")
