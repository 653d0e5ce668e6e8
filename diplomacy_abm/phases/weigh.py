"""What a move is worth to an actor: each effect's rule with what the actor can know."""

from diplomacy_abm.phases.common import Record, believed, in_steps
from diplomacy_abm.phases.observe import all_accept, believe_all, signing_margin
from diplomacy_abm.rules import move_value as value
from diplomacy_abm.rules.attendance import attendance_value, audience_cost, lifted_chance
from diplomacy_abm.rules.contest import front_drift
from diplomacy_abm.rules.humanitarian import exchange_value
from diplomacy_abm.rules.mediation import dilution, prestige_of_host
from diplomacy_abm.rules.numeric import clip, positive
from diplomacy_abm.rules.war_value import war_cost
from diplomacy_abm.state import GRID
from diplomacy_abm.vocabulary import Channel, Effect, Goal


def weigh(s: Record, c: Record, p: Record, i: int, move: int, j: int) -> float:
    """Value to actor i of a move toward j (-1: nobody), in units of the stake."""
    channel = c.mv_channel[move]
    if channel == Channel.MILITARY:
        return weigh_military(s, c, p, i, move)
    if channel == Channel.HUMANITARIAN:
        return weigh_exchange(s, c, p, i, move)
    if channel == Channel.DIPLOMATIC:
        return weigh_diplomatic(s, c, p, i, move, j)
    if channel == Channel.SUPPORT:
        return weigh_support(s, c, p, i, move, j)
    return weigh_mediation(s, c, p, i, move, j)


def own_war_cost(s: Record, c: Record, p: Record, i: int) -> float:
    """What a week of war costs i, by its own reckoning."""
    return war_cost(s.private_cost[i], s.weight[i], s.pooled[i], p.shield)


def public_stake(s: Record, c: Record, p: Record) -> float:
    """What peace would spare both sides together, as everybody can estimate it."""
    a = c.lead[0]
    b = c.lead[1]
    return war_cost(s.public_mean[a], s.weight[a], 0.0, 0.0) + war_cost(s.public_mean[b], s.weight[b], 0.0, 0.0)


def weigh_military(s: Record, c: Record, p: Record, i: int, move: int) -> float:
    """Hold, strike, attack or pause."""
    effect = c.mv_effect[move]
    size = c.mv_size[move]
    push = c.mv_push[move]
    cost = own_war_cost(s, c, p, i)
    own_p = s.p_still if c.side[i] == 0 else 1.0 - s.p_still
    goal = c.goal[i]
    if effect == Effect.STRIKE:
        worth = value.strike_value(
            goal[Goal.SECURITY], goal[Goal.WELFARE], goal[Goal.ALLIANCE], goal[Goal.PEACE],
            p.strike_gain * size, c.hawkishness[i], cost, p.strike_retaliation, s.pooled[i], p.strike_blame, push,
        )  # fmt: skip
    elif effect == Effect.OFFENSIVE:
        with_it = front_drift(own_p, s.intensity, size, 0.0, p.front_speed, p.offensive_boost)
        ground = p.planning * (with_it - front_drift(own_p, s.intensity, 0.0, 0.0, p.front_speed, p.offensive_boost))
        worth = value.offensive_value(
            goal[Goal.SECURITY], goal[Goal.WELFARE], goal[Goal.PEACE],
            ground, c.hawkishness[i], cost, p.offensive_losses * size, push,
        )  # fmt: skip
    elif effect == Effect.RESTRAIN:
        worth = value.restrain_value(
            goal[Goal.SECURITY], goal[Goal.ALLIANCE], goal[Goal.PEACE], goal[Goal.ISSUE],
            p.restraint_exposure * size, s.pooled[i], p.restraint_praise, push, s.hope[i],
        )  # fmt: skip
    else:
        return 0.0
    return worth - c.mv_cost[move]


def visited_both(s: Record, c: Record, p: Record, m: int) -> bool:
    """Whether mediator m has been with both leads of late."""
    limit = in_steps(c, p.visit_memory)
    return s.step - s.visited[m, c.lead[0]] <= limit and s.step - s.visited[m, c.lead[1]] <= limit


def weigh_exchange(s: Record, c: Record, p: Record, i: int, move: int) -> float:
    """A batch of prisoners, with whatever mediator has visited both sides of late."""
    if c.mv_effect[move] != Effect.EXCHANGE:
        return 0.0
    helped = 0.0
    for x in range(c.n_mediators):
        m = c.mediators[x]
        if c.active[m] == 1 and visited_both(s, c, p, m):
            helped = max(helped, p.exchange_help * believed(s, i, m))
    gain = p.exchange_gain * c.mv_size[move]
    for k in range(c.n_issues):
        if c.humanitarian[k] == 1 and s.on[2 + k] == 1 and s.suspended[2 + k] == 0:
            gain *= 1.0 + p.exchange_frame
    return exchange_value(gain, s.prisoners, p.exchange_cost, helped) - c.mv_cost[move]


def chance_other_comes(s: Record, c: Record, p: Record, i: int, invited: bool) -> float:
    """Chance, as i sees it, that the other lead comes; a credible host lifts it."""
    j = c.lead[1 - c.side[i]]
    if invited and s.host >= 0:
        return lifted_chance(s.attend[j], p.host_lift * s.factor, believed(s, j, s.host))
    return s.attend[j]


def value_of_coming(s: Record, c: Record, p: Record, i: int, invited: bool, chance: float, surplus: float) -> float:
    """The attendance value for a deal of a given chance and surplus."""
    cover = 0.0
    if invited and s.host >= 0:
        cover = p.cover * s.factor * believed(s, i, s.host)
    session = p.session_discount if s.in_session == 1 else 1.0
    audience = audience_cost(p.audience_cost, cover, p.audience_relief, s.weight[i], session)
    other = chance_other_comes(s, c, p, i, invited)
    return attendance_value(other, chance, p.rounds_expected, surplus, s.refusal[i], audience)


def weigh_diplomatic(s: Record, c: Record, p: Record, i: int, move: int, j: int) -> float:
    """Visit, come, yield, threaten, leave."""
    effect = c.mv_effect[move]
    size = c.mv_size[move]
    price = c.mv_cost[move]
    goal = c.goal[i]
    invited = s.invited_until >= s.step
    if effect == Effect.COURT:
        worth = clip(in_steps(c, c.arms[j]) * p.court_scale + c.alignment[j, i], 0.0, 1.0)
        return value.court_value(goal[Goal.ALLIANCE], p.court_gain, s.support[j, i], worth, price)
    if effect == Effect.THREATEN:
        cost = own_war_cost(s, c, p, i)
        return value.threaten_value(
            goal[Goal.ISSUE], goal[Goal.WELFARE], size, c.hawkishness[i], cost, p.strike_retaliation, price
        )
    if effect == Effect.WALK_OUT:
        refusal = s.refusal[i] * max(s.attend[j], 0.2)
        return value.walk_out_value(goal[Goal.STANDING], size, c.hawkishness[i], refusal, s.hope[i], price)
    if effect == Effect.CONCEDE:
        q = conceded_level(s, c, i, size)
        surplus = signing_margin(s, i, q, s.war[i])
        believe_all(s, c, p, i)
        return value_of_coming(s, c, p, i, invited, all_accept(s, c, i, q), surplus) - price
    if effect == Effect.ATTEND:
        return value_of_coming(s, c, p, i, invited, s.best_chance[i], s.best_surplus[i]) - price
    if effect == Effect.PROPOSE:
        return value_of_coming(s, c, p, i, False, s.best_chance[i], s.best_surplus[i]) - price
    return 0.0


def conceded_level(s: Record, c: Record, i: int, size: float) -> int:
    """Grid level of i's best offer, moved toward the other side by `size` of the contract curve."""
    steps = int(size * (GRID - 1) + 0.5)
    best = int(s.best_q[i])
    if c.side[i] == 0:
        return min(best + steps, GRID - 1)
    return max(best - steps, 0)


def weigh_support(s: Record, c: Record, p: Record, i: int, move: int, j: int) -> float:
    """Pledge, surge, cut, sanction, relieve, press, promise."""
    effect = c.mv_effect[move]
    price = c.mv_cost[move]
    goal = c.goal[i]
    if effect == Effect.NO_SUPPORT:
        return 0.0
    own_p = s.p if c.side[j] == 0 else 1.0 - s.p
    backing = s.support[i, j]
    if effect == Effect.PLEDGE:
        need = clip(0.5 + 2.0 * (0.5 - own_p), 0.0, 1.5)
        filled = clip(pledged_by(s, i, j) / (in_steps(c, 52.0) * c.arms[i]), 0.0, 1.0)
        rival = c.lead[1 - c.side[j]]
        rise = clip(s.pooled[rival] - s.pooled_start[rival], 0.0, 1.0)
        return value.pledge_value(goal[Goal.ALLIANCE], p.pledge_gain, backing, need, filled, rise, price)
    if effect == Effect.SURGE:
        lost = -s.momentum if c.side[j] == 0 else s.momentum
        return value.surge_value(goal[Goal.ALLIANCE], p.pledge_gain, backing, positive(lost), price)
    if effect == Effect.CUT_BACK:
        return value.cut_back_value(
            goal[Goal.WELFARE], goal[Goal.ALLIANCE], c.mv_size[move], backing, s.weariness[j], price
        )
    if effect == Effect.PRESS_TO_TALK:
        hold = max(backing, s.leverage[i, j])
        return value.press_to_talk_value(goal[Goal.PEACE], p.press_gain, hold, 1.0 - s.attend[j], price)
    if effect == Effect.PROMISE_GUARANTEE:
        missing = positive(c.guarantee[i] - s.guaranteed[j])
        near = 0.2 + 0.8 * max(s.prospect, 1.0 * s.in_session)
        return value.guarantee_value(goal[Goal.PEACE], p.guarantee_gain, missing, near, price)
    return weigh_sanction(s, c, p, i, move, j)


def weigh_sanction(s: Record, c: Record, p: Record, i: int, move: int, j: int) -> float:
    """Sanctions on the client's enemy, or their easing."""
    goal = c.goal[i]
    price = c.mv_cost[move]
    client = c.lead[1 - c.side[j]]
    force = s.escalation[j, client]
    if c.mv_effect[move] == Effect.SANCTION:
        return value.sanction_value(
            goal[Goal.ALLIANCE], goal[Goal.COMMERCE], p.sanction_gain, s.support[i, client], force,
            c.commerce[i, j], s.sanctions[j], price,
        )  # fmt: skip
    restraint = clip(s.rest[j] - force, 0.0, 1.0)
    return value.relieve_value(
        goal[Goal.PEACE], goal[Goal.COMMERCE], p.sanction_gain, restraint, c.commerce[i, j], s.sanctions[j], price
    )


def pledged_by(s: Record, i: int, j: int) -> float:
    """Capability that i still owes j."""
    total = 0.0
    for k in range(s.n_pipelines):
        if s.pl_supplier[k] == i and s.pl_recipient[k] == j and s.pl_last[k] > s.step:
            total += s.pl_rate[k] * (s.pl_last[k] - max(s.pl_first[k], s.step * 1.0))
    return total


def weigh_mediation(s: Record, c: Record, p: Record, i: int, move: int, j: int) -> float:
    """Shuttle, convene, formulate, induce, press, guarantee, hand over."""
    effect = c.mv_effect[move]
    price = c.mv_cost[move]
    goal = c.goal[i]
    if effect == Effect.STAND_BY:
        return 0.0
    a = c.lead[0]
    b = c.lead[1]
    stake = public_stake(s, c, p)
    near = p.prospect_floor + (1.0 - p.prospect_floor) * s.prospect
    if effect == Effect.SHUTTLE:
        silence = clip((s.step - s.visited[i, j]) / in_steps(c, p.silence), 0.0, 1.0)
        return value.shuttle_value(goal[Goal.PEACE], p.shuttle_gain, stake, believed(s, j, i), silence, price)
    if effect == Effect.CONVENE:
        lift_a = p.host_lift * believed(s, a, i)
        lift_b = p.host_lift * believed(s, b, i)
        before = s.attend[a] * s.attend[b]
        after = prestige_of_host(s.attend[a], s.attend[b], lift_a, lift_b)
        return value.convene_value(
            goal[Goal.PEACE], goal[Goal.PRESTIGE], stake, near, before, after, p.host_honour, price
        )
    if effect == Effect.FORMULATE:
        trust_in_text = min(believed(s, a, i), believed(s, b, i))
        return value.formulate_value(goal[Goal.PEACE], p.formulate_gain, stake, trust_in_text, near, price)
    if effect == Effect.GUARANTEE:
        missing = positive(c.guarantee[i] - min(s.guaranteed[a], s.guaranteed[b]))
        return value.guarantee_value(goal[Goal.PEACE], p.guarantee_gain, missing, near, price)
    if effect == Effect.HAND_OVER:
        own = min(believed(s, a, i), believed(s, b, i))
        other = min(believed(s, a, j), believed(s, b, j))
        honour = p.host_honour * s.attend[a] * s.attend[b]
        return value.hand_over_value(
            goal[Goal.PEACE], goal[Goal.PRESTIGE], p.hand_over_gain, own, other, honour, price
        )
    amount = s.leverage[i, j] * c.mv_size[move]
    lean = s.bias[i] if c.side[j] == 0 else -s.bias[i]
    if effect == Effect.INDUCE:
        lean = -lean
    return value.lever_value(
        goal[Goal.PEACE], goal[Goal.COMMERCE], stake, p.lever_slope, amount, c.commerce[i, j], lean, price
    )


def active_mediators(s: Record, c: Record) -> int:
    """Mediators that do more than stand by this week."""
    n = 0
    for x in range(c.n_mediators):
        m = c.mediators[x]
        if c.active[m] == 1 and c.mv_effect[s.move[m, Channel.MEDIATION]] != Effect.STAND_BY:
            n += 1
    return n


def crowding(s: Record, c: Record, p: Record) -> float:
    """Factor on every mediator's effect this week; 1 while they coordinate."""
    if s.coordinated_until >= s.step:
        return 1.0
    return dilution(active_mediators(s, c), p.overlap)
