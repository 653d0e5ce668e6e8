"""``diplomacy-abm hindcast``: dated questions asked of the model, and scored where the answer is known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diplomacy_abm.cli.options import format_option, parameters_option
from diplomacy_abm.cli.text import say

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.hindcast.questions import QuestionFile
    from diplomacy_abm.hindcast.result import Hindcast

_EXAMPLES = """\b
Examples:
  diplomacy-abm hindcast
  diplomacy-abm hindcast --scenario ukraine-2025
  diplomacy-abm hindcast --scenario ukraine-2025 --parameters mine.csv
  diplomacy-abm hindcast --scenario ukraine-2023-05 --runs 2000 --format json
  diplomacy-abm hindcast --questions my-questions.toml --out out/hindcast
"""


@click.command(epilog=_EXAMPLES)
@click.option("--scenario", "scenarios", multiple=True, metavar="NAME",
              help="Ask only what is asked from this scenario; repeatable [default: all].")  # fmt: skip
@click.option("--questions", "path", type=click.Path(path_type=Path), metavar="FILE",
              help="Another file of questions than the one that ships.")  # fmt: skip
@click.option("--runs", type=click.IntRange(1, 10**9), default=10_000, show_default=True, help="Runs of each scenario.")
@click.option("--seed", type=click.IntRange(0, 2**64 - 1), help="Seed of all scenarios [default: each its own].")
@click.option("--parameters-of", metavar="SCENARIO",
              help="Lay the [parameters] of this scenario over every start.")  # fmt: skip
@parameters_option
@format_option
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR",
              help="Write tables, figure and scenarios; an earlier hindcast in it is replaced.")  # fmt: skip
def hindcast(
    scenarios: tuple[str, ...],
    path: Path | None,
    runs: int,
    seed: int | None,
    parameters_of: str | None,
    parameters: str | None,
    format_: str,
    out: Path | None,
) -> None:
    """Ask questions with a date of scenarios that know nothing later, and score the answers.

    Each start is played many times; the share of runs that say yes is the probability. Where the answer is known
    it is scored (Brier, log), beside a base rate and persistence. The questions are chosen from, and the parameters
    were judged in view of, the same years: read docs/how-to/hindcast.md before you read the scores.
    """
    from diplomacy_abm.cli.progress import playing
    from diplomacy_abm.hindcast.questions import load_questions
    from diplomacy_abm.hindcast.result import hindcast as asked
    from diplomacy_abm.hindcast.store import ensure_ours, write_hindcast

    if out is not None:
        ensure_ours(out)
    file = load_questions(path)
    _known(scenarios, file)
    with playing(runs * len(scenarios or file.scenarios)) as report:
        result = asked(file, runs, seed, scenarios, parameters_of, report=report, parameters=parameters)
    if out is not None:
        write_hindcast(result, out, _command(scenarios, path, runs, seed, parameters_of, parameters))
    _print(result, format_)


def _known(scenarios: tuple[str, ...], file: QuestionFile) -> None:
    from diplomacy_abm.cli.lazy import suggestion

    for name in scenarios:
        if name not in file.scenarios:
            raise click.BadParameter(
                f"no question is asked from {name!r}; {suggestion(name, file.scenarios)}", param_hint="--scenario"
            )


def _command(
    scenarios: tuple[str, ...], path: Path | None, runs: int, seed: int | None, parameters_of: str | None,
    parameters: str | None,
) -> list[str]:  # fmt: skip
    """Return the command as arguments that mean the same on every machine."""
    given = {
        "questions": None if path is None else path.name, "runs": runs, "seed": seed, "parameters-of": parameters_of,
        "parameters": None if parameters is None else Path(parameters).name,
    }  # fmt: skip
    words = ["hindcast", *(word for name in scenarios for word in ("--scenario", name))]
    return words + [word for name, value in given.items() if value is not None for word in (f"--{name}", str(value))]


def _print(result: Hindcast, format_: str) -> None:
    from diplomacy_abm.cli.text import as_json
    from diplomacy_abm.hindcast.store import manifest_of, tables_of

    if format_ == "json":
        tables = {name.replace("-", "_"): _records(table) for name, table in tables_of(result).items()}
        played = manifest_of(result, ())["scenarios"]
        say(as_json({"title": result.file.file.title, "scenarios": played, **tables}))
        return
    for part in _described(result):
        say(part + "\n")


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table as plain rows; what is not there is None."""
    plain = table.astype(object)
    rows: list[Any] = plain.where(plain.notna(), None).to_dict("records")
    return rows


def _described(result: Hindcast) -> list[str]:
    from diplomacy_abm.analysis.hindcast import resolved
    from diplomacy_abm.cli.text import wrapped

    played = sum(tally.runs for tally in result.tallies.values())
    lost = sum(tally.failed for tally in result.tallies.values())
    known = len(resolved(result.table))
    head = (
        f"{result.file.file.title}: {_count(len(result.table), 'question')}, {known} with a known answer, "
        f"{_count(played, 'run')} of {_count(len(result.tallies), 'scenario')}{f', {lost} failed' if lost else ''}."
    )
    if result.draws:
        head += f" Each run has one of the {_count(result.sets, 'set')} of parameters of {result.draws}."
    parts = [wrapped(head)]
    for name in result.tallies:
        here = result.table[result.table["scenario"] == name]
        if not here.empty:
            parts.append(f"{name}, asked on {here['asked'].iloc[0]}\n{_questions(here)}")
    parts += [_labels(rows) for _, rows in result.labels.groupby("id", sort=False)]
    parts += _label_scores(result.labels)
    if known:
        parts += [_topics(result.table), *_market(result.table), _scores(result.table), _references(result)]
        parts.append(wrapped(CAVEAT))
    return parts


CAVEAT = (
    "Intervals of probabilities are those of the number of runs and say nothing about the model; those of scores are "
    "over starts, of which there are few. The questions called chosen were picked in the knowledge of what happened, "
    "those called alike are the same from every date. The model's rates of talks and exchanges were judged in view of "
    "the same years, so this is in sample for them."
)


def _questions(table: pd.DataFrame) -> str:
    from diplomacy_abm.cli.text import table as aligned

    rows = []
    for row in _records(table):
        answer = "open" if row["answer"] == "unresolved" else row["answer"]
        span = f"{row['low']:.3f}-{row['high']:.3f}"
        rows.append((row["resolves"], f"{row['p']:.3f}", span, _number(row["base"], 2), _number(row["persistence"], 0),
                     answer, _number(row["brier"], 3), row["question"]))  # fmt: skip
    return aligned(("by", "model", "95 %", "base", "pers.", "answer", "loss", "question"), rows)


def _number(value: float | None, digits: int, sign: str = "") -> str:
    return "" if value is None else f"{value:{sign}.{digits}f}"


def _labels(rows: pd.DataFrame) -> str:
    from diplomacy_abm.cli.text import table as aligned

    came = {"yes": "  <- came true", "no": "", "": ""}
    first = _records(rows)[0]
    cells = [
        (f"{row['p']:.3f}", f"{row['low']:.3f}-{row['high']:.3f}", f"{row['label']}{came[row['came']]}")
        for row in _records(rows) if row["p"] > 0.0 or row["came"] == "yes"
    ]  # fmt: skip
    title = f"{first['scenario']}, asked on {first['asked']}: {first['question']}"
    return f"{title}{'' if first['came'] else ' (open)'}\n" + aligned(("model", "95 %", ""), cells)


def _label_scores(labels: pd.DataFrame) -> list[str]:
    """One line on all questions that ask for a label and whose answer is known."""
    from diplomacy_abm.analysis.hindcast import label_scores
    from diplomacy_abm.cli.text import wrapped

    told = label_scores(labels)
    if told.empty:
        return []
    p, own, evenly = (told[name].mean() for name in ("p", "brier", "brier evenly"))
    text = (
        f"Of {_count(len(told), 'question')} that ask for a name the answer is known. It got {p:.3f} on average; Brier "
        f"score over all names {own:.3f}, {evenly:.3f} for giving each name the same chance (0 is best, 2 is worst)."
    )
    return [wrapped(text)]


def _scores(table: pd.DataFrame) -> str:
    """One line for each forecaster and set of questions: Brier score with its interval, the log score, the parts."""
    from diplomacy_abm.analysis.hindcast import scores_by_set
    from diplomacy_abm.cli.text import table as aligned

    lines: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
    for row in _records(scores_by_set(table)):
        lines.setdefault((f"{row['set']} ({row['n']})", row["forecaster"]), {})[row["measure"]] = row
    head = ("questions", "forecast", "Brier", "95 %", "log", "reliability", "p", "resolution", "uncertainty", "")
    measures = ("log", "reliability", "p of reliability", "resolution", "uncertainty")
    rows, skills = [], []
    for (name, forecaster), found in lines.items():
        parts = (f"{found[measure]['estimate']:.3f}" for measure in measures)
        rows.append((name, forecaster, f"{found['brier']['estimate']:.3f}", _span(found["brier"]), *parts, ""))
        skills += [(name, measure, _number(one["estimate"], 3, "+"), _span(one, "+"), "")
                   for measure, one in found.items() if measure.startswith("skill")]  # fmt: skip
    told = aligned(("questions", "of the model", "skill", "95 %", ""), skills)
    return (
        "Scores (0 is best; Brier = reliability - resolution + uncertainty; p: of so large a reliability if forecasts "
        f"were reliable)\n{aligned(head, rows)}\n\n{told}"
    )


def _references(result: Hindcast) -> str:
    """Tell the model beside each reference, with intervals over starts, and how many questions that is."""
    from diplomacy_abm.analysis.hindcast import gaps_by_start
    from diplomacy_abm.cli.text import table as aligned
    from diplomacy_abm.hindcast.baselines import with_baselines

    rows = [
        (row["reference"], f"{row['n']}", f"{row['independent']:.1f}", f"{row['model']:.3f}", f"{row['other']:.3f}",
         _number(row["gap"], 3, "+"), _span(row, "+"), "")
        for row in _records(gaps_by_start(with_baselines(result.table, result.file)))
    ]  # fmt: skip
    head = ("reference", "questions", "worth", "model", "other", "model less other", "95 % over starts", "")
    told = "Brier scores on the questions of which a reference says something; worth: independent questions"
    return f"{told}\n{aligned(head, rows)}"


def _topics(table: pd.DataFrame) -> str:
    """Where the loss is: one line for each topic."""
    from diplomacy_abm.analysis.hindcast import by_group
    from diplomacy_abm.cli.text import table as aligned

    numbers = ("yes", "forecast", "brier model", "brier base rate", "brier persistence")
    rows = [
        (row["topic"], f"{row['n']}", *(f"{row[name]:.2f}" for name in numbers), "")
        for row in _records(by_group(table, "topic"))
    ]
    return aligned(("topic", "questions", "came", "mean forecast", *numbers[2:], ""), rows)


def _market(table: pd.DataFrame) -> list[str]:
    """One line on the questions for which a market or a crowd can be cited."""
    from diplomacy_abm.analysis.hindcast import against_market
    from diplomacy_abm.cli.text import wrapped

    rows = _records(against_market(table))
    if not rows:
        return []
    told = ", ".join(f"{row['forecaster']} {row['brier']:.3f} (mean forecast {row['mean']:.2f})" for row in rows)
    many = _count(rows[0]["n"], "question")
    return [wrapped(f"Brier scores on the {many} for which a market or a crowd can be cited: {told}.")]


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'s' * (number != 1)}"


def _span(row: dict[str, Any], sign: str = "") -> str:
    return "" if row["low"] is None else f"{row['low']:{sign}.3f} to {row['high']:{sign}.3f}"
