"""Keeping the events of some moves only: the same rows as keeping all and leaving out the others."""

import pytest

from diplomacy_abm import run_ensemble


@pytest.mark.parametrize("engine", ["batch", "mesa"])
def test_kept_moves_are_those_of_all_events(engine):
    share = {"scenario": "minimal", "runs": 4, "seed": 3, "steps": 30, "keep": ("events",), "engine": engine}
    every = run_ensemble(**share).events
    some = run_ensemble(**share, moves=("round", "sign")).events
    wanted = every[every["move"].isin(["round", "sign"])].reset_index(drop=True)
    assert 0 < len(wanted) < len(every)
    assert some.equals(wanted)
    assert run_ensemble(**share, moves=()).events.empty


def test_an_unknown_move_is_refused_in_one_line():
    with pytest.raises(ValueError, match="moves: 'surrender' is unknown, must be one of hold, ") as refused:
        run_ensemble("minimal", 2, moves=("surrender",))
    assert "\n" not in str(refused.value)
