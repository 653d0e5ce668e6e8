"""Phase 2: what the fighting shows, and what each party makes of the war, the packages and the chances of a deal."""

import math
from typing import Any

from diplomacy_abm.phases.common import Record, in_steps, noise, prior_power, side_capability, steps_back
from diplomacy_abm.rules.agreement import (
    agreement_value,
    breach_cost,
    concession_cost,
    coverage_at_risk,
    halted_advance,
    leaning_scale,
    perceived_breach,
)
from diplomacy_abm.rules.beliefs import accept_at, accept_slope, battlefield_noise, kalman_gain
from diplomacy_abm.rules.compliance import settlement_margin
from diplomacy_abm.rules.contest import (
    contest_success,
    front_drift,
    momentum,
    prevailing,
    strength_ratio,
    surprise_cost,
)
from diplomacy_abm.rules.numeric import logistic, logit
from diplomacy_abm.rules.offer import expected_offer
from diplomacy_abm.rules.support import due_between
from diplomacy_abm.rules.trust import vouched_trust
from diplomacy_abm.rules.war_value import (
    burden,
    interval_shift,
    issue_loss,
    lasting,
    lottery_position,
    war_cost,
    weeks_to_end,
)
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
    """Momentum, stalemate, and side A's chance to prevail: by the counts, and as each party sees it."""
    before = s.fronts[(s.step - 1 - steps_back(c, p)) % LOOKBACK]
    s.momentum = momentum(s.front, before, p.stuck)
    moved = s.front - before
    s.stuck = 1 if moved < p.stuck and moved > -p.stuck else 0
    ratio = strength_ratio(side_capability(s, c, 0), side_capability(s, c, 1))
    s.p = prevailing(ratio, p.decisiveness, 0.0)
    for x in range(c.n_parties):
        i = c.parties[x]
        s.chance[i] = prevailing(ratio, p.decisiveness, s.power_mean[i])
        s.chance_seen[i] = prevailing(ratio, p.decisiveness, s.power_seen[i])


def forecast(s: Record, c: Record, p: Record) -> None:
    """Side A's chance to prevail at the end of each interval ahead, if what is pledged arrives as far as believed."""
    own_now = side_capability(s, c, 0)
    enemy_now = side_capability(s, c, 1)
    begin = s.step + 1.0
    for h in range(HORIZONS):
        s.ahead[0, h] = own_now
        s.ahead[1, h] = enemy_now
        s.ahead_until[h] = begin + in_steps(c, h * p.terms_interval)
    for k in range(s.n_pipelines):
        side = c.side[s.pl_recipient[k]]
        if s.pl_last[k] > begin and (side == 0 or side == 1):
            rate, first, last, credibility = s.pl_rate[k], s.pl_first[k], s.pl_last[k], s.pl_credibility[k]
            for h in range(1, HORIZONS):
                s.ahead[side, h] += credibility * due_between(rate, first, last, begin, s.ahead_until[h])
    for h in range(HORIZONS):
        if h > 0 and s.ahead[0, h] == s.ahead[0, h - 1] and s.ahead[1, h] == s.ahead[1, h - 1]:
            s.horizon_p[h] = s.horizon_p[h - 1]
        else:
            s.horizon_p[h] = contest_success(s.ahead[0, h], s.ahead[1, h], p.decisiveness, 0.0)


def war_utility(s: Record, c: Record, p: Record, i: int, chance_a: float) -> float:
    """Utility of the package that the war is expected to bring."""
    loss = 0.0
    for k in range(c.n_issues):
        position = lottery_position(chance_a, c.ideal[c.lead[0], k], c.ideal[c.lead[1], k])
        loss += issue_loss(position, c.ideal[i, k], c.salience[i, k], p.curvature)
    return 1.0 - loss


def ground_won(s: Record, p: Record, chance: float, by_a: float, by_b: float) -> float:
    """Ground that offensives add within the planning horizon to the drift toward A, at A's chance to prevail."""
    with_them = front_drift(chance, s.intensity, by_a, by_b, p.front_speed, p.offensive_boost)
    return p.planning * (with_them - front_drift(chance, s.intensity, 0.0, 0.0, p.front_speed, p.offensive_boost))


def advance_of(s: Record, c: Record, p: Record, i: int) -> float:
    """What a halt would take from party i, by the momentum of the front and the attacks under way; any sign."""
    toward = 1.0 if c.side[i] == 0 else -1.0
    under_way = ground_won(s, p, s.p, s.offensive[c.lead[0]], s.offensive[c.lead[1]])
    return halted_advance(p.momentum_lost, toward * s.momentum, toward * under_way)


def assess_war(s: Record, c: Record, p: Record, i: int) -> None:
    """Value of war now and to come, by its own lights and as others see it; exposure to surprise."""
    own_p = s.p if c.side[i] == 0 else 1.0 - s.p
    s.weight[i] = burden(s.hurt[i], s.weariness[i], s.ag_floor[i]) * (1.0 + p.sanction_weight * s.sanctions[i])
    drift = front_drift(s.p, s.intensity, 0.0, 0.0, p.front_speed, p.offensive_boost)
    s.toll[i] = s.weight[i] * lasting(c.patience[i], weeks_to_end(s.front, p.front_bound, drift))
    fought = war_utility(s, c, p, i, s.p)
    public = war_cost(s.public_mean[i], s.toll[i], s.pooled[i], p.shield)
    own = war_cost(s.private_cost[i], s.toll[i], s.pooled[i], p.shield)
    gained = advance_of(s, c, p, i)
    s.war[i] = war_utility(s, c, p, i, s.chance[i]) - own + gained
    s.war_public[i] = war_utility(s, c, p, i, s.chance_seen[i]) - public + gained
    little = 0.01
    s.power_slope[i] = (
        (war_utility(s, c, p, i, s.p + little * (1.0 - s.p)) - fought) / little * p.decisiveness * s.p
    )
    hidden = c.cost_sd[i] * war_cost(1.0, s.toll[i], s.pooled[i], p.shield)
    s.spread[i] = leaning_scale(p.standing_sd, hidden, p.power_sd * s.power_slope[i])
    s.shift[i] = coming_shift(s, c, p, i, fought)
    s.to_come[i] = s.war[i] + s.shift[i]
    s.to_come_public[i] = s.war_public[i] + s.shift[i]
    # while the guns are silent nothing is learned, and views fall back to what each side likes to think
    s.after_peace[i] = fought + s.power_slope[i] * prior_power(c, i) - public + s.shift[i]
    s.surprise[i] = surprise_cost(own_p, p.decisiveness, p.surprise)


def coming_shift(s: Record, c: Record, p: Record, i: int, fought: float) -> float:
    """The largest rise or the deepest fall of the value of war within one interval in which terms stand."""
    rising = 0.0
    falling = 0.0
    before = fought
    for h in range(1, HORIZONS):
        if s.horizon_p[h] == s.horizon_p[h - 1]:
            continue
        after = war_utility(s, c, p, i, s.horizon_p[h])
        shift = interval_shift(before, after, s.until_interval[i, h], s.over_interval[i], s.past_interval[i, h])
        rising = max(rising, shift)
        falling = min(falling, shift)
        before = after
    return rising if rising > -falling else falling


def trust_with_word(s: Record, i: int, j: int) -> float:
    """I's trust in j in log-odds, with what a mediator vouches for."""
    trust = s.trust[i, j]
    if s.vouched[i] > 0.0:
        trust = logit(vouched_trust(logistic(trust), 1.0, 1.0, s.vouched[i]))
    return trust


def breach_feared(s: Record, c: Record, p: Record, i: int, margin: float) -> float:
    """Breach by the enemy's lead that i fears, at its public margin of keeping."""
    j = c.lead[1 - c.side[i]]
    return perceived_breach(margin, s.spread[j], trust_with_word(s, i, j))


def assess_packages(s: Record, c: Record, p: Record, i: int) -> None:
    """Value to i of each package, given the breach by the other lead it fears, and what signing costs at home."""
    j = c.lead[1 - c.side[i]]
    covered = coverage_at_risk(s.guaranteed[i], s.guaranteed[j])
    broken = breach_cost(p.honour, p.deterrence, covered, p.detection, s.monitoring)
    # what does not depend on the package is read before the loop, which is then done several levels at a time
    induced, others_war, surprise = s.inducement[j], s.after_peace[j], s.surprise[i]
    spread, trust = s.spread[j], trust_with_word(s, i, j)
    own, war = s.inducement[i], s.to_come_public[i]
    price, cover, demand = p.concession_cost, s.cover[i], s.demand[i]
    for q in range(GRID):
        keeping = settlement_margin(s.utility[j, q], induced, others_war, surprise, broken)
        breach = perceived_breach(keeping, spread, trust)
        s.agreed[i, q] = agreement_value(s.utility[i, q], own, breach, war, surprise)
        s.conceded[i, q] = concession_cost(price, s.utility[i, q], cover) + demand


def signing_margin(s: Record, i: int, q: int, war: float) -> float:
    """Margin of signing q for i: A - (W - pressure) - what it costs at home + standing."""
    return s.agreed[i, q] - (war - s.pressure[i]) - s.conceded[i, q] + s.standing[i]


def margin_spread(s: Record, p: Record, j: int, cost_variance: float) -> float:
    """Standard deviation of j's margin as others see it: its cost of war, and how strong it believes itself to be."""
    scale = war_cost(1.0, s.toll[j], s.pooled[j], p.shield)
    slope = s.power_slope[j]
    return math.sqrt(scale * scale * cost_variance + slope * slope * s.power_var[j])


def believe(s: Record, c: Record, p: Record, i: int, j: int) -> None:
    """Note what i believes of j, its value of war and slope of acceptance; the public's belief on one's own side."""
    mean = s.public_mean[j]
    variance = s.public_var[j]
    if c.side[i] != c.side[j]:
        mean = s.belief_mean[i, j]
        variance = s.belief_var[i, j]
    scale = war_cost(1.0, s.toll[j], s.pooled[j], p.shield)
    s.their_war[j] = s.war_public[j] + (s.public_mean[j] - mean) * scale
    s.their_slope[j] = accept_slope(margin_spread(s, p, j, variance), p.lambda_accept)


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


def accept_each(s: Record, j: int, war: float, slope: float) -> None:
    """Multiply the chance of each package by that of a yes from j, at a value of war and a slope (`signing_margin`)."""
    pressed, standing = war - s.pressure[j], s.standing[j]
    for q in range(GRID):
        s.odds[q] *= accept_at(s.agreed[j, q] - pressed - s.conceded[j, q] + standing, slope)


def assess_offer(s: Record, c: Record, p: Record, i: int) -> None:
    """The package that lead i would table, its chance and its surplus."""
    believe_all(s, c, p, i)
    for q in range(GRID):
        s.odds[q] = 1.0
    for x in range(c.n_parties):
        j = c.parties[x]
        if j != i and c.active[j] == 1 and c.veto[j] == 1:
            accept_each(s, j, s.their_war[j], s.their_slope[j])
    war = s.war[i] - s.pressure[i]
    standing = s.standing[i]
    best = -1e9
    level = -1
    for q in range(GRID):
        value = expected_offer(s.odds[q], s.agreed[i, q] + standing, war, s.conceded[i, q])
        if value > best:
            best = value
            level = q
    if level >= 0:
        s.best_q[i] = level
        s.best_chance[i] = s.odds[level]
    s.best_surplus[i] = signing_margin(s, i, int(s.best_q[i]), s.war[i])


def public_slope(s: Record, p: Record, j: int) -> float:
    """Slope of j's acceptance as the public believes it."""
    return accept_slope(margin_spread(s, p, j, s.public_var[j]), p.lambda_accept)


def assess_zone(s: Record, c: Record, p: Record) -> None:
    """What the public thinks of a deal: the largest smaller gain over packages, and the chance of agreement."""
    a = c.lead[0]
    b = c.lead[1]
    for q in range(GRID):
        s.odds[q] = 1.0
    accept_each(s, a, s.war_public[a], public_slope(s, p, a))
    accept_each(s, b, s.war_public[b], public_slope(s, p, b))
    zone = -9.0
    prospect = -1.0
    level = s.public_q
    for q in range(GRID):
        zone = max(zone, min(signing_margin(s, a, q, s.war_public[a]), signing_margin(s, b, q, s.war_public[b])))
        if s.odds[q] > prospect:
            prospect = s.odds[q]
            level = q
    s.public_q = level
    s.zone = zone
    s.prospect = prospect
