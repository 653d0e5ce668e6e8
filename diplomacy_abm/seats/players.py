"""Whoever can hold a seat, behind one interface: a briefing goes in, a choice for each channel comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplomacy_abm.seats.briefing import Briefing, agent_of, chosen
from diplomacy_abm.seats.game import Chosen, Game, IllegalChoiceError

if TYPE_CHECKING:
    from diplomacy_abm.results import Run
    from diplomacy_abm.scenario import Scenario
    from diplomacy_abm.seats.transcript import RecordedGame

OWN = "own"
"""The player that leaves every choice to the policy that the scenario gives the actor."""


class Player:
    """A player; the base does what the actor's own policy would."""

    name: str = OWN
    """What tables call it."""
    policy: str | None = None
    """Policy that the actor is given, or None to leave the scenario's own. What a player does not choose this policy
    chooses."""
    needs_briefing: bool = False
    """Whether :meth:`choose` looks at the briefing; making one takes longer than playing the week."""
    seats: tuple[str, ...] | None = None
    """Labels of the actors that it can play; None plays anybody."""

    def begin(self, scenario: Scenario, seat: str, seed: int, run: int) -> None:
        """Begin a game; called once before the first week."""

    def choose(self, briefing: Briefing) -> Chosen:
        """Return by channel the place on the menu; what is left out the policy chooses."""
        return {}

    def end(self) -> None:
        """End a game; called also when the game is cut short."""

    def close(self) -> None:
        """Let go of files; called when the player has no further game."""

    def account(self) -> dict[str, Any]:
        """What the player did so far beside its choices: calls, faults and the like."""
        return {}


class PolicyPlayer(Player):
    """A registered policy in a seat.

    Parameters
    ----------
    name
        Name of the policy.
    """

    def __init__(self, name: str) -> None:
        from diplomacy_abm.policies import registry

        self.name = self.policy = registry.get(name).name


class FunctionPlayer(Player):
    """A function in a seat: a scripted person, a learned rule.

    Parameters
    ----------
    name
        What tables call it.
    function
        Takes a briefing and returns by channel the place on the menu.
    seats
        Labels of the actors that it can play; None plays anybody.
    """

    needs_briefing = True

    def __init__(
        self, name: str, function: Callable[[Briefing], Chosen], seats: tuple[str, ...] | None = None
    ) -> None:
        self.name = name
        self.function = function
        self.seats = seats

    def choose(self, briefing: Briefing) -> Chosen:
        """Ask the function."""
        return self.function(briefing)


class ReplayPlayer(Player):
    """The choices of a transcript, made again without asking anybody.

    Parameters
    ----------
    path
        A transcript; it may hold several games.

    Raises
    ------
    ValueError
        In one line, if the file is none.
    """

    needs_briefing = True

    def __init__(self, path: str | Path) -> None:
        from diplomacy_abm.seats.transcript import games_of, read_transcript

        self.name = f"replay of {Path(path).name}"
        self.file = Path(path).name
        self.games = games_of(read_transcript(path))
        self.playing: dict[str, RecordedGame] = {}

    def begin(self, scenario: Scenario, seat: str, seed: int, run: int) -> None:
        """Find the game in the transcript; ValueError in one line if it holds no such game."""
        from diplomacy_abm.scenario.identity import fingerprint

        key = (fingerprint(scenario), seat, seed, run)
        if key not in self.games:
            held = "; ".join(f"{one[1]}, seed {one[2]}, run {one[3]}" for one in self.games) or "none"
            raise ValueError(
                f"{self.file}: holds no game of {seat} with seed {seed}, run {run} of this scenario as it is set; "
                f"it holds {held}"
            )
        self.playing[seat] = self.games[key]

    def choose(self, briefing: Briefing) -> Chosen:
        """Return what was chosen in that week.

        Raises
        ------
        ValueError
            In one line, if the transcript ended before or a move is not on the menu now.
        """
        from diplomacy_abm.seats.transcript import places

        weeks = self.playing[briefing.actor].weeks
        if briefing.step not in weeks:
            raise ValueError(f"{self.file}: holds nothing for week {briefing.step + 1}, the game went on without it")
        return places(weeks[briefing.step], briefing, self.file)


def player_of(text: str, transcript: Path | None = None) -> Player:
    """Return the player that a text names.

    Parameters
    ----------
    text
        ``own``, the name of a policy, ``llm:FILE.toml``, ``replay:FILE.jsonl``, or ``FILE.py:NAME`` with a function
        that takes a briefing and returns by channel the place on the menu.
    transcript
        Where a language model's transcript goes.

    Raises
    ------
    ValueError
        In one line, if there is no such player.
    """
    from diplomacy_abm.policies import registry

    kind, _, place = text.partition(":")
    if text == OWN:
        return Player()
    if kind == "llm" and place:
        from diplomacy_abm.seats.llm import LanguageModel

        return LanguageModel(place, transcript)
    if kind == "replay" and place:
        return ReplayPlayer(place)
    if ".py:" in text:
        return FunctionPlayer(*_function(text))
    if text in registry.names():
        return PolicyPlayer(text)
    raise ValueError(
        f"no player {text!r}, must be {OWN}, a policy ({', '.join(registry.names())}), llm:FILE.toml, "
        "replay:FILE.jsonl or FILE.py:NAME"
    )


def _function(text: str) -> tuple[str, Callable[[Briefing], Chosen]]:
    from runpy import run_path

    file, _, name = text.rpartition(":")
    try:
        found = run_path(file).get(name)
    except FileNotFoundError:
        raise ValueError(f"no file {file!r}") from None
    except Exception as error:  # noqa: BLE001 (whatever a user's file raises is told in one line)
        raise ValueError(f"{Path(file).name}: {type(error).__name__}: {error}") from None
    if not callable(found):
        raise ValueError(f"{Path(file).name}: has no function {name!r} that takes a briefing")
    return name, found


Watch = Callable[[Game, Mapping[str, Mapping[str, int]]], None]
"""Called before each week is played with the game and every held seat's choices, all channels filled in."""


def play_game(game: Game, players: Mapping[str, Player], watch: Watch | None = None) -> Run:
    """Let players hold the seats of a game to its end.

    Parameters
    ----------
    game
        A game at its start, made with :func:`policies_of` these players.
    players
        By the label of the seat.
    watch
        Sees every week before it is played.

    Raises
    ------
    ValueError
        In one line, if a player makes a choice that is not on its menu.
    """
    try:
        for seat, player in players.items():
            player.begin(game.model.dispute, seat, game.seed, game.index)
        while not game.over:
            choices = {seat: _chosen(game, seat, player) for seat, player in players.items()}
            if watch is not None:
                watch(game, choices)
            try:
                game.play(choices)
            except IllegalChoiceError as error:
                raise ValueError(f"week {game.step + 1}: {error}") from None
    finally:
        for player in players.values():
            player.end()
    return game.result()


def default_of(game: Game, seat: str) -> dict[str, int]:
    """What the policy of an actor chooses this week, by channel; quicker than a briefing."""
    agent = agent_of(game.model, seat)
    return {channel.name.lower(): chosen(game.model, agent, channel) for channel in agent.channels}


def _chosen(game: Game, seat: str, player: Player) -> dict[str, int]:
    if not player.needs_briefing:
        return default_of(game, seat)
    briefing = game.briefing(seat)
    return {**briefing.default, **player.choose(briefing)}


def policies_of(players: Mapping[str, Player]) -> dict[str, str]:
    """Policies that the actors of these players are given."""
    return {seat: player.policy for seat, player in players.items() if player.policy is not None}
