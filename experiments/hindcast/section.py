"""The hindcast in words: a fragment of the validation page, its numbers from the tables."""

from collections.abc import Iterator, Sequence

import pandas as pd

from diplomacy_abm.analysis.hindcast import (
    against_market,
    binned_parts,
    by_group,
    label_scores,
    misses,
    scores_by_set,
    sets_of,
    without_each,
)
from diplomacy_abm.analysis.scoring import FEWEST

PARTS = ("brier", "log", "reliability", "resolution", "uncertainty")
SETS = {
    "all": "all", "chosen": "chosen with hindsight", "alike": "asked alike from every date", "crowd": "of platforms",
}  # fmt: skip


def markdown(head: Sequence[str], rows: "list[tuple[str, ...]]") -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def text(tables: "dict[str, pd.DataFrame]", labels: pd.DataFrame, runs: int, answers: pd.DataFrame) -> str:
    """The whole fragment."""
    judged = tables["as shipped"]
    parts = [*head(judged, runs), score_table(judged), *reading(judged), topic_table(judged), *where(judged)]
    parts += [*hosts(labels), *market(judged), *calibrated(tables), *caveats(), *origin(answers, judged)]
    return "\n\n".join(parts) + "\n"


def head(table: pd.DataFrame, runs: int) -> "Iterator[str]":
    """What was asked and how."""
    sizes = {name: len(here) for name, here in sets_of(table).items()}
    starts = table.loc[table["answer"] != "unresolved", "scenario"].nunique()
    yield "## Hindcast"
    yield (
        f"Made by `python experiments/hindcast/run.py`; do not edit. {sizes['all']} yes-or-no questions on 2022–25 "
        f"with a known answer, asked from {starts} dates, {runs:,} runs of each. A start knows nothing later than its "
        f"date (`diplomacy-abm scenarios list --starts`). {sizes['chosen']} questions were chosen in the knowledge of "
        f"what happened, so that rare events that came are over-represented; {sizes['alike']} are those of the "
        f"origin scenario, in the same words from every earlier date; {sizes['crowd']} were asked by forecasting "
        "platforms. Beside the model stand a base rate (a reference class named in the file of questions, known at the "
        "date) and persistence (what was goes on). How it works: [the page on the hindcast](how-to/hindcast.md); every "
        "question with its answer: [the list](../results/hindcast/questions.md)."
    )
    yield "![Reliability of the model's probabilities, and the scores](../results/hindcast/reliability.png)"


def large(table: pd.DataFrame) -> "dict[str, pd.DataFrame]":
    """The sets that are large enough to be told apart by start and topic."""
    return {name: here for name, here in sets_of(table).items() if here["scenario"].nunique() >= FEWEST}


def score_table(table: pd.DataFrame) -> str:
    """Scores of each forecaster on each set."""
    found = scores_by_set(table)
    rows = []
    for (name, n, forecaster), here in found.groupby(["set", "n", "forecaster"], sort=False):
        one = here.set_index("measure")
        low, high = one.loc["brier", ["low", "high"]]
        rows.append((
            f"{SETS[name]} ({n})", forecaster, f"{one.loc['brier', 'estimate']:.3f}",
            "" if pd.isna(low) else f"{low:.3f} – {high:.3f}",
            *(_part(one, part) for part in PARTS[1:]),
        ))  # fmt: skip
    return markdown(("questions", "forecast", "Brier score", "95 %", *PARTS[1:]), rows)


def _part(one: pd.DataFrame, part: str) -> str:
    """A part of the score, the reliability with its p value."""
    text = f"{one.loc[part, 'estimate']:.3f}"
    if part != "reliability":
        return text
    chance = one.loc["p of reliability", "estimate"]
    return f"{text} (p {f'= {chance:.3f}' if chance >= 0.001 else '< 0.001'})"


def reading(table: pd.DataFrame) -> "Iterator[str]":
    """What the scores say."""
    yield (
        "0 is best, .25 is a coin. Brier score = reliability − resolution + uncertainty, taken apart without bins "
        "(CORP; Dimitriadis, Gneiting & Jordan 2021); intervals by bootstrap over starts, of which there "
        "are few, so they are too narrow. Reliability is above 0 by luck too; in brackets stands how often reliable "
        "forecasts would show as much (consistency resampling: Bröcker & Smith 2007; answers are drawn one by one, and "
        "as those of one start hang together the p value is rather too small). The log score takes nobody to "
        "be surer than 99 %."
    )
    found = scores_by_set(table)
    found = found[found["measure"] == "skill over base rate"].set_index("set")
    told = []
    for name in large(table):
        one = found.loc[name]
        told.append(f"{SETS[name]} {one['estimate']:+.2f} ({one['low']:+.2f} to {one['high']:+.2f})")
    murphy = binned_parts(table)
    yield (
        f"Skill over the base rate, the share of its loss that the model saves: {'; '.join(told)}. By five bins of "
        f"equal count (Murphy 1973) reliability is {murphy.reliability:.3f}, resolution {murphy.resolution:.3f}."
    )
    yield left_out(table)


def left_out(table: pd.DataFrame) -> str:
    """How much hangs on one start."""
    told, decisive = [], set()
    for name, here in large(table).items():
        rest = without_each(here).sort_values("skill")
        worst, best = rest.iloc[0], rest.iloc[-1]
        decisive.add(worst["scenario"])
        told.append(f"{SETS[name]} from {worst['skill']:+.2f} (without `{worst['scenario']}`) to {best['skill']:+.2f}")
    text = f"With one start left out at a time that skill goes: {'; '.join(told)}."
    if decisive == {"ukraine-2022"}:
        text += (
            " Most hangs on the first start: there a meeting had been announced for the next day, which the model is "
            "told and the base rate is not."
        )
    return text


def topic_table(table: pd.DataFrame) -> str:
    """Where the loss is."""
    rows = []
    for name, here in large(table).items():
        if name == "all":
            continue
        for row in by_group(here, "topic").to_dict("records"):
            losses = (f"{row[f'brier {forecaster}']:.2f}" for forecaster in ("model", "base rate", "persistence"))
            shares = (f"{row['yes']:.2f}", f"{row['forecast']:.2f}")
            rows.append((SETS[name], row["topic"], str(row["n"]), *shares, *losses))
    return markdown(
        ("questions", "topic", "n", "came", "model said", "Brier: model", "base rate", "persistence"), rows
    )


def where(table: pd.DataFrame) -> "Iterator[str]":
    """The worst misses, and what they have in common."""
    rows = [
        (f"{row.question} (asked {row.asked})", f"{row.p:.2f}", row.answer, f"{row.loss:.2f}")
        for row in misses(table, 10).itertuples()
    ]
    yield "The ten worst misses:"
    yield markdown(("question", "model", "answer", "loss"), rows)
    yield (
        "They are of two kinds. **Exchanges** come too evenly: the rate of 1.5 a month is right (it was put in), but "
        "the case has gaps of four and five months and series within a week, and nothing in the model makes either "
        "side stop for months. **The grain initiative**: two sides that gain .03 to .05 of the stake from it do not "
        "pay its cost at home of .09, so that the model signs it next to never; in the case it was signed and renewed "
        "three times. Talks the model expects too readily, one time in three where they came one time in four. "
        "On war, ceasefire and settlement it is right but less sure than persistence, which wins as nothing happened."
    )


def hosts(labels: pd.DataFrame) -> "Iterator[str]":
    """Who hosts the next round, where that is known."""
    told = label_scores(labels)
    rows = [
        (row["asked"], row["resolves"], row["label"], *(f"{row[name]:.2f}" for name in ("p", "brier", "brier evenly")))
        for row in told.to_dict("records")
    ]
    yield (
        "Who hosts the next formal round, if there is one? The Brier score over all names (0 is best, 2 is worst), and "
        f"that of giving each name the same chance; on average {told['brier'].mean():.2f} against "
        f"{told['brier evenly'].mean():.2f}:"
    )
    yield markdown(("asked", "by", "what came", "model said", "Brier score", "evenly"), rows)


def market(table: pd.DataFrame) -> "Iterator[str]":
    """Where a crowd's forecast is known."""
    rows = [
        (row.question, row.asked, f"{row.market:.2f}", f"{row.p:.3f}", f"{row.base:.2f}", row.answer)
        for row in table[table["market"].notna()].itertuples()
    ]
    losses = {row.forecaster: row.brier for row in against_market(table).itertuples()}
    yield (
        "No market price on the day of asking could be found and cited, but forecasts of crowds within days of it, all "
        f"on ceasefires (Good Judgment Open, RAND Forecasting Initiative, Metaculus, Glimt). Brier scores: crowd "
        f"{losses['market']:.3f}, model {losses['model']:.3f}, base rate {losses['base rate']:.3f}. All answers were "
        "no, so this rewards whoever says no most firmly, as persistence does."
    )
    yield markdown(("question", "asked", "crowd", "model", "base rate", "answer"), rows)


def calibrated(tables: "dict[str, pd.DataFrame]") -> "Iterator[str]":
    """The same with the parameters that were calibrated on these years."""
    yield (
        "The scores above are with the sample of parameters that the starts name: the posterior of the calibration on "
        "2022–25 and the stated ranges of all others. `posterior` gives each run one set of the posterior alone "
        "(`--parameters ukraine-2022-2025`), with all others central. Both are in sample:"
    )
    rows = []
    for name, here in {arm: scores_by_set(table) for arm, table in tables.items()}.items():
        rows += [
            (name, f"{SETS[row.set]} ({row.n})", f"{row.estimate:.3f}",
             "" if pd.isna(row.low) else f"{row.low:.3f} – {row.high:.3f}")
            for row in here[(here["forecaster"] == "model") & (here["measure"] == "brier")].itertuples()
        ]
    yield markdown(("parameters", "questions", "Brier score", "95 %"), rows)


def caveats() -> "Iterator[str]":
    """What a reader must know before quoting a score."""
    yield (
        "**In sample and out.** The starts were written for this hindcast from what was known at each date, by one "
        "rule for all, and not changed for a score; whoever wrote them knew what came. The rates of exchanges "
        "(`exchange_gain`, `exchange_cost`, `prisoner_inflow`), the chance of coming at the start (`attend_start`) and "
        "what the war costs Russia in the origin scenario were judged in view of 2022–25, so questions on exchanges "
        "are in sample for their rates; what is out of sample is when, through whom, and what happens to deals. The "
        "strength of a billion euros is counted with all the aid to October 2025. The announcement of 27 February 2022 "
        "that two delegations would meet is in `ukraine-2022`, with a size set so that announced meetings take place."
    )


def origin(answers: pd.DataFrame, table: pd.DataFrame) -> "Iterator[str]":
    """The open questions of the origin scenario, drawn and with the judged parameters."""
    shown = list(ARMS)
    heads = [head for arm in shown for head in ARMS[arm]]
    yield POSTERIOR
    base = table.set_index("id")["base"]
    named = answers["answer"] != "yes"
    plain = [(*row, f"{base[name]:.2f}") for name, row in versions(answers[~named], "question", shown)]
    yield markdown(("question", *heads, "base rate"), plain)
    hosts = sorted((row for _, row in versions(answers[named], "answer", shown)), key=lambda row: -float(row[1]))
    yield markdown((answers[named]["question"].iloc[0], *heads), hosts)


POSTERIOR = (
    "**Open.** The origin scenario's own questions, asked on 17 November 2025 and left unresolved. **What this "
    "model says of them is the first column**: the scenario as it ships, in which each run has one set of parameters "
    "of the sample it names, so that not knowing them is in the probability; its interval is that of the number of "
    "runs and of sets. Beside it stand draws of the posterior alone, with all others central "
    "(`diplomacy-abm hindcast --scenario ukraine-2025 --parameters ukraine-2022-2025`):"
)
ARMS = {
    "as shipped": ("as shipped", "95 %"), "drawn": ("posterior alone",),
}  # fmt: skip
"""Versions of the parameters with the heads of their columns; the first that is there has its interval."""


def versions(answers: pd.DataFrame, first: str, arms: Sequence[str]) -> "Iterator[tuple[str, tuple[str, ...]]]":
    """For each answer the question's id, and a row: what it is called, and the probability with each version."""
    for (name, _), here in answers.groupby(["id", "answer"], sort=False):
        one = here.set_index("parameters")
        cells = []
        for arm in arms:
            cells.append(f"{one.loc[arm, 'p']:.3f}")
            if len(ARMS[arm]) > 1:
                cells.append(f"{one.loc[arm, 'low']:.3f} – {one.loc[arm, 'high']:.3f}")
        if one["p"].max() > 0.0:
            yield name, (here[first].iloc[0], *cells)


def questions(table: pd.DataFrame) -> str:
    """Every question as a table of its own page."""
    parts = [
        "# The questions of the hindcast",
        "Made by `python experiments/hindcast/run.py`; do not edit. Sources and reference classes are in "
        "[the file of questions](../../diplomacy_abm/hindcast/questions.toml). The interval is that of the number of "
        "runs alone. The loss is (probability − answer)².",
    ]
    for name, here in table.groupby("scenario", sort=False):
        parts.append(f"## Asked from {name}, {here['asked'].iloc[0]}")
        rows = [
            (row.question, row.set, row.resolves, f"{row.p:.3f}", f"{row.low:.3f} – {row.high:.3f}", f"{row.base:.2f}",
             f"{row.persistence:.0f}", "open" if row.answer == "unresolved" else row.answer,
             "" if pd.isna(row.brier) else f"{row.brier:.3f}")
            for row in here.itertuples()
        ]  # fmt: skip
        parts.append(
            markdown(("question", "set", "by", "model", "95 %", "base rate", "persistence", "answer", "loss"), rows)
        )
    return "\n\n".join(parts) + "\n"
