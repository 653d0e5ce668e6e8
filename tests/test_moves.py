"""The catalogue of moves: what ships is whole and keeps to CAMEO; what is broken is refused."""

from __future__ import annotations

import dataclasses

import pytest

from diplomacy_abm.moves import IDLE, Kind, Ladder, Rung, Told, by_name, catalogue, read_catalogue
from diplomacy_abm.registry import RULES
from diplomacy_abm.state import EFFECTS, MOVES
from diplomacy_abm.vocabulary import Aim, Channel, Effect

MOVE_NAMES = [move.name for move in catalogue()]


def idle_row(channel: int, effect: Effect) -> str:
    """The least that a row needs."""
    return (
        f'[[move]]\nname = "{effect.name}"\nmeaning = "x"\n'
        f'channel = "{Channel(channel).name}"\neffect = "{effect.name}"\n{TOLD}'
    )


TOLD = 'would = "wait"\nladder = { class = "status_quo", nearest = "wait", reason = "Nothing." }\n'
HEAD = f'[[move]]\nname = "a"\nmeaning = "Words."\n{TOLD}'
WAITS = HEAD + 'channel = "military"\neffect = "hold"\n'


def test_only_waiting_and_bookkeeping_have_no_code():
    assert {move.effect for move in catalogue() if move.chosen and move.cameo == ""} == set(IDLE)
    # of what follows from moves nobody's act has none: what comes from outside, and what is said in secret
    assert all(move.trust == 0.0 for move in catalogue() if move.cameo == "")
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
        (WAITS.replace('would = "wait"\n', ""), r"^cat: move 1 \(a\): would is missing"),
        (WAITS.replace(TOLD, 'would = "wait"\n'), "ladder is missing"),
        (WAITS.replace('"wait"', "5", 1), r"\(a\): would: is 5, must be a text"),
        (WAITS.replace('"wait"', '"go to {a}"', 1), r"would: has \{a\}, may have \{t\}"),
        (WAITS.replace('"wait"', '"go to {t"', 1), r"would: is 'go to \{t', expected '\}'"),
        (WAITS + 'did = ["{a} waits"]', "did: has 1 texts, must be two"),
        (WAITS + 'did = "{a} waits"', "did: is '{a} waits', must be a list of texts"),
        (WAITS + 'did = ["{a} waits", "{a} wait for {x}"]', r"did: has \{x\}, may have \{a\} or \{t\}"),
        (WAITS + 'mutual = "{t} wait"', r"mutual: has \{t\}, may have \{a\}"),
        (WAITS + 'rule = "eq:{t}"', r"rule: has \{t\}, may have nothing in braces"),
        (WAITS + 'brings = ["rain"]', "^cat: move a: brings: there is no move 'rain'"),
        (WAITS + "early = 1", "early: is 1, must be true or false"),
        (WAITS + 'deal = "no"', "deal: is 'no', must be true or false"),
        (WAITS + 'because.beauty = "x"', "because: is 'beauty', must be one of issue, security,"),
        (WAITS + "because.peace = 1", "because.peace: is 1, must be a text"),
        (WAITS + 'because = "x"', "because: is 'x', must be a table"),
        (WAITS + 'kind = "smoke"', "kind: is 'smoke', must be one of fire, press,"),
        (WAITS.replace("status_quo", "mild"), "ladder.class: is 'mild', must be one of nuclear, violent,"),
        (WAITS.replace('reason = "Nothing."', 'reason = "x", other = "mild"'), "ladder.other: is 'mild', must be one"),
        (WAITS.replace(', reason = "Nothing."', ""), "ladder: reason is missing"),
        (WAITS.replace("reason =", 'rung = "x", reason ='), "ladder: unknown key 'rung'"),
    ],
)
def test_broken_row_is_refused_in_one_line(row: str, message: str):
    with pytest.raises(ValueError, match=message) as raised:
        read_catalogue(row, "cat")
    assert "\n" not in str(raised.value)


def test_the_row_at_fault_is_counted_and_named():
    bad = WAITS.replace('"a"', '"b"') + "bogus = 1\n"
    with pytest.raises(ValueError, match=r"^own\.toml: move 2 \(b\): "):
        read_catalogue(WAITS + bad, "own.toml")


def test_a_name_may_not_stand_twice():
    with pytest.raises(ValueError, match=r"^cat: a move name stands twice"):
        read_catalogue(WAITS + WAITS, "cat")


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
    assert move.told == dataclasses.replace(Told(), would="wait", ladder=move.told.ladder)


def test_what_is_told_is_read_as_it_stands():
    rows = "".join(idle_row(number, effect) for number, effect in enumerate(IDLE))
    row = (
        '[[move]]\nname = "a"\nmeaning = "x"\nchannel = "support"\neffect = "pledge"\nwould = "help {t}"\n'
        'did = ["{a} helps {t}", "{a} help {t}"]\nmutual = "{a} help each other"\nhappens = "{t} is helped"\n'
        'early = true\ndeal = true\nbrings = ["HOLD"]\nbecause.peace = "calm"\nbecause.circumstances = "mood"\n'
        'kind = "arms"\nrule = "eq:value"\n'
        'ladder = { class = "posturing", nearest = "x", reason = "y", other = "violent" }\n'
    )
    assert read_catalogue(rows + row)[-1].told == Told(
        "help {t}", ("{a} helps {t}", "{a} help {t}"), "{a} help each other", "{t} is helped", True, ("HOLD",),
        {"peace": "calm", "circumstances": "mood"}, Kind.ARMS, True, "eq:value",
        Ladder(Rung.POSTURING, "x", "y", Rung.VIOLENT),
    )  # fmt: skip


def test_every_act_but_waiting_is_told_when_it_happens_and_weighed_by_a_rule():
    for move in catalogue():
        if move.chosen and not move.idle:
            assert move.told.did or move.told.happens, move.name
            assert move.told.rule, move.name
    assert {move.told.rule for move in catalogue()} - {""} <= set(RULES)


def test_the_words_of_a_move_name_its_target_where_it_has_one():
    """Who is named in the story is named in its cause, and a move at nobody names nobody."""
    for move in catalogue():
        texts = [move.told.would, *(move.told.did or ())]
        if move.chosen and move.aim == Aim.NOBODY:
            assert not any("{t}" in text for text in texts), move.name
        assert all("{a}" in text for text in texts[1:]), move.name


def test_what_a_move_brings_follows_from_moves_or_is_coming_to_the_table():
    for move in catalogue():
        for name in move.told.brings:
            assert not by_name(name).chosen or name == "attend", move.name
