"""Readings against event frames made by hand."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from diplomacy_abm.analysis.readings import COLUMNS, NEVER, NO_HOST, READ, Calendar, Reading, Watched, answers
from diplomacy_abm.moves import catalogue

START = dt.date(2025, 5, 5)
"""A Monday."""


def reading(**keys):
    """A reading with `begin` spelled as in a file, dated from the start to the end of 2025."""
    if "begin" in keys:
        keys["from"] = keys.pop("begin")
    return Reading(**keys).dated(START, dt.date(2025, 12, 31))


def watched(rows, runs=3, in_force=()):
    """Runs of weeks; a row is (run, step, move) and then subject, via, value as far as they matter."""
    full = [(run, step, move, *(list(rest) + ["", "", -1.0][len(rest) :])) for run, step, move, *rest in rows]
    frame = pd.DataFrame(full, columns=["run", "step", "move", "subject", "via", "value"]).assign(actor="")
    return Watched(frame[list(COLUMNS)], np.arange(runs), Calendar(START, 7, in_force))


def test_the_moves_that_are_read_are_in_the_catalogue():
    assert set(READ) <= {move.name for move in catalogue()}


# --- windows


def test_a_week_belongs_to_the_day_in_its_middle():
    """The week from Monday 5 May 2025 is one of Thursday the 8th."""
    calendar = Calendar(START)
    thursday, wednesday = dt.date(2025, 5, 8), dt.date(2025, 5, 7)
    assert calendar.steps(START, thursday) == (0, 0)
    assert calendar.steps(START, wednesday) == (0, -1)
    assert calendar.steps(thursday, thursday) == (0, 0)
    assert calendar.steps(dt.date(2025, 5, 9), dt.date(2025, 5, 15)) == (1, 1)


@given(st.integers(1, 31), st.integers(-400, 400), st.integers(0, 400))
def test_a_window_holds_exactly_the_steps_whose_middle_lies_in_it(days, offset, length):
    begin = START + dt.timedelta(days=offset)
    to = begin + dt.timedelta(days=length)
    first, last = Calendar(START, days).steps(begin, to)
    middles = {s: START + dt.timedelta(days=s * days + days // 2) for s in range(first - 2, max(first, last) + 3)}
    assert [s for s, day in middles.items() if begin <= day <= to] == list(range(first, last + 1))


# --- events


ROUNDS = [(0, 1, "round", "direct", "TUR"), (0, 2, "round", "direct", ""), (2, 1, "round", "direct", "USA")]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"event": "round"}, [1, 0, 1]),
        ({"event": "round", "at_least": 2}, [1, 0, 0]),
        ({"event": "round", "at_most": 1}, [0, 1, 1]),
        ({"event": "round", "at_least": 1, "at_most": 1}, [0, 0, 1]),
        ({"event": "round", "at_most": 0}, [0, 1, 0]),
        ({"event": "round", "via": "TUR"}, [1, 0, 0]),
        ({"event": "round", "via": ["TUR", "USA"]}, [1, 0, 1]),
        ({"event": "round", "begin": dt.date(2025, 5, 19)}, [1, 0, 0]),
        ({"event": "round", "to": dt.date(2025, 5, 11)}, [0, 0, 0]),
        ({"event": "exchange_held"}, [0, 0, 0]),
    ],
)
def test_events_are_counted_in_their_window(keys, expected):
    assert answers(reading(**keys), watched(ROUNDS)).tolist() == [bool(x) for x in expected]


def test_two_events_of_a_week_are_one_week():
    twice = [(0, 1, "exchange_held"), (0, 1, "exchange_held")]
    assert not answers(reading(event="exchange_held", at_least=2), watched(twice, 1))[0]


def test_events_are_counted_by_subject_and_size():
    rows = [(0, 1, "sign", "ceasefire"), (1, 1, "sign", "black_sea"), (2, 3, "exchange_held", "", "", 1.2)]
    peace = reading(event="sign", subject=["ceasefire", "settlement"])
    assert answers(peace, watched(rows)).tolist() == [True, False, False]
    assert answers(reading(event="exchange_held", size=1.11), watched(rows)).tolist() == [False, False, True]
    assert not answers(reading(event="exchange_held", size=1.3), watched(rows)).any()


# --- agreements


def in_force(rows, day=dt.date(2025, 7, 1), at_start=(), deal="black_sea"):
    return bool(answers(reading(deal=deal, on=day), watched(rows, 1, at_start))[0])


@pytest.mark.parametrize(
    ("moves", "at_start", "expected"),
    [
        ([], (), False),
        ([], ("black_sea",), True),
        (["sign"], (), True),
        (["sign", "lapse"], (), False),
        (["renew"], ("black_sea",), True),
        (["lapse"], ("black_sea",), False),
        (["suspend"], ("black_sea",), False),
        (["suspend", "resume"], ("black_sea",), True),
        (["sign", "breach", "sign"], (), True),
    ],
)
def test_an_agreement_is_in_force_by_its_last_event(moves, at_start, expected):
    rows = [(0, step, move, "black_sea") for step, move in enumerate(moves)]
    assert in_force(rows, at_start=at_start) == expected


def test_only_what_came_before_the_day_counts():
    rows = [(0, 1, "sign", "black_sea"), (0, 6, "lapse", "black_sea")]
    assert in_force(rows, dt.date(2025, 6, 1))
    assert not in_force(rows, dt.date(2025, 6, 30))
    assert not in_force(rows, dt.date(2025, 5, 6))


def test_a_settlement_takes_in_what_was_agreed_and_takes_it_with_it():
    signed = [(0, 0, "sign", "black_sea"), (0, 2, "sign", "settlement")]
    assert in_force(signed)
    assert in_force(signed, deal="energy_strikes")
    broken = [*signed, (0, 4, "breach", "settlement")]
    assert not in_force(broken)
    assert in_force([*broken, (0, 5, "sign", "black_sea")])
    assert not in_force([(0, 2, "sign", "settlement"), (0, 4, "breach", "settlement")], at_start=("black_sea",))


def test_war_ends_by_ceasefire_settlement_or_victory():
    rows = [(0, 1, "sign", "ceasefire"), (1, 1, "sign", "settlement"), (2, 1, "victory"), (4, 1, "sign", "ceasefire"),
            (4, 3, "breach", "ceasefire")]  # fmt: skip
    seen = watched(rows, 5)
    assert answers(reading(state="war"), seen).tolist() == [False, False, False, True, True]
    assert answers(reading(state="ceasefire"), seen).tolist() == [True, True, False, False, False]
    assert answers(reading(state="settlement"), seen).tolist() == [False, True, False, False, False]
    assert answers(reading(state="war", on=dt.date(2025, 5, 6)), seen).all()


def test_the_first_host_is_a_label():
    assert answers(reading(host_of="round"), watched(ROUNDS)).tolist() == ["TUR", NEVER, "USA"]
    late = reading(host_of="round", begin=dt.date(2025, 5, 19))
    assert answers(late, watched(ROUNDS)).tolist() == [NO_HOST, NEVER, NEVER]


def test_no_run_gives_no_answer_and_no_event_a_no():
    assert len(answers(reading(event="round"), watched([], 0))) == 0
    assert answers(reading(event="round"), watched([], 2)).tolist() == [False, False]
    assert answers(reading(deal="black_sea"), watched([], 2)).tolist() == [False, False]
    assert answers(reading(state="war"), watched([], 2)).tolist() == [True, True]


# --- combinations

SIMPLE = st.sampled_from([
    {"event": "round"}, {"event": "round", "via": "TUR"}, {"deal": "black_sea"}, {"state": "war"}, {"event": "victory"},
])  # fmt: skip
ROWS = st.lists(
    st.tuples(
        st.integers(0, 2), st.integers(0, 30), st.sampled_from(READ),
        st.sampled_from(["black_sea", "ceasefire", "settlement"]), st.sampled_from(["", "TUR"]),
    ),
    max_size=12,
)  # fmt: skip


@given(st.lists(SIMPLE, min_size=1, max_size=3), ROWS)
def test_all_any_and_none_hold_together(parts, rows):
    seen = watched(sorted(rows, key=lambda row: row[1]))
    each = np.array([answers(reading(**part), seen) for part in parts])
    assert (answers(reading(all=parts), seen) == each.all(axis=0)).all()
    assert (answers(reading(any=parts), seen) == each.any(axis=0)).all()
    assert (answers(reading(none=parts), seen) == ~each.any(axis=0)).all()


@given(ROWS, st.integers(0, 3))
def test_at_most_is_the_opposite_of_at_least_one_more(rows, count):
    seen = watched(sorted(rows, key=lambda row: row[1]))
    most, more = reading(event="round", at_most=count), reading(event="round", at_least=count + 1)
    assert (answers(most, seen) != answers(more, seen)).all()


def test_dates_are_filled_in_everywhere():
    whole = Reading(all=[{"event": "round"}, {"deal": "black_sea"}])
    dated = whole.dated(START, dt.date(2025, 6, 1))
    assert [(part.begin, part.to, part.on) for part in dated.parts] == [
        (START, dt.date(2025, 6, 1), None), (None, None, dt.date(2025, 6, 1)),
    ]  # fmt: skip
    assert dated.last == dt.date(2025, 6, 1)


@pytest.mark.parametrize(
    "keys",
    [
        {}, {"event": "round", "deal": "black_sea"}, {"event": "rounds"}, {"deal": "black_sea", "via": "TUR"},
        {"state": "peace"}, {"event": "round", "on": START}, {"event": "round", "at_least": -1}, {"at_least": 1},
        {"event": "round", "from": dt.date(2025, 6, 1), "to": START}, {"all": [{"event": "round", "deal": "x"}]},
    ],
)  # fmt: skip
def test_readings_that_say_nothing_clear_are_refused(keys):
    with pytest.raises(ValidationError):
        Reading(**keys)
