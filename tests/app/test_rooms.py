"""Games that are shared by a code: who is waited for, what is saved, what resumes, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from diplomacy_abm import api
from diplomacy_abm.app import messages
from diplomacy_abm.app.rooms import CODE, Rooms
from diplomacy_abm.intake.arguments import SEEDS
from diplomacy_abm.scenario.sample import first_set
from diplomacy_abm.seats import Game
from diplomacy_abm.tables import parameter_record
from tests.app.house import ORIGIN, SMALL


class Tab:
    def __init__(self) -> None:
        self.heard: list[dict] = []

    def send(self, message: dict) -> None:
        self.heard.append(message)

    def last(self, kind: str) -> dict:
        return next(message for message in reversed(self.heard) if message["is"] == kind)


def token(label: str) -> str:
    return f"token-of-player-{label}"


def seated(rooms: Rooms, *labels: str):
    room = rooms.open(SMALL, labels[0], True, seed=3)
    tabs = {label: Tab() for label in labels}
    for label, tab in tabs.items():
        room.sit(label, tab.send, token(label))
    return room, tabs


def test_one_seat_plays_at_its_own_pace_and_ends_with_everything_shown(tmp_path: Path):
    room, tabs = seated(Rooms(tmp_path), "MED")
    tab = tabs["MED"]
    assert CODE.match(room.code)
    assert tab.last("game")["briefing"]["actor"] == "MED"
    for week in range(8):
        room.choose("MED", week, {"mediation": 0})
    played = [message for message in tab.heard if message["is"] == "played"]
    assert [message["week"] for message in played] == list(range(1, 9))
    assert played[-1]["over"]
    assert played[-1]["briefing"] is None
    assert tab.last("revealed")["weeks"] == room.recorder.weeks
    assert all(len(message["weeks"]) == 1 for message in played)


def test_a_briefing_is_explained_with_the_names_of_the_sides(tmp_path: Path):
    _, tabs = seated(Rooms(tmp_path), "MED")
    told = " ".join(tabs["MED"].last("game")["meanings"].values())
    assert "held by Alfland" in told
    assert "side A" not in told


def test_a_choice_is_what_is_played(tmp_path: Path):
    room, tabs = seated(Rooms(tmp_path), "MED")
    menu = tabs["MED"].last("game")["briefing"]["options"]["mediation"]
    place = next(k for k, option in enumerate(menu) if option["move"] == "shuttle" and option["target"] == "BET")
    room.choose("MED", 0, {"mediation": place})
    events = room.recorder.played_events().query("step == 0 and channel == 'mediation' and actor == 'MED'")
    assert list(zip(events["move"], events["target"], strict=True)) == [("shuttle", "BET")]


def test_two_seats_wait_for_each_other(tmp_path: Path):
    room, tabs = seated(Rooms(tmp_path), "MED", "ALF")
    room.choose("MED", 0, {})
    assert room.game.step == 0
    told = tabs["ALF"].last("seats")["seats"]
    assert {seat["label"]: seat["chosen"] for seat in told} == {"MED": True, "ALF": False}
    with pytest.raises(ValueError, match="ALF has yet to choose"):
        room.go_on(0)
    room.choose("ALF", 0, {})
    assert room.game.step == 1
    assert {message["week"] for message in (tab.last("played") for tab in tabs.values())} == {1}


def test_each_seat_gets_its_own_briefing_and_weeks(tmp_path: Path):
    room, tabs = seated(Rooms(tmp_path), "MED", "ALF")
    room.choose("MED", 0, {})
    room.choose("ALF", 0, {})
    assert [tab.last("played")["briefing"]["actor"] for tab in tabs.values()] == ["MED", "ALF"]
    views = [tab.last("played")["weeks"][0]["v"] for tab in tabs.values()]
    assert views[0] != views[1]


def test_who_is_away_is_waited_for_until_the_others_go_on(tmp_path: Path):
    room, tabs = seated(Rooms(tmp_path), "MED", "ALF")
    room.leave("ALF", tabs["ALF"].send)
    room.choose("MED", 0, {})
    assert room.game.step == 0
    room.go_on(0)
    assert room.game.step == 1
    again = Tab()
    room.sit("ALF", again.send, token("ALF"))
    assert len(again.last("game")["weeks"]) == 1
    assert "opening" not in again.last("game")


def test_a_seat_is_claimed_once_and_for_all(tmp_path: Path):
    room, tabs = seated(Rooms(tmp_path), "MED")
    stranger = Tab()
    with pytest.raises(ValueError, match="MED is taken"):
        room.sit("MED", stranger.send, token("somebody"))
    room.leave("MED", stranger.send)
    assert "MED" in room.players
    room.leave("MED", tabs["MED"].send)
    with pytest.raises(ValueError, match="MED is taken"):
        room.sit("MED", stranger.send, token("somebody"))
    assert stranger.heard == []
    room.sit("MED", stranger.send, token("MED"))
    assert stranger.last("game")["briefing"]["actor"] == "MED"
    with pytest.raises(ValueError, match="there is no actor 'XXX'"):
        room.sit("XXX", Tab().send, token("somebody"))


def test_nobody_sits_down_at_the_other_side_after_a_look(tmp_path: Path):
    room, tabs = seated(Rooms(tmp_path), "MED", "ALF")
    for label in ("BET", "MED"):
        with pytest.raises(ValueError, match=f"you hold ALF in game {room.code} and know its secrets"):
            room.sit(label, tabs["ALF"].send, token("ALF"))
    room.leave("ALF", tabs["ALF"].send)
    with pytest.raises(ValueError, match="you hold ALF"):
        room.sit("BET", Tab().send, token("ALF"))
    assert {seat["label"]: seat["since"] for seat in tabs["MED"].last("seats")["seats"]} == {"MED": 0, "ALF": 0}


def test_a_game_that_is_not_open_takes_nobody_else(tmp_path: Path):
    room = Rooms(tmp_path).open(SMALL, "MED")
    room.sit("MED", Tab().send, token("MED"))
    for place in (room, Rooms(tmp_path).find(room.code)):
        with pytest.raises(ValueError, match="is not open to others"):
            place.sit("ALF", Tab().send, token("ALF"))
        with pytest.raises(ValueError, match="MED is taken"):
            place.sit("MED", Tab().send, token("ALF"))


def test_games_have_luck_of_their_own(tmp_path: Path):
    seeds = {Rooms(tmp_path).open(SMALL, "MED").game.seed for _ in range(5)}
    assert len(seeds) == 5
    assert SMALL.scenario.seed not in seeds


def test_a_player_goes_on_in_another_tab_and_the_first_stands_up(tmp_path: Path):
    room, tabs = seated(Rooms(tmp_path), "MED")
    second = Tab()
    room.sit("MED", second.send, token("MED"))
    assert "another tab" in tabs["MED"].last("error")["text"]
    assert room.holds("MED", second.send)
    assert not room.holds("MED", tabs["MED"].send)
    room.leave("MED", tabs["MED"].send)
    assert room.holds("MED", second.send)


def test_tokens_are_kept_as_digests_and_a_broken_file_is_said(tmp_path: Path):
    room, _ = seated(Rooms(tmp_path), "MED")
    path = tmp_path / f"{room.code}.seats"
    assert token("MED") not in path.read_text() + (tmp_path / f"{room.code}.json").read_text()
    path.write_text('{"open": true}')
    with pytest.raises(ValueError, match="who claimed which seat"):
        Rooms(tmp_path).find(room.code)


@pytest.mark.parametrize(
    ("week", "choices", "words"),
    [(1, {}, "the game is in week 0, not 1"), (0, {"mediation": 99}, "99 is not on the menu"),
     (0, {"military": 0}, "no channel 'military'")],
)  # fmt: skip
def test_a_wrong_choice_says_so_and_plays_nothing(tmp_path: Path, week, choices, words):
    room, _ = seated(Rooms(tmp_path), "MED")
    with pytest.raises(ValueError, match=words):
        room.choose("MED", week, choices)
    assert room.game.step == 0
    assert room.players["MED"].choice is None
    room.choose("MED", 0, {})
    assert room.game.step == 1


def test_a_game_is_saved_after_each_week_and_another_server_goes_on_with_it(tmp_path: Path):
    room, _ = seated(Rooms(tmp_path), "MED")
    for week in range(3):
        room.choose("MED", week, {"mediation": week % 2})
        assert Game.resume(tmp_path / f"{room.code}.json").step == week + 1
    found = Rooms(tmp_path).find(room.code)
    assert found.game.step == 3
    tab = Tab()
    found.sit("MED", tab.send, token("MED"))
    assert found.recorder.weeks == room.recorder.weeks
    for week in range(3, 8):
        found.choose("MED", week, {"mediation": 0})
        room.choose("MED", week, {"mediation": 0})
    assert found.game.result().events.equals(room.game.result().events)


def test_a_seat_that_leaves_everything_to_its_policy_changes_nothing(tmp_path: Path):
    room, _ = seated(Rooms(tmp_path), "MED", "BET")
    for week in range(8):
        for label in ("MED", "BET"):
            room.choose(label, week, {})
    assert room.game.result().events.equals(api.run(SMALL, seed=3).events)


@pytest.mark.parametrize("code", ["ABCDEF", "../../a", "abcdef", ""])
def test_a_code_that_is_none_finds_nothing(tmp_path: Path, code):
    with pytest.raises(ValueError, match="there is no game"):
        Rooms(tmp_path).find(code)


def test_a_server_that_is_full_drops_games_that_nobody_plays(tmp_path: Path):
    rooms = Rooms(tmp_path, limit=2)
    first, tabs = seated(rooms, "MED")
    seated(rooms, "MED")
    with pytest.raises(ValueError, match="2 are being played"):
        rooms.open(SMALL, "MED", seed=1)
    first.leave("MED", tabs["MED"].send)
    third = rooms.open(SMALL, "MED", seed=1)
    assert third.code != first.code
    assert not (tmp_path / f"{third.code}.json").exists(), "a game that nobody has sat down to is not saved"


def test_a_game_has_luck_and_a_set_of_parameters_that_nobody_has_seen(tmp_path: Path, monkeypatch) -> None:
    """The seed says which set is played; that of the scenario alone would be one war of many."""
    monkeypatch.setattr("diplomacy_abm.app.rooms.secrets.randbelow", lambda most: most - 2)
    room = Rooms(tmp_path).open(ORIGIN, "TUR")
    assert (room.game.seed, room.game.index) == (SEEDS - 2, 0)
    taken = parameter_record(ORIGIN, None, first_set(ORIGIN, SEEDS - 2))
    assert room.recorder.model.p.lambda_choice == taken["lambda_choice"]
    given = Rooms(tmp_path).open(ORIGIN, "TUR", seed=3)
    assert (given.game.seed, given.game.index) == (3, 0)


def test_whatever_luck_a_game_has_a_run_of_it_can_be_asked_for():
    """A bar of an ending opens a run under the game's seed; half of the seeds were too large for the page."""
    assert messages.Begin(do="begin", scenario="minimal", seed=SEEDS - 1, run=3).seed == SEEDS - 1
    with pytest.raises(ValueError, match="seed"):
        messages.Begin(do="begin", scenario="minimal", seed=SEEDS)
