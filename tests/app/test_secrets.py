"""Nothing that a seat is told depends on what it may not know: every field of every message."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from diplomacy_abm.app import recorder as recording
from diplomacy_abm.app.rooms import Rooms
from diplomacy_abm.app.veil import OF_LEAD
from diplomacy_abm.moves import catalogue
from diplomacy_abm.seats import Game
from diplomacy_abm.seats.briefing import SECRET
from diplomacy_abm.state import ACTORS, METRICS, STATE
from diplomacy_abm.vocabulary import Effect
from tests.app.house import ORIGIN
from tests.app.test_rooms import Tab

SEED = 6172839455055606570
TOKEN = "a-player-of-tests"

# what everybody knows of an actor (docs/odd.md, sensing), and what only counts how long ago something public was
PUBLIC = {
    "capability",
    "weight",
    "standing",
    "attend",
    "pooled",
    "pooled_start",
    "sanctions",
    "guaranteed",
    "public_mean",
}
# what follows from that: how unsure a side is of hidden power, what fighting on costs it by public
# estimate, how it fights
PUBLIC |= {"power_var", "power_slope", "toll", "escalation", "last_hostility", "offensive"}
# what the public margin of signing is made of, by which the model lets everybody judge the other side's answer
MARGIN = {"pressure", "inducement", "agreed", "conceded", "war_public"}
# tables as long as that of the actors that are about something else: pipelines, which are pledged in public, and time
OTHER = {"fronts", "left", *(name for name in STATE.names if name.startswith("pl_"))}
# known to both of a pair: how far a party believes a mediator, and what it answered it in secret
SHARED = {"reliable", "unreliable", "answer", "asked"}


def disturb(model: Any, i: int, known: frozenset[str] = frozenset()) -> None:
    """Change every number of the state that is about another actor and not public."""
    others = np.array([j for j in range(model.c.n) if j != i])
    for name in STATE.names:
        field, shape = np.asarray(getattr(model.s, name)), STATE[name].shape
        if name in PUBLIC | OTHER | known or not shape or shape[0] != ACTORS or field.dtype != np.float64:
            continue
        among = np.ix_(others, others) if name in SHARED else others
        field[among] = field[among] * 0.9 + 0.05
    np.asarray(model.s.best_q)[others] += 1
    # what a host was told its guests learn by its word
    silent = np.array([j for j in others if j != model.s.host])
    np.asarray(model.s.answer)[np.ix_(silent, others)] += 1
    for name, side in OF_LEAD.items():
        if int(model.c.lead[side]) != i:
            model.s.metric[METRICS.index(name)] += 0.01
            if model.now:
                model.metrics[model.now - 1, METRICS.index(name)] += 0.01


def disturb_log(model: Any, i: int, first: int) -> None:
    """Change what was worth what to others, and what others told each other in secret."""
    for row in model.log[first : model.s.n_events]:
        move = catalogue()[int(row[3])]
        if i not in (int(row[1]), int(row[2])) and move.name in SECRET:
            row[4] = 1.0 - row[4]
        if int(row[1]) != i and move.effect != Effect.OFFER and not (move.effect == Effect.MESSAGE and row[2] == i):
            row[7] += 0.125


def disturb_menus(recorder: Any, i: int) -> None:
    """Let others have had other menus."""
    for menu in recorder._menus:
        if menu[0] != i:
            recorder._lists[(len(recorder.listed), menu[0])] = len(recorder.listed)
            recorder.listed.append(recorder.listed[menu[3]][:1])
            recorder._new.append(recorder.listed[-1])
            menu[2:] = [0, len(recorder.listed) - 1, [1], [1000]]


def disturbed(monkeypatch: pytest.MonkeyPatch, i: int) -> None:
    """From here on show every frame and briefing of a world in which others have other secrets."""

    def around(function: Any, before: Any = None, known: Any = frozenset()) -> Any:
        def instead(self: Any, *args: Any) -> Any:
            model = self.model
            if before is not None:
                before(self)
            kept, metrics = model._records[0].copy(), model.metrics.copy()
            disturb(model, i, known)
            try:
                return function(self, *args)
            finally:
                model._records[0][:] = kept
                model.metrics[:] = metrics

        return instead

    def log_and_menus(self: Any) -> None:
        disturb_log(self.model, i, self._told_events)
        disturb_menus(self, i)

    kinds = recording.Recorder
    monkeypatch.setattr(kinds, "_frame", around(kinds._frame, log_and_menus))
    monkeypatch.setattr(kinds, "opening", around(kinds.opening))
    monkeypatch.setattr(kinds, "tell", around(kinds.tell))
    monkeypatch.setattr(Game, "briefing", around(Game.briefing, known=MARGIN))


def heard(folder: Path, label: str, weeks: int = 4) -> tuple[list[dict[str, Any]], Any]:
    """Play a seat that leaves everything to its policy, beside another that comes and goes; every message it got."""
    room = Rooms(folder).open(ORIGIN, label, True, seed=SEED)
    tab, other = Tab(), Tab()
    room.sit(label, tab.send, TOKEN)
    seated = next(seat for seat in ("VAT", "TUR") if seat != label)
    room.sit(seated, other.send, f"{TOKEN}-2")
    for week in range(weeks):
        room.choose(seated, week, {})
        room.choose(label, week, {})
    room.leave(seated, other.send)
    return tab.heard, room


@pytest.mark.parametrize("label", ["RUS", "UKR", "TUR", "USA"])
def test_no_message_to_a_seat_depends_on_what_it_may_not_know(label, tmp_path, monkeypatch):
    plain, room = heard(tmp_path / "plain", label)
    whole = json.dumps(room.recorder.weeks)
    disturbed(monkeypatch, room.game.model.labels.index(label))
    other, there = heard(tmp_path / "disturbed", label)
    # the two worlds do differ, week by week
    assert json.dumps(there.recorder.weeks) != whole
    assert [week["v"] for week in there.recorder.weeks] != [week["v"] for week in room.recorder.weeks]
    assert [len(week.get("n", ())) for week in there.recorder.weeks] != [
        len(week.get("n", ())) for week in room.recorder.weeks
    ]
    for one, same in zip(plain, other, strict=True):
        assert leaves(json.loads(json.dumps(one).replace(room.code, "CODE"))) == leaves(
            json.loads(json.dumps(same).replace(there.code, "CODE"))
        )


def test_the_disturbance_reaches_what_the_others_know(tmp_path, monkeypatch):
    """Else the test above could not fail."""
    mine, room = heard(tmp_path / "plain", "TUR", 2)
    disturbed(monkeypatch, room.game.model.labels.index("RUS"))
    other, there = heard(tmp_path / "disturbed", "TUR", 2)
    for kind in ("game", "played"):
        one, two = (next(said for said in heard_ if said["is"] == kind) for heard_ in (mine, other))
        assert one["briefing"] != two["briefing"]
    assert there.code != room.code


@pytest.mark.parametrize("label", ["RUS", "TUR"])
def test_the_luck_of_a_game_is_told_to_nobody(label, tmp_path):
    messages, room = heard(tmp_path, label, 3)
    told = json.dumps(messages)
    assert str(SEED) not in told
    assert str(room.game.model.s.seed_low) not in told
    assert str(room.game.model.s.seed_high) not in told


KEYED = {"options", "default", "toward", "parties", "parameters", "meanings", "goals", "sides", "issues"}
"""Tables whose keys are labels or names."""


def leaves(said: Any, place: str = "") -> dict[str, Any]:
    """Return every value of a message by its place."""
    if not isinstance(said, (dict, list)) or not said:
        return {place: said}
    parts = said.items() if isinstance(said, dict) else enumerate(said)
    return {at: value for name, part in parts for at, value in leaves(part, f"{place}.{name}").items()}


def fields(said: Any, place: str = "") -> set[str]:
    """Return the places of all values in a message."""
    if isinstance(said, dict):
        below = [
            fields(part, f"{place}.{'*' if place.rsplit('.', maxsplit=1)[-1] in KEYED else name}")
            for name, part in said.items()
        ]
        return set().union(*below) if below else {place}
    if isinstance(said, (list, tuple)):
        below = [fields(part, f"{place}[]") for part in said]
        return set().union(*below) if below else {f"{place}[]"}
    return {place}


WEEK = {"c[][]", "c[][][]", "e[][]", "g[][]", "l[]", "n[][][]", "p[][]", "q", "s", "t", "v[]"}
HEAD = {
    "curve[][]",
    "events[]",
    "format",
    "issues[].ideal[]",
    "issues[].label",
    "issues[].name",
    "issues[].salience[]",
    "issues[].separable",
    "kind",
    "layout[][]",
    "leads[]",
    "moves[][]",
    "parameters",
    "pipelines[]",
    "policies",
    "run",
    "scales.arms",
    "scales.chance",
    "scales.value",
    "scenario.end",
    "scenario.fingerprint",
    "scenario.horizon",
    "scenario.name",
    "scenario.question",
    "scenario.sides.*.label",
    "scenario.sides.*.lead",
    "scenario.start",
    "scenario.step_days",
    "scenario.title",
    "seat",
    "seed",
    "settings",
    "without[]",
}
ACTOR = {
    "accuracy",
    "arms",
    "bias",
    "goals",
    "goals.*",
    "guarantee",
    "here",
    "label",
    "name",
    "policy",
    "seats[]",
    "side",
    "veto",
}
TURNS = {"turns[]", *(f"turns[].{name}" for name in ("week", "kind", "text", "cause", "broker", "actor"))}
SEATS = {"seats[].label", "seats[].here", "seats[].chosen", "seats[].since"}
STATE_OF_GAME = {"is", "code", "seat", "week", "over", *SEATS}
"""Every field that a seat may be told while the game goes on, beside the briefing; a new one has to be put here."""


@pytest.mark.parametrize("label", ["RUS", "TUR"])
def test_a_seat_is_told_these_fields_and_no_others(label, tmp_path):
    messages, _ = heard(tmp_path, label, 3)
    opening = {f"opening.{name}" for name in WEEK} | {"opening.c[]", "opening.e[]", "opening.v[]"}
    weeks = {f"weeks[].{name}" for name in WEEK} | {
        "weeks[]",
        "weeks[].c[]",
        "weeks[].e[]",
        "weeks[].g[]",
        "weeks[].p[]",
    }
    head = {f"head.{name}" for name in HEAD} | {f"head.actors[].{name}" for name in ACTOR} | {"head.seat"}
    known = {
        "seats": {"is", "week", *SEATS}, "played": STATE_OF_GAME | weeks | TURNS | {"did[]"},
        "game": STATE_OF_GAME | weeks | TURNS | opening | head | {"meanings.*"},
    }  # fmt: skip
    for said in messages:
        told = {place[1:] for place in fields({name: part for name, part in said.items() if name != "briefing"})}
        assert told <= known[said["is"]]
    actors = next(said for said in messages if said["is"] == "game")["head"]["actors"]
    blank = {"goals": {}, "policy": "", "accuracy": None, "bias": None}
    assert all(actor | blank == actor for actor in actors if actor["label"] != label)
