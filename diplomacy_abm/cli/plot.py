"""``diplomacy-abm plot``: the figures of a result folder."""

from __future__ import annotations

from pathlib import Path

import click

from diplomacy_abm.cli.text import say

_EXAMPLES = """\b
Examples:
  diplomacy-abm plot out/origin
  diplomacy-abm plot out/run7 --step 30 --as pdf
  diplomacy-abm plot out/run7 --animate run7.gif
"""


@click.command(epilog=_EXAMPLES)
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--step", type=click.IntRange(0, 10_000), help="Step of the network of relations [default: the last].")
@click.option("--as", "suffix", type=click.Choice(["png", "svg", "pdf"]), default="png", show_default=True,
              help="File format.")  # fmt: skip
@click.option("--animate", "film", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Write a run as a film instead: FILE.gif, or FILE.mp4 where ffmpeg is found.")
@click.option("--fps", type=click.IntRange(1, 30), default=4, show_default=True, help="Weeks a second of the film.")
def plot(directory: Path, step: int | None, suffix: str, film: Path | None, fps: int) -> None:
    """Draw the figures of DIR into DIR.

    DIR is a folder that `run --out` or `ensemble --out` made. A run gives `run` and `network`, an ensemble
    gives `ensemble`; nothing is computed again. With --animate a run becomes a film of its relations week by week.
    """
    from diplomacy_abm import plots
    from diplomacy_abm.results import Run, read

    result = read(directory)
    if film is not None:
        if not isinstance(result, Run):
            raise click.UsageError(f"--animate is for runs; {directory} holds an ensemble")
        say(plots.animate(result, film, fps))
        return
    if isinstance(result, Run):
        figures = {"run": plots.figure_run(result), "network": plots.figure_network(result, step)}
    elif step is not None:
        raise click.UsageError(f"--step is for runs; {directory} holds an ensemble")
    else:
        figures = {"ensemble": plots.figure_ensemble(result)}
    for name, figure in figures.items():
        say(plots.save(figure, directory / f"{name}.{suffix}"))
