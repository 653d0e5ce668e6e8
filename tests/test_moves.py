"""The catalogue of moves: what ships is whole and keeps to CAMEO; what is broken is refused."""

from __future__ import annotations

import pytest

from diplomacy_abm.moves import IDLE, by_name, catalogue, read_catalogue
from diplomacy_abm.state import EFFECTS, MOVES
from diplomacy_abm.vocabulary import Aim, Channel, Effect

MOVE_NAMES = [move.name for move in catalogue()]


def idle_row(channel: int, effect: Effect) -> str:
    """The least that a row needs."""
    return (
        f'[[move]]\nname = "{effect.name}"\nmeaning = "x"\n'
        f'channel = "{Channel(channel).name}"\neffect = "{effect.name}"\n'
    )


HEAD = '[[move]]\nname = "a"\nmeaning = "Words."\n'


def test_only_waiting_and_bookkeeping_have_no_code():
    without = {move.effect for move in catalogue() if move.cameo == ""}
    assert without == {*IDLE, Effect.EXOGENOUS, Effect.END, Effect.SLIP, Effect.SOUNDING, Effect.NEW_LEADER}
    assert all(move.goldstein == 0.0 for move in catalogue() if move.cameo == "")


def test_a_guarantee_is_an_offer_of_protection_and_a_slip_is_nobodys_act():
    """CAMEO 035x is for those who yield, 1211 for who refuses; 0334 is the intent to protect or keep the peace."""
    assert by_name("guarantee").cameo == by_name("promise_guarantee").cameo == "0334"
    assert by_name("slip").cameo == ""


def test_every_act_that_is_more_than_waiting_has_a_fixed_cost_on_the_channels_of_effort():
    for move in catalogue():
        if move.channel in (Channel.SUPPORT, Channel.MEDIATION) and move.effect not in IDLE:
            assert 0.0 < move.cost <= 0.02, move.name


def test_names_are_unique_and_found():
    assert len(set(MOVE_NAMES)) == len(MOVE_NAMES)
    assert [by_name(name).name for name in MOVE_NAMES] == MOVE_NAMES
    with pytest.raises(KeyError, match="moonwalk"):
        by_name("moonwalk")


def test_every_effect_has_a_move():
    assert {move.effect for move in catalogue()} == set(Effect)


def test_channels_stand_in_order_with_their_idle_move_first():
    first = {}
    for move in catalogue():
        first.setdefault(move.channel, move)
    assert list(first) == list(Channel)
    idle = [first[channel] for channel in Channel if channel != Channel.OUTCOME]
    assert tuple(move.effect for move in idle) == IDLE
    for move in idle:
        assert (move.aim, move.size, move.push, move.cost, move.trust, move.goldstein) == (Aim.NOBODY, 0, 0, 0, 0, 0)


def test_outcomes_and_only_they_are_nobodys_choice():
    for move in catalogue():
        assert (move.channel == Channel.OUTCOME) == (move.effect >= Effect.ROUND), move.name


def test_families_do_not_cross_channels():
    channels: dict[str, set[Channel]] = {}
    for move in catalogue():
        channels.setdefault(move.family, set()).add(move.channel)
    assert {family: found for family, found in channels.items() if len(found) > 1} == {}


def test_hostile_moves_escalate_and_friendly_ones_do_not():
    for move in catalogue():
        if move.push != 0.0:
            assert (move.push > 0.0) == (move.goldstein < 0.0), move.name
        assert move.cost >= 0.0
        assert move.trust >= 0.0
        assert -10.0 <= move.goldstein <= 10.0


def test_every_move_says_what_it_means():
    for move in catalogue():
        assert move.meaning.endswith("."), move.name
        assert "\n" not in move.meaning


def test_catalogue_fits_the_arrays():
    assert len(catalogue()) <= MOVES
    assert max(Effect) < EFFECTS


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ('[[move]]\nchannel = "military"\neffect = "hold"\nmeaning = "x"', r"cat: move 1 \(no name\): name is missing"),
        ('[[move]]\nname = "a"\nchannel = "military"\neffect = "hold"', r"move 1 \(a\): meaning is missing"),
        (HEAD + 'effect = "hold"', "channel is missing"),
        (HEAD + 'channel = "military"', "effect is missing"),
        (HEAD + 'channel = "culture"\neffect = "hold"', "CULTURE"),
        (HEAD + 'channel = "military"\neffect = "dance"', "DANCE"),
        (HEAD + 'channel = "military"\neffect = "hold"\naim = "moon"', "MOON"),
        (HEAD + 'channel = "military"\neffect = "hold"\nsise = 1.0', "unknown key 'sise'"),
        (HEAD + 'channel = "military"\neffect = "hold"\nsize = "big"', "big"),
    ],
)
def test_broken_row_is_refused_in_one_line(row: str, message: str):
    with pytest.raises(ValueError, match=message) as raised:
        read_catalogue(row, "cat")
    assert "\n" not in str(raised.value)


def test_the_row_at_fault_is_counted_and_named():
    good = HEAD + 'channel = "military"\neffect = "hold"\n'
    bad = '[[move]]\nname = "b"\nmeaning = "Words."\nchannel = "military"\neffect = "hold"\nbogus = 1\n'
    with pytest.raises(ValueError, match=r"^own\.toml: move 2 \(b\): "):
        read_catalogue(good + bad, "own.toml")


def test_a_name_may_not_stand_twice():
    row = HEAD + 'channel = "military"\neffect = "hold"\n'
    with pytest.raises(ValueError, match=r"^cat: a move name stands twice"):
        read_catalogue(row + row, "cat")


@pytest.mark.parametrize("missing", IDLE)
def test_every_channel_needs_its_idle_move(missing: Effect):
    rows = [idle_row(number, effect) for number, effect in enumerate(IDLE) if effect != missing]
    with pytest.raises(ValueError, match=f"^cat: no move with effect '{missing.name.lower()}'"):
        read_catalogue("".join(rows), "cat")


def test_what_a_row_leaves_out_is_nothing():
    rows = "".join(idle_row(number, effect) for number, effect in enumerate(IDLE))
    move = read_catalogue(rows)[0]
    assert (move.name, move.family, move.aim, move.cameo) == ("HOLD", "HOLD", Aim.NOBODY, "")
    assert (move.size, move.push, move.cost, move.trust, move.goldstein) == (0, 0, 0, 0, 0)
