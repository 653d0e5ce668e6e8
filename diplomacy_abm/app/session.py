"""What one tab of a browser does with the server: its own run or two, its seat in a game, its crowd in the back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplomacy_abm.app import messages
from diplomacy_abm.app.crowd import Report, classes_of, crowd, judged
from diplomacy_abm.app.debrief import debrief, remembered
from diplomacy_abm.app.document import parting
from diplomacy_abm.app.pairs import QUESTIONS, Arm, Block, pairs
from diplomacy_abm.app.rooms import Room, Rooms, Send
from diplomacy_abm.app.save import written
from diplomacy_abm.app.setup import both, prepared, recorder, seed_of
from diplomacy_abm.app.whys import reasons

if TYPE_CHECKING:
    from diplomacy_abm.app.recorder import Recorder
    from diplomacy_abm.model import Choices, DiplomacyModel
    from diplomacy_abm.scenario import Scenario

MAX_SESSIONS = 64
ENDINGS = 1_000
"""Default runs that a finished game is compared with."""


class NotWantedError(Exception):
    """What was asked for is not wanted any more; nothing is to be said of it."""


class House:
    """What all tabs of a server share: the scenarios on offer, the games, and one crowd at a time.

    Parameters
    ----------
    offered
        Scenarios by name; a tab can run these and no file.
    games
        Folder of saved games.
    first
        Name of the scenario that a new tab shows.
    seat
        Label of the seat that a new tab is asked to take, if any.
    """

    def __init__(self, offered: Mapping[str, Scenario], games: Path, first: str, seat: str | None = None) -> None:
        self.offered, self.first, self.seat = dict(offered), first, seat
        self.lessons: list[dict[str, Any]] = []
        """Lessons of one's own, beside the shipped ones."""
        self.rooms = Rooms(games)
        self.crowding = threading.Lock()
        self._blocks: tuple[str, list[Block]] = ("", [])
        self.sessions = 0

    def hello(self) -> dict[str, Any]:
        """Return what a new tab needs to know."""
        from importlib.metadata import version

        from diplomacy_abm.app.controls import groups
        from diplomacy_abm.policies import registry

        return {
            "is": "hello",
            "version": version("diplomacy-abm"),
            "scenarios": [_offer(name, scenario) for name, scenario in self.offered.items()],
            "first": self.first,
            "seat": self.seat,
            "groups": groups(),
            "policies": [[name, registry.get(name).meaning] for name in registry.names()],
            "outcomes": classes_of(),
            "questions": [[name, text] for name, (text, _) in QUESTIONS.items()],
            "limits": {"runs": messages.MAX_RUNS, "weeks": messages.MAX_WEEKS},
        }

    def known_blocks(self, setup: messages.Setup, seed: int) -> list[Block]:
        """Return the runs of a setup that were played for pairs before, to be added to; those of the last one only.

        Call it while :attr:`crowding` is held.
        """
        key = _key(setup, seed)
        if self._blocks[0] != key:
            self._blocks = (key, [])
        return self._blocks[1]


def _key(setup: messages.Setup, seed: int) -> str:
    """Name the runs of a setup under a seed; whatever their number and whatever is shown beside them."""
    return f"{seed} {setup.model_dump_json(include=_SAME_RUNS)}"


_SAME_RUNS = {"scenario", "steps", "added", "parameters", "policies", "settings", "without"}


def _offer(name: str, scenario: Scenario) -> dict[str, Any]:
    actors = [
        {
            "label": label, "name": actor.name, "seats": list(actor.seats), "side": actor.side or "",
            "lead": label in {side.lead for side in scenario.sides.values()}, "policy": actor.policy,
            "leverage": dict(actor.leverage), "credibility": dict(actor.credibility), "bias": actor.bias,
            "support": dict(actor.support), "arms": actor.arms_capacity,
        }
        for label, actor in scenario.actors.items()
    ]  # fmt: skip
    return {
        "name": name, "title": scenario.scenario.title, "question": scenario.scenario.question,
        "seed": str(scenario.scenario.seed), "horizon": scenario.scenario.horizon, "actors": actors,
        "parameters": dict(scenario.parameters.values),
    }  # fmt: skip


class Session:
    """One tab.

    Parameters
    ----------
    house
        What it shares with the others.
    send
        Sends a message to the tab; may be called from any thread.
    """

    def __init__(self, house: House, send: Send) -> None:
        self.house, self.send = house, send
        self.arms: list[Recorder] = []
        self.setup: messages.Begin | None = None
        self.room: Room | None = None
        self.seat = ""
        self._held: dict[str, str] = {}
        self._parting: int | None = None
        self._answers: dict[str, list[dict[str, Any]]] = {}
        """The pairs that were answered last, by their setup; a replay that is saved takes them along."""
        self.wanted: messages.Pairs | None = None
        """The pairs that were asked for last; others stop."""

    def close(self) -> None:
        """Let go of everything."""
        self.wanted = None
        self._stand_up()
        self._drop()

    def _drop(self) -> None:
        for arm in self.arms:
            arm.model.release()
        self.arms = []

    def _stand_up(self) -> None:
        if self.room is not None:
            self.room.leave(self.seat, self.send)
            self.room, self.seat = None, ""

    def handle(self, message: messages.Message) -> None:
        """Do what a message asks for.

        Raises
        ------
        ValueError
            In one line, for what cannot be done; the session goes on as it was.
        """
        deeds: dict[type[messages.Message], Callable[[Any], None]] = {
            messages.Begin: self._begin,
            messages.Step: self._step,
            messages.Host: self._host,
            messages.Join: self._join,
            messages.Choose: lambda said: self._at_table().choose(self.seat, said.week, said.choices),
            messages.GoOn: lambda said: self._at_table().go_on(said.week),
            messages.Leave: lambda _said: self._stand_up(),
            messages.Distribution: self._distribution,
            messages.Pairs: self._pairs,
            messages.Why: self._why,
            messages.Causes: self._causes,
            messages.Save: self._save,
            messages.Ending: self._ending,
        }
        deeds[type(message)](message)

    def _begin(self, said: messages.Begin) -> None:
        offered = self.house.offered
        arms = [recorder(said, said, offered)]
        try:
            if said.beside is not None:
                arms.append(recorder(said, both(said, said.beside), offered))
        except ValueError:
            arms[0].model.release()
            raise
        self._stand_up()
        self._drop()
        self.arms, self.setup, self._parting = arms, said, None
        self.send({"is": "begin", "arms": [arm.head for arm in arms]})

    def _step(self, said: messages.Step) -> None:
        # a tab asks on while it changes from its run to a seat, or from one run to another: that is no fault
        if not self.arms:
            return
        self._advance(said.weeks)

    def _advance(self, weeks: int) -> None:
        fresh = [arm.advance(weeks) for arm in self.arms]
        if len(self.arms) > 1 and self._parting is None:
            self._parting = parting(*self.arms)
        over = all(arm.over for arm in self.arms)
        turns = [arm.turns() for arm in self.arms]
        self.send({"is": "weeks", "arms": fresh, "turns": turns, "parting": self._parting, "over": over})

    def _host(self, said: messages.Host) -> None:
        # neither the seed nor the run of the setup: the run just watched would tell the secrets of everybody
        scenario = prepared(said, self.house.offered)
        room = self.house.rooms.open(
            scenario, said.seat, said.open, policies=said.policies, without=said.without,
            parameters=said.parameters, settings=said.settings, steps=said.steps,
        )  # fmt: skip
        self._take(room, said.seat, said.token)

    def _join(self, said: messages.Join) -> None:
        self._take(self.house.rooms.find(said.code), said.seat, said.token)

    def _take(self, room: Room, seat: str, token: str) -> None:
        if self.room is room and self.seat == seat and room.holds(seat, self.send):
            raise ValueError(f"seat: this tab holds {seat} already")
        held = self._held.setdefault(room.code, seat)
        if held != seat:
            raise ValueError(f"seat: this tab has held {held} in game {room.code} and knows its secrets")
        try:
            room.sit(seat, self.send, token)
        except ValueError:
            if self.room is not room:
                del self._held[room.code]
            raise
        if self.room is not room:
            self._stand_up()
        self._drop()
        self.room, self.seat = room, seat

    def _at_table(self) -> Room:
        if self.room is None:
            raise ValueError("seat: this tab holds none; host a game or join one by its code")
        if not self.room.holds(self.seat, self.send):
            raise ValueError("seat: you went on with this game in another tab")
        return self.room

    def _distribution(self, said: messages.Distribution) -> None:
        if self.setup is None or not self.arms:
            raise ValueError("distribution: there is no run yet; begin one first")
        setup, seed = self.setup, self.arms[0].head["seed"]
        scenario = prepared(setup, self.house.offered)
        beside = None if said.beside is None else both(setup, said.beside).model_dump()
        with self._playing("distribution", said.runs * (1 if beside is None else 2)) as report:
            found = crowd(
                scenario, said.runs, seed_of(setup, scenario), setup.run, report, policies=setup.policies,
                without=setup.without, parameters=setup.parameters, settings=setup.settings, steps=setup.steps,
                beside=beside,
            )  # fmt: skip
        self.send({"is": "distribution", "seed": seed, **found})

    def _pairs(self, said: messages.Pairs) -> None:
        setup = self.setup
        if setup is None or not self.arms:
            raise ValueError("pairs: there is no run yet; begin one first")
        scenario = prepared(setup, self.house.offered)
        seed = seed_of(setup, scenario)
        base, changed = (_arm(scenario, changes, setup.steps) for changes in (setup, both(setup, said.change)))
        with self._playing("pairs", said.n, lambda: self.wanted is said) as report:
            known = self.house.known_blocks(setup, seed)
            found = pairs(base, changed, said.n, seed, said.question, report, lambda: self.wanted is said, known)
        if found is not None:
            answer = {"is": "pairs", "change": said.change.model_dump(exclude_defaults=True), **found}
            self._answers[_key(setup, seed)] = [answer]
            self.send({"is": "pairs", "id": said.id, "change": said.change.model_dump(), **found})

    def _why(self, said: messages.Why) -> None:
        model, outside = self._before(said)
        with self._playing("why", 1):
            found = reasons(model, said.actor, outside)
        self.send({"is": "why", "week": said.week, "actor": said.actor, "arm": said.arm, "channels": found})

    def _causes(self, _said: messages.Causes) -> None:
        arms = self.arms
        if not all(arm.weeks for arm in arms):
            raise ValueError("causes: no week has been played yet")
        with self._playing("causes", len(arms)):
            turns = [arm.explained() for arm in arms]
        if arms is self.arms:
            self.send({"is": "turns", "arms": turns})

    def _before(self, said: messages.Why) -> tuple[DiplomacyModel, Choices]:
        """Return a model that stands before the week of a question, and what people chose in it."""
        if self.room is not None:
            game = self._at_table().game
            if not game.over:
                raise ValueError("why: the game is not over yet, and an answer would tell what is hidden")
            played = game.step
        elif said.arm < len(self.arms):
            played = len(self.arms[said.arm].weeks)
        else:
            raise ValueError("why: there is no such run; begin one first")
        if said.week >= played:
            raise ValueError(f"why: {played} weeks have been played, week {said.week + 1} is not among them")
        return (self.arms[said.arm].before(said.week), {}) if self.room is None else game.before(said.week)

    def _save(self, said: messages.Save) -> None:
        if self.room is not None:
            self.send(self._at_table().saved(said.what))
            return
        if not self.arms:
            raise ValueError("save: there is no run yet; begin one first")
        if not all(arm.over for arm in self.arms):
            self._advance(messages.MAX_STEPS)
        head = self.arms[0].head
        name = "-".join([head["scenario"]["name"], head["seed"], str(head["run"])])
        answers = self._answers.get(_key(self.setup, self.arms[0].seed), []) if self.setup is not None else []
        self.send({"is": "saved", **written(self.arms, said.what, name, answers=answers)})

    def _ending(self, _said: messages.Ending) -> None:
        room = self._at_table()
        game = room.game
        if not game.over:
            raise ValueError("ending: the game is not over yet")
        result = game.result()
        with self._playing("ending", ENDINGS) as report:
            found = crowd(
                game.model.dispute, ENDINGS, game.seed, game.index, report, policies=game.policies,
                without=game.without, parameters=game.parameters, own=result.summary,
            )  # fmt: skip
            beside, score = judged(result, self.seat, ENDINGS, game.parameters)
        whole = remembered(room.path)
        turns = debrief(whole, self.seat, game.seats, beside.same_luck, found["firsts"], ENDINGS)
        self.send({"is": "ending", "seat": self.seat, **found, **score, "debrief": turns})

    @contextmanager
    def _playing(self, what: str, of: int, wanted: Callable[[], bool] = lambda: True) -> Iterator[Report]:
        """Wait until no other tab plays many runs, and give what reports the progress."""

        def report(stage: str, done: int) -> None:
            self.send({"is": "progress", "for": what, "stage": stage, "done": done, "of": of})

        lock = self.house.crowding
        if not lock.acquire(blocking=False):
            report("waiting", 0)
            while not lock.acquire(timeout=0.2):
                if not wanted():
                    raise NotWantedError
        try:
            yield report
        finally:
            lock.release()


def _arm(scenario: Scenario, changes: messages.Changes, steps: int | None) -> Arm:
    from diplomacy_abm.api import resolve

    settled = resolve(scenario, changes.settings, steps)
    return Arm(settled, changes.policies, tuple(changes.without), changes.parameters)
