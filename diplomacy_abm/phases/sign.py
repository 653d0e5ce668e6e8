"""Agreements: what ceasefires and partial deals are worth, and signing them."""

from typing import Any

from diplomacy_abm.phases.common import Record, log_outcome, move_trust, trust_in
from diplomacy_abm.rules.agreement import breach_cost, ceasefire_gain, perceived_breach, separable_gain
from diplomacy_abm.rules.beliefs import accept_probability
from diplomacy_abm.rules.compliance import ceasefire_margin
from diplomacy_abm.rules.numeric import positive
from diplomacy_abm.rules.war_value import burden, war_cost
from diplomacy_abm.vocabulary import Effect


def lost_momentum(s: Record, c: Record, p: Record, i: int) -> float:
    """What a party that is advancing gives up by stopping."""
    toward = s.momentum if c.side[i] == 0 else -s.momentum
    return p.momentum_lost * p.momentum_weight * positive(toward)


def keeping_ceasefire(s: Record, c: Record, p: Record, j: int, cost: float) -> float:
    """Margin of j for keeping a ceasefire."""
    i = c.lead[1 - c.side[j]]
    broken = breach_cost(p.honour, p.deterrence, s.guaranteed[i], p.detection, max(s.monitoring, s.monitored[1]))
    weight = war_cost(cost, s.weight[j], s.pooled[j], p.shield)
    return ceasefire_margin(p.spared_ceasefire, weight, broken, positive(s.shift[j]))


def ceasefire_margin_of(s: Record, c: Record, p: Record, i: int, cost: float) -> float:
    """Margin of i for signing a ceasefire, at a private or believed cost of war."""
    j = c.lead[1 - c.side[i]]
    kept = keeping_ceasefire(s, c, p, j, s.public_mean[j])
    breach = perceived_breach(s.guaranteed[i], trust_in(s, i, j), kept, 0.0, p.temper)
    weight = war_cost(cost, s.weight[i], s.pooled[i], p.shield)
    gain = ceasefire_gain(
        p.spared_ceasefire, weight, breach, s.surprise[i], s.shift[i], lost_momentum(s, c, p, i)
    )
    return gain - p.ceasefire_cost * (1.0 - s.cover[i]) + s.pressure[i] + s.inducement[i] + s.standing[i]


def expected_ceasefire(s: Record, c: Record, p: Record, i: int) -> float:
    """What lead i expects of proposing a ceasefire: chance that the other lead accepts times its own gain."""
    j = c.lead[1 - c.side[i]]
    chance = accept_probability(ceasefire_margin_of(s, c, p, j, s.belief_mean[i, j]), 0.0, p.lambda_accept)
    return chance * ceasefire_margin_of(s, c, p, i, s.private_cost[i])


def deal_gain(s: Record, c: Record, p: Record, i: int, k: int, home: float) -> float:
    """Gain of i from a deal on separable issue k; `home` scales what it costs at home (less for a renewal)."""
    j = c.lead[1 - c.side[i]]
    spared = p.spared_truce if c.covers[k] > 0 else 0.0
    weight = war_cost(s.private_cost[i], s.weight[i], s.pooled[i], p.shield)
    price = p.deal_cost * home * (1.0 - s.cover[i])
    return separable_gain(
        c.gain[i, k], spared, weight, s.surprise[i], s.guaranteed[i], trust_in(s, i, j), price
    )


def open_slot(s: Record, c: Record, a: int, until: int, by: int) -> None:
    """Bring an agreement into force."""
    s.on[a] = 1
    s.since[a] = s.step
    s.until[a] = until
    s.suspended[a] = 0
    s.by[a] = by
    s.monitored[a] = s.monitoring


def announce(s: Record, c: Record, p: Record, log: Any, a: int, by: int, value: float) -> None:
    """Log a signature and let trust between the leads feel it."""
    log_outcome(s, c, log, Effect.SIGN, c.lead[0], c.lead[1], a, by, value)
    for side in range(2):
        move_trust(s, c, p, c.lead[side], c.lead[1 - side], c.ef_row[Effect.SIGN], 1.0 if a < 2 else p.deal_weight)


def sign_settlement(s: Record, c: Record, p: Record, log: Any, q: int, author: int, host: int) -> None:
    """A settlement takes the place of what was agreed before; inducements begin to fade, pressure is spent."""
    by = author if c.mediator[author] == 1 and c.party[author] == 0 else host
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
    open_slot(s, c, 1, 0, host)
    s.ceasefires = s.ceasefires + 1
    if s.first_ceasefire < 0:
        s.first_ceasefire = s.step
    for i in range(c.n):
        if c.party[i] == 1:
            s.ag_floor[i] = burden(s.hurt[i], s.weariness[i], 0.0)
    announce(s, c, p, log, 1, host, -1.0)


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
