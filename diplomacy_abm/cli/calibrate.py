"""``diplomacy-abm calibrate``: parameters that make runs look like a record, and how sure one can be of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diplomacy_abm.cli.lazy import InterruptedWorkError
from diplomacy_abm.cli.options import format_option
from diplomacy_abm.cli.text import say

if TYPE_CHECKING:
    from diplomacy_abm.calibration.runner import Report, State
    from diplomacy_abm.calibration.study import Study
    from diplomacy_abm.results.calibrated import Calibrated

_EXAMPLES = """\b
Examples:
  diplomacy-abm calibrate study.toml
  diplomacy-abm calibrate study.toml --out out/mine --population 200 --rounds 5
  diplomacy-abm calibrate study.toml --recover 40
  diplomacy-abm calibrate study.toml --format json
"""


@click.command(epilog=_EXAMPLES)
@click.argument("study", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR",
              help="Folder of the result [default: out/NAME, with --recover out/NAME-recovery].")  # fmt: skip
@click.option("--recover", type=click.IntRange(min=2), metavar="N",
              help="Instead of the record take N that known parameters made; are they found?")  # fmt: skip
@click.option("--population", type=click.IntRange(min=20), help="Particles [default: the study's].")
@click.option("--rounds", type=click.IntRange(min=1), help="Rounds at most [default: the study's].")
@click.option("--workers", type=click.IntRange(1, 10**6), help="Threads [default: the processors].")
@format_option
def calibrate(
    study: Path,
    out: Path | None,
    recover: int | None,
    population: int | None,
    rounds: int | None,
    workers: int | None,
    format_: str,
) -> None:
    """Calibrate the parameters of a STUDY file on its record.

    Approximate Bayesian computation by sequential Monte Carlo: particles drawn from the priors play the scenario, and
    round by round those stay whose runs come nearer to the record. Tables, particles and figures go into a folder.
    Stopped at any moment, the same command goes on from the last whole round and ends with the same bytes.
    """
    from diplomacy_abm.calibration.study import load_study
    from diplomacy_abm.cli.progress import compile_first

    given = {name: value for name, value in (("population", population), ("rounds", rounds)) if value is not None}
    loaded = load_study(study, given)
    command = ["calibrate", study.name]
    for name, value in {"recover": recover, **given}.items():
        command += [f"--{name}", str(value)] if value else []
    compile_first()
    try:
        if recover:
            _recovered(loaded, out or Path("out") / f"{loaded.name}-recovery", recover, workers, command, format_)
        else:
            _calibrated(loaded, out or Path("out") / loaded.name, workers, command, format_)
    except KeyboardInterrupt:
        raise InterruptedWorkError("Interrupted; what was finished is kept, and the same command goes on.") from None


def _calibrated(study: Study, folder: Path, workers: int | None, command: list[str], format_: str) -> None:
    from diplomacy_abm.calibration.runner import calibrate as seek
    from diplomacy_abm.plots.posterior import draw_calibration

    done = seek(study, folder, workers, _say(study), command)
    figures = draw_calibration(done, folder)
    if format_ == "json":
        from diplomacy_abm.cli.text import as_json

        tables = {name: getattr(done, name).to_dict("records") for name in ("posterior", "predictive", "rounds")}
        say(as_json({"study": done.name, "before": done.before, **tables}))
        return
    say(_text(done))
    say(f"In {folder}: tables, particles, {', '.join(path.name for path in figures)}.")


def _say(study: Study) -> Report:
    """Return what tells of each round on stderr, one line."""

    def tell(state: State) -> None:
        if state.last is None:
            return
        last = state.last
        whence = ", there already" if state.earlier else ""
        near = "the prior" if last.index == 0 else f"tolerance {last.tolerance:.3g}, {last.accepted:.0%} of moves made"
        say(f"round {last.index} of at most {study.header.rounds}: {near}{whence}", err=True)

    return tell


def _text(done: Calibrated) -> str:
    """Return posterior and predictive checks as two tables."""
    from diplomacy_abm.cli.text import table

    rows = [
        (row["parameter"], f"{done.before[row['parameter']]:.4g}", f"{row['mean']:.4g}",
         f"{row['low']:.4g} to {row['high']:.4g}", f"{row['prior_low']:.3g} to {row['prior_high']:.3g}")
        for row in done.posterior.to_dict("records")
    ]  # fmt: skip
    first = table(("parameter", "scenario", "posterior mean", "95 % interval", "95 % of the prior"), rows)
    checks = [
        (row["statistic"] + ("" if done.compared[row["statistic"]] else " *"), f"{row['observed']:.4g}",
         f"{row['low']:.3g} to {row['high']:.3g}", f"{row['tail']:.2f}", "" if row["within"] else "outside")
        for row in done.predictive.to_dict("records")
    ]  # fmt: skip
    second = table(("statistic", "record", "95 % of runs", "tail", ""), checks)
    effective = done.posterior["n_effective"].iloc[0]
    note = "* not in the distance" if not all(done.compared.values()) else ""
    last = done.rounds.iloc[-1]
    head = f"{done.name}: {int(last['runs']):,} runs, {int(last['round'])} rounds, {effective:.0f} effective particles."
    return "\n".join((head, "", first, "", second, note)).rstrip()


def _recovered(
    study: Study, folder: Path, number: int, workers: int | None, command: list[str], format_: str
) -> None:
    from diplomacy_abm.analysis.posterior import coverage_table, uniformity
    from diplomacy_abm.calibration.recovery import recover
    from diplomacy_abm.plots.posterior import draw_recovery

    def tell(done: int, of: int) -> None:
        say(f"set {done} of {of}", err=True)

    ranks = recover(study, number, folder, workers, tell, command)
    coverage = coverage_table(ranks)
    labels = {prior.name: study.label_of(prior.name) for prior in study.priors}
    path = draw_recovery(ranks, coverage, labels, folder)
    uniform = {name: uniformity(group["rank"].to_numpy()) for name, group in ranks.groupby("parameter", sort=False)}
    if format_ == "json":
        from diplomacy_abm.cli.text import as_json

        rows: dict[str, Any] = {"coverage": coverage.to_dict("records"), "uniform_p": uniform}
        say(as_json({"study": study.name, "sets": number, **rows}))
        return
    from diplomacy_abm.cli.text import table

    wide = coverage.pivot_table(index="parameter", columns="interval", values="covered", sort=False)
    lines = [
        (str(name), *(f"{share:.2f}" for share in row), f"{uniform[name]:.2f}" if name in uniform else "")
        for name, row in zip(wide.index, wide.to_numpy(), strict=True)
    ]
    head = ("parameter", *(f"{share:.0%} interval" for share in wide.columns), "ranks uniform, p")
    say(f"{study.name}: share of {number} known sets whose value lies in the interval\n")
    say(table(head, lines))
    say(f"In {folder}: tables and {path.name}.")
