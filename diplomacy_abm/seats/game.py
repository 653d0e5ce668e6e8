"""A run in which some seats are held by players from outside: people, learned players, language models.

A game is its scenario, its seed and the list of choices made so far, nothing else; playing the choices again gives
the same game to the last byte, which is how it is saved and resumed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol

from pydantic import Field, FiniteFloat, Strict

from diplomacy_abm.api import ScenarioLike, policies_of, resolve, result_of, seed_of
from diplomacy_abm.intake import gate
from diplomacy_abm.intake.arguments import RUNS, names, numbers_of, whole
from diplomacy_abm.intake.clean import one_line
from diplomacy_abm.intake.gate import Loose, Natural
from diplomacy_abm.model import Choices, DiplomacyModel
from diplomacy_abm.moves import catalogue
from diplomacy_abm.results.parts import write_aside
from diplomacy_abm.scenario.errors import shown
from diplomacy_abm.seats.briefing import Briefing, Option, agent_of, brief, legal_options
from diplomacy_abm.vocabulary import ActorLabel, Channel

if TYPE_CHECKING:
    from diplomacy_abm.results import Run
    from diplomacy_abm.scenario import Scenario

FORMAT = 1
KIND = "diplomacy_abm game"
_LARGEST = 8_000_000

Chosen = Mapping[str, int]
"""A player's choice: by channel (``"mediation"``, …) the place on the menu; what is left out the actor's own policy
chooses."""


_Label = Annotated[str, Field(max_length=100)]
_Choice = Annotated[tuple[_Label, _Label | None], Strict(False)]


class SavedGame(Loose):
    """What the file of a game holds."""

    scenario: Annotated[str, Field(max_length=1_000_000)]
    seats: Annotated[list[_Label], Field(max_length=100)]
    seed: Natural
    run: Annotated[int, Field(ge=0, lt=2**32)]
    policies: dict[_Label, _Label]
    without: list[_Label]
    parameters: dict[_Label, FiniteFloat]
    history: Annotated[list[dict[_Label, dict[_Label, _Choice]]], Field(max_length=10_000)]


def _single(parameters: object) -> dict[str, Any]:
    """Return parameters of one run."""
    found = numbers_of(parameters)
    for name, array in found.items():
        if array.size > 1:
            raise ValueError(f"parameters.{name}: holds {array.size} numbers, must be one for a game")
    return {name: array.reshape(-1)[0] for name, array in found.items()}


def _saved(path: Path, name: str) -> SavedGame:
    """Read the file of a game."""
    document = gate.document(path, ValueError, f"{name}: not a saved game", _LARGEST)
    if not isinstance(document, dict) or document.get("kind") != KIND:
        raise ValueError(f"{name}: not a saved game")
    if document.get("format") != FORMAT:
        raise ValueError(f"{name}: saved in format {shown(document.get('format'))}, this version reads {FORMAT}")
    return gate.checked(SavedGame, document, ValueError, f"{name}: not a saved game")


class IllegalChoiceError(ValueError):
    """A choice that is not on the menu; the message is one line and the game stays where it was."""


class Watcher(Protocol):
    """Somebody who looks on: called before the first week, when everybody has chosen, and when a week is played."""

    def begin(self, game: Game) -> None:
        """The game is set up; no week has begun."""

    def opened(self) -> None:
        """Everybody has chosen; nothing has been done yet."""

    def closed(self) -> None:
        """The week has been played; the next one has not begun."""


class Game:
    """One run, week by week, with seats held from outside.

    Parameters
    ----------
    scenario
        A scenario, the name of a shipped one, or the path of a file.
    seats
        Labels of the actors whose choices come from outside.
    seed, run, steps, policies, without, settings, parameters
        As in :func:`diplomacy_abm.run`.
    watcher
        Is told of each half of a week, and must change nothing.

    Raises
    ------
    ValueError
        In one line, for anything that cannot be used.

    Examples
    --------
    >>> from diplomacy_abm.seats import Game
    >>> game = Game("minimal", seats=["MED"], seed=1, steps=4)
    >>> while not game.over:
    ...     menu = game.briefing("MED").options["mediation"]
    ...     game.play({"MED": {"mediation": len(menu) - 1}})
    >>> game.step
    4
    """

    def __init__(
        self,
        scenario: ScenarioLike,
        seats: Iterable[str] = (),
        seed: int | None = None,
        run: int = 0,
        steps: int | None = None,
        policies: Mapping[str, str] | None = None,
        without: Iterable[str] = (),
        settings: Mapping[str, Any] | None = None,
        parameters: Mapping[str, object] | None = None,
        watcher: Watcher | None = None,
    ) -> None:
        dispute = resolve(scenario, settings, steps)
        self.seed = seed_of(dispute, seed)
        self.index = whole(run, "run", 0, RUNS - 1)
        self.policies = policies_of(policies)
        self.without = names(without, "without")
        self.parameters = {name: float(value) for name, value in _single(parameters).items()}
        self.model = self._made(dispute)
        self.seats = tuple(self._seat(label) for label in names(seats, "seats"))
        self.history: list[dict[str, dict[str, tuple[str, str | None]]]] = []
        self._watcher = watcher
        if watcher is not None:
            watcher.begin(self)
        self._open()

    def _made(self, dispute: Scenario) -> DiplomacyModel:
        """Make the model of the run."""
        return DiplomacyModel(
            dispute, self.seed, self.index, self.policies, self.without, self.parameters, keep_state=True, collect=False
        )

    def _open(self) -> None:
        self.model.open_week()
        if self._watcher is not None:
            self._watcher.opened()

    def take(self, label: str) -> None:
        """Hold one more seat from outside, from this week on.

        Raises
        ------
        ValueError
            In one line, if there is no such actor or it has no moves.
        """
        if label not in self.seats:
            self.seats = (*self.seats, self._seat(label))

    def _seat(self, label: str) -> ActorLabel:
        there = [agent.label for agent in self.model.agents]
        if label not in there:
            raise ValueError(f"seat: there is no actor {label!r} in this game, must be one of {', '.join(there)}")
        if not agent_of(self.model, label).channels:
            raise ValueError(f"seat: {label} only observes and has no moves; choose a party, patron or mediator")
        return ActorLabel(label)

    @property
    def over(self) -> bool:
        """Whether the run has ended."""
        return bool(self.model.s.ended)

    @property
    def step(self) -> int:
        """Weeks played so far."""
        return self.model.now

    def briefing(self, label: str) -> Briefing:
        """Return what a seat may know and do this week.

        Raises
        ------
        ValueError
            In one line, if nobody holds that seat from outside or the game is over.
        """
        if label not in self.seats:
            raise ValueError(f"seat: {label!r} is not held in this game, must be one of {', '.join(self.seats)}")
        if self.over:
            raise ValueError("the game is over; there is nothing left to choose")
        return brief(self.model, label)

    def play(self, choices: Mapping[str, Chosen] | None = None) -> None:
        """Play a week with the choices of the held seats, and open the next one.

        Parameters
        ----------
        choices
            By seat and channel the place on the menu of :meth:`briefing`; whatever is left out the actor's own
            policy chooses.

        Raises
        ------
        IllegalChoiceError
            In one line; nothing has been played then.
        """
        if self.over:
            raise IllegalChoiceError("the game is over; there is nothing left to choose")
        form = 'must be places on menus by seat and channel, such as {"TUR": {"mediation": 0}}'
        for each in (choices or {}, *(choices.values() if isinstance(choices, Mapping) else ())):
            if not isinstance(each, Mapping):
                raise IllegalChoiceError(f"choices: {one_line(repr(each), 60)} cannot be used, {form}")
        named = {
            label: {channel: self._option(label, channel, place) for channel, place in chosen.items()}
            for label, chosen in (choices or {}).items()
        }
        self._play(named)

    def _play(self, named: Mapping[str, Mapping[str, Option]]) -> None:
        week = {
            label: {channel: (option.move, option.target) for channel, option in chosen.items()}
            for label, chosen in named.items()
        }
        self.model.close_week(self._rows(week))
        if self._watcher is not None:
            self._watcher.closed()
        self.history.append(week)
        if not self.over:
            self._open()

    def _menu(self, label: str, channel: str) -> tuple[Option, ...]:
        if label not in self.seats:
            raise IllegalChoiceError(f"seat: {label!r} is not held, must be one of {', '.join(self.seats)}")
        agent = agent_of(self.model, label)
        open_to_it = {each.name.lower(): each for each in agent.channels}
        if channel not in open_to_it:
            raise IllegalChoiceError(f"{label}: no channel {channel!r}, must be one of {', '.join(open_to_it)}")
        return legal_options(agent, open_to_it[channel])

    def _option(self, label: str, channel: str, place: int) -> Option:
        menu = self._menu(label, channel)
        try:
            return menu[whole(place, channel, 0, len(menu) - 1)]
        except ValueError:
            raise IllegalChoiceError(
                f"{label}.{channel}: {one_line(repr(place), 60)} is not on the menu, must be a whole number from 0 to "
                f"{len(menu) - 1}"
            ) from None

    def before(self, week: int) -> tuple[DiplomacyModel, Choices]:
        """Return a model of its own that stands before a week, and what the seats chose in that week.

        Parameters
        ----------
        week
            Counted from 0; it has been played.
        """
        model = DiplomacyModel(
            self.model.dispute, self.seed, self.index, self.policies, self.without, self.parameters, collect=False
        )
        for chosen in self.history[:week]:
            model.open_week()
            model.close_week(self._rows(chosen))
        return model, self._rows(self.history[week])

    def _rows(self, named: Mapping[str, Mapping[str, tuple[str, str | None]]]) -> Choices:
        moves = [move.name for move in catalogue()]
        labels = self.model.labels
        return {
            ActorLabel(label): {
                Channel[channel.upper()]: (
                    moves.index(move), labels.index(ActorLabel(target)) if target else -1
                )
                for channel, (move, target) in chosen.items()
            }
            for label, chosen in named.items()
        }  # fmt: skip

    def result(self) -> Run:
        """Return the run so far as labelled frames; its outcome is empty until the game is over."""
        return result_of(self.model, self.seed, self.index, self.policies, self.without)

    def release(self) -> None:
        """Let go of the model's agents."""
        self.model.release()

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the game aside and rename it, so that the file is whole at any moment."""
        from diplomacy_abm.scenario.io import dumps

        document = {
            "format": FORMAT,
            "kind": KIND,
            "scenario": dumps(self.model.dispute),
            "seats": list(self.seats),
            "seed": self.seed,
            "run": self.index,
            "policies": self.policies,
            "without": list(self.without),
            "parameters": self.parameters,
            "history": self.history,
        }
        write_aside(Path(path), json.dumps(document, indent=1).encode())

    @classmethod
    def resume(cls, path: str | os.PathLike[str], watcher: Watcher | None = None) -> Game:
        """Play a saved game again up to where it was.

        Parameters
        ----------
        path
            Of a file that :meth:`save` wrote.
        watcher
            As for the game itself; it sees every week again.

        Raises
        ------
        ValueError
            In one line, if the file is not a saved game, or its choices do not fit what the rules offer now.
        """
        from diplomacy_abm.scenario.io import loads

        name = Path(path).name
        saved = _saved(Path(path), name)
        try:
            game = cls(
                loads(saved.scenario, origin=name), saved.seats, saved.seed, saved.run, None, saved.policies,
                saved.without, None, saved.parameters, watcher,
            )  # fmt: skip
            for week in saved.history:
                game._replay(week)
        except IllegalChoiceError as error:
            raise ValueError(f"{name}: saved under other rules: {error}") from None
        except ValueError as error:
            told = str(error)
            raise ValueError(told if told.startswith(name) else f"{name}: {told}") from None
        return game

    def _replay(self, week: Mapping[str, Mapping[str, tuple[str, str | None]]]) -> None:
        if self.over:
            raise IllegalChoiceError(f"the game is over after {self.step} weeks, and more are written down")
        named: dict[str, dict[str, Option]] = {}
        for label, chosen in week.items():
            named[label] = {}
            for channel, (move, target) in chosen.items():
                menu = self._menu(label, channel)
                fitting = [option for option in menu if (option.move, option.target) == (move, target)]
                if not fitting:
                    raise IllegalChoiceError(f"week {self.step}: {move} by {label} is not on the menu")
                named[label][channel] = fitting[0]
        self._play(named)
