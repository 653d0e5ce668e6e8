"""Phase 7: escalation, strength, the front, hurt, trust, leverage, standing, support, and the talk track."""

import math
from typing import Any

from diplomacy_abm.phases.begin import coercion_on, pool_support
from diplomacy_abm.phases.common import Record, draw, in_steps, noise, violence_factor
from diplomacy_abm.rules.agreement import inducement_left
from diplomacy_abm.rules.attendance import standing_step
from diplomacy_abm.rules.contest import (
    capability_change,
    count_around,
    front_drift,
    relative_damage,
    salvo_ratio,
    sustainable_level,
)
from diplomacy_abm.rules.escalation import grievance, richardson
from diplomacy_abm.rules.mediation import leverage_after
from diplomacy_abm.rules.numeric import clip, per_step, positive, power
from diplomacy_abm.rules.support import support_target, without_one
from diplomacy_abm.rules.trust import trust_recovery
from diplomacy_abm.rules.war_value import moving_average
from diplomacy_abm.state import LOOKBACK
from diplomacy_abm.vocabulary import Channel, Decision, Effect, Track


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
    update_track(s, c, p)
    for i in range(c.n):
        s.cover[i] = 0.0
        s.vouched[i] = 0.0


def update_escalation(s: Record, c: Record, p: Record) -> None:
    """Each pair across the sides, both directions from the same start."""
    reaction = per_step(p.reaction, c.days)
    fatigue = per_step(p.fatigue, c.days)
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
        level = c.mv_size[move] if effect == Effect.STRIKE else p.salvo_floor
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
    keep = power(p.standing_keep, c.days / 7.0)
    shock = p.standing_sd * math.sqrt(1.0 - keep * keep) * noise(s, c, i, Decision.STANDING)
    s.standing[i] = standing_step(s.standing[i], keep, shock, p.standing_weariness * (s.weight[i] - 1.0))
    s.refusal[i] = moving_average(s.refusal[i], p.refusal_cost, per_step(p.refusal_fade, c.days))
    s.inducement[i] = inducement_left(s.inducement[i], per_step(p.offer_fade, c.days))
    s.pressure[i] = inducement_left(s.pressure[i], per_step(p.offer_fade, c.days))
    s.ag_induce[i] = inducement_left(s.ag_induce[i], per_step(p.inducement_fade, c.days))
    if s.on[0] == 0:
        s.guaranteed[i] = moving_average(s.guaranteed[i], c.guarantee[i], per_step(p.guarantee_fade, c.days))


def update_front(s: Record, c: Record, p: Record, ground: float) -> None:
    """The front drifts with the contest and shakes with chance; it stands still as far as the guns are silent."""
    a = c.lead[0]
    b = c.lead[1]
    drift = front_drift(
        s.p_still, s.intensity, s.offensive[a], s.offensive[b], p.front_speed, p.offensive_boost
    )
    shake = p.front_noise * noise(s, c, a, Decision.FRONT) * math.sqrt(c.days / 7.0)
    s.front = clip(s.front + ground * (drift * c.days / 7.0 + shake), 0.0, 1.0)
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
    if s.step - s.last_round > in_steps(c, p.session_memory):
        s.in_session = 0


def update_support(s: Record, c: Record, p: Record) -> None:
    """Every patron's support of every party moves toward what its client, rivals and fellows make of it."""
    rate = per_step(p.support_rate, c.days)
    for x in range(c.n_patrons):
        m = c.patrons[x]
        if c.active[m] == 0:
            continue
        for y in range(c.n_parties):
            i = c.parties[y]
            if c.active[i] == 0 or (s.support[m, i] <= 0.0 and c.alignment[m, i] <= 0.0):
                continue
            effect = c.mv_effect[s.move[i, Channel.MILITARY]]
            rival = c.lead[1 - c.side[i]]
            target = support_target(
                c.alignment[m, i],
                1.0 if effect == Effect.RESTRAIN else 0.0,
                1.0 if effect == Effect.STRIKE else 0.0,
                s.pooled[rival] - s.pooled_start[rival],
                positive(without_one(s.pooled_start[i], c.support[m, i]) - without_one(s.pooled[i], s.support[m, i])),
                p.support_praise, p.support_blame, p.counter_support, p.substitution,
            )  # fmt: skip
            s.support[m, i] = moving_average(s.support[m, i], target, rate)
    for i in range(c.n):
        if c.party[i] == 1:
            s.pooled[i] = pool_support(s, c, i)


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
