"""Phase 4: the moves take effect: support, then mediation, then diplomacy, then the military ones."""

import math
from typing import Any

from diplomacy_abm.phases.common import (
    Record,
    believed,
    crowding,
    draw,
    emit,
    in_steps,
    know_answer,
    lean_to,
    log_outcome,
    move_trust,
)
from diplomacy_abm.phases.text import best_item
from diplomacy_abm.phases.weigh import hold_over, wanted_level, worth_of_coming
from diplomacy_abm.rules import message
from diplomacy_abm.rules.beliefs import (
    accept_at,
    accept_slope,
    kalman_gain,
    mean_after_answer,
    report_noise,
    variance_after_answer,
)
from diplomacy_abm.rules.humanitarian import stock_after
from diplomacy_abm.rules.mediation import leverage_spent, sway
from diplomacy_abm.rules.numeric import clip, logistic, positive
from diplomacy_abm.rules.support import package, support_gap
from diplomacy_abm.rules.war_value import war_cost
from diplomacy_abm.state import CHANNELS
from diplomacy_abm.vocabulary import Channel, Decision, Effect, Goal, Line


def act(s: Record, c: Record, p: Record, log: Any) -> None:
    """Log every move that is more than waiting, then let the channels take effect in their order."""
    let_one_do(s, c, Effect.CONVENE)
    let_one_do(s, c, Effect.FORMULATE)
    log_moves(s, c, log)
    for x in range(c.n_mediators):
        m = c.mediators[x]
        if c.active[m] == 1 and s.move[m, Channel.MEDIATION] != c.idle[Channel.MEDIATION]:
            s.worked[m] = s.step
    s.factor = crowding(s, c, p)
    for i in range(c.n):
        if c.active[i] == 1 and c.patron[i] == 1:
            act_support(s, c, p, i)
    s.text_by = -1
    for x in range(c.n_mediators):
        m = c.mediators[x]
        if c.active[m] == 1:
            act_mediation(s, c, p, log, m)
    for i in range(c.n):
        if c.active[i] == 1 and c.party[i] == 1:
            act_diplomatic(s, c, p, log, i)
            act_military(s, c, p, i)
    exchange_prisoners(s, c, p, log)


def let_one_do(s: Record, c: Record, effect: int) -> None:
    """Of several invitations or texts in one week the leads take up that of whom both trust most; the others wait."""
    row = c.ef_row[effect]
    first = -1
    for x in range(c.n_mediators):
        m = c.mediators[x]
        if c.active[m] == 1 and s.move[m, Channel.MEDIATION] == row and (first < 0 or more_trusted(s, c, m, first)):
            first = m
    for x in range(c.n_mediators):
        m = c.mediators[x]
        if m != first and s.move[m, Channel.MEDIATION] == row:
            s.move[m, Channel.MEDIATION] = c.idle[Channel.MEDIATION]


def log_moves(s: Record, c: Record, log: Any) -> None:
    """Log what is more than waiting; an offensive goes beside the strikes, and both are to be seen."""
    for i in range(c.n):
        if c.active[i] == 0:
            continue
        for channel in range(CHANNELS):
            move = s.move[i, channel]
            if move != c.idle[channel]:
                emit(s, log, i, s.target[i, channel], move, -1, -1, -1, c.mv_size[move])
            if c.mv_effect[move] == Effect.OFFENSIVE:
                emit(s, log, i, s.target[i, channel], c.ef_row[Effect.STRIKE], -1, -1, -1, 1.0)


def act_support(s: Record, c: Record, p: Record, i: int) -> None:
    """What patron i does for its client or against its client's enemy."""
    move = s.move[i, Channel.SUPPORT]
    j = s.target[i, Channel.SUPPORT]
    effect = c.mv_effect[move]
    size = c.mv_size[move]
    if effect == Effect.PLEDGE:
        wanted = wanted_level(s, c, p, i, j)
        extra = positive(support_gap(wanted, c.alignment[i, j], c.alignment[i, j]))
        s.support[i, j] = max(s.support[i, j], package(wanted, s.support[i, j]))
        if extra > 0.0:
            first = in_steps(c, p.pledge_lead)
            rate = c.arms[i] * min(extra, 1.0)
            add_pipeline(s, c, i, j, rate, first, first + in_steps(c, size), p.pledge_credibility)
    elif effect == Effect.SURGE:
        add_pipeline(s, c, i, j, c.arms[i], 1.0, 1.0 + in_steps(c, size), 1.0)
    elif effect == Effect.CUT_BACK:
        s.support[i, j] = s.support[i, j] * (1.0 - size)
        s.line[i, Line.AID] -= 1.0
        s.refused[i, j] = -999
        s.window = s.step
        for k in range(s.n_pipelines):
            if s.pl_supplier[k] == i and s.pl_recipient[k] == j:
                s.pl_credibility[k] = s.pl_credibility[k] * (1.0 - size)
    elif effect == Effect.SANCTION:
        step = min(size, 1.0 - s.sanctions[j])
        s.ledger[i, j] = s.ledger[i, j] + step
        s.sanctions[j] = s.sanctions[j] + step
    elif effect == Effect.RELIEVE:
        step = min(size, s.ledger[i, j])
        s.ledger[i, j] = s.ledger[i, j] - step
        s.sanctions[j] = clip(s.sanctions[j] - step, 0.0, 1.0)
    elif effect == Effect.PRESS_TO_TALK:
        s.pressed[i, j] = s.step
        s.refusal[j] = s.refusal[j] + size * hold_over(s, c, i, j)
    elif effect == Effect.PROMISE_GUARANTEE:
        missing = max(c.guarantee[i] - s.guaranteed[j], 0.0)
        s.guaranteed[j] = s.guaranteed[j] + size * missing * logistic(s.trust[j, i])


def add_pipeline(
    s: Record, c: Record, i: int, j: int, rate: float, lead: float, last: float, reliability: float
) -> None:
    """Add deliveries of `rate` a step between two steps from now; finished pipelines make room."""
    n = s.n_pipelines
    slot = n
    for k in range(n):
        if s.pl_last[k] <= s.step:
            slot = k
            break
    if slot >= s.pl_rate.shape[0]:
        return
    s.pl_supplier[slot] = i
    s.pl_recipient[slot] = j
    s.pl_rate[slot] = rate
    s.pl_first[slot] = s.step + lead
    s.pl_last[slot] = s.step + last
    s.pl_credibility[slot] = reliability
    s.pl_label[slot] = -1
    s.pl_key[slot] = (c.key[i] + s.step) & 0xFFFFFFFF
    s.n_pipelines = max(n, slot + 1)


def act_mediation(s: Record, c: Record, p: Record, log: Any, m: int) -> None:
    """What mediator m does; every effect carries its credibility, its leverage or its guarantee."""
    move = s.move[m, Channel.MEDIATION]
    j = s.target[m, Channel.MEDIATION]
    effect = c.mv_effect[move]
    size = c.mv_size[move]
    a = c.lead[0]
    b = c.lead[1]
    if effect == Effect.SHUTTLE:
        s.last_contact = s.step
        sound(s, c, p, log, m, j)
        carry_message(s, c, p, log, m, j)
        s.visited[m, j] = s.step
    elif effect == Effect.CONVENE:
        s.host = m
        s.invitations = s.invitations + 1
        s.invited_until = max(s.invited_until, s.step + int(in_steps(c, size) + 0.5))
    elif effect == Effect.FORMULATE:
        s.text_by = m
        s.text_item = best_item(s, c, p, s.public_q)
        stand_behind(s, c, p, m)
    elif effect == Effect.INDUCE:
        spend_leverage(s, c, p, m, j, size, True)
    elif effect == Effect.PRESS:
        spend_leverage(s, c, p, m, j, size, False)
    elif effect == Effect.GUARANTEE:
        for side in range(2):
            i = c.lead[side]
            missing = max(c.guarantee[m] - s.guaranteed[i], 0.0)
            s.guaranteed[i] = s.guaranteed[i] + size * s.factor * missing * believed(s, i, m)
            s.monitoring = max(s.monitoring, c.guarantee[m] * s.factor * min(believed(s, a, m), believed(s, b, m)))
    elif effect == Effect.HAND_OVER:
        s.host = j
        s.coordinated_until = s.step + int(in_steps(c, size) + 0.5)


def more_trusted(s: Record, c: Record, m: int, other: int) -> bool:
    """Whether both leads together believe m more than the other mediator; the one that counts when two act at once."""
    a = c.lead[0]
    b = c.lead[1]
    return believed(s, a, m) * believed(s, b, m) > believed(s, a, other) * believed(s, b, other)


def stand_behind(s: Record, c: Record, p: Record, m: int) -> None:
    """A text of the mediator's gives both leads political cover, and it vouches for each with the other."""
    for side in range(2):
        i = c.lead[side]
        s.cover[i] = p.cover * s.factor * believed(s, i, m)
        limit = message.vouching_limit(
            p.kydd_loss, p.kydd_gain, p.kydd_failure * c.goal[m, Goal.PRESTIGE], p.kydd_war * c.goal[m, Goal.PEACE]
        )
        credence = message.credence_of_vouching(s.bias[m], limit, p.lambda_message)
        s.vouched[i] = p.vouch * s.factor * believed(s, i, m) * credence * message.information(c.accuracy[m])


def spend_leverage(s: Record, c: Record, p: Record, m: int, j: int, share: float, reward: bool) -> None:
    """Turn leverage into an inducement for signing or into pressure at the moment of signing."""
    amount = leverage_spent(sway(s.leverage[m, j], lean_to(s, c, m, j)), share, s.factor)
    if reward:
        s.inducement[j] = s.inducement[j] + amount
    else:
        s.pressure[j] = s.pressure[j] + amount
    s.leverage[m, j] = clip(s.leverage[m, j] - amount * p.leverage_wear, 0.0, 1.0)


def sound(s: Record, c: Record, p: Record, log: Any, m: int, j: int) -> None:
    """Mediator m asks lead j in secret whether it would come if the other did; an answer costs nothing at home."""
    note_answer(s, c, log, m, j, worth_of_coming(s, c, p, j, m, 1.0) > 0.0)


def note_answer(s: Record, c: Record, log: Any, m: int, j: int, yes: bool) -> None:
    """What lead j has told mediator m in secret."""
    s.answer[m, j] = 1 if yes else 0
    s.asked[m, j] = s.step
    emit(s, log, m, j, c.ef_row[Effect.SOUNDING], 1 if yes else 0, -1, -1, -1.0)


def carry_message(s: Record, c: Record, p: Record, log: Any, m: int, j: int) -> None:
    """Mediator m tells j what it heard of the other side's resolve, or what it wants j to hear (Kydd 2003)."""
    other = c.lead[1 - c.side[j]]
    told = message.information(c.accuracy[m])
    strong = s.private_cost[other] < s.public_mean[other]
    signal = message.signal_strong(strong, c.accuracy[m], draw(s, c, m, Decision.SIGNAL + 64 * (1 + c.side[j])))
    toward = s.bias[m] if c.side[j] == 0 else -s.bias[m]
    spread = c.cost_sd[other]
    threshold = message.restraint_threshold(
        1.0 - c.accuracy[m], p.kydd_war, s.public_mean[j], max(c.cost[other] - spread, 0.0), c.cost[other] + spread
    )
    credence = message.credence_of_restraint(toward, threshold, p.lambda_message)
    honest = draw(s, c, m, Decision.REPORT + 64 * (1 + c.side[j])) < credence
    said = signal if honest else True
    log_outcome(s, c, log, Effect.MESSAGE, m, j, -1, other, 1.0 if said else 0.0)
    # a report that the other side is weary is never the lie, so it is not discounted for one
    honest_part = credence if said else 1.0
    weight = believed(s, j, m) * honest_part * told
    s.report[j] = 1 if said else 0
    if weight > 1e-9 and spread > 0.0:
        heard = s.public_mean[other] + (-spread if said else spread) * told
        s.reporter[j] = m
        s.told[j] = heard
        gain = kalman_gain(s.belief_var[j, other], report_noise(p.report_noise, believed(s, j, m), honest_part * told))
        s.belief_mean[j, other] += gain * (heard - s.belief_mean[j, other])
        s.belief_var[j, other] = (1.0 - gain) * s.belief_var[j, other]


def act_diplomatic(s: Record, c: Record, p: Record, log: Any, i: int) -> None:
    """Visits, threats and walk-outs; coming to the table is settled in the next phase."""
    move = s.move[i, Channel.DIPLOMATIC]
    j = s.target[i, Channel.DIPLOMATIC]
    effect = c.mv_effect[move]
    if effect == Effect.COURT:
        s.visited[i, j] = s.step
        if c.patron[j] == 1 and c.allegiance[j] == c.side[i]:
            s.line[j, Line.AID] += c.mv_size[move]
        if c.mediator[j] == 1 and s.wish[i] > 0.0 and believed(s, i, j) > 0.0:
            sound(s, c, p, log, j, i)
        return
    if j < 0:
        return
    if effect == Effect.THREATEN:
        hear_threat(s, c, p, i)
        s.demand[i] = s.demand[i] + c.mv_size[move]
    if c.mv_trust[move] != 0.0:
        move_trust(s, c, p, j, i, move, 1.0)
    if effect == Effect.WALK_OUT:
        know_answer(s, c, i, 0)
        s.in_session = 0
        s.invited_until = -1
        s.attend[i] = (1.0 - p.walk_out_drop) * s.attend[i]
    if c.mv_push[move] != 0.0:
        push_on(s, c, i, c.mv_push[move])
    if effect == Effect.PROPOSE or effect == Effect.ATTEND or effect == Effect.CONCEDE:
        s.last_contact = s.step


def hear_threat(s: Record, c: Record, p: Record, i: int) -> None:
    """A threat pays for the resolved only, so all learn from it: it is a yes to a price that a low cost pays."""
    price = c.mv_size[c.ef_row[Effect.THREATEN]] * s.prospect + 0.5 * s.demand[i]
    weight = -0.5 * war_cost(1.0, s.toll[i], s.pooled[i], p.shield)
    for x in range(c.n_parties):
        j = c.parties[x]
        if c.active[j] == 1 and c.side[j] != c.side[i]:
            margin = weight * (s.belief_mean[j, i] - s.public_mean[i]) - price
            slope = accept_slope(-weight * math.sqrt(s.belief_var[j, i]), p.lambda_choice)
            chance = accept_at(margin, slope)
            s.belief_mean[j, i] = mean_after_answer(
                s.belief_mean[j, i], s.belief_var[j, i], weight, slope, chance, True
            )
            s.belief_var[j, i] = positive(variance_after_answer(s.belief_var[j, i], weight, slope, chance))
    slope = accept_slope(-weight * math.sqrt(s.public_var[i]), p.lambda_choice)
    chance = accept_at(-price, slope)
    s.public_mean[i] = mean_after_answer(s.public_mean[i], s.public_var[i], weight, slope, chance, True)
    s.public_var[i] = positive(variance_after_answer(s.public_var[i], weight, slope, chance))


def push_on(s: Record, c: Record, i: int, push: float) -> None:
    """Remember an impulse of i's on all its enemies, for the update of escalation."""
    s.push[i] = s.push[i] + push


def act_military(s: Record, c: Record, p: Record, i: int) -> None:
    """Strikes, offensives and pauses: their impulse now, their damage in the update."""
    move = s.move[i, Channel.MILITARY]
    j = s.target[i, Channel.MILITARY]
    effect = c.mv_effect[move]
    s.offensive[i] = c.mv_size[move] if effect == Effect.OFFENSIVE else 0.0
    if effect == Effect.OFFENSIVE:
        s.demand[i] = 0.0
        s.campaign_weeks = s.campaign_weeks + 1
    s.last_hostility[i] = c.mv_goldstein[move]
    push_on(s, c, i, c.mv_push[move])
    if effect == Effect.RESTRAIN and j >= 0:
        move_trust(s, c, p, j, i, move, 1.0)


def exchange_prisoners(s: Record, c: Record, p: Record, log: Any) -> None:
    """An exchange is held when both leads are ready for it; it has its own channel, apart from the talks."""
    a = c.lead[0]
    b = c.lead[1]
    ready = (
        c.mv_effect[s.move[a, Channel.HUMANITARIAN]] == Effect.EXCHANGE
        and c.mv_effect[s.move[b, Channel.HUMANITARIAN]] == Effect.EXCHANGE
    )
    released = p.exchange_release if ready else 0.0
    if ready:
        batch = min(s.prisoners, 2.0)
        s.exchanges = s.exchanges + 1
        s.last_exchange = s.step
        s.last_contact = s.step
        row = c.ef_row[Effect.EXCHANGE_HELD]
        log_outcome(s, c, log, Effect.EXCHANGE_HELD, a, b, -1, -1, batch)
        for side in range(2):
            move_trust(s, c, p, c.lead[side], c.lead[1 - side], row, p.transfer)
    s.prisoners = stock_after(s.prisoners, p.prisoner_inflow * c.days / 7.0, s.intensity * s.ground, released)
