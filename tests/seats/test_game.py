"""Seats: the same rules and luck for everybody, nothing known that is private to others, games that resume."""

from __future__ import annotations

import json

import numpy as np
import pytest

from diplomacy_abm import api
from diplomacy_abm.phases.text import item_worth, open_item
from diplomacy_abm.seats import Game, IllegalChoiceError
from diplomacy_abm.seats.briefing import MEANINGS, SECRET, brief, seen_events

ORIGIN = api.resolve("ukraine-2025", steps=12)


def defaults(game: Game) -> dict[str, dict[str, int]]:
    return {label: dict(game.briefing(label).default) for label in game.seats}


def test_a_seat_that_chooses_as_its_policy_would_changes_nothing():
    game = Game(ORIGIN, ["UKR", "TUR"], seed=3, run=2)
    while not game.over:
        game.play(defaults(game))
    alone = api.run(ORIGIN, seed=3, run=2)
    assert game.result().events.equals(alone.events)
    assert game.result().steps.equals(alone.steps)
    assert dict(game.result().summary) == dict(alone.summary)


def test_looking_at_the_menus_changes_nothing():
    game = Game(ORIGIN, ["RUS"], seed=3)
    while not game.over:
        game.briefing("RUS")
        game.briefing("RUS")
        game.play()
    assert game.result().steps.equals(api.run(ORIGIN, seed=3).steps)


def test_a_choice_from_outside_is_carried_out():
    game = Game("minimal", ["MED"], seed=1, steps=8)
    while not game.over:
        menu = game.briefing("MED").options["mediation"]
        wanted = next(x for x, option in enumerate(menu) if option.move == "shuttle" and option.target == "BET")
        game.play({"MED": {"mediation": wanted}})
    made = game.result().events.query("actor == 'MED' and channel == 'mediation'")
    assert list(zip(made["move"], made["target"], strict=True)) == [("shuttle", "BET")] * 8


def test_an_answer_in_secret_is_known_to_the_two():
    game = Game(ORIGIN, ["UKR", "TUR", "USA"], seed=5)
    game.model.s.answer[game.model.labels.index("TUR"), game.model.labels.index("UKR")] = 0
    one = brief(game.model, "TUR").own["toward"]["UKR"]
    other = brief(game.model, "UKR").own["toward"]["TUR"]
    # the scenario has Ukraine's yes of the day of its start
    assert game.briefing("USA").own["toward"]["RUS"]["answer"] == -1.0
    assert one["answer"] == other["answer"] == -1.0
    assert one["answer_weeks"] == other["answer_weeks"] == 0.0
    assert brief(game.model, "UKR").own["toward"]["VAT"]["answer"] == 0.0


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("UKR", {"line_fight", "line_talk", "line_exchange"}), ("TUR", {"line_engage", "line_aid", "line_coerce"}),
        ("VAT", {"line_engage"}), ("DEU", {"line_aid", "line_coerce"}),
    ],
)  # fmt: skip
def test_an_actor_knows_the_lines_that_bear_on_its_moves(label, lines):
    own = Game(ORIGIN, [label], seed=5).briefing(label).own
    assert {name for name in own if name.startswith("line_")} == lines


@pytest.mark.parametrize("label", ["RUS", "UKR", "TUR", "USA"])
def test_a_briefing_tells_nothing_of_others_trust_but_by_the_worth_of_moves(label):
    game = Game(ORIGIN, [label], seed=5)
    for _ in range(3):
        game.play()
    before = game.briefing(label)
    trust = np.asarray(game.model.s.trust)
    trust[[j for j in range(len(game.model.labels)) if j != game.model.labels.index(label)]] = -5.0
    after = brief(game.model, label)
    assert (after.public, after.own, after.events) == (before.public, before.own, before.events)


@pytest.mark.xfail(
    strict=True,
    reason="what a ceasefire or deal is worth to the other lead is weighed at that lead's own trust, a secret of its",
)
def test_the_worth_of_a_text_tells_nothing_of_the_leads_trust():
    model = Game(ORIGIN, ["TUR"], seed=5).model
    items = [a for a in range(2 + model.c.n_issues) if open_item(model.s, model.c, a)]
    worth = [item_worth(model.s, model.c, model.p, a, model.s.public_q) for a in items]
    for j in model.c.lead:
        np.asarray(model.s.trust)[j] = -5.0
    assert [item_worth(model.s, model.c, model.p, a, model.s.public_q) for a in items] == worth


@pytest.mark.parametrize("label", ["RUS", "UKR", "TUR", "USA"])
def test_a_briefing_knows_nothing_that_is_private_to_others(label):
    game = Game(ORIGIN, [label], seed=5)
    for _ in range(3):
        game.play()
    s, labels = game.model.s, game.model.labels
    before = game.briefing(label)
    i = labels.index(label)
    for j in range(len(labels)):
        if j != i:
            s.private_cost[j] = 0.9
            s.war[j] -= 0.3
            np.asarray(s.belief_mean)[j] = 0.9
            np.asarray(s.line)[j] = 3.0
            # who is invited hears from the host how the other answered; and how much a front has taught is no secret
            if j != s.host:
                np.asarray(s.answer)[j, [other for other in range(len(labels)) if other != i]] = 1
            s.power_mean[j] = s.chance[j] = 0.66
            s.best_chance[j] = s.best_surplus[j] = s.hope[j] = s.wish[j] = s.tired[j] = 0.77
    after = brief(game.model, label)
    assert after == before


@pytest.mark.parametrize("secret", SECRET)
def test_only_ones_own_secrets_are_seen(secret):
    game = Game(ORIGIN, ["UKR", "RUS"], seed=20)
    while not game.over:
        game.play()
    told = game.result().events.query("move == @secret")
    assert set(told["target"]) == {"UKR", "RUS"}
    model = game.model
    for label in ("UKR", "RUS", *set(told["actor"])):
        seen = [e for e in seen_events(model, model.labels.index(label), 99) if e["move"] == secret]
        assert seen
        assert all(label in (event["actor"], event["target"]) for event in seen)
        assert len(seen) == ((told["actor"] == label) | (told["target"] == label)).sum() < len(told)


@pytest.mark.parametrize("label", ["UKR", "TUR", "USA", "CHN"])
def test_every_name_in_a_briefing_has_a_meaning(label):
    briefing = Game(ORIGIN, [label], seed=1).briefing(label)
    names = set(briefing.public) - {"parties"} | set(briefing.own) - {"toward"}
    for inner in (*briefing.public["parties"].values(), *briefing.own["toward"].values()):
        names |= set(inner) - {"side"}
    assert names <= set(MEANINGS)
    assert all(option.meaning for menu in briefing.options.values() for option in menu)


def test_a_saved_game_goes_on_to_the_same_end(tmp_path):
    def last(game: Game) -> dict[str, dict[str, int]]:
        return {"TUR": {channel: len(menu) - 1 for channel, menu in game.briefing("TUR").options.items()}}

    whole = Game(ORIGIN, ["TUR"], seed=4)
    while not whole.over:
        whole.play(last(whole))
    game = Game(ORIGIN, ["TUR"], seed=4)
    for _ in range(5):
        game.play(last(game))
    game.save(tmp_path / "game.json")
    resumed = Game.resume(tmp_path / "game.json")
    assert resumed.step == 5
    while not resumed.over:
        resumed.play(last(resumed))
    assert resumed.result().events.equals(whole.result().events)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["game.json"]


@pytest.mark.parametrize(
    ("choices", "says"),
    [
        ({"TUR": {"mediation": 99}}, "TUR.mediation: 99 is not on the menu"),
        ({"TUR": {"mediation": True}}, "not on the menu"),
        ({"TUR": {"military": 0}}, "no channel 'military'"),
        ({"RUS": {"military": 0}}, "'RUS' is not held"),
    ],
)
def test_a_choice_off_the_menu_is_one_line_and_plays_nothing(choices, says):
    game = Game(ORIGIN, ["TUR"], seed=4)
    with pytest.raises(IllegalChoiceError, match=says) as error:
        game.play(choices)
    assert "\n" not in str(error.value)
    assert game.step == 0
    game.play()
    assert game.step == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not a saved game"),
        ("[]", "not a saved game"),
        (json.dumps({"kind": "diplomacy_abm game", "format": 0}), "saved in format 0"),
        (json.dumps({"kind": "diplomacy_abm game", "format": 1}), "scenario: is missing"),
        ("[" * 100_000, "nested deeper than 40 levels"),
        ('{"format": 1, "format": 1}', "has the key 'format' twice"),
        ("\x00", "not JSON"),
    ],
)
def test_what_is_no_saved_game_is_said_in_one_line(tmp_path, text, says):
    (tmp_path / "game.json").write_text(text)
    with pytest.raises(ValueError, match=says):
        Game.resume(tmp_path / "game.json")


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("scenario", 1, "scenario: is 1, must be a text in quotes"),
        ("scenario", "a = " + "[" * 100_000, "game.json: is nested deeper"),
        ("history", [None], "history.1: is None, must be a table"),
        ("history", [{"TUR": {"mediation": 3}}], "history.1.TUR.mediation: is 3, must be a list"),
        ("history", [{"TUR": {"mediation": ["hold"]}}], "history.1.TUR.mediation.2: is missing"),
        ("history", [{"TUR": {"mediation": ["no such move", None]}}], "saved under other rules"),
        ("history", [{}] * 13, "the game is over after 12 weeks"),
        ("run", [1], "run: is a list, must be a whole number"),
        ("run", -1, "run: is -1"),
        ("seed", "1", 'seed: is "1", must be a whole number'),
        ("seed", 2**64, "seed: is 18446744073709551616"),
        ("seed", True, "seed: is true, must be a whole number"),
        ("seats", 5, "seats: is 5, must be a list"),
        ("seats", ["XXX"], "game.json: seat: there is no actor 'XXX'"),
        ("policies", {"TUR": None}, "policies.TUR: is None, must be a text"),
        ("policies", {"TUR": "x"}, "game.json: .*x"),
        ("without", "MED", "without: is \"MED\", must be a list"),
        ("parameters", {"lambda": float("inf")}, "parameters.lambda: is inf"),
        ("parameters", {"no such": 1.0}, "game.json: .*no such"),
    ],
)
def test_a_saved_game_of_another_hand_is_one_line_with_its_place(tmp_path, key, value, says):
    path = tmp_path / "game.json"
    game = Game(ORIGIN, ["TUR"], seed=4)
    game.play()
    game.save(path)
    document = json.loads(path.read_text())
    path.write_text(json.dumps({**document, key: value}))
    with pytest.raises(ValueError, match=says) as error:
        Game.resume(path)
    assert "\n" not in str(error.value)
    assert str(error.value).startswith("game.json: ")


def test_seats_that_cannot_be_held():
    with pytest.raises(ValueError, match="no actor 'XXX'"):
        Game(ORIGIN, ["XXX"])
    with pytest.raises(ValueError, match="no actor 'TUR'"):
        Game(ORIGIN, ["TUR"], without=["TUR"])
