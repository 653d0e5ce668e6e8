"""Phase 5: a bargaining round, if the leads sit together or a mediator carries a text between them."""

from typing import Any

from diplomacy_abm.phases.common import Record, draw, in_steps, know_answer, log_outcome, move_trust, trust_in
from diplomacy_abm.phases.observe import assess_table, believe, public_slope, signing_margin
from diplomacy_abm.phases.sign import (
    ceasefire_chance,
    ceasefire_margin_of,
    deal_gain,
    sign_ceasefire,
    sign_deal,
    sign_settlement,
)
from diplomacy_abm.phases.text import best_item, heard_share, item_worth, open_item, text_level
from diplomacy_abm.phases.weigh import conceded_level
from diplomacy_abm.rules.attendance import tired_after
from diplomacy_abm.rules.beliefs import accept_at, accept_probability, mean_after_answer, variance_after_answer
from diplomacy_abm.rules.mediation import report_score
from diplomacy_abm.rules.numeric import logistic, per_step, positive
from diplomacy_abm.rules.war_value import moving_average, war_cost
from diplomacy_abm.state import GRID
from diplomacy_abm.vocabulary import Channel, Decision, Effect, TalkForm


def negotiate(s: Record, c: Record, p: Record, log: Any) -> None:
    """Hold a round if both come, or let a mediator with a text try its best item between them."""
    a = c.lead[0]
    b = c.lead[1]
    came_a = comes(s, c, a)
    came_b = comes(s, c, b)
    s.attend[a] = moving_average(s.attend[a], 1.0 if came_a else 0.0, per_step(p.attend_memory, c.days))
    s.attend[b] = moving_average(s.attend[b], 1.0 if came_b else 0.0, per_step(p.attend_memory, c.days))
    s.form = TalkForm.NONE
    note_snubs(s, c, p)
    if s.on[0] == 1:
        return
    signed = s.settlements + s.ceasefires + s.partial_deals
    if came_a and came_b:
        assess_table(s, c, p)
        open_round(s, c, p, log)
        if s.on[0] == 0 and s.on[1] == 0:
            try_separable(s, c, p, log, s.host if s.invited_until >= s.step else -1)
    elif s.text_by >= 0:
        s.form = TalkForm.SHUTTLE
        s.last_early = s.step
        carry_text(s, c, p, log)
    elif came_a or came_b:
        s.last_early = s.step
    fruitless = s.settlements + s.ceasefires + s.partial_deals == signed
    s.tired[a] = tired_after(s.tired[a], s.keep, 1.0 if came_a and fruitless else 0.0)
    s.tired[b] = tired_after(s.tired[b], s.keep, 1.0 if came_b and fruitless else 0.0)


def note_snubs(s: Record, c: Record, p: Record) -> None:
    """Who came and who let an invitation run out is there for all to see; who was pressed to come has refused."""
    for side in range(2):
        j = c.lead[side]
        if comes(s, c, j):
            know_answer(s, c, j, 1)
            continue
        lately = in_steps(c, p.visit_memory)
        if s.invited_until == s.step and s.step - s.last_round > lately:
            know_answer(s, c, j, 0)
            for m in range(c.n):
                if s.pressed[m, j] < s.step and s.step - s.pressed[m, j] <= lately:
                    s.refused[m, j] = s.step


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
    m = heard_text(s, c, p)
    if m >= 0:
        table_text(s, c, p, log, m, host)
    elif s.on[1] == 0 and draw(s, c, a, Decision.AGENDA) < truce_first(s, c, p, proposer):
        if ceasefire_margin_of(s, c, p, proposer, s.private_cost[proposer]) > 0.0:
            try_ceasefire(s, c, p, log, proposer, host)
    elif s.best_surplus[proposer] > 0.0:
        try_settlement(s, c, p, log, proposer, offered_level(s, c, proposer), host)


def heard_text(s: Record, c: Record, p: Record) -> int:
    """Mediator whose text is heard this week, or -1."""
    m = s.text_by
    if m >= 0 and s.text_item >= 0 and draw(s, c, m, Decision.TEXT) < heard_share(s, c, p, m):
        return m
    return -1


def table_text(s: Record, c: Record, p: Record, log: Any, m: int, host: int) -> None:
    """Put the item of mediator m's text to the parties."""
    q = text_level(s, c, p, m)
    item = best_item(s, c, p, q)
    if item == 0:
        try_settlement(s, c, p, log, m, q, host)
    elif item == 1:
        try_ceasefire(s, c, p, log, m, host)
    elif item >= 2:
        answer_separable(s, c, p, log, item - 2, m, host)


def carry_text(s: Record, c: Record, p: Record, log: Any) -> None:
    """A text carried between leads that do not meet."""
    m = heard_text(s, c, p)
    if m >= 0:
        table_text(s, c, p, log, m, -1)


def offered_level(s: Record, c: Record, i: int) -> int:
    """Concession level that lead i tables: its best offer, or less for itself where it came to concede."""
    move = s.move[i, Channel.DIPLOMATIC]
    if c.mv_effect[move] == Effect.CONCEDE:
        q = conceded_level(s, c, i, c.mv_size[move])
        if signing_margin(s, i, q, s.war[i]) > 0.0:
            return q
    return int(s.best_q[i])


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
    ceasefire = ceasefire_chance(s, c, p, i) * ceasefire_margin_of(s, c, p, i, s.private_cost[i])
    return logistic(p.lambda_accept * (ceasefire - settlement))


def try_settlement(s: Record, c: Record, p: Record, log: Any, author: int, q: int, host: int) -> None:
    """Table a package and hear every party whose consent is needed; who tables its own offer says yes to it."""
    s.last_offer = s.step
    log_outcome(s, c, log, Effect.OFFER, author, -1, 0, host, q / (GRID - 1.0))
    agreed = True
    for j in range(c.n):
        if c.active[j] == 1 and c.veto[j] == 1:
            yes = True
            if j != author:
                margin = signing_margin(s, j, q, s.war[j])
                yes = draw(s, c, j, Decision.ANSWER) < accept_probability(margin, 0.0, p.lambda_accept)
                log_outcome(s, c, log, Effect.ACCEPT if yes else Effect.REJECT, j, author, 0, host, margin)
                note_affront(s, c, j, author, yes)
                check_report(s, c, p, j, q, yes)
            learn_from_answer(s, c, p, j, q, yes)
            agreed = agreed and yes
    if agreed:
        sign_settlement(s, c, p, log, q, author, host)
    else:
        s.rejected[0] = s.step


def note_affront(s: Record, c: Record, j: int, author: int, yes: bool) -> None:
    """Terms of the enemy's that j had to turn down; a call for a ceasefire or a mediator's text affronts nobody."""
    if not yes and author == c.lead[1 - c.side[j]]:
        s.affront[j] = s.step


def learn_from_answer(s: Record, c: Record, p: Record, j: int, q: int, yes: bool) -> None:
    """Everybody on the other side, and the public, learns from j's answer to q; an offer is a yes to it.

    What j's answer says of its cost of war updates the belief about it; what it says of j's view of power is weighed
    into one's own view, since both look at the same front.
    """
    weight = war_cost(1.0, s.toll[j], s.pooled[j], p.shield)
    for x in range(c.n_parties):
        i = c.parties[x]
        if c.active[i] == 1 and c.side[i] != c.side[j]:
            believe(s, c, p, i, j)
            slope = s.their_slope[j]
            chance = accept_at(signing_margin(s, j, q, s.their_war[j]), slope)
            s.belief_mean[i, j] = mean_after_answer(
                s.belief_mean[i, j], s.belief_var[i, j], weight, slope, chance, yes
            )
            s.belief_var[i, j] = variance_after_answer(s.belief_var[i, j], weight, slope, chance)
            power = -s.power_slope[j]
            s.power_mean[i] = mean_after_answer(s.power_mean[i], s.power_var[i], power, slope, chance, yes)
            s.power_var[i] = positive(variance_after_answer(s.power_var[i], power, slope, chance))
    slope = public_slope(s, p, j)
    chance = accept_at(signing_margin(s, j, q, s.war_public[j]), slope)
    s.public_mean[j] = mean_after_answer(s.public_mean[j], s.public_var[j], weight, slope, chance, yes)
    s.public_var[j] = variance_after_answer(s.public_var[j], weight, slope, chance)


def check_report(s: Record, c: Record, p: Record, j: int, q: int, yes: bool) -> None:
    """Score what a mediator told the other lead of j against what the public knew, by j's answer to q."""
    if not (j == c.lead[0] or j == c.lead[1]):
        return
    i = c.lead[1 - c.side[j]]
    m = s.reporter[i]
    if m < 0:
        return
    slope = public_slope(s, p, j)
    scale = war_cost(1.0, s.toll[j], s.pooled[j], p.shield)
    margin = signing_margin(s, j, q, s.war_public[j])
    public = accept_at(margin, slope)
    told = accept_at(margin + (s.told[i] - s.public_mean[j]) * scale, slope)
    score = report_score(told, public) if yes else report_score(1.0 - told, 1.0 - public)
    s.reliable[i, m] += p.credibility_step * positive(score)
    s.unreliable[i, m] += p.credibility_step * positive(-score)
    s.reporter[i] = -1


def try_ceasefire(s: Record, c: Record, p: Record, log: Any, proposer: int, host: int) -> None:
    """Put a general ceasefire to every party whose consent is needed."""
    s.last_offer = s.step
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
    else:
        s.rejected[1] = s.step


def try_separable(s: Record, c: Record, p: Record, log: Any, host: int) -> None:
    """One separable issue in the margins of a round: the open one that both can expect most of."""
    best = -1
    top = 0.0
    for k in range(c.n_issues):
        if open_item(s, c, 2 + k):
            worth = item_worth(s, c, p, 2 + k, 0)
            if worth > top:
                top = worth
                best = k
    if best >= 0:
        answer_separable(s, c, p, log, best, -1, host)


def answer_separable(s: Record, c: Record, p: Record, log: Any, k: int, m: int, host: int) -> None:
    """Both leads answer on issue k; two yeses sign it."""
    agreed = True
    for side in range(2):
        j = c.lead[side]
        margin = deal_gain(s, c, p, j, k, s.private_cost[j], 1.0) + s.standing[j]
        yes = draw(s, c, j, Decision.ANSWER_SEPARABLE) < accept_probability(margin, 0.0, p.lambda_accept)
        log_outcome(s, c, log, Effect.ACCEPT if yes else Effect.REJECT, j, m, 2 + k, m, margin)
        agreed = agreed and yes
    if agreed:
        sign_deal(s, c, p, log, k, m, host)
    else:
        s.rejected[2 + k] = s.step
