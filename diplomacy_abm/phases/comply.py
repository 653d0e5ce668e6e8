"""Phase 6: each agreement in force is kept, suspended or broken by each party; terms are renewed or lapse."""

from typing import Any

from diplomacy_abm.phases.common import Record, draw, in_steps, log_outcome, move_trust, rests
from diplomacy_abm.phases.sign import deal_gain, keeping_ceasefire, weight_of
from diplomacy_abm.rules.agreement import breach_cost, coverage_at_risk
from diplomacy_abm.rules.beliefs import accept_probability
from diplomacy_abm.rules.compliance import breach_chance, kept_margin, settlement_margin, truce_hazard, truce_margin
from diplomacy_abm.rules.numeric import clip, per_step
from diplomacy_abm.state import GRID
from diplomacy_abm.vocabulary import Decision, Effect


def comply(s: Record, c: Record, p: Record, log: Any) -> None:
    """Go through the slots; a settlement or ceasefire may be broken by any party, a deal by the leads."""
    for a in range(2 + c.n_issues):
        if s.on[a] == 0 or rests(s, c, a) or (s.since[a] == s.step and s.step > 0):
            continue
        if s.suspended[a] > 0:
            while_suspended(s, c, p, log, a)
            continue
        if s.until[a] > 0 and s.step >= s.until[a]:
            renew(s, c, p, log, a)
            continue
        for j in range(c.n):
            concerned = c.party[j] == 1 and (a < 2 or j == c.lead[0] or j == c.lead[1])
            if c.active[j] == 1 and concerned and s.on[a] == 1 and s.suspended[a] == 0:
                keep_or_break(s, c, p, log, a, j)


def margin_at(s: Record, c: Record, p: Record, a: int, j: int, war: float, cost: float) -> float:
    """Margin of party j for keeping the agreement in slot a, at a value of the war to come and a cost of war."""
    if a == 0:
        i = c.lead[1 - c.side[j]]
        q = int(s.settlement_q * (GRID - 1) + 0.5)
        covered = coverage_at_risk(max(s.guaranteed[i], s.ag_cover[i]), max(s.guaranteed[j], s.ag_cover[j]))
        broken = breach_cost(p.honour, p.deterrence, covered, p.detection, s.monitored[0])
        return settlement_margin(s.utility[j, q], s.ag_induce[j], war, s.surprise[i], broken)
    if a == 1:
        return keeping_ceasefire(s, c, p, j, cost)
    return truce_margin(deal_gain(s, c, p, j, a - 2, cost, 0.0), p.honour, p.detection, s.monitored[a])


def margin_of(s: Record, c: Record, p: Record, a: int, j: int) -> float:
    """Margin of party j for keeping the agreement in slot a, as it reckons itself."""
    return margin_at(s, c, p, a, j, s.to_come[j], s.private_cost[j])


def seen_margin(s: Record, c: Record, p: Record, a: int, j: int) -> float:
    """Margin of party j for keeping the agreement in slot a as others can reckon it; what they cannot is its leaning.

    It is the margin by which the breach was feared when the agreement was signed, at today's values.
    """
    return margin_at(s, c, p, a, j, s.after_peace[j], s.public_mean[j])


def life_of(c: Record, p: Record, a: int) -> float:
    """Horizon H of the hazard, weeks: the life of its kind; the term that it was given where no violence is covered."""
    if a == 0:
        return p.life_settlement
    if a == 1:
        return p.life_ceasefire
    if c.covers[a - 2] > 0:
        return p.life_truce
    return c.term[a - 2] * c.days / 7.0 if c.term[a - 2] > 0 else p.default_term


def breach_hazard(s: Record, c: Record, p: Record, a: int, j: int) -> float:
    """Chance that party j breaks the agreement of slot a this step."""
    if a >= 2 and c.covers[a - 2] > 0:
        return per_step(truce_hazard(margin_of(s, c, p, a, j), p.temper, life_of(c, p, a)), c.days)
    scale = s.spread[j] * weight_of(s, c, p, a)
    kept = kept_margin(seen_margin(s, c, p, a, j), scale, s.leaning[a, j])
    return per_step(breach_chance(kept, life_of(c, p, a)), c.days)


def lived(s: Record, c: Record, p: Record, a: int) -> bool:
    """Whether slot a holds an accord under which people have come home of late: nobody breaks it or lets it lapse."""
    return a >= 2 and c.humanitarian[a - 2] == 1 and s.step - s.last_exchange <= in_steps(c, p.visit_memory)


def keep_or_break(s: Record, c: Record, p: Record, log: Any, a: int, j: int) -> None:
    """Party j keeps its word this week, or suspends or breaks it."""
    if lived(s, c, p, a):
        return
    hazard = breach_hazard(s, c, p, a, j)
    if hazard <= 0.0:
        return
    u = draw(s, c, j, Decision.COMPLY + a)
    if u >= hazard:
        return
    enemy = c.lead[1 - c.side[j]]
    if a >= 2 and s.by[a] >= 0 and u < hazard * p.suspend_share:
        s.suspended[a] = 1
        log_outcome(s, c, log, Effect.SUSPEND, j, enemy, a, s.by[a], -1.0)
        move_trust(s, c, p, enemy, j, c.ef_row[Effect.SUSPEND], 1.0)
        return
    break_agreement(s, c, p, log, a, j)


def exposed_share(c: Record, a: int) -> float:
    """Part of the strength that a breach in slot a finds off guard; 0 where no violence is covered."""
    if a == 0:
        return 1.0
    if a == 1:
        return 0.6
    return 0.25 if c.covers[a - 2] > 0 else 0.0


def break_agreement(s: Record, c: Record, p: Record, log: Any, a: int, j: int) -> None:
    """A breach: the heaviest event for trust, an attack where violence was covered; who vouched loses credit."""
    s.on[a] = 0
    # what was broken is not put on paper again until that is forgotten, as what was turned down
    s.rejected[a] = s.step
    s.breaches = s.breaches + 1
    s.last_breach = s.step
    s.window = s.step
    if a == 0 and s.first_breach < 0:
        s.first_breach = s.step
    log_outcome(s, c, log, Effect.BREACH, j, c.lead[1 - c.side[j]], a, s.by[a], -1.0)
    weight = weight_of(s, c, p, a)
    exposed = exposed_share(c, a)
    if exposed > 0.0:
        s.push[j] = s.push[j] + exposed * c.mv_push[c.ef_row[Effect.OFFENSIVE]]
    for i in range(c.n):
        if c.active[i] == 1 and c.party[i] == 1 and c.side[i] != c.side[j]:
            move_trust(s, c, p, i, j, c.ef_row[Effect.BREACH], weight)
            s.standing[i] = s.standing[i] - p.breach_anger * weight
            s.capability[i] = clip(s.capability[i] * (1.0 - exposed * p.surprise), 1e-4, 1e4)
            s.push[i] = s.push[i] + exposed * c.mv_push[c.ef_row[Effect.OFFENSIVE]]
            if s.by[a] >= 0 and s.reliable[i, s.by[a]] > 0.0:
                s.unreliable[i, s.by[a]] = s.unreliable[i, s.by[a]] + p.credibility_step * weight
    if a < 2:
        for i in range(c.n):
            s.ag_floor[i] = 0.0
            s.ag_induce[i] = 0.0


def while_suspended(s: Record, c: Record, p: Record, log: Any, a: int) -> None:
    """A suspended deal is resumed when its mediator works on it and both still want it, or lapses."""
    s.suspended[a] = s.suspended[a] + 1
    m = s.by[a]
    if m >= 0 and c.active[m] == 1 and both_want(s, c, p, a):
        s.suspended[a] = 0
        log_outcome(s, c, log, Effect.RESUME, c.lead[0], c.lead[1], a, m, -1.0)
    elif s.suspended[a] > in_steps(c, p.suspend_limit):
        lapse(s, c, p, log, a)


def renew(s: Record, c: Record, p: Record, log: Any, a: int) -> None:
    """The term is over: people come home under it or both want another one, or it lapses."""
    if lived(s, c, p, a) or both_want(s, c, p, a):
        term = c.term[a - 2] if a >= 2 and c.term[a - 2] > 0 else int(in_steps(c, p.default_term) + 0.5)
        s.until[a] = s.step + term
        log_outcome(s, c, log, Effect.RENEW, c.lead[0], c.lead[1], a, s.by[a], term)
        for side in range(2):
            move_trust(s, c, p, c.lead[side], c.lead[1 - side], c.ef_row[Effect.RENEW], weight_of(s, c, p, a))
    else:
        lapse(s, c, p, log, a)


def lapse(s: Record, c: Record, p: Record, log: Any, a: int) -> None:
    """An agreement ends without a breach."""
    s.on[a] = 0
    s.suspended[a] = 0
    log_outcome(s, c, log, Effect.LAPSE, c.lead[0], c.lead[1], a, s.by[a], -1.0)
    for side in range(2):
        move_trust(s, c, p, c.lead[side], c.lead[1 - side], c.ef_row[Effect.LAPSE], weight_of(s, c, p, a))
    if a < 2:
        for i in range(c.n):
            s.ag_floor[i] = 0.0


def both_want(s: Record, c: Record, p: Record, a: int) -> bool:
    """Whether both leads answer yes to going on with the agreement in slot a."""
    for side in range(2):
        j = c.lead[side]
        margin = margin_of(s, c, p, a, j)
        if a >= 2:
            margin = deal_gain(s, c, p, j, a - 2, s.private_cost[j], p.renewal_cost) + s.standing[j]
        if draw(s, c, j, Decision.RENEW + a) >= accept_probability(margin, 0.0, p.lambda_accept):
            return False
    return True
