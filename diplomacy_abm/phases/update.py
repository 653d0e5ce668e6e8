"""Phase 7: escalation, strength, the front, hurt, trust, leverage, standing, support, and the talk track."""

import math
from typing import Any

from diplomacy_abm.draws import uniform
from diplomacy_abm.phases.begin import coercion_on, pool_support
from diplomacy_abm.phases.common import (
    Record,
    bears,
    draw,
    in_steps,
    know_answer,
    log_outcome,
    noise,
    prior_power,
    side_capability,
    violence_factor,
)
from diplomacy_abm.rules.agreement import inducement_left, personal_share
from diplomacy_abm.rules.compliance import inherited_leaning
from diplomacy_abm.rules.contest import (
    capability_change,
    count_around,
    front_drift,
    prevailing,
    relative_damage,
    salvo_ratio,
    strength_ratio,
    sustainable_level,
)
from diplomacy_abm.rules.escalation import grievance, richardson
from diplomacy_abm.rules.lines import line_step, standing_step
from diplomacy_abm.rules.mediation import leverage_after
from diplomacy_abm.rules.numeric import clip, in_middle, logit, normal_middle, per_step, standard_normal
from diplomacy_abm.rules.power import front_gain, front_slope, power_forecast, power_variance
from diplomacy_abm.rules.trust import trust_recovery
from diplomacy_abm.rules.war_value import moving_average
from diplomacy_abm.state import LINES, LOOKBACK
from diplomacy_abm.vocabulary import Channel, Decision, Effect, Line, Track


def update(s: Record, c: Record, p: Record, log: Any) -> None:
    """Let the week's moves change the world."""
    ground = violence_factor(s, c, p, False)
    s.ground = ground
    rear = violence_factor(s, c, p, True)
    update_escalation(s, c, p)
    update_salvos(s, c, p, rear)
    for i in range(c.n):
        if c.active[i] == 1 and c.party[i] == 1:
            update_party(s, c, p, i, ground, rear)
    update_front(s, c, p, ground)
    update_relations(s, c, p)
    update_support(s, c, p)
    update_lines(s, c, p)
    update_leaders(s, c, p, log)
    update_track(s, c, p)
    for i in range(c.n):
        s.cover[i] = 0.0
        s.vouched[i] = 0.0


def update_escalation(s: Record, c: Record, p: Record) -> None:
    """Each pair across the sides, both directions from the same start."""
    reaction = per_step(p.reaction, c.days)
    fatigue = per_step(p.fatigue, c.days)
    for i in range(c.n):
        if c.active[i] == 0 or c.party[i] == 0:
            continue
        rest = clip(c.rest[i] + p.fight_sd * s.line[i, Line.FIGHT], 0.0, 1.0)
        s.push[i] += rest - s.rest[i]
    for i in range(c.n):
        if c.active[i] == 0 or c.party[i] == 0 or c.side[i] != 0:
            continue
        for j in range(c.n):
            if c.active[j] == 1 and c.party[j] == 1 and c.side[j] == 1:
                own = s.escalation[i, j]
                other = s.escalation[j, i]
                g = grievance(s.rest[i], s.rest[j], reaction, fatigue)
                h = grievance(s.rest[j], s.rest[i], reaction, fatigue)
                s.escalation[i, j] = richardson(own, other, reaction, fatigue, g, s.push[i])
                s.escalation[j, i] = richardson(other, own, reaction, fatigue, h, s.push[j])
    for i in range(c.n):
        s.push[i] = 0.0
        if c.party[i] == 1:
            s.rest[i] = clip(c.rest[i] + p.fight_sd * s.line[i, Line.FIGHT], 0.0, 1.0)
    a = c.lead[0]
    b = c.lead[1]
    s.intensity = 0.5 * (s.escalation[a, b] + s.escalation[b, a])


def update_salvos(s: Record, c: Record, p: Record, rear: float) -> None:
    """Size of each party's strikes this week, over-dispersed; side A's counts are kept for comparison with data."""
    s.missiles = 0.0
    s.drones = 0.0
    s.struck = 0
    for i in range(c.n):
        if c.active[i] == 0 or c.party[i] == 0:
            continue
        move = s.move[i, Channel.MILITARY]
        effect = c.mv_effect[move]
        level = 1.0 if effect == Effect.STRIKE or effect == Effect.OFFENSIVE else p.salvo_floor
        if effect == Effect.RESTRAIN:
            level = 0.0
        if (effect == Effect.STRIKE or effect == Effect.OFFENSIVE) and (i == c.lead[0] or i == c.lead[1]):
            s.struck = 1
        missile = salvo_ratio(p.missile_dispersion, draw(s, c, i, Decision.MISSILES))
        drone = salvo_ratio(p.drone_dispersion, draw(s, c, i, Decision.DRONES))
        s.salvo[i] = level * (0.5 * missile + 0.5 * drone)
        if c.side[i] == 0:
            scale = level * rear * s.escalation[i, c.lead[1]] * c.days / 7.0
            s.missiles += count_around(p.missiles_mean * scale * missile, draw(s, c, i, Decision.MISSILE_COUNT))
            s.drones += count_around(p.drones_mean * scale * drone, draw(s, c, i, Decision.DRONE_COUNT))


def salvo_on(s: Record, c: Record, i: int) -> float:
    """Average salvo of the parties that strike i."""
    total = 0.0
    n = 0
    for j in range(c.n):
        if c.active[j] == 1 and c.party[j] == 1 and c.side[j] != c.side[i]:
            total += s.salvo[j]
            n += 1
    return total / n if n > 0 else 0.0


def update_party(s: Record, c: Record, p: Record, i: int, ground: float, rear: float) -> None:
    """Damage, strength, hurt, weariness, standing and exposure of one party."""
    coercion = coercion_on(s, c, i)
    s.damage[i] = relative_damage(coercion * ground, s.usual[i], salvo_on(s, c, i) * rear / ground, p.strike_share)
    s.damage_total[c.side[i]] += s.damage[i]
    level = sustainable_level(c.sustainable[i], c.dependence[i], s.pooled[i], s.pooled_start[i])
    exposed = coercion * ground * (1.0 + p.offensive_losses * s.offensive[i])
    change = capability_change(
        s.capability[i], level, per_step(p.production, c.days), per_step(p.attrition, c.days), exposed, s.usual[i]
    )
    s.capability[i] = clip(s.capability[i] + change, 1e-4, 1e4)
    s.hurt[i] = moving_average(s.hurt[i], s.damage[i], per_step(p.hurt_rate, c.days))
    s.weariness[i] = moving_average(
        s.weariness[i], p.weariness_gain * s.damage[i], per_step(p.weariness_rate, c.days)
    )
    pull = p.standing_weariness * (s.weight[i] - 1.0)
    s.standing[i] = standing_step(s.standing[i], s.keep, p.standing_sd, noise(s, c, i, Decision.STANDING), pull)
    if s.demand[i] > 0.0:
        # what is threatened and not done is paid for at home as it is forgotten
        s.standing[i] -= (1.0 - s.keep) * s.demand[i]
        s.demand[i] = s.keep * s.demand[i]
    s.refusal[i] = moving_average(s.refusal[i], p.refusal_cost, per_step(p.refusal_fade, c.days))
    s.inducement[i] = inducement_left(s.inducement[i], per_step(p.offer_fade, c.days))
    s.pressure[i] = inducement_left(s.pressure[i], per_step(p.offer_fade, c.days))
    s.ag_induce[i] = inducement_left(s.ag_induce[i], per_step(p.inducement_fade, c.days))
    if s.on[0] == 0:
        s.guaranteed[i] = moving_average(s.guaranteed[i], c.guarantee[i], per_step(p.guarantee_fade, c.days))


def update_front(s: Record, c: Record, p: Record, ground: float) -> None:
    """The front drifts with the contest and shakes with chance; parties learn from it how strong the sides are."""
    a = c.lead[0]
    b = c.lead[1]
    ratio = strength_ratio(side_capability(s, c, 0), side_capability(s, c, 1))
    chance = prevailing(ratio, p.decisiveness, s.power)
    drift = front_drift(chance, s.intensity, s.offensive[a], s.offensive[b], p.front_speed, p.offensive_boost)
    shake = p.front_noise * noise(s, c, a, Decision.FRONT) * math.sqrt(c.days / 7.0)
    moved = ground * (drift * c.days / 7.0 + shake)
    attacks = p.offensive_boost * (s.offensive[a] + s.offensive[b])
    time = ground * c.days / 7.0
    for x in range(c.n_parties):
        i = c.parties[x]
        seen = prevailing(ratio, p.decisiveness, s.power_mean[i])
        slope = time * front_slope(p.front_speed, s.intensity, p.decisiveness, seen, attacks)
        gain = front_gain(s.power_var[i], slope, p.front_noise * math.sqrt(c.days / 7.0))
        for view in range(2):
            # the same lesson for the party's own view and for what others take that view to be
            mean = s.power_mean[i] if view == 0 else s.power_seen[i]
            expected = time * front_drift(
                prevailing(ratio, p.decisiveness, mean), s.intensity, s.offensive[a], s.offensive[b],
                p.front_speed, p.offensive_boost,
            )  # fmt: skip
            mean = power_forecast(mean + gain * (moved - expected), prior_power(c, i), s.keep)
            if view == 0:
                s.power_mean[i] = mean
            else:
                s.power_seen[i] = mean
        s.power_var[i] = power_variance((1.0 - gain * slope) * s.power_var[i], s.keep, p.power_sd)
    s.power = line_step(s.power, s.keep, p.power_sd * noise(s, c, b, Decision.POWER))
    s.front = clip(s.front + moved, 0.0, 1.0)
    s.fronts[s.step % LOOKBACK] = s.front


def update_relations(s: Record, c: Record, p: Record) -> None:
    """Trust falls back to its prior, leverage grows back, offers of monitors fade, sessions run out."""
    recovery = per_step(p.trust_recovery, c.days)
    for i in range(c.n):
        if c.active[i] == 0 or c.party[i] == 0:
            continue
        for j in range(c.n):
            if c.active[j] == 1 and c.party[j] == 1 and c.side[j] != c.side[i]:
                s.trust[i, j] = trust_recovery(s.trust[i, j], s.trust_prior[i, j], recovery)
    regrowth = per_step(p.leverage_regrowth, c.days)
    for x in range(c.n_mediators):
        m = c.mediators[x]
        for side in range(2):
            i = c.lead[side]
            s.leverage[m, i] = leverage_after(s.leverage[m, i], c.leverage[m, i], 0.0, regrowth)
    s.monitoring = inducement_left(s.monitoring, per_step(p.offer_fade, c.days))
    if s.in_session == 1 and s.step - s.last_round > in_steps(c, p.session_memory):
        # a yes was to the session that is over; whether they would come again has to be asked
        s.in_session = 0
        for side in range(2):
            know_answer(s, c, c.lead[side], -1)


def update_support(s: Record, c: Record, p: Record) -> None:
    """What is given in packages runs down until the next; what is given without any returns to its usual level."""
    rate = per_step(p.support_rate, c.days)
    for x in range(c.n_patrons):
        m = c.patrons[x]
        if c.active[m] == 0:
            continue
        for y in range(c.n_parties):
            i = c.parties[y]
            if c.active[i] == 1 and s.support[m, i] > 0.0:
                usual = 0.0 if c.arms[m] > 0.0 else c.alignment[m, i]
                s.support[m, i] = moving_average(s.support[m, i], usual, rate)
    for y in range(c.n_parties):
        i = c.parties[y]
        s.pooled[i] = pool_support(s, c, i)


def update_lines(s: Record, c: Record, p: Record) -> None:
    """Every actor's lines of policy drift on; the draws come first, in flat loops that are done several at a time."""
    low, high, run, step = s.seed_low, s.seed_high, s.run, s.step
    for k in range(s.n_lines):
        s.luck[k] = uniform(low, high, run, s.line_key[k], Decision.LINE + s.line_kind[k], step)
    for k in range(s.n_lines):
        s.shock[k] = normal_middle(s.luck[k] - 0.5)
    for k in range(s.n_lines):
        if not in_middle(s.luck[k] - 0.5):
            s.shock[k] = standard_normal(s.luck[k])
    keep = s.keep
    for k in range(s.n_lines):
        i = s.line_actor[k]
        x = s.line_kind[k]
        s.line[i, x] = line_step(s.line[i, x], keep, s.shock[k])


def update_leaders(s: Record, c: Record, p: Record, log: Any) -> None:
    """Now and then a leader goes; the next one has a standing, lines and a will of its own."""
    low, high, run, step = s.seed_low, s.seed_high, s.run, s.step
    for i in range(c.n):
        s.luck[i] = uniform(low, high, run, c.key[i], Decision.LEADER, step)
    for i in range(c.n):
        if c.active[i] == 1 and c.tenure[i] > 0.0 and s.luck[i] < per_step(1.0 / c.tenure[i], c.days):
            change_leader(s, c, p, log, i)


def change_leader(s: Record, c: Record, p: Record, log: Any, i: int) -> None:
    """A new leader of actor i: nothing that the old one felt, owed or meant to keep binds it."""
    log_outcome(s, c, log, Effect.NEW_LEADER, i, -1, -1, -1, -1.0)
    if c.party[i] == 1 or c.allegiance[i] >= 0:
        # who backs nobody and fights nobody opens no window for those who mediate
        s.window = s.step
    for x in range(LINES):
        if bears(c, i, x):
            s.line[i, x] = noise(s, c, i, Decision.NEW_LINE + x)
    if c.party[i] == 1:
        s.standing[i] = p.standing_sd * noise(s, c, i, Decision.NEW_STANDING)
        s.demand[i] = 0.0
        s.tired[i] = 0.0
        for a in range(2 + c.n_issues):
            if s.on[a] == 1:
                personal = personal_share(p.standing_sd, s.spread[i])
                drawn = logit(draw(s, c, i, Decision.LEANING + a))
                s.leaning[a, i] = inherited_leaning(s.leaning[a, i], s.distrust[a, i], personal, drawn)


def update_track(s: Record, c: Record, p: Record) -> None:
    """Where diplomacy stands: the highest rung that holds this week."""
    if s.on[0] == 1:
        s.track = Track.SETTLEMENT
    elif s.on[1] == 1:
        s.track = Track.CEASEFIRE
    elif s.last_round == s.step or s.in_session == 1:
        s.track = Track.FORMAL_TALKS
    elif s.step - s.last_early <= in_steps(c, p.track_memory):
        s.track = Track.EARLY_DISCUSSIONS
    elif s.step - s.last_contact <= in_steps(c, p.track_memory):
        s.track = Track.CONTACTS
    else:
        s.track = Track.NO_CONTACT
