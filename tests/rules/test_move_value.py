"""What each move does for each goal: special cases, and the direction of every argument."""

import inspect
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplomacy_abm.rules import move_value
from diplomacy_abm.rules.move_value import (
    attend_motives,
    campaign_motives,
    convene_motives,
    court_motives,
    cut_motives,
    exchange_motives,
    formulate_motives,
    guarantee_motives,
    hand_over_motives,
    lever_motives,
    package_motives,
    press_to_talk_motives,
    relieve_motives,
    restrain_motives,
    sanction_motives,
    strike_motives,
    surge_motives,
    threaten_motives,
    visit_motives,
    walk_out_motives,
)
from diplomacy_abm.vocabulary import Goal

unit = st.floats(0.0, 1.0)

ARGUMENTS = {
    strike_motives: {
        "gain": "+security", "hawkishness": "+security", "war_cost": "-welfare", "retaliation": "-welfare",
        "support": "-alliance", "disapproval": "-alliance", "push": "-peace",
    },
    campaign_motives: {
        "strike_security": "+security", "strike_welfare": "+welfare", "strike_alliance": "+alliance",
        "ground": "+security", "hawkishness": "+security", "war_cost": "-welfare", "losses": "-welfare",
        "worn": "-security", "start": "-security", "push": "-peace",
    },
    restrain_motives: {
        "exposure": "-security", "support": "+alliance", "praise": "+alliance", "push": "-peace", "hope": "+issue",
        "spared": "+welfare",
    },
    exchange_motives: {
        "gain": "+welfare", "stock": "+welfare", "cost": "-standing", "help_of_mediator": "+standing",
    },
    court_motives: {"gain": "+issue+alliance", "alignment": "+alliance", "told": "+issue", "silence": "+alliance"},
    attend_motives: {
        "other_comes": "+issue+security+welfare", "hope": "+issue", "learning": "+issue", "stalling": "+security",
        "side_deal": "+welfare", "ripe": "+welfare", "refusal": "+standing", "image": "+standing",
        "seen": "-standing", "tired": "-standing",
    },
    threaten_motives: {"underrated": "+issue", "audience": "-standing", "climb_down": "-standing"},
    walk_out_motives: {"applause": "+standing", "hawkishness": "+standing", "refusal": "-standing", "hope": "-issue"},
    package_motives: {"gain": "+alliance", "usual": "+alliance", "gap": "+alliance"},
    surge_motives: {"gain": "+alliance", "danger": "+alliance", "filled": "-alliance", "relief": "+alliance"},
    cut_motives: {
        "gain": "0", "usual": "0", "gap": "-alliance", "saving": "+welfare-alliance+peace", "burden": "+welfare",
        "support": "+welfare-alliance+peace", "refused": "+peace",
    },
    sanction_motives: {
        "gain": "+alliance", "gap": "+alliance", "size": "-prestige-commerce", "tie": "-commerce",
        "welcome": "-prestige",
    },
    relieve_motives: {
        "gain": "+peace", "level": "+peace", "restraint": "+peace+commerce", "size": "+commerce", "tie": "+commerce",
    },
    press_to_talk_motives: {
        "gain": "-alliance+peace", "grip": "+peace", "support": "-alliance", "hinge": "+peace",
        "fresh": "-alliance+peace",
    },
    guarantee_motives: {"gain": "+peace", "missing": "+peace", "prospect": "+peace"},
    visit_motives: {"gain": "+peace", "stake": "+peace", "credibility": "+peace", "occasion": "+peace"},
    convene_motives: {
        "stake": "+peace", "prospect": "+peace", "before": "-peace", "after": "+peace+prestige", "honour": "0",
    },
    formulate_motives: {"credibility": "+peace", "expected": "+peace"},
    lever_motives: {
        "stake": "+peace", "rise": "+peace", "amount": "-issue-commerce", "tie": "-commerce", "lean": "-issue",
    },
    hand_over_motives: {"gain": "+peace", "own": "-peace", "other": "+peace", "honour": "-prestige"},
}  # fmt: skip
"""What more of an argument does to each goal; a goal that is not named does not feel it, "0" says nothing of any."""


def names_of(rule):
    return list(inspect.signature(rule).parameters)


def directions(text):
    """Sign by goal in a text such as "+issue-peace"."""
    signs = dict.fromkeys(Goal, 0)
    for word in text.replace("+", " +").replace("-", " -").split():
        signs[Goal[word[1:].upper()]] = 1 if word[0] == "+" else -1
    return signs


def test_every_rule_of_the_module_and_each_of_its_arguments_has_a_direction():
    rules = {f for _, f in inspect.getmembers(move_value, inspect.isfunction) if f.__module__ == move_value.__name__}
    assert set(ARGUMENTS) == rules
    for rule, arguments in ARGUMENTS.items():
        assert set(names_of(rule)) <= set(arguments), rule.__name__


@pytest.mark.parametrize("rule", list(ARGUMENTS), ids=lambda rule: rule.__name__)
@given(data=st.data())
def test_motives_are_finite_and_move_the_right_way(rule, data):
    """Every argument moves the goals it should, the right way, and no others."""
    arguments = {name: data.draw(unit) for name in names_of(rule)}
    motives = rule(**arguments)
    assert len(motives) == len(Goal)
    assert all(math.isfinite(m) for m in motives)
    for name, value in arguments.items():
        more = rule(**{**arguments, name: value + 0.25})
        if ARGUMENTS[rule][name] == "0":
            continue
        for goal, sign in directions(ARGUMENTS[rule][name]).items():
            change = more[goal] - motives[goal]
            assert (abs(change) <= 1e-12) if sign == 0 else (change * sign >= -1e-12), (name, goal)


@pytest.mark.parametrize("rule", list(ARGUMENTS), ids=lambda rule: rule.__name__)
def test_every_direction_is_felt_somewhere(rule):
    """An argument that is said to matter does: with all others at four tenths it changes what it should."""
    middle = dict.fromkeys(names_of(rule), 0.4)
    apart = {
        convene_motives: {"after": 0.7}, hand_over_motives: {"other": 0.7}, cut_motives: {"gap": -0.4, "burden": 1.4},
    }  # fmt: skip
    arguments = {**middle, **apart.get(rule, {})}
    motives = rule(**arguments)
    for name, value in arguments.items():
        more = rule(**{**arguments, name: value + 0.15})
        for goal, sign in directions("" if ARGUMENTS[rule][name] == "0" else ARGUMENTS[rule][name]).items():
            assert sign == 0 or (more[goal] - motives[goal]) * sign > 1e-6, (name, goal)


SIGNED_FROM_ZERO = {convene_motives}


@pytest.mark.parametrize("rule", [r for r in ARGUMENTS if r not in SIGNED_FROM_ZERO], ids=lambda rule: rule.__name__)
def test_nothing_in_nothing_out(rule):
    assert all(m == 0.0 for m in rule(**dict.fromkeys(names_of(rule), 0.0)))


def only(**goals):
    """Motives that are zero but for the goals named."""
    motives = [0.0] * len(Goal)
    for name, value in goals.items():
        motives[Goal[name.upper()]] = value
    return pytest.approx(tuple(motives), abs=1e-12)


@given(unit, unit, unit)
def test_schelling_strike_is_its_gain_for_security_alone(gain, hawkishness, cost):
    """Schelling (1966): the power to hurt, against what comes back."""
    motives = strike_motives(gain, hawkishness, cost, 0.5, 0.4, 0.1, 0.02)
    assert motives == only(security=gain * (0.5 + hawkishness), welfare=-0.5 * cost, alliance=-0.4 * 0.1, peace=-0.02)


@given(unit, unit, unit, st.floats(0.001, 0.2))
def test_a_campaign_goes_on_where_it_would_not_be_begun(ground, cost, losses, start):
    """Dixit (1989): the cost of starting makes a band in which what is going on goes on and nothing is begun."""
    strike = (0.06, -0.02, -0.01)
    begun = campaign_motives(*strike, ground, 0.5, cost, losses, 0.0, start, 0.04)
    going = campaign_motives(*strike, ground, 0.5, cost, losses, 0.0, 0.0, 0.04)
    assert sum(going) - sum(begun) == pytest.approx(start)
    assert going == only(security=0.06 + ground, welfare=-0.02 - cost * losses, alliance=-0.01, peace=-0.04)
    edge = campaign_motives(0.0, 0.0, 0.0, cost * losses + 0.5 * start, 0.5, cost, losses, 0.0, start, 0.0)
    assert sum(edge) < 0.0 < sum(edge) + start
    assert campaign_motives(*strike, 0.0, 0.5, cost, 0.0, 0.0, 0.0, 0.0) == only(
        security=0.06, welfare=-0.02, alliance=-0.01
    )
    worn = campaign_motives(*strike, ground, 0.5, cost, losses, 0.03, 0.0, 0.04)
    assert sum(going) - sum(worn) == pytest.approx(0.03)


@given(unit, unit, unit)
def test_osgood_restraint_earns_peace_and_hope(exposure, praise, hope):
    """Osgood (1962): a pause (push < 0) is worth more to who wants peace or a deal, or answers the enemy's pause."""
    assert restrain_motives(exposure, 0.5, praise, -0.1, hope, 0.03) == only(
        issue=hope, security=-exposure, welfare=0.03, alliance=0.5 * praise, peace=0.1
    )
    assert restrain_motives(exposure, 0.0, praise, 0.0, 0.0, 0.0) == only(security=-exposure)


@given(unit, st.floats(0.0, 10.0), unit, unit)
def test_exchange_value_is_capped_at_two_batches(gain, stock, cost, helped):
    motives = exchange_motives(gain, stock, cost, helped)
    assert motives == only(welfare=gain * min(stock, 2.0), standing=-cost * (1.0 - helped))
    assert exchange_motives(gain, 5.0, cost, helped) == exchange_motives(gain, 2.0, cost, helped)
    assert exchange_motives(gain, 0.0, cost, 0.0) == only(standing=-cost)
    assert exchange_motives(gain, stock, cost, 1.0)[Goal.STANDING] == 0.0


@given(unit, unit, unit)
def test_a_visit_right_after_a_visit_is_worth_nothing(gain, alignment, told):
    assert court_motives(gain, alignment, 0.0, 0.0) == only()
    assert court_motives(gain, alignment, told, 1.0) == only(issue=gain * told, alliance=gain * alignment)
    assert court_motives(gain, alignment, told, 0.5)[Goal.ALLIANCE] == pytest.approx(0.5 * gain * alignment)


@given(unit, unit, unit)
def test_coming_is_worth_what_it_promises(other, hope, seen):
    """Zartman (2000), Pruitt (2005): a way out counts as far as the other is expected; being seen counts anyway."""
    assert attend_motives(other, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, seen, 0.0) == only(standing=-seen)
    assert attend_motives(0.0, hope, 0.2, 0.3, 0.4, 0.0, 0.0, 0.0, 0.0, 0.0) == only()
    assert attend_motives(other, hope, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, seen, 0.01) == only(
        issue=other * (hope + 0.02), security=other * 0.03, welfare=other * 0.04 + 0.05,
        standing=0.06 + 0.07 - seen - 0.01,
    )  # fmt: skip


@given(st.floats(-1.0, 1.0), st.floats(0.001, 1.0), st.floats(0.001, 1.0))
def test_fearon_threats_are_for_the_resolved(underrated, audience, climb_down):
    """Fearon (1994, 1997): a threat costs when one backs down, so only one that is underrated makes it."""
    motives = threaten_motives(underrated, audience, climb_down)
    assert motives == only(issue=0.5 * underrated, standing=-audience * climb_down)
    assert (sum(motives) > 0.0) == (underrated > 2.0 * audience * climb_down)
    assert sum(threaten_motives(-abs(underrated), audience, climb_down)) < 0.0


@given(unit, unit, unit)
def test_walking_out_gives_up_the_hope(applause, hawkishness, hope):
    assert walk_out_motives(applause, hawkishness, 0.03, hope) == only(
        issue=-hope, standing=applause * hawkishness - 0.03
    )
    assert walk_out_motives(applause, 0.0, 0.0, 0.0) == only()


@given(unit, unit, unit)
def test_packages_wait_for_the_gap(gain, usual, gap):
    """Caplin & Leahy (2010): a quadratic loss makes a small gap not worth a fixed cost."""
    assert package_motives(gain, usual, gap) == only(alliance=gain * usual * gap * gap)
    assert package_motives(gain, usual, -gap) == only()
    assert package_motives(gain, usual, 2.0 * gap)[Goal.ALLIANCE] == pytest.approx(4.0 * gain * usual * gap * gap)


@given(unit, unit, unit)
def test_surges_answer_danger_once(gain, danger, filled):
    rest = {"relief": 1.0} if "relief" in names_of(surge_motives) else {}
    assert surge_motives(gain, danger, filled, **rest) == only(alliance=gain * danger * (1.0 - filled))
    assert surge_motives(gain, danger, 1.0, **rest) == only()
    assert surge_motives(gain, 0.0, filled, **rest) == only()


@given(unit, unit, unit, unit, unit)
def test_a_cut_needs_a_reason(gain, usual, gap, saving, support):
    """A level above the wanted one, weariness at home, or a refusal under pressure; else it is a loss."""
    assert cut_motives(gain, usual, gap, saving, 1.0, support, 0.0) == only(alliance=-saving * support)
    over = cut_motives(gain, usual, -gap, saving, 1.0, support, 0.0)
    assert over == only(alliance=gain * usual * gap * gap - saving * support)
    assert cut_motives(gain, usual, gap, saving, 1.5, support, 0.6) == only(
        welfare=0.5 * saving * support, alliance=-saving * support, peace=0.6 * saving * support
    )
    assert cut_motives(gain, usual, gap, saving, 0.5, support, 0.0)[Goal.WELFARE] == 0.0


@given(unit, unit, unit, unit, unit)
def test_sanctions_stop_at_the_wanted_level(gain, gap, size, tie, welcome):
    """A mediator that punishes a party risks its welcome there."""
    assert sanction_motives(gain, gap, size, tie, 0.0) == only(alliance=gain * gap, commerce=-size * tie)
    assert sanction_motives(gain, -gap, size, tie, 0.0) == only(commerce=-size * tie)
    assert sanction_motives(gain, 0.0, size, 0.0, 0.0) == only()
    assert sanction_motives(gain, 0.0, size, 0.0, welcome) == only(prestige=-size * welcome)


@given(unit, unit, unit, unit, unit)
def test_easing_rewards_restraint(gain, level, restraint, size, tie):
    assert relieve_motives(gain, level, restraint, size, tie) == only(
        peace=gain * level * restraint, commerce=size * tie * restraint
    )
    assert relieve_motives(gain, level, 0.0, size, tie) == only()


@given(unit, unit, unit, unit, unit)
def test_pressure_is_for_the_absent(gain, grip, support, hinge, fresh):
    assert press_to_talk_motives(gain, grip, support, hinge, fresh) == only(
        alliance=-gain * support * fresh, peace=gain * grip * hinge * fresh
    )
    assert press_to_talk_motives(gain, grip, support, hinge, 0.0) == only()
    assert press_to_talk_motives(gain, 0.0, 0.0, hinge, fresh) == only()
    assert press_to_talk_motives(gain, grip, 0.0, 0.0, fresh) == only()


@given(unit, unit, unit)
def test_a_guarantee_already_given_gains_nothing(gain, missing, prospect):
    assert guarantee_motives(gain, missing, prospect) == only(peace=gain * missing * prospect)
    assert guarantee_motives(gain, 0.0, prospect) == only()


@given(unit, unit, unit, unit)
def test_no_credibility_no_leverage_no_value_of_mediating(gain, stake, credibility, occasion):
    assert visit_motives(gain, stake, credibility, occasion) == only(peace=gain * stake * credibility * occasion)
    assert visit_motives(gain, stake, 0.0, occasion) == only()
    assert visit_motives(gain, stake, credibility, 0.0) == only()
    assert formulate_motives(credibility, stake) == only(peace=credibility * stake)
    assert formulate_motives(0.0, stake) == only()
    assert lever_motives(stake, 0.0, 0.0, 1.0, 1.0) == only()


@given(unit, unit, unit, unit)
def test_kydd_lever_against_the_favoured_side_costs_more(stake, rise, amount, lean):
    """Kydd (2003): a biased mediator does not like to lean on its own side; leaning the other way is free."""
    assert lever_motives(stake, rise, amount, 0.3, lean) == only(
        issue=-amount * lean, peace=stake * rise, commerce=-0.3 * amount
    )
    assert lever_motives(stake, rise, amount, 0.0, -lean) == only(peace=stake * rise)


@given(unit, unit, unit)
def test_convening_needs_two_likely_answers(stake, prospect, honour):
    assert convene_motives(stake, prospect, 0.1, 0.8, honour) == only(
        peace=stake * 0.7 * prospect, prestige=0.6 * honour
    )
    unasked = convene_motives(stake, prospect, 0.25, 0.25, honour)
    assert unasked == only(prestige=-0.5 * honour)
    assert convene_motives(stake, prospect, 0.9, 0.8, honour)[Goal.PEACE] == 0.0


@given(unit, unit, unit)
def test_handing_over_is_for_a_better_placed_mediator(gain, own, honour):
    assert hand_over_motives(gain, 0.2, 0.7, honour) == only(peace=0.5 * gain, prestige=-honour)
    assert hand_over_motives(gain, own, 0.5 * own, honour) == only(prestige=-honour)
