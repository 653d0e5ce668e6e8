"""What several phases share: draws, the event log, trust, and simple look-ups."""

from typing import Any

from diplomacy_abm.draws import uniform
from diplomacy_abm.rules.lines import persistence
from diplomacy_abm.rules.mediation import credibility, dilution
from diplomacy_abm.rules.numeric import logistic, logit, share_of, standard_normal
from diplomacy_abm.rules.trust import trust_after_event, vouched_trust
from diplomacy_abm.state import AGES, LOOKBACK, EventField
from diplomacy_abm.vocabulary import Decision, Effect, Line

Record = Any
"""A structured record: numba's when compiled, :class:`diplomacy_abm.state.View` when plain."""


def draw(s: Record, c: Record, i: int, decision: int) -> float:
    """Uniform draw of actor i for one of its decisions this step."""
    return uniform(s.seed_low, s.seed_high, s.run, c.key[i], decision, s.step)


def noise(s: Record, c: Record, i: int, decision: int) -> float:
    """Standard normal draw of actor i for one of its decisions this step."""
    return standard_normal(draw(s, c, i, decision))


def emit(
    s: Record, log: Any, actor: int, target: int, move: int, accepted: int, subject: int, via: int, value: float
) -> None:
    """Write one row to the event log, if there is room (a log without rows keeps nothing)."""
    row = s.n_events
    if row < log.shape[0]:
        log[row, EventField.STEP] = s.step
        log[row, EventField.ACTOR] = actor
        log[row, EventField.TARGET] = target
        log[row, EventField.MOVE] = move
        log[row, EventField.ACCEPTED] = accepted
        log[row, EventField.SUBJECT] = subject
        log[row, EventField.VIA] = via
        log[row, EventField.VALUE] = value
        s.n_events = row + 1


def move_trust(s: Record, c: Record, p: Record, i: int, j: int, move: int, scale: float) -> None:
    """Let i's trust in j feel a move of the catalogue, `scale` times its weight."""
    s.trust[i, j] = trust_after_event(
        s.trust[i, j], c.mv_goldstein[move], c.mv_trust[move] * scale, p.trust_gain, p.trust_loss
    )


def trust_in(s: Record, i: int, j: int) -> float:
    """I's trust in j as a probability, with what a mediator vouches for."""
    return vouched_trust(logistic(s.trust[i, j]), 1.0, 1.0, s.vouched[i])


def believed(s: Record, i: int, m: int) -> float:
    """Credibility of mediator m with i; 0 when it has none."""
    return credibility(s.reliable[i, m], s.unreliable[i, m])


def welcome_with(s: Record, c: Record, i: int, j: int) -> float:
    """What i has to lose with j as a mediator: its credibility; 0 for one that does not mediate."""
    return believed(s, j, i) if c.mediator[i] == 1 else 0.0


def remains(c: Record, p: Record, steps: float) -> float:
    """What is left of a circumstance, or of what was learned of it, after some steps."""
    weeks = steps * c.days / 7.0
    return persistence(p.line_life, 7.0 * weeks) if weeks < 520.0 else 0.0


def aged(s: Record, c: Record, p: Record, step: int) -> float:
    """What is left of what was learned at a step, from the table as far as it goes (see `begin.tabulate_ages`)."""
    age = s.step - step
    return s.left[age] if age < AGES else remains(c, p, age * 1.0)


def bears(c: Record, i: int, line: int) -> bool:
    """Whether a line of policy bears on a seat that actor i holds; the others are not drawn."""
    if line == Line.ENGAGE:
        return c.mediator[i] == 1
    if line == Line.AID or line == Line.COERCE:
        return c.patron[i] == 1
    return c.party[i] == 1


def since(s: Record, c: Record, step: int) -> float:
    """Weeks since a step."""
    return (s.step - step) * c.days / 7.0


def side_capability(s: Record, c: Record, side: int) -> float:
    """Sum of the capability of a side's parties."""
    total = 0.0
    for x in range(c.n_parties):
        i = c.parties[x]
        if c.active[i] == 1 and c.side[i] == side:
            total += s.capability[i]
    return total


def in_steps(c: Record, weeks: float) -> float:
    """Weeks in steps."""
    return weeks * 7.0 / c.days


def steps_back(c: Record, p: Record) -> int:
    """Steps over which the front's momentum is counted."""
    return min(int(in_steps(c, p.lookback) + 0.5), LOOKBACK - 2)


def prior_power(c: Record, i: int) -> float:
    """What party i takes hidden power to be as long as it sees nothing of it: its own optimism."""
    return c.optimism[i] if c.side[i] == 0 else -c.optimism[i]


def paused(s: Record, i: int) -> bool:
    """Whether party i paused last week; it is the only friendly military move.

    Read from what was done, since moves of this week are chosen one after the other and must not see each other.
    """
    return s.last_hostility[i] > 0.0


def know_answer(s: Record, c: Record, j: int, answer: int) -> None:
    """What j does in public answers every mediator: 1 it came, 0 it broke off or stayed away, -1 open again."""
    for x in range(c.n_mediators):
        m = c.mediators[x]
        s.answer[m, j] = answer
        s.asked[m, j] = s.step


def rests(s: Record, c: Record, a: int) -> bool:
    """Whether slot a is for a truce on part of the violence while a ceasefire covers all of it."""
    return a >= 2 and c.covers[a - 2] > 0 and s.on[1] == 1


def row_of(c: Record, effect: int) -> int:
    """Row of the catalogue that stands for an effect (the first one that has it)."""
    return c.ef_row[effect]


def log_outcome(
    s: Record, c: Record, log: Any, effect: int, actor: int, target: int, subject: int, via: int, value: float
) -> None:
    """Write an event that follows from moves, such as a round, a signature or a breach."""
    accepted = -1
    if effect == Effect.ACCEPT:
        accepted = 1
    elif effect == Effect.REJECT:
        accepted = 0
    emit(s, log, actor, target, row_of(c, effect), accepted, subject, via, value)


def draw_leanings(s: Record, c: Record, a: int) -> None:
    """What each party's leader brings to the agreement in slot a: its will to keep it, around its enemy's trust."""
    for x in range(c.n_parties):
        j = c.parties[x]
        if c.active[j] == 1:
            s.distrust[a, j] = s.trust[c.lead[1 - c.side[j]], j]
            s.leaning[a, j] = s.distrust[a, j] + logit(draw(s, c, j, Decision.LEANING + a))


def violence_factor(s: Record, c: Record, p: Record, strikes: bool) -> float:
    """What agreements in force leave of the violence chosen: 1 without any."""
    if s.on[0] == 1:
        return p.settlement_violence
    if s.on[1] == 1:
        return p.ceasefire_violence
    factor = 1.0
    for k in range(c.n_issues):
        covered = (strikes and c.covers[k] == 1) or (not strikes and c.covers[k] == 2)
        if covered and s.on[2 + k] == 1 and s.suspended[2 + k] == 0:
            factor *= p.truce_violence
    return factor


def crowding(s: Record, c: Record, p: Record) -> float:
    """Factor on every mediator's effect: by who has been at work of late; 1 while they coordinate."""
    if s.coordinated_until >= s.step:
        return 1.0
    n = 0
    limit = in_steps(c, p.visit_memory)
    for x in range(c.n_mediators):
        m = c.mediators[x]
        if c.active[m] == 1 and s.step - s.worked[m] <= limit:
            n += 1
    return dilution(n, p.overlap)


def silence_since(s: Record, c: Record, p: Record, step: int) -> float:
    """Time since a step over what counts as a long silence, at most 1."""
    return share_of(since(s, c, step), p.silence)


def visited_both(s: Record, c: Record, p: Record, m: int) -> bool:
    """Whether mediator m has been with both leads of late."""
    limit = in_steps(c, p.visit_memory)
    return s.step - s.visited[m, c.lead[0]] <= limit and s.step - s.visited[m, c.lead[1]] <= limit


def lean_to(s: Record, c: Record, m: int, j: int) -> float:
    """Bias of mediator m toward party j."""
    return s.bias[m] if c.side[j] == 0 else -s.bias[m]
