"""``diplomacy-abm play``: take a seat yourself."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diplomacy_abm.cli.lazy import InterruptedWorkError
from diplomacy_abm.cli.options import (
    complete_scenario,
    index_option,
    read_policies,
    seed_option,
    set_option,
    steps_option,
)

if TYPE_CHECKING:
    from rich.console import Console

    from diplomacy_abm.seats import Game

_EXAMPLES = """\b
Examples:
  diplomacy-abm play ukraine-2025 --as TUR
  diplomacy-abm play ukraine-2025 --as UKR --seed 7 --game kyiv.json
  diplomacy-abm play --game kyiv.json          goes on where it was left
  diplomacy-abm play ukraine-2025 --as TUR --resume
"""


@click.command(epilog=_EXAMPLES)
@click.argument("scenario", required=False, shell_complete=complete_scenario)
@click.option("--as", "label", metavar="ACTOR", help="The actor whose seat you take.")
@seed_option
@index_option
@steps_option
@set_option
@click.option("--policy", "policies", multiple=True, callback=read_policies, metavar="ACTOR=NAME",
              help="Let an actor choose by another policy; repeatable.")
@click.option("--without", multiple=True, metavar="ACTOR", help="Take an actor out; repeatable.")
@click.option("--game", "path", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Where the game is saved; one that is there goes on [default: SCENARIO-ACTOR.game.json].")
@click.option("--resume", is_flag=True, help="Go on with the saved game.")
@click.option("--compare", type=click.IntRange(0, 10**6), default=1000, show_default=True,
              help="Runs of your seat's own policy to compare with at the end; 0 for none.")
def play(
    scenario: str | None, label: str | None, seed: int | None, index: int, steps: int | None,
    settings: dict[str, Any], policies: dict[str, str], without: tuple[str, ...], path: Path | None, resume: bool,
    compare: int,
) -> None:  # fmt: skip
    """Take the seat of an actor of SCENARIO and play week by week.

    You see what that actor may know and get its legal moves with what they mean. The game is saved after each week.
    At the end you read how your run compares with those of the seat's own policy, and where the same luck would
    have led.
    """
    place = path or default_path(scenario, label)
    game = opened(place, path is not None, resume, scenario, label)
    if game is None:
        game = begun(scenario, label, seed, index, steps, settings, policies, without)
    console = make_console()
    if talk(game, place, console):
        judge(game, console, compare)


def default_path(scenario: str | None, label: str | None) -> Path:
    """Return where a game is saved unless told otherwise."""
    if scenario is None or label is None:
        raise click.UsageError("name a scenario and --as ACTOR, or --game FILE of a saved game")
    return Path(f"{Path(scenario).stem}-{label}.game.json")


def opened(place: Path, named: bool, resume: bool, scenario: str | None, label: str | None) -> Game | None:
    """Return the saved game, or None where a new one is to begin."""
    from diplomacy_abm.seats import Game

    if not place.exists():
        if resume or scenario is None:
            raise click.UsageError(f"there is no saved game {place}")
        return None
    if not (named or resume):
        raise click.UsageError(f"there is a saved game {place}; --resume goes on with it, --game FILE begins another")
    game = Game.resume(place)
    if not game.seats:
        raise click.UsageError(f"{place}: nobody holds a seat in this game")
    if label is not None and label != game.seats[0]:
        raise click.UsageError(f"{place}: you are {game.seats[0]} in this game, not {label}")
    return game


def begun(
    scenario: str | None, label: str | None, seed: int | None, index: int, steps: int | None,
    settings: dict[str, Any], policies: dict[str, str], without: tuple[str, ...],
) -> Game:  # fmt: skip
    """Begin a new game."""
    from diplomacy_abm.cli.options import load_scenario, who
    from diplomacy_abm.seats import Game

    if scenario is None or label is None:
        raise click.UsageError("name the actor whose seat you take: --as ACTOR")
    loaded = load_scenario(scenario, policies, without)
    if label not in loaded.actors:
        raise click.BadParameter(f"no actor {label!r} in {loaded.name}; {who(label, loaded)}", param_hint="--as")
    return Game(loaded, [label], seed, index, steps, policies, without, settings)


def make_console() -> Console:
    """Return where the game is written: the terminal's width, 80 columns in a pipe, 100 at most."""
    from rich.console import Console

    # a name in brackets is no mark-up; the few lines that have some say so
    width = min(Console().width, 100) if sys.stdout.isatty() else 80
    return Console(width=width, highlight=False, markup=False)


def talk(game: Game, place: Path, console: Console) -> bool:
    """Play with the person; return whether the game came to its end."""
    from diplomacy_abm.seats.terminal.dialogue import Dialogue, LeaveError

    game.save(place)
    on = f"go on with: diplomacy-abm play --game {place}"
    try:
        Dialogue(game, place, console, lambda prompt: read_line(prompt, console)).play()
    except LeaveError:
        console.print(f"The game is kept after {game.step} weeks; {on}", markup=False)
        return False
    except KeyboardInterrupt:
        raise InterruptedWorkError(f"Stopped; the game is kept after {game.step} weeks; {on}") from None
    return True


def read_line(prompt: str, console: Console) -> str:
    """Read what the person types; in a pipe it is written out, so that the record can be read."""
    console.print(prompt, markup=False, end=" ")
    line = sys.stdin.readline()
    if not line:
        console.print()
        raise EOFError
    if not sys.stdin.isatty():
        console.print(line.strip(), markup=False)
    return line


def judge(game: Game, console: Console, runs: int) -> None:
    """Tell how the run ended and how it compares."""
    from diplomacy_abm.seats.terminal.judged import ending, judged
    from diplomacy_abm.seats.verdict import verdict

    run = game.result()
    console.print()
    console.rule("The end", align="left", characters="─")
    console.print(ending(run))
    if runs > 0:
        console.print()
        for part in judged(run, verdict(run, game.seats[0], runs, game.parameters)):
            console.print(part)
            console.print()
