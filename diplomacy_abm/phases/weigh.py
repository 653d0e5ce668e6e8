"""What a move does for the goals of its actor: each effect's rule with what the actor can know."""

from diplomacy_abm.phases.begin import coercion_on
from diplomacy_abm.phases.common import (
    Record,
    aged,
    believed,
    in_steps,
    lean_to,
    paused,
    silence_since,
    since,
    visited_both,
    welcome_with,
)
from diplomacy_abm.phases.observe import (
    advance_of,
    all_accept,
    believe_all,
    ground_won,
    margin_spread,
    public_slope,
    signing_margin,
)
from diplomacy_abm.phases.sign import best_deal, ceasefire_chance, ceasefire_margin_of, own_toll
from diplomacy_abm.phases.text import best_item, item_worth, public_stake
from diplomacy_abm.rules import move_value as value
from diplomacy_abm.rules.attendance import (
    backing_down,
    heard_chance,
    hinge,
    hope,
    image,
    learning_benefit,
    open_question,
    refusal_seen,
    ripeness,
    seen_cost,
    sounded_chance,
    stalling_benefit,
)
from diplomacy_abm.rules.beliefs import accept_at
from diplomacy_abm.rules.choice import Motives, goal_term, move_value
from diplomacy_abm.rules.contest import danger, worn_by_attack
from diplomacy_abm.rules.mediation import both_come, nearness, sway
from diplomacy_abm.rules.numeric import clip, positive, share_of
from diplomacy_abm.rules.support import support_gap, wanted_sanctions, wanted_support, withheld_share, without_one
from diplomacy_abm.rules.war_value import war_cost
from diplomacy_abm.state import GRID
from diplomacy_abm.vocabulary import Channel, Effect, Goal, Line

NOTHING: Motives = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
"""What doing nothing does."""


def weigh(s: Record, c: Record, p: Record, i: int, move: int, j: int) -> float:
    """Value to actor i of a move toward j (-1: nobody), in units of the stake."""
    issue, security, welfare, standing, alliance, peace, prestige, commerce = motives(s, c, p, i, move, j)
    return move_value(
        goal_term(c.goal[i, Goal.ISSUE], issue), goal_term(c.goal[i, Goal.SECURITY], security),
        goal_term(c.goal[i, Goal.WELFARE], welfare), goal_term(c.goal[i, Goal.STANDING], standing),
        goal_term(c.goal[i, Goal.ALLIANCE], alliance), goal_term(c.goal[i, Goal.PEACE], peace),
        goal_term(c.goal[i, Goal.PRESTIGE], prestige), goal_term(c.goal[i, Goal.COMMERCE], commerce),
        circumstance(s, c, p, i, move), c.mv_cost[move],
    )  # fmt: skip


def motives(s: Record, c: Record, p: Record, i: int, move: int, j: int) -> Motives:
    """What a move toward j does for each goal of actor i, unweighted."""
    channel = c.mv_channel[move]
    if move == c.idle[channel]:
        return NOTHING
    if channel == Channel.MILITARY:
        return military_motives(s, c, p, i, move)
    if channel == Channel.HUMANITARIAN:
        return exchange_motives(s, c, p, i, move)
    if channel == Channel.DIPLOMATIC:
        return diplomatic_motives(s, c, p, i, move, j)
    if channel == Channel.SUPPORT:
        return support_motives(s, c, p, i, move, j)
    return mediation_motives(s, c, p, i, move, j)


def circumstance(s: Record, c: Record, p: Record, i: int, move: int) -> float:
    """The line of policy that bears on a move, in units of the stake; 0 where it bears on what is wanted instead."""
    effect = c.mv_effect[move]
    line = -1
    if effect == Effect.OFFENSIVE:
        line = Line.FIGHT
    elif effect == Effect.EXCHANGE:
        line = Line.EXCHANGE
    elif effect == Effect.PROPOSE or effect == Effect.ATTEND or effect == Effect.CONCEDE:
        line = Line.TALK
    elif c.mv_channel[move] == Channel.MEDIATION and move != c.idle[Channel.MEDIATION]:
        return p.engage_sd * s.line[i, Line.ENGAGE]
    return p.mood_sd * s.line[i, line] if line >= 0 else 0.0


def own_war_cost(s: Record, c: Record, p: Record, i: int) -> float:
    """What the war weighs on i now, by its own reckoning."""
    return war_cost(s.private_cost[i], s.weight[i], s.pooled[i], p.shield)


def military_motives(s: Record, c: Record, p: Record, i: int, move: int) -> Motives:
    """Strike, attack beside striking, or pause."""
    effect = c.mv_effect[move]
    size = c.mv_size[move]
    push = c.mv_push[move]
    cost = own_war_cost(s, c, p, i)
    strike = value.strike_motives(
        p.strike_gain, c.hawkishness[i], cost, p.strike_retaliation, s.pooled[i], p.strike_blame, push
    )
    if effect == Effect.STRIKE:
        return strike
    enemy = c.lead[1 - c.side[i]]
    if effect == Effect.RESTRAIN:
        answered = 1.0 if paused(s, enemy) else 0.0
        spared = answered * cost * p.strike_retaliation
        return value.restrain_motives(
            p.restraint_exposure * size, s.pooled[i], p.restraint_praise, push, answered * s.hope[i], spared
        )
    own_p = s.chance[i] if c.side[i] == 0 else 1.0 - s.chance[i]
    ground = ground_won(s, p, own_p, size, 0.0)
    start = p.campaign_start if s.offensive[i] <= 0.0 else 0.0
    losses, coercion = p.offensive_losses * size, coercion_on(s, c, i) * s.ground
    worn = worn_by_attack(p.attrition, coercion, losses, s.capability[i], p.planning, s.power_slope[i])
    _, security, welfare, _, alliance, _, _, _ = strike
    return value.campaign_motives(
        security, welfare, alliance, ground, c.hawkishness[i], cost, losses, worn, start, push
    )


def exchange_motives(s: Record, c: Record, p: Record, i: int, move: int) -> Motives:
    """A batch of prisoners, with whatever mediator has visited both sides of late."""
    helped = 0.0
    for x in range(c.n_mediators):
        m = c.mediators[x]
        if c.active[m] == 1 and visited_both(s, c, p, m):
            helped = max(helped, p.exchange_help * believed(s, i, m))
    gain = p.exchange_gain * c.mv_size[move]
    for k in range(c.n_issues):
        if c.humanitarian[k] == 1 and s.on[2 + k] == 1 and s.suspended[2 + k] == 0:
            gain *= 1.0 + p.exchange_frame
    return value.exchange_motives(gain, s.prisoners, p.exchange_cost, helped)


def answer_age(s: Record, c: Record, p: Record, m: int, j: int) -> float:
    """What is left of the answer that j gave to mediator m; 0 where it was never asked."""
    return aged(s, c, p, s.asked[m, j]) if s.answer[m, j] >= 0 else 0.0


def chance_as_sounded(s: Record, c: Record, p: Record, m: int, j: int) -> float:
    """Chance that lead j comes, as mediator m sees it."""
    return sounded_chance(answer_age(s, c, p, m, j), 1.0 * s.answer[m, j])


def both_as_sounded(s: Record, c: Record, p: Record, m: int) -> float:
    """Chance that both leads come, as mediator m sees it."""
    return both_come(chance_as_sounded(s, c, p, m, c.lead[0]), chance_as_sounded(s, c, p, m, c.lead[1]))


def chance_other_comes(s: Record, c: Record, p: Record, i: int, invited: bool) -> float:
    """Chance, as i sees it, that the other lead comes; the word of a host that has asked it counts."""
    j = c.lead[1 - c.side[i]]
    if invited and s.host >= 0:
        age = answer_age(s, c, p, s.host, j)
        return clip(heard_chance(s.attend[j], believed(s, i, s.host), age, 1.0 * s.answer[s.host, j]), 0.0, 1.0)
    return s.attend[j]


def coming_motives(
    s: Record, c: Record, p: Record, i: int, host: int, other: float, chance: float, promise: float, backed: float
) -> Motives:
    """What coming is worth for a deal of a given chance and promise, with what backing down costs."""
    j = c.lead[1 - c.side[i]]
    credit = believed(s, i, host) if host >= 0 else 0.0
    seen = seen_cost(p.seen_cost, p.cover * s.factor * credit, p.seen_relief, s.weight[i], s.attend[i])
    lost = -advance_of(s, c, p, i)
    return value.attend_motives(
        other,
        promise,
        learning_benefit(p.side_benefit, margin_spread(s, p, j, s.belief_var[i, j])),
        stalling_benefit(p.side_benefit, s.shift[i], lost),
        s.side_gain[i],
        ripeness(p.ripeness, own_toll(s, c, p, i, s.private_cost[i]), s.momentum, chance),
        refusal_seen(s.refusal[i], other),
        image(p.talk_image, s.pooled[i], credit),
        seen,
        p.fruitless_cost * s.tired[i] + backed,
    )


def worth_of_coming(s: Record, c: Record, p: Record, i: int, host: int, other: float) -> float:
    """Value to lead i of coming to talks with its best offer, weighted by its goals, with its mood."""
    issue, security, welfare, standing, alliance, peace, prestige, commerce = coming_motives(
        s, c, p, i, host, other, s.deal_chance[i], s.promise[i], 0.0
    )
    return move_value(
        goal_term(c.goal[i, Goal.ISSUE], issue), goal_term(c.goal[i, Goal.SECURITY], security),
        goal_term(c.goal[i, Goal.WELFARE], welfare), goal_term(c.goal[i, Goal.STANDING], standing),
        goal_term(c.goal[i, Goal.ALLIANCE], alliance), goal_term(c.goal[i, Goal.PEACE], peace),
        goal_term(c.goal[i, Goal.PRESTIGE], prestige), goal_term(c.goal[i, Goal.COMMERCE], commerce),
        p.mood_sd * s.line[i, Line.TALK], 0.0,
    )  # fmt: skip


def assess_coming(s: Record, c: Record, p: Record, i: int) -> None:
    """What lead i can hope for at a table, known before anybody chooses: the better item, side deals, the hope."""
    s.side_gain[i] = 0.0
    s.deal_chance[i] = s.best_chance[i]
    s.deal_surplus[i] = s.best_surplus[i]
    if s.on[0] == 1:
        s.promise[i] = hope(s.deal_chance[i], p.rounds_expected, s.deal_surplus[i])
        s.hope[i] = 0.0
        return
    s.side_gain[i] = best_deal(s, c, p, i)
    if s.on[1] == 0:
        chance = ceasefire_chance(s, c, p, i)
        surplus = ceasefire_margin_of(s, c, p, i, s.private_cost[i])
        if chance * surplus > s.best_chance[i] * positive(s.best_surplus[i]):
            s.deal_chance[i] = chance
            s.deal_surplus[i] = surplus
    other = chance_other_comes(s, c, p, i, s.invited_until >= s.step)
    s.promise[i] = hope(s.deal_chance[i], p.rounds_expected, s.deal_surplus[i])
    s.hope[i] = other * s.promise[i]


def assess_text(s: Record, c: Record, p: Record) -> None:
    """What peace would spare both, and what the best item of a text is worth, the same for every mediator."""
    s.stake = public_stake(s, c, p)
    s.text_worth = 0.0
    wanted = s.in_session == 1
    for x in range(c.n_mediators):
        wanted = wanted or visited_both(s, c, p, c.mediators[x])
    if wanted and s.on[0] == 0:
        item = best_item(s, c, p, s.public_q)
        if item >= 0:
            s.text_worth = item_worth(s, c, p, item, s.public_q)


def diplomatic_motives(s: Record, c: Record, p: Record, i: int, move: int, j: int) -> Motives:
    """Visit, come, yield, threaten, leave."""
    effect = c.mv_effect[move]
    size = c.mv_size[move]
    invited = s.invited_until >= s.step
    if effect == Effect.COURT:
        silence = silence_since(s, c, p, s.visited[i, j])
        told = 0.0
        if c.mediator[j] == 1 and s.wish[i] > 0.0 and s.in_session == 0 and not invited:
            told = believed(s, i, j) * open_question(chance_as_sounded(s, c, p, j, i))
        alignment = c.alignment[j, i] if c.allegiance[j] == c.side[i] else 0.0
        return value.court_motives(p.court_gain, alignment, told, silence)
    if effect == Effect.THREATEN:
        # what the enemy believes is its own secret; the public's belief is what i can know of it
        underrated = (s.public_mean[i] - s.private_cost[i]) * war_cost(1.0, s.toll[i], s.pooled[i], p.shield)
        return value.threaten_motives(underrated - s.demand[i], size, s.prospect)
    refusal = refusal_seen(s.refusal[i], chance_other_comes(s, c, p, i, invited))
    if effect == Effect.WALK_OUT:
        return value.walk_out_motives(size, c.hawkishness[i], refusal, s.hope[i])
    chance = s.deal_chance[i]
    promise = s.promise[i]
    backed = 0.0
    if effect == Effect.CONCEDE:
        q = conceded_level(s, c, i, size)
        believe_all(s, c, p, i)
        chance = all_accept(s, c, i, q)
        margin = signing_margin(s, i, q, s.war[i])
        promise = hope(chance, p.rounds_expected, margin)
        backed = backing_down(s.conceded[i, q] - s.conceded[i, int(s.best_q[i])], chance)
    host = s.host if invited and effect != Effect.PROPOSE else -1
    other = chance_other_comes(s, c, p, i, host >= 0)
    return coming_motives(s, c, p, i, host, other, chance, promise, backed)


def conceded_level(s: Record, c: Record, i: int, size: float) -> int:
    """Grid level of i's best offer, moved toward the other side by `size` of the contract curve."""
    steps = int(size * (GRID - 1) + 0.5)
    best = int(s.best_q[i])
    if c.side[i] == 0:
        return min(best + steps, GRID - 1)
    return max(best - steps, 0)


def wanted_level(s: Record, c: Record, p: Record, i: int, j: int) -> float:
    """Support that patron i wants to give j."""
    rival = c.lead[1 - c.side[j]]
    return wanted_support(
        c.alignment[i, j],
        p.aid_sd * s.line[i, Line.AID],
        s.pooled[rival] - s.pooled_start[rival],
        positive(without_one(s.pooled_start[j], c.support[i, j]) - without_one(s.pooled[j], s.support[i, j])),
        p.counter_support,
        p.substitution,
    )


def support_motives(s: Record, c: Record, p: Record, i: int, move: int, j: int) -> Motives:
    """Package, surge, cut, sanction, relieve, press, promise."""
    effect = c.mv_effect[move]
    size = c.mv_size[move]
    if effect == Effect.PLEDGE or effect == Effect.CUT_BACK:
        gap = support_gap(wanted_level(s, c, p, i, j), s.support[i, j], c.alignment[i, j])
        if effect == Effect.PLEDGE:
            return value.package_motives(p.pledge_gain, c.alignment[i, j], gap)
        lately = since(s, c, s.refused[i, j]) <= p.visit_memory
        refused = withheld_share(s.support[i, j], s.pooled[j]) if lately else 0.0
        return value.cut_motives(
            p.pledge_gain, c.alignment[i, j], gap, size, s.weariness[j], s.support[i, j], refused
        )
    if effect == Effect.SURGE:
        near_loss = danger(-s.momentum if c.side[j] == 0 else s.momentum)
        if near_loss == 0.0:
            return NOTHING
        filled = share_of(pledged_by(s, i, j), in_steps(c, size) * c.arms[i])
        relief = share_of(100.0 * in_steps(c, size) * c.arms[i], s.capability[j])
        return value.surge_motives(p.pledge_gain * wanted_level(s, c, p, i, j), near_loss, filled, relief)
    if effect == Effect.PRESS_TO_TALK:
        hold = hold_over(s, c, i, j)
        fresh = silence_since(s, c, p, s.pressed[i, j])
        other = chance_as_sounded(s, c, p, i, c.lead[1 - c.side[j]])
        hangs = hinge(chance_as_sounded(s, c, p, i, j), other)
        return value.press_to_talk_motives(p.press_gain, hold, s.support[i, j], hangs, fresh)
    if effect == Effect.PROMISE_GUARANTEE:
        return value.guarantee_motives(p.guarantee_gain, positive(c.guarantee[i] - s.guaranteed[j]), s.prospect)
    wanted = wanted_sanctions(excess_of(s, c, j), c.commerce[i, j], p.aid_sd * s.line[i, Line.COERCE])
    if effect == Effect.SANCTION:
        gap = wanted - s.ledger[i, j]
        return value.sanction_motives(p.sanction_gain, gap, size, c.commerce[i, j], welcome_with(s, c, i, j))
    return value.relieve_motives(p.sanction_gain, s.ledger[i, j], restraint_of(s, c, p, j), size, c.commerce[i, j])


def hold_over(s: Record, c: Record, i: int, j: int) -> float:
    """What party j has to lose with i: the flow that it could not do without, or i's leverage over it."""
    carried = s.support[i, j] * withheld_share(s.support[i, j], s.pooled[j])
    return max(carried, sway(s.leverage[i, j], lean_to(s, c, i, j)))


def excess_of(s: Record, c: Record, j: int) -> float:
    """What side lead j does to the other lead over what it suffers from it, now and at rest, the smaller of the two."""
    other = c.lead[1 - c.side[j]]
    return min(s.escalation[j, other] - s.escalation[other, j], c.rest[j] - c.rest[other])


def restraint_of(s: Record, c: Record, p: Record, j: int) -> float:
    """How far j holds back: by how long a ceasefire or settlement has stood, at most a quarter; half in a pause."""
    stood = 0.0
    for a in range(2):
        if s.on[a] == 1:
            stood = max(stood, silence_since(s, c, p, s.since[a]))
    return max(stood, 0.5) if paused(s, j) else stood


def pledged_by(s: Record, i: int, j: int) -> float:
    """Capability that i still owes j."""
    total = 0.0
    for k in range(s.n_pipelines):
        if s.pl_supplier[k] == i and s.pl_recipient[k] == j and s.pl_last[k] > s.step:
            total += s.pl_rate[k] * (s.pl_last[k] - max(s.pl_first[k], s.step * 1.0))
    return total


def mediation_motives(s: Record, c: Record, p: Record, i: int, move: int, j: int) -> Motives:
    """Visit, convene, formulate, induce, press, guarantee, hand over."""
    effect = c.mv_effect[move]
    a = c.lead[0]
    b = c.lead[1]
    stake = s.stake
    near = nearness(s.prospect, p.prospect_floor)
    if effect == Effect.SHUTTLE:
        silence = silence_since(s, c, p, s.visited[i, j])
        window = 1.0 if s.window > s.visited[i, j] and since(s, c, s.window) <= p.visit_memory else 0.0
        occasion = max(silence, open_question(chance_as_sounded(s, c, p, i, j)), window)
        return value.visit_motives(p.shuttle_gain, stake, believed(s, j, i), occasion)
    if effect == Effect.CONVENE:
        after = both_as_sounded(s, c, p, i)
        return value.convene_motives(stake, near, s.attend[a] * s.attend[b], after, p.host_honour)
    if effect == Effect.FORMULATE:
        return value.formulate_motives(min(believed(s, a, i), believed(s, b, i)), s.text_worth)
    if effect == Effect.GUARANTEE:
        missing = positive(c.guarantee[i] - min(s.guaranteed[a], s.guaranteed[b]))
        return value.guarantee_motives(p.guarantee_gain, missing, near)
    if effect == Effect.HAND_OVER:
        own = min(believed(s, a, i), believed(s, b, i))
        other = min(believed(s, a, j), believed(s, b, j))
        return value.hand_over_motives(p.hand_over_gain, own, other, p.host_honour * both_as_sounded(s, c, p, i))
    lean = lean_to(s, c, i, j)
    amount = sway(s.leverage[i, j], lean) * c.mv_size[move]
    slope = public_slope(s, p, j)
    margin = signing_margin(s, j, s.public_q, s.war_public[j])
    rise = accept_at(margin + amount, slope) - accept_at(margin, slope)
    enemy = c.lead[1 - c.side[j]]
    rise *= accept_at(signing_margin(s, enemy, s.public_q, s.war_public[enemy]), public_slope(s, p, enemy))
    against = lean if effect == Effect.PRESS else -lean
    return value.lever_motives(stake, rise, amount, c.commerce[i, j], against)
