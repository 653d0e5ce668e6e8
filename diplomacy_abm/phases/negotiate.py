"""Phase 5: a bargaining round, if the leads sit together or a mediator carries a text between them."""

from typing import Any

from diplomacy_abm.phases.common import Record, believed, draw, log_outcome, move_trust, trust_in
from diplomacy_abm.phases.observe import assess_table, believe, public_slope, signing_margin
from diplomacy_abm.phases.sign import (
    ceasefire_margin_of,
    deal_gain,
    expected_ceasefire,
    sign_ceasefire,
    sign_deal,
    sign_settlement,
)
from diplomacy_abm.phases.weigh import conceded_level
from diplomacy_abm.rules.beliefs import accept_at, accept_probability, mean_after_answer, variance_after_answer
from diplomacy_abm.rules.numeric import logistic, per_step
from diplomacy_abm.rules.offer import egalitarian, kalai_smorodinsky, nash_product
from diplomacy_abm.rules.war_value import moving_average, war_cost
from diplomacy_abm.state import GRID
from diplomacy_abm.vocabulary import Channel, Decision, Effect, TalkForm


def negotiate(s: Record, c: Record, p: Record, log: Any) -> None:
    """Hold a round if both come, or let a mediator with a text try a single issue between them."""
    a = c.lead[0]
    b = c.lead[1]
    came_a = comes(s, c, a)
    came_b = comes(s, c, b)
    s.attend[a] = moving_average(s.attend[a], 1.0 if came_a else 0.0, per_step(p.attend_memory, c.days))
    s.attend[b] = moving_average(s.attend[b], 1.0 if came_b else 0.0, per_step(p.attend_memory, c.days))
    s.form = TalkForm.NONE
    if s.on[0] == 1:
        return
    if came_a and came_b:
        assess_table(s, c, p)
        open_round(s, c, p, log)
        if s.on[0] == 0:
            try_separable(s, c, p, log, -1, s.host if s.invited_until >= s.step else -1)
    elif s.text_by >= 0:
        s.form = TalkForm.SHUTTLE
        s.last_early = s.step
        try_separable(s, c, p, log, s.text_by, -1)
    elif came_a or came_b:
        s.last_early = s.step


def comes(s: Record, c: Record, i: int) -> bool:
    """Whether lead i comes to the table this week."""
    effect = c.mv_effect[s.move[i, Channel.DIPLOMATIC]]
    return effect == Effect.PROPOSE or effect == Effect.ATTEND or effect == Effect.CONCEDE


def open_round(s: Record, c: Record, p: Record, log: Any) -> None:
    """A formal round: its form, its effect on trust, and the item on the agenda."""
    a = c.lead[0]
    b = c.lead[1]
    host = s.host if s.invited_until >= s.step else -1
    s.form = TalkForm.DIRECT
    if host >= 0 and trust_in(s, a, b) + trust_in(s, b, a) < 2.0 * p.proximity_trust:
        s.form = TalkForm.PROXIMITY
    s.last_round = s.step
    s.last_contact = s.step
    s.last_early = s.step
    s.in_session = 1
    s.rounds = s.rounds + 1
    if s.first_formal < 0:
        s.first_formal = s.step
        s.first_form = s.form
        s.first_host = host
    log_outcome(s, c, log, Effect.ROUND, a, b, s.form, host, s.rounds)
    move_trust(s, c, p, a, b, c.ef_row[Effect.ROUND], 1.0)
    move_trust(s, c, p, b, a, c.ef_row[Effect.ROUND], 1.0)
    proposer = who_proposes(s, c)
    if s.on[1] == 0 and draw(s, c, a, Decision.AGENDA) < truce_first(s, c, p, proposer):
        try_ceasefire(s, c, p, log, proposer, host)
    else:
        try_settlement(s, c, p, log, proposer, host)


def who_proposes(s: Record, c: Record) -> int:
    """The lead that made the move of proposing; a coin where both or neither did."""
    a = c.lead[0]
    b = c.lead[1]
    keen_a = c.mv_effect[s.move[a, Channel.DIPLOMATIC]] != Effect.ATTEND
    keen_b = c.mv_effect[s.move[b, Channel.DIPLOMATIC]] != Effect.ATTEND
    if keen_a != keen_b:
        return a if keen_a else b
    return a if draw(s, c, a, Decision.PROPOSER) < 0.5 else b


def truce_first(s: Record, c: Record, p: Record, i: int) -> float:
    """Chance that the proposer puts a ceasefire on the agenda rather than a settlement: the one it expects more of."""
    settlement = s.best_chance[i] * s.best_surplus[i]
    return logistic(p.lambda_accept * (expected_ceasefire(s, c, p, i) - settlement))


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


def try_settlement(s: Record, c: Record, p: Record, log: Any, proposer: int, host: int) -> None:
    """Table a package and hear every party whose consent is needed."""
    q = int(s.best_q[proposer])
    if c.mv_effect[s.move[proposer, Channel.DIPLOMATIC]] == Effect.CONCEDE:
        q = conceded_level(s, c, proposer, c.mv_size[s.move[proposer, Channel.DIPLOMATIC]])
    author = proposer
    m = s.text_by
    if m >= 0:
        weight = s.factor * min(believed(s, c.lead[0], m), believed(s, c.lead[1], m))
        if draw(s, c, m, Decision.TEXT) < p.text_weight * weight:
            author = m
            q = text_level(s, c, p, m)
    log_outcome(s, c, log, Effect.OFFER, author, -1, 0, host, q / (GRID - 1.0))
    agreed = True
    for j in range(c.n):
        if c.active[j] == 1 and c.veto[j] == 1:
            yes = True
            if j != author:
                margin = signing_margin(s, j, q, s.war[j])
                yes = draw(s, c, j, Decision.ANSWER) < accept_probability(margin, 0.0, p.lambda_accept)
                log_outcome(s, c, log, Effect.ACCEPT if yes else Effect.REJECT, j, author, 0, host, margin)
            learn_from_answer(s, c, p, j, q, yes)
            if j != author:
                check_report(s, c, p, j, yes)
            agreed = agreed and yes
    if agreed:
        sign_settlement(s, c, p, log, q, author, host)


def learn_from_answer(s: Record, c: Record, p: Record, j: int, q: int, yes: bool) -> None:
    """Everybody on the other side, and the public, learns from j's answer to q; an offer is a yes to it."""
    weight = war_cost(1.0, s.weight[j], s.pooled[j], p.shield)
    for i in range(c.n):
        if c.active[i] == 1 and c.party[i] == 1 and c.side[i] != c.side[j]:
            believe(s, c, p, i, j)
            slope = s.their_slope[j]
            chance = accept_at(signing_margin(s, j, q, s.their_war[j]), slope)
            s.belief_mean[i, j] = mean_after_answer(
                s.belief_mean[i, j], s.belief_var[i, j], weight, slope, chance, yes
            )
            s.belief_var[i, j] = variance_after_answer(s.belief_var[i, j], weight, slope, chance)
    margin = signing_margin(s, j, q, s.war_public[j])
    slope = public_slope(s, p, j)
    chance = accept_at(margin, slope)
    s.public_mean[j] = mean_after_answer(s.public_mean[j], s.public_var[j], weight, slope, chance, yes)
    s.public_var[j] = variance_after_answer(s.public_var[j], weight, slope, chance)


def check_report(s: Record, c: Record, p: Record, j: int, yes: bool) -> None:
    """A mediator that called j resolved is borne out by a no, one that called it weary by a yes."""
    i = c.lead[1 - c.side[j]]
    m = s.reporter[i]
    if m < 0 or not (j == c.lead[0] or j == c.lead[1]):
        return
    if (s.report[i] == 1) != yes:
        s.reliable[i, m] = s.reliable[i, m] + p.credibility_step
    else:
        s.unreliable[i, m] = s.unreliable[i, m] + p.credibility_step
    s.reporter[i] = -1


def try_ceasefire(s: Record, c: Record, p: Record, log: Any, proposer: int, host: int) -> None:
    """Put a general ceasefire to every party whose consent is needed."""
    log_outcome(s, c, log, Effect.OFFER, proposer, -1, 1, host, -1.0)
    agreed = True
    for j in range(c.n):
        if c.active[j] == 1 and c.veto[j] == 1 and j != proposer:
            margin = ceasefire_margin_of(s, c, p, j, s.private_cost[j])
            yes = draw(s, c, j, Decision.ANSWER_CEASEFIRE) < accept_probability(margin, 0.0, p.lambda_accept)
            log_outcome(s, c, log, Effect.ACCEPT if yes else Effect.REJECT, j, proposer, 1, host, margin)
            agreed = agreed and yes
    if agreed:
        sign_ceasefire(s, c, p, log, proposer, host)


def try_separable(s: Record, c: Record, p: Record, log: Any, m: int, host: int) -> None:
    """One separable issue: in the margins of a round, or by mirror agreements with mediator m (-1: directly)."""
    eligible = 0
    for k in range(c.n_issues):
        if c.separable[k] == 1 and s.on[2 + k] == 0:
            eligible += 1
    if eligible == 0:
        return
    pick = int(draw(s, c, c.lead[0], Decision.SEPARABLE_ITEM) * eligible)
    for k in range(c.n_issues):
        if c.separable[k] == 1 and s.on[2 + k] == 0:
            if pick == 0:
                answer_separable(s, c, p, log, k, m, host)
                return
            pick -= 1


def answer_separable(s: Record, c: Record, p: Record, log: Any, k: int, m: int, host: int) -> None:
    """Both leads answer on issue k; two yeses sign it."""
    agreed = True
    for side in range(2):
        j = c.lead[side]
        margin = deal_gain(s, c, p, j, k, 1.0) + s.standing[j]
        yes = draw(s, c, j, Decision.ANSWER_SEPARABLE) < accept_probability(margin, 0.0, p.lambda_accept)
        log_outcome(s, c, log, Effect.ACCEPT if yes else Effect.REJECT, j, m, 2 + k, m, margin)
        agreed = agreed and yes
    if agreed:
        sign_deal(s, c, p, log, k, m, host)
