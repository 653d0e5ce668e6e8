"""The contract of policies: the built-in ones keep it, each breach is refused under its own clause."""

from __future__ import annotations

import itertools
import random
from typing import Any

import numpy as np
import pytest

from diplomacy_abm.conformance import PolicyError, check_policy
from diplomacy_abm.policies.builtin import quantal
from diplomacy_abm.policies.registry import BUILTIN


@pytest.mark.parametrize("name", list(BUILTIN))
def test_built_in_policies_keep_the_contract(name: str):
    told = check_policy(name)
    assert len(told) == 6
    assert told[-1] == "compiles with numba: yes"


def test_a_function_is_checked_as_its_name_is():
    assert check_policy(quantal, menus=20) == check_policy("quantal", menus=20)


def test_a_policy_that_does_not_compile_is_told_so():
    def by_text(values, shares, tones, precision, u, view, weights):
        return len({f"{value:.3f}" for value in values}) - 1 if len(values) == 1 else 0

    assert check_policy(by_text)[-1].startswith("compiles with numba: no")


def _writes(position: int) -> Any:
    def policy(*inputs: Any) -> int:
        inputs[position][0] += 1.0
        return 0

    return policy


@pytest.mark.parametrize(("position", "name"), [(0, "values"), (1, "shares"), (2, "tones"), (5, "view")])
def test_writing_into_an_input_is_refused(position: int, name: str):
    with pytest.raises(PolicyError, match=f"writes into {name}, must leave it as it was"):
        check_policy(_writes(position))


def test_scratch_space_may_be_written():
    def policy(values, shares, tones, precision, u, view, weights):
        weights[:] = 3.0
        return 0

    assert "leaves its inputs as they were" in check_policy(policy, menus=20)


@pytest.mark.parametrize(
    ("answer", "named"),
    [(0.0, "float"), (np.float64(0.0), "float64"), (True, "bool"), (None, "NoneType"), ("0", "str")],
)
def test_anything_but_an_int_is_refused(answer: Any, named: str):
    with pytest.raises(PolicyError, match=f"returns {named}, must return an int"):
        check_policy(lambda *_: answer)


def test_an_int_of_numpy_is_an_int():
    assert check_policy(lambda values, *_: np.argmax(values), menus=20)


@pytest.mark.parametrize("wrong", [lambda values, *_: len(values), lambda *_: -1])
def test_an_index_off_the_menu_is_refused(wrong: Any):
    with pytest.raises(PolicyError, match=r"returns -?\d+, must be 0 to \d+$"):
        check_policy(wrong)


def test_a_menu_of_one_is_tried():
    with pytest.raises(PolicyError, match=r"returns 1, must be 0 to 0$"):
        check_policy(lambda *_: 1)


class Counting:
    """Chance of its own, in its simplest form: another answer each time it is asked."""

    def __init__(self) -> None:
        self.times = itertools.count()

    def __call__(self, values: Any, *_: Any) -> int:
        return next(self.times) % len(values)


@pytest.mark.parametrize(
    "chancy",
    [
        lambda values, *_: random.randrange(len(values)),
        lambda values, *_: int(np.random.randint(len(values))),  # noqa: NPY002
        lambda values, *_: int(np.random.default_rng().integers(len(values))),
        Counting(),
    ],
    ids=["random", "numpy", "fresh generator", "memory"],
)
def test_chance_of_its_own_is_refused(chancy: Any):
    with pytest.raises(PolicyError, match="chance must come from u alone"):
        check_policy(chancy)


def test_old_scratch_is_refused():
    def stale(values, shares, tones, precision, u, view, weights):
        return int(weights[-1]) % len(values)

    with pytest.raises(PolicyError, match="reads weights before it fills them"):
        check_policy(stale)


def test_an_exception_is_told_with_its_kind():
    with pytest.raises(PolicyError, match="raises ZeroDivisionError: "):
        check_policy(lambda *_: 1 // 0)


def test_large_values_are_tried():
    import math

    def overflows(values, shares, tones, precision, u, view, weights):
        return int(math.exp(precision * values[-1]) < 0.0)

    with pytest.raises(PolicyError, match="raises OverflowError"):
        check_policy(overflows)


def test_messages_are_one_line_and_name_the_menu():
    with pytest.raises(PolicyError, match=r"^menu \d+: ") as raised:
        check_policy(lambda *_: -1)
    assert "\n" not in str(raised.value)


def test_menus_follow_the_seed():
    seen: list[list[bytes]] = []
    for seed in (0, 0, 1):
        record: list[bytes] = []

        def remember(values, shares, tones, precision, u, view, weights, record=record):
            record.append(values.tobytes() + view.tobytes())
            return 0

        check_policy(remember, menus=15, seed=seed)
        seen.append(record[:30])
    assert seen[0] == seen[1]
    assert seen[0] != seen[2]
