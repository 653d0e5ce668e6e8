"""A game on the compiled week is the game on the Mesa model, to the last bit."""

from __future__ import annotations

import pytest

from diplomacy_abm import api
from diplomacy_abm.seats import Game, IllegalChoiceError
from diplomacy_abm.seats.quick import QuickGame
from diplomacy_abm.seats.stepping import Stepper

ORIGIN = api.resolve("ukraine-2025", steps=10)
SEATS = ["UKR", "TUR", "USA"]


@pytest.mark.parametrize("engine", [pytest.param("compiled", marks=pytest.mark.slow), "plain"])
@pytest.mark.parametrize("policies", [{}, {"UKR": "hawk", "RUS": "dove"}])
def test_briefings_and_results_are_those_of_the_game(engine, policies):
    stepper = Stepper(ORIGIN, policies, engine=engine)
    for run in (3, 0):
        quick, game = QuickGame(stepper, SEATS, 5, run), Game(ORIGIN, SEATS, 5, run, policies=policies)
        while not game.over:
            choices = {}
            for label in SEATS:
                briefing = game.briefing(label)
                assert quick.briefing(label) == briefing
                choices[label] = {name: len(menu) - 1 for name, menu in briefing.options.items()}
            quick.play(choices)
            game.play(choices)
        assert quick.over
        ours, theirs = quick.result(), game.result()
        assert ours.events.equals(theirs.events)
        assert ours.steps.equals(theirs.steps)
        assert dict(ours.summary) == dict(theirs.summary)
        assert (ours.policies, ours.without) == (theirs.policies, theirs.without)


def test_what_cannot_be_held_or_chosen_is_said():
    stepper = Stepper(ORIGIN, engine="plain")
    with pytest.raises(ValueError, match="no actor 'XXX'"):
        QuickGame(stepper, ["XXX"], 1, 0)
    with pytest.raises(IllegalChoiceError, match="99 is not on the menu"):
        QuickGame(stepper, ["TUR"], 1, 0).play({"TUR": {"mediation": 99}})
