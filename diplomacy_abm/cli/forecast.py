"""``diplomacy-abm forecast``: what is said of questions before they resolve, and how good it was."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from diplomacy_abm.cli.options import format_option, parameters_option
from diplomacy_abm.cli.text import say

_EXAMPLES = """\b
Examples:
  diplomacy-abm forecast write forecast-2025-11.json
  diplomacy-abm forecast write mine.json --questions my-questions.toml --runs 2000
  diplomacy-abm forecast score forecast-2025-11.json --questions my-questions-answered.toml
"""


@click.group(epilog=_EXAMPLES)
def forecast() -> None:
    """Write down what the model says of questions that are still open, and score it once they are answered."""


@forecast.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--questions", "path", type=click.Path(path_type=Path), metavar="FILE",
              help="Another file of questions than the one that ships.")  # fmt: skip
@click.option("--runs", type=click.IntRange(1, 10**9), default=10_000, show_default=True, help="Runs of each scenario.")
@click.option("--seed", type=click.IntRange(0, 2**64 - 1), help="Seed of all scenarios [default: each its own].")
@parameters_option
def write(file: Path, path: Path | None, runs: int, seed: int | None, parameters: str | None) -> None:
    """Ask the open questions and write FILE, dated today, with its SHA-256.

    Publish the hash, or the file, before the questions resolve: then nobody can say that it was made later. FILE is
    never replaced.
    """
    from diplomacy_abm.cli.progress import playing
    from diplomacy_abm.hindcast.forecast import ForecastError, forecast_of, write_forecast
    from diplomacy_abm.hindcast.questions import QuestionFile, load_questions
    from diplomacy_abm.hindcast.result import hindcast as asked

    if file.exists():
        raise ForecastError(f"{file}: is there already; a forecast is never replaced, name another file")
    today = dt.datetime.now(dt.UTC).date()
    whole = load_questions(path)
    ahead = tuple(one for one in whole.questions if one.answer == "unresolved" and one.resolves > today)
    if not ahead:
        raise ForecastError(f"forecast: no question is open on {today}; all are answered or resolve by then")
    open_ = QuestionFile(file=whole.file, questions=ahead)
    with playing(runs * len(open_.scenarios)) as report:
        result = asked(open_, runs, seed, report=report, parameters=parameters)
    content = forecast_of(result, today)
    write_forecast(content, file)
    left = len(whole.questions) - len(ahead)
    say(f"{file}: {len(ahead)} questions, made {today}; {left} that are answered or past are left out.")
    say(f"sha256 {content['sha256']}")


@forecast.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--questions", "path", type=click.Path(path_type=Path), metavar="FILE",
              help="The same questions with their answers [default: the file that ships].")  # fmt: skip
@format_option
def score(file: Path, path: Path | None, format_: str) -> None:
    """Score a forecast against the answers; what is still open does not count.

    A file that was changed after it was made is refused, and so is an answer to a question that now reads otherwise.
    """
    from diplomacy_abm.analysis.hindcast import independent, resolved, scores
    from diplomacy_abm.cli.text import as_json, table
    from diplomacy_abm.hindcast.forecast import ForecastError, read_forecast, resolved_table
    from diplomacy_abm.hindcast.questions import load_questions

    found = read_forecast(file)
    rows = resolved_table(found, load_questions(path))
    known = resolved(rows)
    if known.empty:
        raise ForecastError(f"{file}: none of its {len(rows)} questions is answered yet")
    told = scores(rows.assign(base=rows["base"].fillna(0.5), persistence=rows["persistence"].fillna(0.5)))
    if format_ == "json":
        say(as_json({
            "made": found["made"], "sha256": found["sha256"], "questions": len(rows), "answered": len(known),
            "independent": independent(known), "scores": told.to_dict("records"),
        }))  # fmt: skip
        return
    say(f"Made {found['made']}, sha256 {found['sha256'][:16]}: {len(known)} of {len(rows)} questions are answered, "
        f"worth {independent(known):.1f} independent ones.\n")  # fmt: skip
    wanted = told[told["measure"].isin(("brier", "log")) | told["measure"].str.startswith("skill")]
    cells = [
        (row["forecaster"], row["measure"], f"{row['estimate']:.3f}", f"{row['low']:.3f} to {row['high']:.3f}")
        for row in wanted.to_dict("records")
    ]
    say(table(("forecast", "measure", "", "95 %"), cells))
