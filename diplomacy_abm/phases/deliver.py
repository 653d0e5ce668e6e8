"""Phase 1: arms arrive or slip, dated events take effect."""

from typing import Any

from diplomacy_abm.draws import uniform
from diplomacy_abm.phases.common import Record, draw, in_steps, log_outcome
from diplomacy_abm.phases.update import change_leader
from diplomacy_abm.rules.numeric import clip
from diplomacy_abm.vocabulary import Decision, Effect, Line, Variable


def deliver(s: Record, c: Record, p: Record, log: Any) -> None:
    """Bring what the pipelines hold for this step and what the calendar holds."""
    happen(s, c, p, log)
    for k in range(s.n_pipelines):
        if s.pl_first[k] <= s.step < s.pl_last[k] and s.pl_rate[k] > 0.0:
            arrive(s, c, p, log, k)


def arrive(s: Record, c: Record, p: Record, log: Any, k: int) -> None:
    """One pipeline's delivery: lumpy (one week in several), and it may slip."""
    u = uniform(s.seed_low, s.seed_high, s.run, s.pl_key[k], Decision.DELIVERY, s.step)
    lump = max(1.0, in_steps(c, p.delivery_lump))
    if u >= 1.0 / lump:
        return
    amount = s.pl_rate[k] * lump
    recipient = s.pl_recipient[k]
    v = uniform(s.seed_low, s.seed_high, s.run, s.pl_key[k], Decision.SLIP, s.step)
    if v < s.pl_credibility[k]:
        s.capability[recipient] += amount
        log_outcome(s, c, log, Effect.DELIVER, s.pl_supplier[k], recipient, s.pl_label[k], -1, amount)
    else:
        log_outcome(s, c, log, Effect.SLIP, s.pl_supplier[k], recipient, s.pl_label[k], -1, amount)


def happen(s: Record, c: Record, p: Record, log: Any) -> None:
    """Dated events from outside; a vote on an actor's leader may bring a new one."""
    for k in range(c.n_events):
        if c.ex_step[k] == s.step and c.active[c.ex_actor[k]] == 1:
            apply_event(s, c, c.ex_variable[k], c.ex_actor[k], c.ex_target[k], c.ex_change[k])
            s.window = s.step
            log_outcome(s, c, log, Effect.EXOGENOUS, c.ex_actor[k], c.ex_target[k], -1, k, c.ex_change[k])
            if c.ex_variable[k] == Variable.LEADER and draw(s, c, c.ex_actor[k], Decision.LEADER) < c.ex_change[k]:
                change_leader(s, c, p, log, c.ex_actor[k])


def apply_event(s: Record, c: Record, variable: int, i: int, j: int, change: float) -> None:
    """Add the change of one event."""
    if variable == Variable.SUPPORT:
        s.support[i, j] = clip(s.support[i, j] + change, 0.0, 1.0)
    elif variable == Variable.CAPABILITY:
        s.capability[i] = clip(s.capability[i] + change, 1e-6, 1e6)
    elif variable == Variable.STANDING:
        s.standing[i] += change
    elif variable == Variable.LEVERAGE:
        s.leverage[i, j] = clip(s.leverage[i, j] + change, 0.0, 1.0)
    elif variable == Variable.CREDIBILITY:
        shift_credibility(s, j, i, change)
    elif variable == Variable.BIAS:
        s.bias[i] = clip(s.bias[i] + change, -1.0, 1.0)
    elif variable == Variable.TRUST:
        s.trust[i, j] += change
    elif variable == Variable.COST:
        s.private_cost[i] = clip(s.private_cost[i] + change, 0.005, 0.95)
    elif variable == Variable.REFUSAL_COST:
        s.refusal[i] = clip(s.refusal[i] + change, 0.0, 1.0)
    elif variable == Variable.SANCTIONS:
        s.sanctions[i] = clip(s.sanctions[i] + change, 0.0, 1.0)
    elif variable == Variable.TALK_LINE or variable == Variable.AID_LINE:
        s.line[i, Line.TALK if variable == Variable.TALK_LINE else Line.AID] += change


def shift_credibility(s: Record, i: int, m: int, change: float) -> None:
    """Move the mean of i's record of m by `change`, keeping its weight."""
    total = s.reliable[i, m] + s.unreliable[i, m]
    if total > 0.0:
        mean = clip(s.reliable[i, m] / total + change, 0.0, 1.0)
        s.reliable[i, m] = mean * total
        s.unreliable[i, m] = (1.0 - mean) * total
