"""Phase 8: the metrics of the step, the summary of the run, and whether it is over."""

from typing import Any

from diplomacy_abm.phases.common import Record, in_steps, log_outcome, side_capability
from diplomacy_abm.rules.numeric import logistic
from diplomacy_abm.rules.support import due_between
from diplomacy_abm.state import Metric
from diplomacy_abm.vocabulary import Effect, Outcome, Track

ACTOR_FAULT = 500
"""Faults from this number on name an actor whose own numbers left their bounds."""


def record(s: Record, c: Record, p: Record, log: Any) -> None:
    """Keep the metrics, count what the summary needs, check the end, and advance the clock."""
    write_metrics(s, c, p)
    count_talks(s, c)
    count_peace(s, c)
    check_end(s, c, p, log)
    s.step = s.step + 1


def write_metrics(s: Record, c: Record, p: Record) -> None:
    """Fill ``s.metric`` as ``state.Metric`` names them."""
    a = c.lead[0]
    b = c.lead[1]
    s.metric[Metric.TRACK] = s.track
    s.metric[Metric.FORM] = s.form
    s.metric[Metric.FRONT] = s.front
    s.metric[Metric.P_CONTEST] = s.p
    s.metric[Metric.INTENSITY] = s.intensity * s.ground
    s.metric[Metric.ESC_AB] = s.escalation[a, b] * s.ground
    s.metric[Metric.ESC_BA] = s.escalation[b, a] * s.ground
    s.metric[Metric.TRUST_AB] = logistic(s.trust[a, b])
    s.metric[Metric.TRUST_BA] = logistic(s.trust[b, a])
    s.metric[Metric.CAP_A] = side_capability(s, c, 0)
    s.metric[Metric.CAP_B] = side_capability(s, c, 1)
    s.metric[Metric.HURT_A] = s.hurt[a]
    s.metric[Metric.HURT_B] = s.hurt[b]
    s.metric[Metric.WEARY_A] = s.weariness[a]
    s.metric[Metric.WEARY_B] = s.weariness[b]
    s.metric[Metric.BELIEF_MEAN_AB] = s.belief_mean[a, b]
    s.metric[Metric.BELIEF_VAR_AB] = s.belief_var[a, b]
    s.metric[Metric.BELIEF_MEAN_BA] = s.belief_mean[b, a]
    s.metric[Metric.BELIEF_VAR_BA] = s.belief_var[b, a]
    s.metric[Metric.STANDING_A] = s.standing[a]
    s.metric[Metric.STANDING_B] = s.standing[b]
    s.metric[Metric.ATTEND_A] = s.attend[a]
    s.metric[Metric.ATTEND_B] = s.attend[b]
    s.metric[Metric.SUPPORT_A] = s.pooled[a]
    s.metric[Metric.SUPPORT_B] = s.pooled[b]
    s.metric[Metric.PIPELINE_A] = due_within_a_year(s, c, 0)
    s.metric[Metric.PIPELINE_B] = due_within_a_year(s, c, 1)
    s.metric[Metric.ZONE] = s.zone
    s.metric[Metric.MISSILES] = s.missiles
    s.metric[Metric.DRONES] = s.drones
    deals = 0
    for k in range(c.n_issues):
        if s.on[2 + k] == 1 and s.suspended[2 + k] == 0:
            deals += 1
    s.metric[Metric.DEALS] = deals
    s.metric[Metric.CEASEFIRE] = s.on[1]
    s.metric[Metric.SETTLEMENT] = s.on[0]
    s.metric[Metric.POWER_VIEW_A] = s.chance[a]
    s.metric[Metric.POWER_VIEW_B] = s.chance[b]
    check_bounds(s)
    check_actors(s, c)


def check_bounds(s: Record) -> None:
    """Note the first metric that is not a number or leaves its bounds; the run becomes a failed row."""
    if s.fault != 0:
        return
    for x in range(s.metric.shape[0]):
        low = -1e12
        high = 1e12
        if Metric.FRONT <= x <= Metric.TRUST_BA:
            low = 0.0
            high = 1.0
        elif x == Metric.CAP_A or x == Metric.CAP_B:
            low = 1e-6
        elif Metric.ATTEND_A <= x <= Metric.SUPPORT_B or Metric.POWER_VIEW_A <= x <= Metric.POWER_VIEW_B:
            low = 0.0
            high = 1.0
        if not (s.metric[x] >= low and s.metric[x] <= high):
            s.fault = x + 1
            return


def check_actors(s: Record, c: Record) -> None:
    """Note the first actor whose own numbers are no numbers or leave their bounds."""
    if s.fault != 0:
        return
    for i in range(c.n):
        fine = s.standing[i] > -1e6 and s.standing[i] < 1e6
        if c.party[i] == 1:
            fine = fine and s.capability[i] > 0.0 and s.hurt[i] >= 0.0 and s.weariness[i] >= 0.0
            fine = fine and s.guaranteed[i] >= 0.0 and s.guaranteed[i] <= 1.0 and s.attend[i] >= 0.0
        for side in range(2):
            lead = c.lead[side]
            fine = fine and s.support[i, lead] >= 0.0 and s.support[i, lead] <= 1.0
            fine = fine and s.leverage[i, lead] >= 0.0 and s.leverage[i, lead] <= 1.0
            fine = fine and s.reliable[lead, i] >= 0.0 and s.unreliable[lead, i] >= 0.0
            fine = fine and s.trust[i, lead] > -1e3 and s.trust[i, lead] < 1e3
        if not fine:
            s.fault = ACTOR_FAULT + i
            return


def due_within_a_year(s: Record, c: Record, side: int) -> float:
    """Capability pledged to a side for the next 52 steps."""
    total = 0.0
    begin = s.step + 1.0
    end = begin + in_steps(c, 52.0)
    for k in range(s.n_pipelines):
        if s.pl_last[k] > begin and c.side[s.pl_recipient[k]] == side:
            total += due_between(s.pl_rate[k], s.pl_first[k], s.pl_last[k], begin, end)
    return total


def count_talks(s: Record, c: Record) -> None:
    """Peaks and firsts of the talk track, and talk weeks with and without strikes."""
    if s.track > s.track_max:
        s.track_max = s.track
        s.track_max_step = s.step
    if s.first_contact < 0 and s.track >= Track.CONTACTS:
        s.first_contact = s.step
    if s.first_early < 0 and s.last_early == s.step:
        s.first_early = s.step
    if s.last_round == s.step:
        s.talk_weeks = s.talk_weeks + 1
        s.talk_strikes = s.talk_strikes + s.struck


def count_peace(s: Record, c: Record) -> None:
    """Weeks under agreements, and escalation."""
    if s.on[1] == 1:
        s.ceasefire_weeks = s.ceasefire_weeks + 1
    if s.metric[Metric.DEALS] > 0.0:
        s.partial_weeks = s.partial_weeks + 1
    level = max(s.metric[Metric.ESC_AB], s.metric[Metric.ESC_BA])
    s.peak_escalation = max(s.peak_escalation, level)
    s.sum_escalation = s.sum_escalation + s.metric[Metric.INTENSITY]


def check_end(s: Record, c: Record, p: Record, log: Any) -> None:
    """Victory, a settlement that outlived its implementation, or the horizon."""
    if s.front >= p.front_bound or s.capability[c.lead[1]] < p.capability_floor:
        s.victor = 0
    elif s.front <= 1.0 - p.front_bound or s.capability[c.lead[0]] < p.capability_floor:
        s.victor = 1
    implemented = s.on[0] == 1 and s.step - s.since[0] >= in_steps(c, p.implementation)
    if s.victor >= 0:
        log_outcome(s, c, log, Effect.VICTORY, c.lead[s.victor], c.lead[1 - s.victor], -1, -1, s.front)
    if s.victor >= 0 or implemented or s.step + 1 >= c.horizon:
        s.outcome = classify(s)
        s.ended = 1
        log_outcome(s, c, log, Effect.END, -1, -1, s.outcome, -1, s.step)


def classify(s: Record) -> Outcome:
    """Outcome class of a finished run."""
    if s.victor == 0:
        return Outcome.VICTORY_A
    if s.victor == 1:
        return Outcome.VICTORY_B
    if s.on[0] == 1:
        return Outcome.SETTLEMENT_HELD
    if s.settlements > 0:
        return Outcome.SETTLEMENT_RELAPSED
    if s.on[1] == 1:
        return Outcome.CEASEFIRE
    if s.rounds > 0:
        return Outcome.FORMAL_TALKS_ONLY
    if s.first_early >= 0:
        return Outcome.EARLY_DISCUSSIONS_ONLY
    return Outcome.NO_CONTACT
