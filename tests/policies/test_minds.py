"""What policies with names remember is put back with the state, so that asking why does not change the answer."""

from __future__ import annotations

from diplomacy_abm.model import DiplomacyModel
from diplomacy_abm.policies import policy
from diplomacy_abm.policies.registry import forget


def test_a_run_goes_on_as_it_did_when_state_and_minds_are_put_back():
    @policy("counts-on")
    class CountsOn:
        def __init__(self):
            self.seen = []

        def choose(self, menu, view):
            self.seen.append(len(view.history["BET", "military"]))
            return menu[sum(self.seen) % len(menu)]

    try:
        model = DiplomacyModel("minimal", 3, policies={"ALF": "counts-on"}, collect=False)
        for _ in range(6):
            model.step()
        state, minds = model._records[0].copy(), model.minds()
        played = []
        for _ in range(2):
            for _ in range(8):
                model.step()
            played.append((model.s._array.tobytes(), model.agents[0].policy.memory.seen.copy()))
            model._records[0][...] = state
            model.recall(minds)
        assert played[0] == played[1]
        assert played[0][1][-1] == 13
    finally:
        forget("counts-on")
