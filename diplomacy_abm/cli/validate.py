"""``diplomacy-abm validate``: the model's own examination, its failures printed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from diplomacy_abm.cli.options import format_option, parameters_option
from diplomacy_abm.cli.text import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diplomacy_abm.analysis.claims import Claim

_EXAMPLES = """\b
Examples:
  diplomacy-abm validate
  diplomacy-abm validate --runs 200 --only talks
  diplomacy-abm validate --only P17 --only UCDP4 --figure truces.png
  diplomacy-abm validate --format json > claims.json
  diplomacy-abm validate --write
  diplomacy-abm validate --write --reuse
"""


@click.command(epilog=_EXAMPLES)
@click.option("--runs", type=click.IntRange(2, 10**9), default=2000, show_default=True,
              help="Runs of an arm; some arms have a multiple, long ones a part.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0, 2**64 - 1), default=1, show_default=True, help="Seed of all runs.")
@click.option("--only", multiple=True, metavar="ID",
              help="Only this claim, claims whose id begins so (P17), or a theme (talks); repeatable.")  # fmt: skip
@format_option
@click.option("--figure", type=click.Path(path_type=Path, dir_okay=False), is_flag=False, flag_value="validation.png",
              metavar="[FILE]", help="Draw the claims too [default name: validation.png].")  # fmt: skip
@click.option("--write", is_flag=True, help="Write docs/validation.md and results/validation; of the project's root.")
@click.option("--reuse", is_flag=True, help="With --write: measure nothing, write what was measured last.")
@parameters_option
@click.option("--by-set", is_flag=True,
              help="Examine each claim in each set of parameters too, and say in which share of them it holds.")
@click.option("--list", "list_", is_flag=True, help="List the claims and measure none.")
def validate(
    runs: int,
    seed: int,
    only: tuple[str, ...],
    format_: str,
    figure: Path | None,
    write: bool,
    reuse: bool,
    parameters: str | None,
    by_set: bool,
    list_: bool,
) -> None:
    """Measure what the literature and the case claim, and print what passes and what fails.

    Every claim has its source, what the source leaves open, an estimate with its 95 % interval, and a verdict: pass
    when the whole interval lies in the expected range, fail when it lies wholly outside, undecided otherwise. A claim
    that fails is printed with the reason, as far as it is known. One that cannot be measured does not stop the others.
    """
    from diplomacy_abm.validation.runner import chosen

    if write and only:
        raise click.UsageError("--write needs all claims; leave out --only")
    if write and not Path("docs").is_dir():
        raise click.UsageError("--write is for the root of the project; there is no folder docs here")
    if reuse and not write:
        raise click.UsageError("--reuse goes with --write")
    wanted = chosen(only)
    if list_:
        from diplomacy_abm.cli.text import table

        rows = [(fact.id, fact.theme, f"{fact.claim} ({fact.source})") for fact in wanted]
        say(table(("id", "theme", "claim (source)"), rows))
        return
    if reuse:
        from diplomacy_abm.validation.page import last_claims

        claims, runs, seed = last_claims(Path())
    else:
        claims = _examined(runs, seed, only, len(wanted), parameters, by_set)
    _print(claims, format_)
    if figure is not None:
        from diplomacy_abm.plots.battery import figure_claims
        from diplomacy_abm.plots.style import save

        say(save(figure_claims(claims), figure), err=format_ == "json")
    if write:
        from diplomacy_abm.validation.page import write as write_page

        for path in write_page(claims, Path(), runs, seed):
            say(path, err=format_ == "json")


def _examined(
    runs: int, seed: int, only: tuple[str, ...], total: int, parameters: str | None, by_set: bool
) -> list[Claim]:  # fmt: skip
    """Measure, with a word on the terminal about which claim is at work."""
    import sys

    from diplomacy_abm.cli.progress import compile_first
    from diplomacy_abm.validation.facts import Fact
    from diplomacy_abm.validation.runner import examine

    compile_first()
    done = 0

    def tell(fact: Fact) -> None:
        nonlocal done
        done += 1
        if sys.stderr.isatty():
            click.echo(f"\r\033[K{done}/{total} {fact.id}", nl=False, err=True)

    try:
        return examine(runs, seed, only, before=tell, parameters=parameters, by_set=by_set)
    finally:
        if sys.stderr.isatty():
            click.echo("\r\033[K", nl=False, err=True)


def _print(claims: Sequence[Claim], format_: str) -> None:
    from diplomacy_abm.analysis.claims import tally
    from diplomacy_abm.cli.text import as_json, wrapped

    if format_ == "json":
        say(as_json([claim.document() for claim in claims]))
        return
    rows = [_cells(claim) for claim in claims]
    widths = [max(map(len, column)) for column in zip(_HEAD, *rows, strict=True)]
    for claim, row in zip((None, *claims), (_HEAD, *rows), strict=True):
        say("  ".join(f"{cell:<{size}}" for cell, size in zip(row, widths, strict=True)).rstrip())
        say("" if claim is None else _told(claim))
    say(", ".join(f"{count} {status}" for status, count in tally(claims).items()))
    for claim in claims:
        told = claim.reason or (claim.explanation if claim.status == "fail" else "")
        if claim.null_changed:
            told = f"the null arm changed {claim.null_changed} pairs. {told}"
        if told:
            say("\n" + wrapped(f"{claim.id} ({claim.status}): {told}"))


_HEAD = ("id", "verdict", "estimate [95 % interval]", "expected")


def _cells(claim: Claim) -> tuple[str, ...]:
    """Verdict and figures of a claim."""
    from diplomacy_abm.analysis.claims import figure, interval

    found = f"{figure(claim.estimate)} [{interval(claim)}]" if not claim.reason else "not measured"
    return claim.id, claim.status, found, claim.expected + (f" ({claim.unit})" if claim.unit else "")


def _told(claim: Claim) -> str:
    """What is claimed, by whom, and where it is measured, indented under the figures."""
    import textwrap

    from diplomacy_abm.cli.text import width

    text = f"{claim.claim}. Source: {claim.source}. Measured in {claim.where}, {claim.n:,} runs."
    text += f" Set by set: {claim.in_sets}." if claim.sets else ""
    return textwrap.indent(textwrap.fill(text, width() - 7), " " * 7) + "\n"
