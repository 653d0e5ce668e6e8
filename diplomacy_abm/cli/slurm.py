"""``diplomacy-abm slurm``: the job-array script with which a cluster plays a study."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import click

from diplomacy_abm.cli.text import say

_EXAMPLES = """\b
Examples:
  diplomacy-abm slurm design.toml --shards 16 > study.sh
  diplomacy-abm slurm design.toml --shards 4 --cpus 8 --time 04:00:00
"""

_SCRIPT = """\
#!/bin/bash
#SBATCH --job-name={name}
#SBATCH --array=1-{shards}
#SBATCH --cpus-per-task={cpus}
#SBATCH --time={time}
#SBATCH --output={name}-%A_%a.log

# {title}
# Submit it from the folder in which this was printed, with the environment of diplomacy-abm active. The shards
# write into one store, in any order; one that was cut short goes on when it is submitted again.
set -eu
diplomacy-abm sweep {design} --out {out}{runs} \\
    --shard "$SLURM_ARRAY_TASK_ID/{shards}" --workers "${{SLURM_CPUS_PER_TASK:-{cpus}}}"
"""


@click.command(epilog=_EXAMPLES)
@click.argument("design", type=click.Path(path_type=Path))
@click.option("--shards", type=click.IntRange(min=1), default=8, show_default=True, help="Jobs of the array.")
@click.option("--cpus", type=click.IntRange(min=1), default=4, show_default=True, help="Processors of a job.")
@click.option("--time", "time_", default="01:00:00", show_default=True, metavar="HH:MM:SS", help="Limit of a job.")
@click.option("--runs", type=click.IntRange(1, 10**9), help="Runs of each point and arm [default: the design's].")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder of the store [default: out/NAME].")
@click.option("--trust", is_flag=True, help="Run Python that the DESIGN names although it lies outside this folder.")
def slurm(
    design: Path, shards: int, cpus: int, time_: str, runs: int | None, out: Path | None, trust: bool
) -> None:
    """Print a script for SLURM that plays the study of a DESIGN file as an array of jobs.

    All jobs write into one store on a disk that they share. The script names no place outside the folder in which
    it is submitted.
    """
    if not re.fullmatch(r"(\d+-)?\d{1,3}:[0-5]\d:[0-5]\d", time_):
        raise click.BadParameter(f"{time_!r} is no time, must be like 01:00:00 or 1-00:00:00", param_hint="--time")
    from diplomacy_abm.experiment.design import load_design
    from diplomacy_abm.experiment.plan import plan

    loaded = load_design(design, trust)
    parts = len(plan(loaded, runs).parts)
    if shards > parts:
        say(f"the study has {parts} parts: {parts} shards instead of {shards}", err=True)
        shards = parts
    say(
        _SCRIPT.format(
            name=loaded.name, title=" ".join(loaded.title.split()), shards=shards, cpus=cpus, time=time_,
            design=_word(design), out=_word(out if out is not None else Path("out") / loaded.name),
            runs=(f" --runs {runs}" if runs is not None else "") + (" --trust" if trust else ""),
        ),
        nl=False,
    )  # fmt: skip


def _word(path: Path) -> str:
    """Return a path as a word of a shell, relative to the folder in which the script is submitted."""
    return shlex.quote(Path(os.path.relpath(path)).as_posix())
