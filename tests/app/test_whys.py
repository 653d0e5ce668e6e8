"""Why on the page: what would have flipped a choice and what it changed, of a run and of a game that is over."""

from __future__ import annotations

import json

import pytest

from diplomacy_abm import api
from diplomacy_abm.app import messages
from diplomacy_abm.app.session import Session
from diplomacy_abm.app.whys import reasons
from diplomacy_abm.seats import Game
from tests.app.browser import Page, skipped
from tests.app.house import SMALL, house
from tests.app.test_server import MINE, begun, hear


def shuttling(weeks: int = 8) -> Game:
    """Return a game in which Medonia waits, but in week 3, when it does what its policy would not."""
    game = Game(SMALL, ["MED"], seed=5)
    while game.step < weeks and not game.over:
        briefing = game.briefing("MED")
        usual = briefing.default["mediation"]
        place = (usual + 1) % len(briefing.options["mediation"]) if game.step == 2 else usual
        game.play({"MED": {"mediation": place}})
    return game


def test_the_page_says_what_the_command_says(socket):
    begun(socket, seed=5)
    socket.send_json({"do": "step", "weeks": 8})
    hear(socket, "weeks")
    socket.send_json({"do": "why", "week": 3, "actor": "MED"})
    found = hear(socket, "why")
    assert (found["week"], found["actor"], found["arm"]) == (3, "MED", 0)
    told = api.run(SMALL, seed=5).why(4, "MED").text(10_000)
    assert found["channels"]
    for one in found["channels"]:
        assert f"{one['channel'].capitalize()}: it chose to {one['did']} " in told
        assert one["flips"] in told
        assert one["changed"] in told
        assert not one["person"]
    assert any("instead of" in one["flips"] and one["changed"] for one in found["channels"])


def test_a_changed_run_is_asked_as_it_was_changed(tmp_path):
    heard: list[dict] = []
    session = Session(house(tmp_path), heard.append)
    begin = {"do": "begin", "scenario": "minimal", "seed": 5, "beside": {"policies": {"ALF": "hawk"}}}
    asked = [{"do": "why", "week": 0, "actor": "ALF", "arm": arm} for arm in (0, 1)]
    for message in (begin, {"do": "step", "weeks": 4}, *asked):
        session.handle(messages.read(json.dumps(message)))
    chosen = [[one["did"] for one in said["channels"]] for said in heard if said["is"] == "why"]
    assert len(chosen) == 2
    assert chosen[0] != chosen[1]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"week": 4, "actor": "ALF"}, "4 weeks have been played, week 5 is not among them"),
        ({"week": 0, "actor": "XXX"}, "'XXX' is not in this run"),
        ({"week": 0, "actor": "ALF", "arm": 1}, "there is no such run"),
    ],
)
def test_what_cannot_be_asked_is_one_line(socket, asked, words):
    begun(socket, seed=5)
    socket.send_json({"do": "step", "weeks": 4})
    hear(socket, "weeks")
    socket.send_json({"do": "why", **asked})
    while (said := socket.receive_json())["is"] != "error":
        assert said["is"] == "progress"
    assert said["re"] == "why"
    assert words in said["text"]


def test_a_game_that_goes_on_answers_nobody(socket):
    socket.send_json({"do": "host", "scenario": "minimal", "seat": "MED", "token": MINE})
    hear(socket, "game")
    for week in range(8):
        socket.send_json({"do": "why", "week": 0, "actor": "ALF"})
        assert "not over yet" in hear_any(socket)["text"]
        socket.send_json({"do": "choose", "week": week})
        hear(socket, "played")
    socket.send_json({"do": "why", "week": 0, "actor": "ALF"})
    assert hear(socket, "why")["channels"]


def hear_any(socket) -> dict:
    while (said := socket.receive_json())["is"] in ("seats", "revealed"):
        pass
    return said


def test_nothing_flips_what_a_person_chose_and_the_game_is_played_as_it_was():
    game = shuttling()
    model, outside = game.before(2)
    assert model.now == 2
    assert outside == {"MED": outside["MED"]}
    assert model.events().tolist() == game.model.events()[: model.s.n_events].tolist()
    (mediation,) = [one for one in reasons(model, "MED", outside) if one["channel"] == "mediation"]
    assert mediation["person"]
    assert "no number of the model would have flipped it" in mediation["flips"]
    assert "Beside what its own policy would have done, to " in mediation["changed"]
    other = reasons(game.before(2)[0], "ALF", outside)
    assert other
    assert not any(one["person"] for one in other)


def test_who_chose_as_its_policy_would_is_told_of_the_next_best():
    game = shuttling()
    (mediation,) = [one for one in reasons(*before_and(game, 4)) if one["channel"] == "mediation"]
    assert mediation["person"]
    assert "Beside its next best move, to " in mediation["changed"]


def before_and(game: Game, week: int):
    model, outside = game.before(week)
    return model, "MED", outside


@skipped
@pytest.mark.slow
def test_the_answer_comes_where_it_was_asked_by_keyboard(chrome, place):
    context = chrome.new_context(viewport={"width": 1280, "height": 720})
    page = Page(context, place)
    page.week(1)
    page.evaluate("DA.choose(DA.state.arms[0].index('ALF'))")
    page.wait_for_selector(".why-go")
    page.focus(".why-go")
    page.keyboard.press("Enter")
    page.wait_for_selector(".whys h4")
    assert page.evaluate("document.activeElement.className") == "whys"
    assert page.evaluate("document.querySelector('.why-go')") is None
    page.keyboard.press("ArrowRight")
    page.week(2)
    page.wait_for_selector(".why-go")
    assert page.evaluate("document.querySelector('.whys')") is None, "another week is another question"
    page.keyboard.press("ArrowLeft")
    page.wait_for_selector(".whys h4")
    page.fine()
    context.close()
