"""Games that people share by a code: who sits where, whose choice is awaited, saved after each week.

A seat is claimed once, by the token of a player, and stays the player's: who leaves comes back with the token, nobody
else sits down there, and one player claims one seat of a game. So nobody reads one side's briefing and plays another.
Two browsers are two players to the server; but every other seat is told of a claim, and a game that is not open takes
none beside the first.
"""

from __future__ import annotations

import dataclasses
import re
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from diplomacy_abm.app.claims import Claims
from diplomacy_abm.app.debrief import did
from diplomacy_abm.app.recorder import Recorder
from diplomacy_abm.app.save import written
from diplomacy_abm.app.veil import SeatView
from diplomacy_abm.intake.arguments import SEEDS
from diplomacy_abm.phrases import listed
from diplomacy_abm.seats import Game, IllegalChoiceError
from diplomacy_abm.seats.briefing import meanings_of

if TYPE_CHECKING:
    from diplomacy_abm.scenario import Scenario

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Letters of a code; none is mistaken for another when it is read out."""
CODE = re.compile(rf"^[{ALPHABET}]{{6}}$")

Send = Callable[[dict[str, Any]], None]


class Watch:
    """A recorder that a game carries along."""

    recorder: Recorder

    def begin(self, game: Game) -> None:
        """Set up the recorder of a game that has not begun."""
        extra = {
            "policies": game.policies, "without": list(game.without), "parameters": game.parameters, "settings": {},
        }  # fmt: skip
        self.recorder = Recorder(game.model, game.seed, game.index, extra)
        self.recorder.people = True

    def opened(self) -> None:
        """Everybody has chosen."""
        self.recorder.opened()

    def closed(self) -> None:
        """The week is played."""
        self.recorder.closed()
        self.recorder.tell()


@dataclasses.dataclass
class Player:
    """Who sits on a seat: how to reach the tab, what it saw, what it chose this week."""

    send: Send
    view: SeatView
    choice: dict[str, int] | None = None


class Room:
    """One game, its seats and the tabs that hold them.

    Parameters
    ----------
    code
        By which others join.
    folder
        Where the game is saved.
    game, watch
        The game and the recorder that it carries.
    open_
        Whether others may claim seats by the code; what was saved goes before.
    """

    def __init__(self, code: str, folder: Path, game: Game, watch: Watch, open_: bool = False) -> None:
        self.code, self.game, self.recorder = code, game, watch.recorder
        self.claims = Claims(folder / f"{code}.seats", open_)
        self.path = folder / f"{code}.json"
        self.players: dict[str, Player] = {}
        self.lock = threading.RLock()
        self.left_at = time.monotonic()

    def sit(self, label: str, send: Send, token: str) -> None:
        """Give a seat to the tab of a player and tell it where the game stands.

        The player may sit there in another tab already, which then stands up: after a reload nobody waits for the
        old page to be missed.

        Raises
        ------
        ValueError
            In one line, if the seat is not for this player or there is none.
        """
        with self.lock:
            self.claims.check(self.code, label, token, label in self.game.seats)
            self.game.take(label)
            self.claims.note(label, token, self.game.step)
            before = self.players.pop(label, None)
            if before is not None:
                before.send({"is": "error", "re": "seat", "text": "seat: you went on with this game in another tab"})
            view = SeatView(self.recorder, label)
            view.catch_up()
            self.players[label] = Player(send, view, before.choice if before else None)
            self.save()
            known = {
                "head": view.head, "weeks": view.weeks, "turns": view.turns(),
                "meanings": meanings_of(self.game.model.dispute),
            }  # fmt: skip
            if not view.weeks:
                known["opening"] = view.opening()
            send(self._state("game", label) | known)
            if self.game.over:
                send(self._revealed())
            self._tell_seats()

    def holds(self, label: str, send: Send) -> bool:
        """Tell whether a tab sits on a seat, and no other tab of the same player."""
        player = self.players.get(label)
        return player is not None and player.send == send

    def leave(self, label: str, send: Send) -> None:
        """Free a seat when its tab goes."""
        with self.lock:
            player = self.players.get(label)
            if player is not None and player.send == send:
                del self.players[label]
                self.left_at = time.monotonic()
                self._tell_seats()

    def choose(self, label: str, week: int, choices: Mapping[str, int]) -> None:
        """Take the choice of a seat, and play the week when no choice of a player who is here is missing.

        Raises
        ------
        ValueError
            In one line, if it is not on the menu; the seat can choose again.
        """
        with self.lock:
            self._check_week(week)
            self._check(label, choices)
            self.players[label].choice = dict(choices)
            away = [seat for seat in self.game.seats if seat not in self.players]
            if away or any(player.choice is None for player in self.players.values()):
                self._tell_seats()
            else:
                self._play()

    def go_on(self, week: int) -> None:
        """Play the week without those who are away: their own policies choose.

        Raises
        ------
        ValueError
            In one line, if somebody who is here has not chosen.
        """
        with self.lock:
            self._check_week(week)
            waiting = [label for label, player in self.players.items() if player.choice is None]
            if waiting:
                raise ValueError(f"go_on: {', '.join(waiting)} has yet to choose")
            self._play()

    def _check_week(self, week: int) -> None:
        if self.game.over:
            raise IllegalChoiceError("the game is over; there is nothing left to choose")
        if week != self.game.step:
            raise IllegalChoiceError(f"week: the game is in week {self.game.step}, not {week}; nothing was played")

    def _check(self, label: str, choices: Mapping[str, int]) -> None:
        options = self.game.briefing(label).options
        for channel, place in choices.items():
            if channel not in options:
                raise IllegalChoiceError(f"{label}: no channel {channel!r}, must be one of {', '.join(options)}")
            if place >= len(options[channel]):
                raise IllegalChoiceError(
                    f"{label}.{channel}: {place} is not on the menu, must be a whole number from 0 to "
                    f"{len(options[channel]) - 1}"
                )

    def _play(self) -> None:
        self.game.play({label: player.choice for label, player in self.players.items() if player.choice})
        self.save()
        for player in self.players.values():
            player.choice = None
        for label, player in self.players.items():
            fresh = player.view.catch_up()
            told = {"weeks": fresh, "turns": player.view.turns(), "did": did(player.view)}
            player.send(self._state("played", label) | told)
            if self.game.over:
                player.send(self._revealed())

    def _revealed(self) -> dict[str, Any]:
        """Show everything once the game is over."""
        shown = self.recorder
        return {"is": "revealed", "head": shown.head, "weeks": shown.weeks, "turns": shown.turns()}

    def saved(self, what: Literal["replay", "weeks", "events"]) -> dict[str, Any]:
        """Return the finished game as a file.

        Raises
        ------
        ValueError
            In one line, while it goes on: a file would tell everything.
        """
        if not self.game.over:
            raise ValueError("save: the game is not over yet, and a file would tell what is hidden")
        names = [self.game.model.dispute.actors[label].name for label in self.game.seats]
        note = f"A game: {listed(names)} {'was' if len(names) == 1 else 'were'} played by people."
        name = f"{self.recorder.head['scenario']['name']}-game-{self.code}"
        return {"is": "saved", **written([self.recorder], what, name, [note])}

    def _state(self, kind: str, label: str) -> dict[str, Any]:
        over = self.game.over
        briefing = None if over else dataclasses.asdict(self.game.briefing(label))
        return {
            "is": kind, "code": self.code, "seat": label, "week": self.game.step, "over": over, "seats": self._seats(),
            "briefing": briefing,
        }  # fmt: skip

    def _seats(self) -> list[dict[str, Any]]:
        return [
            {
                "label": label,
                "here": label in self.players,
                "chosen": label in self.players and self.players[label].choice is not None,
                "since": self.claims.since.get(label),
            }
            for label in self.game.seats
        ]

    def _tell_seats(self) -> None:
        for player in self.players.values():
            player.send({"is": "seats", "week": self.game.step, "seats": self._seats()})

    def save(self) -> None:
        """Save the game under its code."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.game.save(self.path)
        self.claims.save()


class Rooms:
    """All games of a server, in memory and on disk.

    Parameters
    ----------
    folder
        Where games are saved.
    limit
        Games in memory at most; those that nobody plays go first.
    """

    def __init__(self, folder: Path, limit: int = 64) -> None:
        self.folder, self.limit = folder, limit
        self._rooms: dict[str, Room] = {}
        self._lock = threading.Lock()

    def open(self, scenario: Scenario, seat: str, open_: bool = False, seed: int | None = None, **given: Any) -> Room:
        """Open a new game with one seat, by default with luck and a set of parameters that nobody has seen.

        Parameters
        ----------
        scenario, seat, seed, given
            As in :class:`diplomacy_abm.seats.Game`.
        open_
            Whether others may claim seats by its code.
        """
        watch = Watch()
        if seed is None:
            seed = secrets.randbelow(SEEDS)
        game = Game(scenario, [seat], seed=seed, watcher=watch, **given)
        with self._lock:
            self._make_room()
            code = self._new_code()
            self._rooms[code] = Room(code, self.folder, game, watch, open_)
            return self._rooms[code]

    def find(self, code: str) -> Room:
        """Return the game of a code, from disk if it is not in memory.

        Raises
        ------
        ValueError
            In one line, if there is none.
        """
        with self._lock:
            if code in self._rooms:
                return self._rooms[code]
            path = self.folder / f"{code}.json"
            # the code is part of a file name, so it must be nothing but a code
            if not CODE.match(code) or not path.is_file():
                raise ValueError(f"code: there is no game {code}")
            self._make_room()
            watch = Watch()
            self._rooms[code] = Room(code, self.folder, Game.resume(path, watch), watch)
            return self._rooms[code]

    def _new_code(self) -> str:
        while True:
            code = "".join(secrets.choice(ALPHABET) for _ in range(6))
            if code not in self._rooms and not (self.folder / f"{code}.json").exists():
                return code

    def _make_room(self) -> None:
        idle = sorted((room.left_at, code) for code, room in self._rooms.items() if not room.players)
        while len(self._rooms) >= self.limit and idle:
            room = self._rooms.pop(idle.pop(0)[1])
            room.game.release()
        if len(self._rooms) >= self.limit:
            raise ValueError(f"games: {self.limit} are being played, which is all this server takes; try again later")
