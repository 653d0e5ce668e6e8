"""Agreements: what ceasefires and partial deals are worth, and signing them."""

from typing import Any

from diplomacy_abm.phases.common import Record, draw_leanings, log_outcome, move_trust, trust_in
from diplomacy_abm.phases.observe import advance_of, breach_feared, margin_spread
from diplomacy_abm.rules.agreement import (
    breach_cost,
    ceasefire_gain,
    coverage_at_risk,
    deal_weight,
    separable_gain,
)
from diplomacy_abm.rules.beliefs import accept_at, accept_probability, accept_slope
from diplomacy_abm.rules.compliance import ceasefire_margin
from diplomacy_abm.rules.numeric import positive
from diplomacy_abm.rules.war_value import burden, war_cost
from diplomacy_abm.vocabulary import Effect


def own_toll(s: Record, c: Record, p: Record, i: int, cost: float) -> float:
    """What the war to its expected end costs i, at a private or believed cost."""
    return war_cost(cost, s.toll[i], s.pooled[i], p.shield)


def keeping_ceasefire(s: Record, c: Record, p: Record, j: int, cost: float) -> float:
    """Margin of j for keeping a ceasefire."""
    i = c.lead[1 - c.side[j]]
    covered = coverage_at_risk(s.guaranteed[i], s.guaranteed[j])
    broken = breach_cost(p.honour, p.deterrence, covered, p.detection, max(s.monitoring, s.monitored[1]))
    return ceasefire_margin(p.spared_ceasefire, own_toll(s, c, p, j, cost), s.surprise[i], broken, positive(s.shift[j]))


def ceasefire_margin_of(s: Record, c: Record, p: Record, i: int, cost: float) -> float:
    """Margin of i for signing a ceasefire, at a private or believed cost of war."""
    j = c.lead[1 - c.side[i]]
    breach = breach_feared(s, c, p, i, keeping_ceasefire(s, c, p, j, s.public_mean[j]))
    gain = ceasefire_gain(
        p.spared_ceasefire, own_toll(s, c, p, i, cost), breach, s.surprise[i], s.shift[i], advance_of(s, c, p, i)
    )
    home = p.ceasefire_cost * (1.0 - s.cover[i]) + s.demand[i]
    return gain - home + s.pressure[i] + s.inducement[i] + s.standing[i]


def ceasefire_chance(s: Record, c: Record, p: Record, i: int) -> float:
    """Chance, as lead i believes, that the other lead accepts a ceasefire."""
    j = c.lead[1 - c.side[i]]
    slope = accept_slope(margin_spread(s, p, j, s.belief_var[i, j]), p.lambda_accept)
    return accept_at(ceasefire_margin_of(s, c, p, j, s.belief_mean[i, j]), slope)


def deal_gain(s: Record, c: Record, p: Record, i: int, k: int, cost: float, home: float) -> float:
    """Gain of i from a deal on separable issue k at a cost of war; `home` scales what it costs at home."""
    price = p.deal_cost * home * (1.0 - s.cover[i])
    if c.covers[k] == 0:
        return separable_gain(c.gain[i, k], 0.0, 0.0, 0.0, 1.0, price)
    trust = trust_in(s, i, c.lead[1 - c.side[i]])
    return separable_gain(c.gain[i, k], p.spared_truce, own_toll(s, c, p, i, cost), s.surprise[i], trust, price)


def deal_chance(s: Record, c: Record, p: Record, j: int, k: int) -> float:
    """Public chance that lead j says yes to a deal on issue k."""
    margin = deal_gain(s, c, p, j, k, s.public_mean[j], 1.0) + s.standing[j]
    spread = margin_spread(s, p, j, s.public_var[j]) * p.spared_truce if c.covers[k] > 0 else 0.0
    return accept_probability(margin, spread, p.lambda_accept)


def weight_of(s: Record, c: Record, p: Record, a: int) -> float:
    """How much the agreement of slot a weighs beside an end of the war: the mean of the two leads."""
    if a < 2:
        return 1.0
    total = 0.0
    for side in range(2):
        i = c.lead[side]
        spared = p.spared_truce if c.covers[a - 2] > 0 else 0.0
        cost = war_cost(s.public_mean[i], s.weight[i], s.pooled[i], p.shield)
        total += 0.5 * deal_weight(c.gain[i, a - 2], spared, cost)
    return total


def best_deal(s: Record, c: Record, p: Record, i: int) -> float:
    """What lead i can hope for from the best separable issue that is open: the chance of a yes times its gain."""
    j = c.lead[1 - c.side[i]]
    best = 0.0
    for k in range(c.n_issues):
        if c.separable[k] == 1 and s.on[2 + k] == 0:
            gain = deal_gain(s, c, p, i, k, s.private_cost[i], 1.0) + s.standing[i]
            if gain > best:
                best = max(best, deal_chance(s, c, p, j, k) * gain)
    return best


def open_slot(s: Record, c: Record, a: int, until: int, by: int) -> None:
    """Bring an agreement into force."""
    s.on[a] = 1
    s.since[a] = s.step
    s.until[a] = until
    s.suspended[a] = 0
    s.by[a] = by
    s.monitored[a] = s.monitoring
    draw_leanings(s, c, a)


def announce(s: Record, c: Record, p: Record, log: Any, a: int, by: int, value: float) -> None:
    """Log a signature; trust between the leads feels it, and past failures are forgotten."""
    log_outcome(s, c, log, Effect.SIGN, c.lead[0], c.lead[1], a, by, value)
    weight = weight_of(s, c, p, a)
    for side in range(2):
        move_trust(s, c, p, c.lead[side], c.lead[1 - side], c.ef_row[Effect.SIGN], weight)
        s.tired[c.lead[side]] = s.tired[c.lead[side]] * (1.0 - weight)
        # who has just got a signature has nothing to walk out over
        s.affront[c.lead[side]] = -999
        if a < 2:
            s.demand[c.lead[side]] = 0.0


def answerable(c: Record, author: int, host: int) -> int:
    """Who answers for an end of the fighting: the mediator whose text it is, else the host (-1: nobody)."""
    return author if c.mediator[author] == 1 and c.party[author] == 0 else host


def sign_settlement(s: Record, c: Record, p: Record, log: Any, q: int, author: int, host: int) -> None:
    """A settlement takes the place of what was agreed before; inducements begin to fade, pressure is spent."""
    by = answerable(c, author, host)
    open_slot(s, c, 0, 0, by)
    s.settlement_q = q / (s.utility.shape[1] - 1.0)
    for a in range(1, 2 + c.n_issues):
        s.on[a] = 0
    s.settlements = s.settlements + 1
    if s.first_settlement < 0:
        s.first_settlement = s.step
    for i in range(c.n):
        if c.party[i] == 1:
            s.ag_cover[i] = s.guaranteed[i]
            s.ag_induce[i] = s.inducement[i]
            s.inducement[i] = 0.0
            s.pressure[i] = 0.0
            s.ag_floor[i] = burden(s.hurt[i], s.weariness[i], 0.0)
    announce(s, c, p, log, 0, by, s.settlement_q)


def sign_ceasefire(s: Record, c: Record, p: Record, log: Any, author: int, host: int) -> None:
    """A general ceasefire, until it is broken."""
    by = answerable(c, author, host)
    open_slot(s, c, 1, 0, by)
    s.ceasefires = s.ceasefires + 1
    if s.first_ceasefire < 0:
        s.first_ceasefire = s.step
    for i in range(c.n):
        if c.party[i] == 1:
            s.ag_floor[i] = burden(s.hurt[i], s.weariness[i], 0.0)
    announce(s, c, p, log, 1, by, -1.0)


def sign_deal(s: Record, c: Record, p: Record, log: Any, k: int, m: int, host: int) -> None:
    """A partial deal with its term; with m ≥ 0 each lead signs with the mediator (mirror agreements).

    The mediator or else the host of the round answers for it: it can have a suspension mended, and it loses
    credibility over a breach.
    """
    until = s.step + c.term[k] if c.term[k] > 0 else 0
    open_slot(s, c, 2 + k, until, m if m >= 0 else host)
    s.partial_deals = s.partial_deals + 1
    if s.first_partial < 0:
        s.first_partial = s.step
    announce(s, c, p, log, 2 + k, m, -1.0)
