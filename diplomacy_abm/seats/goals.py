"""How far an actor's goals are met in a week: one number from 0 to 1 for each goal, from what the model keeps.

An actor's *goal score* is the mean of these numbers over the weeks of the horizon, weighted by the goals of the
scenario (weights scaled to a sum of 1). A run that ends early keeps its last week up to the horizon. So a score is a
share: 1 is all it wants in every week. A learner is paid each week the change of its running score (the potential
of what has happened so far), so what it collects over a run is the score and nothing else.

The moves of the model are weighed by the same goals (``docs/odd.md`` 7.9), but one step ahead and in units of the
stake; a score looks back over the whole run, so the two do not rank moves alike, and need not.

What stands for a goal (all ours, judgement in form, without a free constant). *Own side* of a party is its side; a
mediator divides its concern by its bias, (1+β)/2 for side A (Kydd 2003), another patron by its alignment:

========== ===========================================================================================
issue      ``eq:utility`` of the settlement in force, without one of what the war is expected to bring
           (``eq:lottery``); a party's own, else the two leads' by concern
security   chance of the own side to prevail in a decisive fight (``eq:contest``), by concern
welfare    1/(1+k), k the weight of the war on the lead of the own side (``eq:burden`` without floor and
           sanctions): ½ at the start, 1 without any; by concern
standing   ½ + ½·u/(|u|+sd), u the standing at home of the side's lead, sd ``standing_sd``; parties only
alliance   a party: pooled support of its side (``eq:pooled-support``); a patron: chance to prevail of those
           it is aligned with, by alignment
peace      1 - intensity of the fighting
prestige   1 in a week in which it hosts a formal round or an agreement in its name is in force, else 0;
           mediators only
commerce   1 - sanctions in force: on itself for a party, else on the parties it trades with, by trade
========== ===========================================================================================

A goal that an actor has no quantity for (the standing of a patron) is left out and the other weights are scaled up.

The functions are plain Python on the records of :mod:`diplomacy_abm.state`, which the engine can compile.
"""

from __future__ import annotations

from typing import Any

from diplomacy_abm.phases.observe import war_utility
from diplomacy_abm.state import GOALS, GRID, Metric
from diplomacy_abm.vocabulary import Goal

Record = Any


def concern_for_a(c: Record, i: int) -> float:
    """Share of actor i's concern that is for side A: 1 or 0 for a party, by bias for a mediator, else by alignment."""
    if c.party[i] == 1:
        return 1.0 if c.side[i] == 0 else 0.0
    if c.mediator[i] == 1:
        return 0.5 * (1.0 + c.bias[i])
    return alignment_with_a(c, i)


def alignment_with_a(c: Record, i: int) -> float:
    """Share of side A in what actor i is aligned with, ½ for one aligned with nobody."""
    total = 0.0
    with_a = 0.0
    for x in range(c.n_parties):
        j = c.parties[x]
        if j != i and c.active[j] == 1:
            total += c.alignment[i, j]
            if c.side[j] == 0:
                with_a += c.alignment[i, j]
    return with_a / total if total > 0.0 else 0.5


def trade_with_parties(c: Record, i: int) -> float:
    """Sum of actor i's trade ties with the parties that take part."""
    total = 0.0
    for x in range(c.n_parties):
        j = c.parties[x]
        if j != i and c.active[j] == 1:
            total += c.commerce[i, j]
    return total


def is_aligned(c: Record, i: int) -> bool:
    """Whether actor i is aligned with any party that takes part."""
    for x in range(c.n_parties):
        j = c.parties[x]
        if j != i and c.active[j] == 1 and c.alignment[i, j] > 0.0:
            return True
    return False


def weigh_goals(c: Record, i: int, weights: Any) -> None:
    """Fill `weights` (8 numbers) with the weights of actor i's goals, those without a quantity 0, sum 1.

    An actor none of whose goals has a quantity and a weight gets zeros: its score is 0.
    """
    total = 0.0
    for goal in range(GOALS):
        weights[goal] = c.goal[i, goal]
    if c.party[i] == 0:
        weights[Goal.STANDING] = 0.0
        if not (c.patron[i] == 1 and is_aligned(c, i)):
            weights[Goal.ALLIANCE] = 0.0
        if trade_with_parties(c, i) <= 0.0:
            weights[Goal.COMMERCE] = 0.0
    if c.mediator[i] == 0:
        weights[Goal.PRESTIGE] = 0.0
    for goal in range(GOALS):
        total += weights[goal]
    for goal in range(GOALS):
        weights[goal] = weights[goal] / total if total > 0.0 else 0.0


def week_levels(s: Record, c: Record, p: Record, i: int, levels: Any) -> None:
    """Fill `levels` (8 numbers from 0 to 1) with how far actor i's goals were met in the week just recorded."""
    share = concern_for_a(c, i)
    chance_a = s.metric[Metric.P_CONTEST]
    levels[Goal.ISSUE] = issue_level(s, c, p, i, share)
    levels[Goal.SECURITY] = share * chance_a + (1.0 - share) * (1.0 - chance_a)
    ease_a = ease(s.metric[Metric.HURT_A], s.metric[Metric.WEARY_A])
    ease_b = ease(s.metric[Metric.HURT_B], s.metric[Metric.WEARY_B])
    levels[Goal.WELFARE] = share * ease_a + (1.0 - share) * ease_b
    levels[Goal.STANDING] = 0.0
    levels[Goal.ALLIANCE] = 0.0
    levels[Goal.PEACE] = 1.0 - s.metric[Metric.INTENSITY]
    levels[Goal.PRESTIGE] = 1.0 if carries(s, c, i) else 0.0
    levels[Goal.COMMERCE] = open_trade(s, c, i)
    if c.party[i] == 1:
        levels[Goal.STANDING] = applause(s.metric[Metric.STANDING_A + c.side[i]], p.standing_sd)
        levels[Goal.ALLIANCE] = s.metric[Metric.SUPPORT_A + c.side[i]]
    elif c.patron[i] == 1:
        aligned = alignment_with_a(c, i)
        levels[Goal.ALLIANCE] = aligned * chance_a + (1.0 - aligned) * (1.0 - chance_a)


def issue_level(s: Record, c: Record, p: Record, i: int, share: float) -> float:
    """What actor i has on the issues: a party's own utility, else that of the two leads by concern."""
    if c.party[i] == 1:
        return standing_terms(s, c, p, i)
    return share * standing_terms(s, c, p, c.lead[0]) + (1.0 - share) * standing_terms(s, c, p, c.lead[1])


def standing_terms(s: Record, c: Record, p: Record, j: int) -> float:
    """Utility to party j of the settlement in force, or of what the war is expected to bring."""
    if s.on[0] == 1:
        return s.utility[j, int(s.settlement_q * (GRID - 1) + 0.5)]
    return war_utility(s, c, p, j, s.metric[Metric.P_CONTEST])


def ease(hurt: float, weariness: float) -> float:
    """1/(1+k) with k the mean of hurt and weariness: ½ at the start of a war, 1 without any."""
    return 1.0 / (1.0 + 0.5 * (hurt + weariness))


def applause(standing: float, spread: float) -> float:
    """Standing at home from 0 to 1, ½ at none: ½ + ½ u/(|u|+sd)."""
    size = standing if standing > 0.0 else -standing
    total = size + spread
    return 0.5 + 0.5 * standing / total if total > 0.0 else 0.5


def carries(s: Record, c: Record, i: int) -> bool:
    """Whether mediator i hosted a formal round in the week just recorded, or an agreement in its name is in force."""
    week = s.step - 1
    if s.last_round == week and s.host == i and s.invited_until >= week:
        return True
    for a in range(2 + c.n_issues):  # noqa: SIM110 (numba compiles no generators)
        if s.on[a] == 1 and s.by[a] == i:
            return True
    return False


def open_trade(s: Record, c: Record, i: int) -> float:
    """One less the sanctions on a party, or on those that actor i trades with, by trade."""
    if c.party[i] == 1:
        return 1.0 - s.sanctions[i]
    total = trade_with_parties(c, i)
    if total <= 0.0:
        return 0.0
    closed = 0.0
    for x in range(c.n_parties):
        j = c.parties[x]
        if j != i and c.active[j] == 1:
            closed += c.commerce[i, j] * s.sanctions[j]
    return 1.0 - closed / total
