"""``diplomacy-abm replay``: a run as one file to watch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from diplomacy_abm.cli.options import change_options, index_option, load_scenario, seed_option, steps_option
from diplomacy_abm.cli.text import say
from diplomacy_abm.cli.why import refuse_options

_EXAMPLES = """\b
Examples:
  diplomacy-abm replay ukraine-2025 --seed 7 --out replay.html
  diplomacy-abm replay out/seven --out seven.html
  diplomacy-abm replay ukraine-2025 --seed 7 --beside-without TUR --out with-and-without.html
  diplomacy-abm replay minimal --seed 1 --pairs-without MED --out lesson.html
"""


@click.command(epilog=_EXAMPLES)
@click.argument("source", metavar="DIR|SCENARIO")
@seed_option
@index_option
@steps_option
@change_options
@click.option("--beside-without", multiple=True, metavar="ACTOR",
              help="Show beside it the same luck without this actor; repeatable.")  # fmt: skip
@click.option("--pairs-without", multiple=True, metavar="ACTOR",
              help="Answer in the file, by 1,000 pairs of runs, what this actor changes; repeatable.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, metavar="FILE.html",
              help="File to write; an earlier one is replaced.")  # fmt: skip
def replay(
    source: str, beside_without: tuple[str, ...], pairs_without: tuple[str, ...], out: Path, **given: Any
) -> None:
    """Write one run as a self-contained page: it opens by double click, offline, in any browser.

    DIR is a folder that `run --out` wrote: its run is played again, and the page says so if it goes differently now.
    SCENARIO is a name or a TOML file; the run is the one that `diplomacy-abm run` tells with the same options.
    """
    from diplomacy_abm.app import replay as pages
    from diplomacy_abm.app.recorder import watch

    folder = Path(source)
    if folder.is_dir():
        refuse_options({**given, "beside_without": beside_without})
        recorder, notes = pages.of_folder(folder)
        arms = [recorder]
    else:
        absent = (*given["without"], *beside_without)
        scenario = load_scenario(source, given["policies"], absent, given["parameters"])
        notes = []
        rest = {name: given[name] for name in ("seed", "policies", "settings", "steps")} | {"run": given["index"]}
        arms = [watch(scenario, without=given["without"], **rest).play()]
        if beside_without:
            arms.append(watch(scenario, without=(*given["without"], *beside_without), **rest).play())
    pages.write(arms, out, notes, [pages.answer(arms[0], label) for label in pairs_without])
    for note in notes:
        say(f"Note: {note}", err=True)
    say(f"{out}: {len(arms[0].weeks)} weeks, {out.stat().st_size / 1000:.0f} kB")
