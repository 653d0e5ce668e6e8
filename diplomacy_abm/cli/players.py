"""``diplomacy-abm players``: players of any kind in the same seats under the same luck, scored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from diplomacy_abm.cli.options import format_option, scenario_argument, seed_option, steps_option
from diplomacy_abm.cli.text import say

if TYPE_CHECKING:
    from diplomacy_abm.seats.players import Player

_EXAMPLES = """\b
Examples:
  diplomacy-abm players ukraine-2025 --seat TUR --player own --player dove --runs 20
  diplomacy-abm players minimal --seat ALF --seat BET --together --player own --player hawk --runs 20
  diplomacy-abm players ukraine-2025 --seat UKR --player own --player llm:model.toml --runs 5 --out out/players
"""


@click.command(epilog=_EXAMPLES)
@scenario_argument
@click.option("--seat", "seats", multiple=True, required=True, metavar="ACTOR",
              help="A seat that every player holds in turn; repeatable.")
@click.option("--player", "names", multiple=True, required=True, metavar="PLAYER",
              help="own, a policy, llm:FILE.toml, replay:FILE.jsonl or FILE.py:NAME; repeatable, the first is compared "
                   "with.")
@click.option("--runs", type=click.IntRange(1, 10**9), default=20, show_default=True, help="Runs of each.")
@click.option("--first", type=click.IntRange(0, 10**6), default=0, show_default=True, help="Index of the first run.")
@seed_option
@steps_option
@click.option("--together", is_flag=True, help="A player holds all the seats at once.")
@format_option
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR",
              help="Folder for tables, the figure and transcripts.")  # fmt: skip
def players(
    scenario: str,
    seats: tuple[str, ...],
    names: tuple[str, ...],
    runs: int,
    first: int,
    seed: int | None,
    steps: int | None,
    together: bool,
    format_: str,
    out: Path | None,
) -> None:
    """Let players hold the same seats of SCENARIO in the same runs and score them.

    Escalation by the published weights of Rivera et al. (2024), agreements, the seat's goal score, and rationality
    against the quantal baseline; differences to the first player are taken run by run.
    """
    from diplomacy_abm.cli.lazy import InterruptedWorkError
    from diplomacy_abm.cli.options import normalised
    from diplomacy_abm.cli.seat import goes_on, without_folder
    from diplomacy_abm.cli.text import as_json
    from diplomacy_abm.seats.harness import score_players
    from diplomacy_abm.seats.harness_files import as_lines, ensure_place, write_scores

    if out is not None:
        ensure_place(out)
    seated = {without_folder(text): _player(text, out) for text in names}
    if len(seated) < len(names):
        raise click.UsageError("two players have the same name; each is given once")
    try:
        found = score_players(
            seated, scenario, seats, runs, seed, first, steps, together, report=lambda line: _say(line, format_)
        )
    except KeyboardInterrupt:
        raise InterruptedWorkError(f"Interrupted. {goes_on(seated)}") from None
    finally:
        for player in seated.values():
            player.close()
    if out is not None:
        command = normalised(
            "players", scenario, seat=seats, player=tuple(map(without_folder, names)), runs=runs, first=first,
            seed=seed, steps=steps, together=together,
        )  # fmt: skip
        write_scores(found, out, command)
    if format_ == "json":
        say(as_json({"table": found.table.to_dict("records"), "accounts": dict(found.accounts)}))
    else:
        say(as_lines(found))


def _player(text: str, out: Path | None) -> Player:
    from diplomacy_abm.seats.players import player_of

    place = None
    if text.startswith("llm:"):
        if out is None:
            raise click.UsageError("a language model needs --out DIR: its transcript is kept there")
        place = out / f"{Path(text.removeprefix('llm:')).stem}.jsonl"
    return player_of(text, place)


def _say(line: str, format_: str) -> None:
    if format_ == "text":
        say(line, err=True)
