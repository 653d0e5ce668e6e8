"""The mediator's text: which item it is about, at what terms, and whether it is heard."""

from diplomacy_abm.phases.common import Record, aged, believed, rests
from diplomacy_abm.phases.observe import public_slope, signing_margin
from diplomacy_abm.phases.sign import ceasefire_margin_of, deal_chance
from diplomacy_abm.rules.beliefs import accept_at
from diplomacy_abm.rules.mediation import both_come
from diplomacy_abm.rules.offer import egalitarian, kalai_smorodinsky, nash_product
from diplomacy_abm.rules.war_value import war_cost
from diplomacy_abm.state import GRID


def text_level(s: Record, c: Record, p: Record, m: int) -> int:
    """Concession level of the mediator's text, by the bargaining solution that `text_solution` names."""
    a = c.lead[0]
    b = c.lead[1]
    ideal_a = 0.0
    ideal_b = 0.0
    for q in range(GRID):
        gain_a = s.agreed[a, q] - s.war_public[a]
        gain_b = s.agreed[b, q] - s.war_public[b]
        if gain_a > 0.0 and gain_b > 0.0:
            ideal_a = max(ideal_a, gain_a)
            ideal_b = max(ideal_b, gain_b)
    best = 0
    top = -1e9
    for q in range(GRID):
        gain_a = s.agreed[a, q] - s.war_public[a]
        gain_b = s.agreed[b, q] - s.war_public[b]
        if p.text_solution < 0.5:
            score = nash_product(gain_a, gain_b, s.bias[m])
        elif p.text_solution < 1.5:
            score = kalai_smorodinsky(gain_a, gain_b, ideal_a, ideal_b)
        else:
            score = egalitarian(gain_a, gain_b)
        if score > top:
            top = score
            best = q
    return best


def public_cost(s: Record, c: Record, p: Record, i: int) -> float:
    """What the war costs lead i in everybody's eyes."""
    return war_cost(s.public_mean[i], s.toll[i], s.pooled[i], p.shield)


def public_stake(s: Record, c: Record, p: Record) -> float:
    """What peace would spare both sides together, as everybody can estimate it."""
    return public_cost(s, c, p, c.lead[0]) + public_cost(s, c, p, c.lead[1])


def item_worth(s: Record, c: Record, p: Record, a: int, q: int) -> float:
    """Chance of two yeses to an item at public values times what it would spare both; q the level of a settlement.

    What was turned down or broken counts for less until that is forgotten.
    """
    open_again = 1.0 - aged(s, c, p, s.rejected[a])
    if open_again <= 0.0:
        return 0.0
    lead_a = c.lead[0]
    lead_b = c.lead[1]
    if a == 0:
        chance_a = accept_at(signing_margin(s, lead_a, q, s.war_public[lead_a]), public_slope(s, p, lead_a))
        chance_b = accept_at(signing_margin(s, lead_b, q, s.war_public[lead_b]), public_slope(s, p, lead_b))
        return open_again * both_come(chance_a, chance_b) * public_stake(s, c, p)
    if a == 1:
        chance_a = accept_at(ceasefire_margin_of(s, c, p, lead_a, s.public_mean[lead_a]), public_slope(s, p, lead_a))
        chance_b = accept_at(ceasefire_margin_of(s, c, p, lead_b, s.public_mean[lead_b]), public_slope(s, p, lead_b))
        return open_again * both_come(chance_a, chance_b) * p.spared_ceasefire * public_stake(s, c, p)
    k = a - 2
    spared = p.spared_truce * public_stake(s, c, p) if c.covers[k] > 0 else 0.0
    return open_again * both_come(deal_chance(s, c, p, lead_a, k), deal_chance(s, c, p, lead_b, k)) * (
        c.gain[lead_a, k] + c.gain[lead_b, k] + spared
    )


def open_item(s: Record, c: Record, a: int) -> bool:
    """Whether the item of slot a can be agreed now."""
    if a == 0:
        return s.on[0] == 0
    if a == 1:
        return s.on[0] == 0 and s.on[1] == 0
    return c.separable[a - 2] == 1 and s.on[a] == 0 and s.on[0] == 0 and not rests(s, c, a)


def best_item(s: Record, c: Record, p: Record, q: int) -> int:
    """Slot of the item with the largest expected worth (single-text procedure); -1 when all is agreed."""
    best = -1
    top = 0.0
    for a in range(2 + c.n_issues):
        if open_item(s, c, a):
            worth = item_worth(s, c, p, a, q)
            if worth > top:
                top = worth
                best = a
    return best


def heard_share(s: Record, c: Record, p: Record, m: int) -> float:
    """Chance that a text of mediator m is heard by both."""
    return p.text_weight * s.factor * min(believed(s, c.lead[0], m), believed(s, c.lead[1], m))
