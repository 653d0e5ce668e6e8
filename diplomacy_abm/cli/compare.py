"""``diplomacy-abm compare``: a scenario beside changes of it, under the same luck."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diplomacy_abm.cli.options import (
    change_options,
    format_option,
    load_scenario,
    parameters_option,
    scenario_argument,
    seed_option,
    steps_option,
)
from diplomacy_abm.cli.progress import compile_first as _compile
from diplomacy_abm.cli.progress import progress
from diplomacy_abm.cli.text import say

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.results.quantities import Quantity
    from diplomacy_abm.scenario import Scenario

_EXAMPLES = """\b
Examples:
  diplomacy-abm compare ukraine-2025 --arm "no mediation: --without-mediation TUR"
  diplomacy-abm compare minimal --arm "hawk: --policy ALF=hawk" --arm "dear war: --set actors.ALF.cost=0.3" --runs 500
  diplomacy-abm compare minimal --arm "aside: --without-mediation MED" --figure differences.png
  diplomacy-abm compare minimal --arm "aside: --without-mediation MED" --quantity rounds --quantity agreement
"""
USUAL = ("agreement", "ceasefire held", "settlement held", "ever: formal", "rounds", "exchanges", "partial_deals",
         "breaches", "war weeks", "front_end", "mean_escalation")  # fmt: skip
"""Quantities that are compared where none is named."""
_CHUNK = 500
_LONGEST = 44
"""Letters of a label that has room in a row."""


def _drawable(_ctx: click.Context, _param: click.Parameter, path: Path | None) -> Path | None:
    """See that a figure can be written there before anything is played."""
    if path is not None and path.suffix not in (".png", ".svg", ".pdf"):
        raise click.BadParameter(f"{path.name}: must end in .png, .svg or .pdf")
    if path is not None and not path.absolute().parent.is_dir():
        raise click.BadParameter(f"{path.parent}: no such folder")
    return path


@click.command(epilog=_EXAMPLES)
@scenario_argument
@click.option("--arm", "arms", multiple=True, required=True, metavar="NAME:OPTIONS",
              help="A name and what is changed, with the options of `run`: --set, --policy, --without-mediation, "
                   "--without; repeatable.")
@click.option("--runs", type=click.IntRange(2, 10**7), default=1000, show_default=True, help="Runs of each arm.")
@seed_option
@steps_option
@parameters_option
@click.option("--quantity", "quantities", multiple=True, metavar="NAME",
              help="What is compared: a column of the runs or a name of docs/how-to/analyse.md; repeatable.")
@click.option("--figure", type=click.Path(path_type=Path, dir_okay=False), callback=_drawable, metavar="FILE",
              help="Draw the differences too: a .png, .svg or .pdf file.")
@format_option
def compare(
    scenario: str, arms: tuple[str, ...], runs: int, seed: int | None, steps: int | None, parameters: str | None,
    quantities: tuple[str, ...], figure: Path | None, format_: str,
) -> None:  # fmt: skip
    """Play SCENARIO as it is and changed, and say what the changes make of it.

    Run k of every arm has the same luck, so the difference of a pair is what the change made of it. A difference is
    called a finding only where p, adjusted for all rows of the table (Holm 1979), is below 0.05.
    """
    from diplomacy_abm.results.quantities import describe

    names = [describe(name).name for name in quantities or USUAL]
    changes = dict(_arm(text) for text in arms)
    if len(changes) < len(arms):
        raise click.BadParameter("two arms have the same name", param_hint="--arm")
    loaded = {name: _loaded(scenario, name, {"parameters": parameters} | change) for name, change in changes.items()}
    base = load_scenario(scenario, {}, (), parameters)
    chosen = {"seed": seed, "steps": steps}
    _compile()
    with progress(runs * (1 + len(changes))) as advance:
        first = _played(base, runs, chosen, advance)
        others = {name: _played(loaded[name], runs, chosen | change, advance) for name, change in changes.items()}
    table = compared(first, others, names)
    if figure is not None:
        _draw(base, table, runs, figure)
    if format_ == "json":
        from diplomacy_abm.cli.text import as_json

        say(as_json({"scenario": base.name, "seed": first.seed, "runs": runs, "rows": table.to_dict("records")}))
        return
    _print(base, table, runs, int(first.seed))


def _draw(scenario: Scenario, table: pd.DataFrame, runs: int, path: Path) -> None:
    """Draw the differences that are not nothing in all pairs."""
    from diplomacy_abm.plots.comparison import figure_differences
    from diplomacy_abm.plots.style import save
    from diplomacy_abm.results.sides import marked, sides_of

    told = table[table["changed"] > 0].rename(columns={"arm": "other", "difference": "estimate", "name": "arm"})
    if told.empty:
        say(f"No pair of runs differs, so {path.name} is not drawn.", err=True)
        return
    title = f"{scenario.scenario.title}: what is changed, beside the scenario as it is ({runs} pairs of runs)"
    save(figure_differences(marked(told, sides_of(scenario)), title=title), path)


def _arm(text: str) -> tuple[str, dict[str, Any]]:
    """Return the name of an arm and what is changed in it."""
    name, colon, options = text.partition(":")
    if not colon or not name.strip() or not options.strip():
        raise click.BadParameter(
            f"{text!r} is not NAME:OPTIONS; for example 'no mediation: --without-mediation TUR'", param_hint="--arm"
        )
    try:
        words = shlex.split(options)
        context = _CHANGES.make_context(f"--arm {name.strip()}", words)
    except (click.UsageError, ValueError) as error:
        told = error.message if isinstance(error, click.UsageError) else str(error)
        raise click.BadParameter(f"{name.strip()}: {told}", param_hint="--arm") from None
    return name.strip(), {key: value for key, value in context.params.items() if value is not None}


@click.command(add_help_option=False)
@change_options
def _CHANGES() -> None:  # noqa: N802 (a command that is only there to read options)
    pass


def _loaded(scenario: str, name: str, change: dict[str, Any]) -> Scenario:
    """Load the scenario of an arm, and see that the actors it names are in it."""
    try:
        return load_scenario(scenario, change["policies"], change["without"], change["parameters"])
    except click.BadParameter as error:
        raise click.BadParameter(f"{name}: {error.message}", param_hint="--arm") from None


def _played(scenario: Scenario, runs: int, chosen: dict[str, Any], advance: Any) -> Any:
    """Play an arm in chunks, so that progress shows."""
    from diplomacy_abm import run_ensemble
    from diplomacy_abm.results.ensemble import joined

    parts = []
    for first in range(0, runs, _CHUNK):
        part = run_ensemble(scenario, runs=min(_CHUNK, runs - first), first=first, **chosen)
        parts.append(part)
        advance(len(part), len(part) - len(part.finished))
    return joined(parts)


def compared(base: Any, others: dict[str, Any], names: list[str]) -> pd.DataFrame:
    """Compare arms with the base; p is adjusted over all of them together."""
    import pandas as pd

    from diplomacy_abm.analysis.compare import compare as beside
    from diplomacy_abm.analysis.intervals import holm

    tables = [beside(base, other, columns=names).assign(name=name) for name, other in others.items()]
    table = pd.concat([one[["name", *(c for c in one if c != "name")]] for one in tables], ignore_index=True)
    return table.assign(p_holm=holm(table["p"].to_numpy(dtype=float)))


def _named(what: Quantity) -> str:
    """Return the label of a quantity, or its name where the label is too long for a row."""
    return what.label if len(what.label) <= _LONGEST else what.name


def _cells(row: Mapping[Any, Any], what: Quantity, sampled: bool) -> tuple[str, ...]:
    """Return the cells of a row; what cannot be said is a dash."""
    times, digits = (100.0, 1) if what.kind == "share" else (1.0, 3)
    values = [f"{times * row[side]:.{digits}f}" for side in ("base", "arm")]
    gap = f"{times * row['difference']:+.{digits}f}"
    between = f"{times * row['low']:+.{digits}f} to {times * row['high']:+.{digits}f}"
    if row["changed"] == 0:
        between = "no pair differs"
    p = "< 0.001" if row["p_holm"] < 0.001 else f"{row['p_holm']:.3f}"
    drawn = (f"{times * row['parameters']:.{digits}f}", f"{row['same']:.0%}") if sampled else ()
    cells = (f"{_named(what)}{' (%)' if what.kind == 'share' else ''}", *(f"{cell:>8}" for cell in values),
             f"{gap:>9}", between, p, *drawn, "finding" if row["p_holm"] < 0.05 else "")  # fmt: skip
    return tuple("–" if cell.strip() in ("nan", "nan%") else cell for cell in cells)


def _print(scenario: Scenario, table: pd.DataFrame, runs: int, seed: int) -> None:
    from diplomacy_abm.analysis.parts import RUNS_A_SET
    from diplomacy_abm.cli.text import table as laid
    from diplomacy_abm.cli.text import wrapped
    from diplomacy_abm.results.quantities import describe
    from diplomacy_abm.results.sides import sides_of
    from diplomacy_abm.scenario.sample import sets_in

    sets = sets_in(scenario)
    apart = 0 < sets * RUNS_A_SET <= runs
    say(wrapped(f"{scenario.scenario.title}: {runs} runs of each arm, seed {seed}, under the same luck."))
    found = {name: describe(name, scenario.scenario.step_days, sides_of(scenario)) for name in table["quantity"]}
    for name, rows in table.groupby("name", sort=False):
        lines = [_cells(row, found[row["quantity"]], apart) for row in rows.to_dict("records")]
        say(f"\n{name}")
        more = ("between sets", "same sign") if apart else ()
        head = ("", f"{'as it is':>8}", f"{'changed':>8}", "  change", "95 % interval", "p", *more, "")
        say(laid(head, lines))
    if sets:
        say(
            "\n" + wrapped(
                f"Run k of every arm has the same one of {sets} sets of parameters; the interval is that of the mean "
                "over them. " + (
                    "'Between sets' is the standard deviation of the change from set to set, which more runs do not "
                    "lower, and 'same sign' the chance that a set has the mean's sign." if apart else
                    f"How much the change differs from set to set takes {RUNS_A_SET * sets} runs to tell."
                )
            )
        )  # fmt: skip
    longer = [f"{name!r}: {what.label}" for name, what in found.items() if _named(what) == name != what.label]
    if longer:
        say("\n" + wrapped(f"{'; '.join(longer)}."))
    say("\n" + wrapped("p is adjusted for all rows of all arms (Holm 1979); 'finding' where it is below 0.05."))
