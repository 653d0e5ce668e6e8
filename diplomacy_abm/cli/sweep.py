"""``diplomacy-abm sweep``: a study, played into a store or taken up where it was stopped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from diplomacy_abm.cli.lazy import InterruptedWorkError
from diplomacy_abm.cli.options import parameters_option
from diplomacy_abm.cli.text import say

if TYPE_CHECKING:
    from diplomacy_abm.experiment.plan import Plan
    from diplomacy_abm.experiment.runner import Progress
    from diplomacy_abm.results.store import Store

_EXAMPLES = """\b
Examples:
  diplomacy-abm sweep design.toml --dry-run
  diplomacy-abm sweep design.toml --out out/arms
  diplomacy-abm sweep design.toml --runs 20 --out out/arms-small
  diplomacy-abm sweep design.toml --dask tcp://scheduler:8786
"""


def read_shard(_ctx: click.Context, _param: click.Parameter, text: str | None) -> tuple[int, int] | None:
    """Turn ``I/N`` into two numbers."""
    if text is None:
        return None
    one, sign, other = text.partition("/")
    if not (sign and one.isdigit() and other.isdigit() and 1 <= int(one) <= int(other)):
        raise click.BadParameter(f"{text!r} is not I/N with I from 1 to N; for example --shard 2/8")
    return int(one), int(other)


@click.command(epilog=_EXAMPLES)
@click.argument("design", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR",
              help="Folder of the store [default: out/NAME].")  # fmt: skip
@click.option("--runs", type=click.IntRange(1, 10**9), help="Runs of each point and arm [default: the design's].")
@click.option("--workers", type=click.IntRange(1, 10**6), help="Threads or processes [default: the processors].")
@click.option("--dask", metavar="ADDRESS", help="Play on the workers of this dask scheduler.")
@click.option("--shard", callback=read_shard, metavar="I/N", help="Play only every N-th part, from the I-th on.")
@parameters_option
@click.option("--dry-run", is_flag=True, help="Say how large the study is and how long it takes; play nothing.")
@click.option("--trust", is_flag=True, help="Run Python that the DESIGN names although it lies outside this folder.")
def sweep(
    design: Path,
    out: Path | None,
    runs: int | None,
    workers: int | None,
    dask: str | None,
    shard: tuple[int, int] | None,
    parameters: str | None,
    dry_run: bool,
    trust: bool,
) -> None:
    """Play the study of a DESIGN file into a store.

    Stopped at any moment, by Ctrl-C, a full disk or a power cut, the same command goes on from where it was and
    ends with the same bytes. A run that fails is a row with its reason.
    """
    from diplomacy_abm.cli.progress import compile_first
    from diplomacy_abm.experiment.design import load_design
    from diplomacy_abm.experiment.estimate import estimate
    from diplomacy_abm.experiment.plan import plan

    loaded = load_design(design, trust).with_parameters(parameters)
    if loaded.policy_texts:
        say(f"{loaded.name}: runs the Python of {', '.join(loaded.policy_texts)}.", err=True)
    whole = plan(loaded, runs)
    folder = out if out is not None else Path("out") / loaded.name
    if dask is None or dry_run:
        compile_first()
    if dry_run or not (folder / "manifest.json").exists():
        lines = [f"{loaded.name}: {loaded.title}", *estimate(whole, workers).lines()]
        say("\n".join(lines), err=not dry_run)
    if dry_run:
        return
    store, state = _played(whole, folder, runs, workers, dask, shard)
    _tell(store, state, shard)


def _played(
    whole: Plan, folder: Path, runs: int | None, workers: int | None, dask: str | None, shard: tuple[int, int] | None
) -> tuple[Store, Progress]:
    """Play under a progress bar; return the store and how far this call came."""
    import contextlib

    from diplomacy_abm.cli.progress import Advance, progress
    from diplomacy_abm.experiment.runner import Progress, SweepInterrupted, sweep

    last = Progress(0, 0)
    with contextlib.ExitStack() as shown:
        advance: Advance | None = None

        def report(state: Progress) -> None:
            nonlocal last, advance
            if advance is None:
                if state.earlier:
                    say(f"{state.earlier:,} of {state.total:,} runs are there already", err=True)
                advance = shown.enter_context(progress(state.total, state.earlier))
            else:
                advance(state.runs - last.runs, state.failed)
            last = state

        try:
            return sweep(whole.design, folder, runs, workers, dask, shard, report), last
        except SweepInterrupted as stop:
            text = str(stop)
            raise InterruptedWorkError(text[:1].upper() + text[1:] + ".") from None


def _tell(store: Store, state: Progress, shard: tuple[int, int] | None) -> None:
    """Say what was done and what to do next."""
    from diplomacy_abm.cli.text import wrapped

    failed = ""
    if store.complete:
        runs = store.runs(["status", "reason"])
        bad = runs.loc[runs["status"] != "ok", "reason"]
        if len(bad) == len(runs):
            raise click.ClickException(f"all {len(runs):,} runs failed; the first because: {bad.iloc[0]}")
        if len(bad):
            failed = f", {len(bad):,} of them failed (the first because: {bad.iloc[0]})"
        say(wrapped(f"{store.name}: {len(runs):,} runs in {store.path}{failed}."))
        say(f"Next: diplomacy-abm report {store.path}")
        return
    if state.failed:
        failed = f", {state.failed:,} of them failed (the first because: {state.reason})"
    part = f"shard {shard[0]} of {shard[1]}, " if shard else ""
    say(wrapped(f"{store.name}: {part}{state.total:,} runs in {store.path}{failed}."))
    missing = store.manifest["parts"] - len(store.parts)
    say(f"Next: the other shards; {missing:,} of {store.manifest['parts']:,} parts are missing.")
