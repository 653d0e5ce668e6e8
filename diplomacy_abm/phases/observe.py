"""Phase 2: what the fighting shows, and what each party makes of the war, the packages and the chances of a deal."""

import math
from typing import Any

from diplomacy_abm.phases.common import Record, in_steps, noise, side_capability, trust_in
from diplomacy_abm.rules.agreement import agreement_value, breach_cost, concession_cost, perceived_breach
from diplomacy_abm.rules.beliefs import accept_at, accept_slope, battlefield_noise, kalman_gain
from diplomacy_abm.rules.contest import contest_success, momentum, surprise_cost
from diplomacy_abm.rules.offer import expected_offer
from diplomacy_abm.rules.support import due_between
from diplomacy_abm.rules.war_value import burden, discounted_shift, issue_loss, lottery_position, war_cost
from diplomacy_abm.state import GRID, HORIZONS, LOOKBACK
from diplomacy_abm.vocabulary import Decision


def observe(s: Record, c: Record, p: Record, log: Any) -> None:
    """Learn from the week's fighting, then assess where everybody stands."""
    read_battlefield(s, c, p)
    assess_front(s, c, p)
    forecast(s, c, p)
    for i in range(c.n):
        if c.active[i] == 1 and c.party[i] == 1:
            assess_war(s, c, p, i)
    assess_table(s, c, p)


def assess_table(s: Record, c: Record, p: Record) -> None:
    """What each package is worth to each party, what each lead would offer, and the zone of agreement."""
    for i in range(c.n):
        if c.active[i] == 1 and c.party[i] == 1:
            assess_packages(s, c, p, i)
    for side in range(2):
        assess_offer(s, c, p, c.lead[side])
    assess_zone(s, c, p)


def read_battlefield(s: Record, c: Record, p: Record) -> None:
    """A noisy, public sign of each party's private cost; beliefs drift and learn."""
    variance = battlefield_noise(p.battlefield_noise, s.intensity * s.ground * c.days / 7.0)
    for j in range(c.n):
        if c.active[j] == 0 or c.party[j] == 0:
            continue
        seen = s.private_cost[j] + math.sqrt(variance) * noise(s, c, j, Decision.BATTLEFIELD)
        drift = p.belief_drift * p.belief_drift * c.days / 7.0
        s.public_var[j] += drift
        gain = kalman_gain(s.public_var[j], variance)
        s.public_mean[j] += gain * (seen - s.public_mean[j])
        s.public_var[j] = (1.0 - gain) * s.public_var[j]
        for i in range(c.n):
            if c.active[i] == 1 and c.party[i] == 1 and c.side[i] != c.side[j]:
                s.belief_var[i, j] += drift
                gain = kalman_gain(s.belief_var[i, j], variance)
                s.belief_mean[i, j] += gain * (seen - s.belief_mean[i, j])
                s.belief_var[i, j] = (1.0 - gain) * s.belief_var[i, j]


def assess_front(s: Record, c: Record, p: Record) -> None:
    """Momentum, stalemate and each side's chance to prevail."""
    back = int(in_steps(c, p.lookback) + 0.5)
    before = s.fronts[(s.step - 1 - min(back, LOOKBACK - 2)) % LOOKBACK]
    s.momentum = momentum(s.front, before, p.stuck)
    moved = s.front - before
    s.stuck = 1 if moved < p.stuck and moved > -p.stuck else 0
    own = side_capability(s, c, 0)
    enemy = side_capability(s, c, 1)
    s.p = contest_success(own, enemy, p.decisiveness, p.momentum_weight * s.momentum)
    s.p_still = contest_success(own, enemy, p.decisiveness, 0.0)


def forecast(s: Record, c: Record, p: Record) -> None:
    """Side A's chance to prevail at several horizons (weeks), if what is pledged arrives as far as it is believed."""
    last = s.step + 1.0
    for k in range(s.n_pipelines):
        if s.pl_rate[k] > 0.0 and s.pl_last[k] > last:
            last = s.pl_last[k]
    s.horizon_h[0] = 4.0
    s.horizon_h[1] = 13.0
    s.horizon_h[2] = 26.0
    s.horizon_h[3] = 52.0
    s.horizon_h[4] = 104.0
    s.horizon_h[5] = (last - s.step - 1.0) * c.days / 7.0
    own_now = side_capability(s, c, 0)
    enemy_now = side_capability(s, c, 1)
    for h in range(HORIZONS):
        own = own_now
        enemy = enemy_now
        for k in range(s.n_pipelines):
            due = s.pl_credibility[k] * due_between(
                s.pl_rate[k], s.pl_first[k], s.pl_last[k], s.step + 1.0, s.step + 1.0 + in_steps(c, s.horizon_h[h])
            )
            if c.side[s.pl_recipient[k]] == 0:
                own += due
            elif c.side[s.pl_recipient[k]] == 1:
                enemy += due
        s.horizon_p[h] = contest_success(own, enemy, p.decisiveness, p.momentum_weight * s.momentum)


def war_utility(s: Record, c: Record, p: Record, i: int, chance_a: float) -> float:
    """Utility of the package that the war is expected to bring."""
    loss = 0.0
    for k in range(c.n_issues):
        position = lottery_position(chance_a, c.ideal[c.lead[0], k], c.ideal[c.lead[1], k])
        loss += issue_loss(position, c.ideal[i, k], c.salience[i, k], p.curvature)
    return 1.0 - loss


def assess_war(s: Record, c: Record, p: Record, i: int) -> None:
    """Value of war now and to come, privately and as others see it; exposure to surprise."""
    own_p = s.p if c.side[i] == 0 else 1.0 - s.p
    s.weight[i] = burden(s.hurt[i], s.weariness[i], s.ag_floor[i]) * (1.0 + p.sanction_weight * s.sanctions[i])
    fought = war_utility(s, c, p, i, s.p)
    cost = war_cost(s.private_cost[i], s.weight[i], s.pooled[i], p.shield)
    public = war_cost(s.public_mean[i], s.weight[i], s.pooled[i], p.shield)
    s.war[i] = fought - cost
    s.war_public[i] = fought - public
    rising = 0.0
    falling = 0.0
    for h in range(HORIZONS):
        shift = discounted_shift(fought, war_utility(s, c, p, i, s.horizon_p[h]), c.patience[i], s.horizon_h[h])
        if shift > rising:
            rising = shift
        if shift < falling:
            falling = shift
    s.shift[i] = rising if rising > -falling else falling
    s.to_come[i] = s.war[i] + s.shift[i]
    s.to_come_public[i] = s.war_public[i] + s.shift[i]
    s.surprise[i] = surprise_cost(own_p, p.decisiveness, p.surprise)


def assess_packages(s: Record, c: Record, p: Record, i: int) -> None:
    """Value to i of each package, given the breach by the other lead it fears, and what signing costs at home."""
    j = c.lead[1 - c.side[i]]
    breaking = s.to_come_public[j] - breach_cost(p.honour, p.deterrence, s.guaranteed[i], p.detection, s.monitoring)
    trust = trust_in(s, i, j)
    for q in range(GRID):
        keeping = s.utility[j, q] + s.inducement[j]
        breach = perceived_breach(s.guaranteed[i], trust, keeping, breaking, p.temper)
        s.agreed[i, q] = agreement_value(s.utility[i, q], s.inducement[i], breach, s.to_come_public[i], s.surprise[i])
        s.conceded[i, q] = concession_cost(p.concession_cost, s.utility[i, q], s.cover[i])


def signing_margin(s: Record, i: int, q: int, war: float) -> float:
    """Margin of signing q for i: A - (W - pressure) - concession cost + standing."""
    return s.agreed[i, q] - (war - s.pressure[i]) - s.conceded[i, q] + s.standing[i]


def believe(s: Record, c: Record, p: Record, i: int, j: int) -> None:
    """Note what i believes of j, its value of war and slope of acceptance; the public's belief on one's own side."""
    mean = s.public_mean[j]
    variance = s.public_var[j]
    if c.side[i] != c.side[j]:
        mean = s.belief_mean[i, j]
        variance = s.belief_var[i, j]
    scale = war_cost(1.0, s.weight[j], s.pooled[j], p.shield)
    s.their_war[j] = s.war_public[j] + (s.public_mean[j] - mean) * scale
    s.their_slope[j] = accept_slope(scale * math.sqrt(variance), p.lambda_accept)


def believe_all(s: Record, c: Record, p: Record, i: int) -> None:
    """Note what i believes of everybody else whose consent is needed."""
    for x in range(c.n_parties):
        j = c.parties[x]
        if j != i and c.active[j] == 1 and c.veto[j] == 1:
            believe(s, c, p, i, j)


def all_accept(s: Record, c: Record, i: int, q: int) -> float:
    """Chance, as i believes (see :func:`believe_all`), that everybody else whose consent is needed signs q."""
    chance = 1.0
    for x in range(c.n_parties):
        j = c.parties[x]
        if j != i and c.active[j] == 1 and c.veto[j] == 1:
            chance *= accept_at(signing_margin(s, j, q, s.their_war[j]), s.their_slope[j])
    return chance


def assess_offer(s: Record, c: Record, p: Record, i: int) -> None:
    """The package that lead i would table, its chance and its surplus."""
    believe_all(s, c, p, i)
    war = s.war[i] - s.pressure[i]
    best = -1e9
    for q in range(GRID):
        chance = all_accept(s, c, i, q)
        value = expected_offer(chance, s.agreed[i, q] + s.standing[i], war, s.conceded[i, q])
        if value > best:
            best = value
            s.best_q[i] = q
            s.best_chance[i] = chance
    s.best_surplus[i] = signing_margin(s, i, int(s.best_q[i]), s.war[i])


def public_slope(s: Record, p: Record, j: int) -> float:
    """Slope of j's acceptance as the public believes it."""
    scale = war_cost(1.0, s.weight[j], s.pooled[j], p.shield)
    return accept_slope(scale * math.sqrt(s.public_var[j]), p.lambda_accept)


def assess_zone(s: Record, c: Record, p: Record) -> None:
    """What the public thinks of a deal: the largest smaller gain over packages, and the chance of agreement."""
    a = c.lead[0]
    b = c.lead[1]
    slope_a = public_slope(s, p, a)
    slope_b = public_slope(s, p, b)
    zone = -9.0
    prospect = 0.0
    for q in range(GRID):
        margin_a = signing_margin(s, a, q, s.war_public[a])
        margin_b = signing_margin(s, b, q, s.war_public[b])
        zone = max(zone, min(margin_a, margin_b))
        prospect = max(prospect, accept_at(margin_a, slope_a) * accept_at(margin_b, slope_b))
    s.zone = zone
    s.prospect = prospect
