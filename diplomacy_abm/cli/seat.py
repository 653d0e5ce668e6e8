"""``diplomacy-abm seat``: one run with players in its seats."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diplomacy_abm.cli.lazy import InterruptedWorkError
from diplomacy_abm.cli.options import _pair, index_option, load_scenario, normalised, scenario_options
from diplomacy_abm.cli.text import say

if TYPE_CHECKING:
    from diplomacy_abm.results import Run
    from diplomacy_abm.seats.players import Player

_EXAMPLES = """\b
Examples:
  diplomacy-abm seat ukraine-2025 --seat TUR=best-response --seed 7
  diplomacy-abm seat ukraine-2025 --seat TUR=llm:model.toml --show-prompt TUR
  diplomacy-abm seat ukraine-2025 --seat TUR=llm:model.toml --seed 7 --out out/model
  diplomacy-abm seat ukraine-2025 --seat TUR=replay:out/model.transcripts/TUR.jsonl --seed 7
"""


def read_seats(_ctx: click.Context, _param: click.Parameter, texts: tuple[str, ...]) -> dict[str, str]:
    """Turn ``ACTOR=PLAYER`` texts into a mapping."""
    seats: dict[str, str] = {}
    for text in texts:
        actor, player = _pair(text, "--seat", "TUR=llm:model.toml")
        if actor in seats:
            raise click.BadParameter(f"{actor} is named twice; a seat has one player")
        seats[actor] = player
    return seats


@click.command(epilog=_EXAMPLES)
@scenario_options
@click.option("--seat", "seats", multiple=True, required=True, callback=read_seats, metavar="ACTOR=PLAYER",
              help="Who holds a seat: own, a policy, llm:FILE.toml, replay:FILE.jsonl or FILE.py:NAME; repeatable.")
@index_option
@click.option("--show-prompt", metavar="ACTOR",
              help="Print what a model in that seat would be asked in the first week, and ask nothing.")  # fmt: skip
def seat(
    scenario: str,
    seed: int | None,
    steps: int | None,
    settings: dict[str, Any],
    policies: dict[str, str],
    without: tuple[str, ...],
    parameters: str | None,
    format_: str,
    out: Path | None,
    seats: dict[str, str],
    index: int,
    show_prompt: str | None,
) -> None:
    """Run SCENARIO once with players in the seats named, and tell the story week by week.

    Players see what the actor may know, and meet the same rules and the same luck as everybody else. A language
    model is asked over HTTP as its file says; its transcript goes to OUT.transcripts beside the run, and a game can
    be played again from it without the model.
    """
    from diplomacy_abm.results.export import ensure_writable, write_run
    from diplomacy_abm.seats.game import Game
    from diplomacy_abm.seats.players import play_game, policies_of

    loaded = load_scenario(scenario, policies, without, parameters)
    if show_prompt is not None:
        _show(loaded, show_prompt, seats, (seed, index, steps, policies, without, settings))
        return
    if out is not None:
        ensure_writable(out)
    players = _players(seats, out)
    game = Game(loaded, seats, seed, index, steps, {**policies, **policies_of(players)}, without, settings)
    try:
        result = play_game(game, players)
    except KeyboardInterrupt:
        raise InterruptedWorkError(f"Interrupted in week {game.step + 1}. {goes_on(players)}") from None
    finally:
        for player in players.values():
            player.close()
    if out is not None:
        command = normalised(
            "seat", scenario, seed=result.seed, run=index, steps=steps, set=settings, policy=policies, without=without,
            parameters=parameters, seat={label: without_folder(text) for label, text in seats.items()},
        )  # fmt: skip
        write_run(result, out, command)
    _tell(result, players, format_)


def _players(seats: dict[str, str], out: Path | None) -> dict[str, Player]:
    from diplomacy_abm.seats.players import player_of

    players = {}
    for label, text in seats.items():
        place = None
        if text.startswith("llm:"):
            if out is None:
                raise click.UsageError("a language model needs --out DIR: its transcript is kept beside the run")
            place = out.with_name(f"{out.name}.transcripts") / f"{label}.jsonl"
        players[label] = player_of(text, place)
    return players


def goes_on(players: dict[str, Player]) -> str:
    """Say what an interrupted game leaves."""
    from diplomacy_abm.seats.llm import LanguageModel

    if not any(isinstance(player, LanguageModel) for player in players.values()):
        return "Nothing was written."
    return "The transcripts are kept; the same command goes on without asking again what was answered."


def without_folder(text: str) -> str:
    """Keep of a path only the file's name, so that the manifest means the same on every machine."""
    kind, colon, place = text.partition(":")
    if kind in ("llm", "replay"):
        return f"{kind}:{Path(place).name}"
    return f"{Path(kind).name}{colon}{place}"


def _show(loaded: Any, label: str, seats: dict[str, str], how: tuple[Any, ...]) -> None:
    """Print the first question to the model in a seat."""
    from diplomacy_abm.seats import prompt
    from diplomacy_abm.seats.game import Game
    from diplomacy_abm.seats.llm_config import load_config

    text = seats.get(label, "")
    if not text.startswith("llm:"):
        raise click.BadParameter(f"no language model sits at {label!r}; give --seat {label}=llm:FILE.toml")
    config = load_config(text.removeprefix("llm:"))
    seed, index, steps, policies, without, settings = how
    briefing = Game(loaded, [label], seed, index, steps, policies, without, settings).briefing(label)
    cast = {name: actor.name for name, actor in loaded.actors.items()}
    asked = prompt.messages(briefing, cast, config.memory, config.advice)
    say("\n\n".join(f"[{message['role']}]\n{message['content']}" for message in asked))


def _tell(result: Run, players: dict[str, Player], format_: str) -> None:
    from diplomacy_abm.cli.run import document_of, print_run
    from diplomacy_abm.cli.text import as_json, wrapped

    accounts = {label: player.account() for label, player in players.items() if player.account()}
    if format_ == "json":
        # the run as `run` prints it, so that the same readers serve both, and who sat where
        seats = {label: player.name for label, player in players.items()}
        say(as_json(document_of(result) | {"seats": seats, "accounts": accounts}))
        return
    # who sat there is not in a run, so that it cannot be played again and asked why
    print_run(result, format_, "weekly", "")
    for label, account in accounts.items():
        told = ", ".join(f"{name} {value:,}" for name, value in account.items())
        say("\n" + wrapped(f"{label} ({players[label].name}): {told}."))
