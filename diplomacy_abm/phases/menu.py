"""The menu of an actor on a channel: which moves are open to it, and what each is worth.

Fills ``s.alt_*[:s.n_alternatives]``. The first entry of every menu is the move that does nothing. `tone` is the
Goldstein value of a move, by which hawks and doves tell moves apart; `share` is what the move's family leaves it
(``eq:nest``), so that a family is not chosen more often because it has more targets.
"""

from diplomacy_abm.phases.common import Record, in_steps, visited_both
from diplomacy_abm.phases.weigh import excess_of, restraint_of, weigh
from diplomacy_abm.rules.choice import choice_weight, nest_share
from diplomacy_abm.state import ALTERNATIVES
from diplomacy_abm.vocabulary import Aim, Channel, Effect, Line


def holds_channel(c: Record, i: int, channel: int) -> bool:
    """Whether actor i has a seat that acts on the channel."""
    if channel == Channel.SUPPORT:
        return c.patron[i] == 1
    if channel == Channel.MEDIATION:
        return c.mediator[i] == 1
    if channel == Channel.HUMANITARIAN:
        return i == c.lead[0] or i == c.lead[1]
    return channel != Channel.OUTCOME and c.party[i] == 1


def fill_menu(s: Record, c: Record, p: Record, i: int, channel: int) -> None:
    """List the legal alternatives of actor i on a channel with their values."""
    s.n_alternatives = 0
    for x in range(c.ch_first[channel], c.ch_first[channel + 1]):
        fill_move(s, c, p, i, c.ch_move[x])
    share_families(s, c, p)


def share_families(s: Record, c: Record, p: Record) -> None:
    """Share the place of each family among its members on the menu; the family itself is worth its best member.

    A member that is alone has its place to itself, and on most menus all are.
    """
    for x in range(s.n_alternatives):
        family = c.mv_family[s.alt_move[x]]
        s.alt_family[x] = family
        s.members[family] = 0.0
        s.top[family] = s.alt_value[x]
        s.alt_share[x] = nest_share(1.0)
    shared = False
    for x in range(s.n_alternatives):
        family = s.alt_family[x]
        shared = shared or s.members[family] > 0.0
        s.members[family] = 1.0
        s.top[family] = max(s.top[family], s.alt_value[x])
    if not shared:
        return
    for x in range(s.n_alternatives):
        s.alt_weight[x] = s.top[s.alt_family[x]]
        s.members[s.alt_family[x]] = 0.0
    precision = p.lambda_choice
    for x in range(s.n_alternatives):
        s.alt_weight[x] = choice_weight(s.alt_value[x], s.alt_weight[x], precision, 1.0)
    for x in range(s.n_alternatives):
        s.members[s.alt_family[x]] += s.alt_weight[x]
    for x in range(s.n_alternatives):
        s.alt_share[x] = nest_share(s.members[s.alt_family[x]])


def fill_move(s: Record, c: Record, p: Record, i: int, move: int) -> None:
    """Add a move toward each target at which it is legal; the candidates are the kind of actor its aim names."""
    aim = c.mv_aim[move]
    if aim == Aim.NOBODY:
        try_add(s, c, p, i, move, -1)
    elif aim == Aim.PARTY:
        for side in range(2):
            try_add(s, c, p, i, move, c.lead[side])
    elif aim == Aim.MEDIATOR:
        for x in range(c.n_mediators):
            if c.active[c.mediators[x]] == 1:
                try_add(s, c, p, i, move, c.mediators[x])
    elif aim == Aim.PARTNER:
        for x in range(c.n_partners[i]):
            j = c.partners[i, x]
            aligned = c.patron[j] == 1 and c.allegiance[j] == c.side[i] and c.alignment[j, i] > 0.0
            if c.active[j] == 1 and (aligned or s.reliable[i, j] > 0.0):
                try_add(s, c, p, i, move, j)
    else:
        for x in range(c.n_parties):
            j = c.parties[x]
            if c.active[j] == 1 and aimed_at(s, c, aim, i, j):
                try_add(s, c, p, i, move, j)


def try_add(s: Record, c: Record, p: Record, i: int, move: int, j: int) -> None:
    """Add a move toward j (-1: nobody) if it is legal."""
    if j != i and legal(s, c, p, i, move, j):
        add(s, c, p, i, move, j)


def add(s: Record, c: Record, p: Record, i: int, move: int, j: int) -> None:
    """Write one alternative, if there is room."""
    x = s.n_alternatives
    if x < ALTERNATIVES:
        s.alt_move[x] = move
        s.alt_target[x] = j
        s.alt_value[x] = weigh(s, c, p, i, move, j)
        s.alt_tone[x] = c.mv_goldstein[move]
        s.n_alternatives = x + 1


def aimed_at(s: Record, c: Record, aim: int, i: int, j: int) -> bool:
    """Whether party j is the kind of party that the aim names for i."""
    if aim == Aim.ENEMY:
        return c.party[i] == 1 and c.side[j] != c.side[i]
    if aim == Aim.CLIENT:
        return c.allegiance[i] == c.side[j] and c.alignment[i, j] > 0.0
    return c.allegiance[i] == 1 - c.side[j]


def legal(s: Record, c: Record, p: Record, i: int, move: int, j: int) -> bool:
    """Precondition of a move, by its effect."""
    effect = c.mv_effect[move]
    channel = c.mv_channel[move]
    if channel == Channel.MILITARY:
        return legal_military(s, c, effect, j)
    if channel == Channel.HUMANITARIAN:
        healed = s.step - s.last_breach > in_steps(c, p.suspend_limit)
        return effect == Effect.NO_EXCHANGE or (s.prisoners > 0.2 and is_lead(c, j) and healed)
    if channel == Channel.DIPLOMATIC:
        return legal_diplomatic(s, c, p, effect, i, j)
    if channel == Channel.SUPPORT:
        return legal_support(s, c, p, effect, i, j)
    return legal_mediation(s, c, p, effect, i, j)


def is_lead(c: Record, j: int) -> bool:
    """Whether j leads a side."""
    return j == c.lead[0] or j == c.lead[1]


def legal_military(s: Record, c: Record, effect: int, j: int) -> bool:
    """While a ceasefire or settlement holds, violence is a breach and decided there."""
    if effect == Effect.HOLD:
        return True
    return s.on[0] == 0 and s.on[1] == 0


def legal_diplomatic(s: Record, c: Record, p: Record, effect: int, i: int, j: int) -> bool:
    """Leads come to the table; all but a proposal needs an invitation or a session, leaving a round and an affront."""
    if effect == Effect.NONE or effect == Effect.COURT:
        return True
    if effect == Effect.THREATEN:
        return s.on[0] == 0
    if not is_lead(c, i) or not is_lead(c, j) or s.on[0] == 1:
        return False
    if effect == Effect.ATTEND:
        return s.in_session == 1 or s.invited_until >= s.step
    if effect == Effect.CONCEDE:
        return s.in_session == 1
    if effect == Effect.WALK_OUT:
        met = s.step - s.last_round <= 1
        return s.in_session == 1 and met and s.step - s.affront[i] <= in_steps(c, p.session_memory)
    return True


def legal_support(s: Record, c: Record, p: Record, effect: int, i: int, j: int) -> bool:
    """Arms need capacity; cuts a client that refused when pressed; pressure a grip.

    Sanctions need trade and a target that does more harm than it suffers; easing, sanctions of one's own.
    """
    if effect == Effect.NO_SUPPORT:
        return True
    if effect == Effect.PLEDGE or effect == Effect.SURGE:
        return c.arms[i] > 0.0 and s.on[0] == 0 and room_for_pipeline(s)
    if effect == Effect.CUT_BACK:
        refused = s.step - s.refused[i, j] <= in_steps(c, p.visit_memory)
        much = s.support[i, j] > 0.5 * c.alignment[i, j]
        return much and s.on[0] == 0 and refused and s.line[i, Line.AID] > -1.0
    if effect == Effect.SANCTION:
        return c.commerce[i, j] > 0.0 and s.on[0] == 0 and s.on[1] == 0 and excess_of(s, c, j) > 0.0
    if effect == Effect.RELIEVE:
        return s.ledger[i, j] > 0.0 and restraint_of(s, c, p, j) > 0.0
    if effect == Effect.PRESS_TO_TALK:
        return s.on[0] == 0 and s.on[1] == 0 and grip(s, c, i, j) > 0.0
    if effect == Effect.PROMISE_GUARANTEE:
        return on_the_table(s, c, p) and c.guarantee[i] > s.guaranteed[j]
    return True


def on_the_table(s: Record, c: Record, p: Record) -> bool:
    """Whether something has been offered in talks that still go on."""
    limit = in_steps(c, p.session_memory)
    return s.on[0] == 0 and s.in_session == 1 and s.step - s.last_offer <= limit


def room_for_pipeline(s: Record) -> bool:
    """Whether another pipeline can be noted: a slot is free or one has run out."""
    if s.n_pipelines < s.pl_rate.shape[0]:
        return True
    for k in range(s.n_pipelines):  # noqa: SIM110 (numba compiles no generators)
        if s.pl_last[k] <= s.step:
            return True
    return False


def grip(s: Record, c: Record, i: int, j: int) -> float:
    """What party j has to lose with i: the support it gets, or i's leverage over it."""
    return max(s.support[i, j], s.leverage[i, j])


def legal_mediation(s: Record, c: Record, p: Record, effect: int, i: int, j: int) -> bool:
    """Every act of mediation needs credibility, leverage or a guarantee: with none of them there is nothing to do."""
    if effect == Effect.STAND_BY:
        return True
    a = c.lead[0]
    b = c.lead[1]
    both = s.reliable[a, i] > 0.0 and s.reliable[b, i] > 0.0
    if s.on[0] == 1:
        return False
    if effect == Effect.SHUTTLE:
        return s.reliable[j, i] > 0.0
    if effect == Effect.CONVENE:
        asked = s.answer[i, a] >= 0 and s.answer[i, b] >= 0
        return both and asked and s.invited_until < s.step
    if effect == Effect.FORMULATE:
        return both and (s.in_session == 1 or visited_both(s, c, p, i))
    if effect == Effect.INDUCE or effect == Effect.PRESS:
        return on_the_table(s, c, p) and s.leverage[i, j] > 0.01
    if effect == Effect.GUARANTEE:
        return on_the_table(s, c, p) and c.guarantee[i] > min(s.guaranteed[a], s.guaranteed[b])
    return s.host == i and s.invited_until >= s.step and s.reliable[a, j] > 0.0 and s.reliable[b, j] > 0.0
