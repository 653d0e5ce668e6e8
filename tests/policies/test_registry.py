"""Names of policies: registered by a decorator, found by name, never taken twice."""

from __future__ import annotations

import pytest

from diplomacy_abm.policies import get, names, policy
from diplomacy_abm.policies.registry import BUILTIN, NO_MEDIATION, by_number, forget, own_functions
from diplomacy_abm.vocabulary import CUSTOM, Policy

pytestmark = pytest.mark.usefixtures("own_policies_forgotten")


def first(values, shares, tones, precision, u, view, weights):
    """Does nothing.

    More words.
    """
    return 0


def last(values, shares, tones, precision, u, view, weights):
    return len(values) - 1


def test_built_in_names_and_numbers_are_those_of_the_vocabulary():
    assert {name.upper().replace("-", "_"): entry[0] for name, entry in BUILTIN.items()} == dict(Policy.__members__)
    assert get(NO_MEDIATION).number == Policy.QUANTAL
    for name, (number, function) in BUILTIN.items():
        entry = get(name)
        assert (entry.number, entry.function, entry.built_in) == (number, function, True)
        assert by_number(number) is function
        assert entry.meaning.endswith(".")


def test_decorator_registers_and_returns_the_function():
    assert policy("mine")(first) is first
    assert names()[-1] == "mine"
    entry = get("mine")
    assert (entry.function, entry.built_in, entry.meaning) == (first, False, "Does nothing.")
    assert entry.number >= CUSTOM
    assert by_number(entry.number) is first


def test_numbers_follow_the_order_of_registration():
    policy("one")(first)
    policy("two")(last)
    assert get("two").number == get("one").number + 1
    assert own_functions()[-2:] == (first, last)
    assert get("two").meaning == "No description."


@pytest.mark.parametrize("name", list(BUILTIN))
def test_names_of_built_in_policies_are_taken(name: str):
    with pytest.raises(ValueError, match=f"policy name '{name}' is built in; choose another one"):
        policy(name)
    assert get(name).built_in


def test_registering_again_replaces_under_the_same_number():
    policy("mine")(first)
    number = get("mine").number
    policy("mine")(last)
    assert get("mine").function is last
    assert get("mine").number == number
    assert by_number(number) is last
    assert names().count("mine") == 1


def test_an_unknown_name_is_refused_with_the_nearest():
    policy("mine-own")(first)
    with pytest.raises(ValueError, match=r"unknown policy 'mine-owm'.*did you mean 'mine-own'\?$") as raised:
        get("mine-owm")
    assert "\n" not in str(raised.value)
    with pytest.raises(ValueError, match="must be one of quantal, "):
        get("zzz")


def test_only_the_newest_can_be_forgotten():
    policy("one")(first)
    policy("two")(last)
    forget("one")
    assert get("one").function is first
    forget("two")
    forget("one")
    forget("never was")
    with pytest.raises(ValueError, match="unknown policy 'one'"):
        get("one")


def test_the_same_decorator_is_public():
    import diplomacy_abm

    assert diplomacy_abm.policy is policy
