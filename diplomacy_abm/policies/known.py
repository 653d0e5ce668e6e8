"""What an actor may know of its week, name by name: the veil over seats and over policies with named views.

The names are those of a briefing (:mod:`diplomacy_abm.seats.briefing`), and a test compares the two in every scenario.
Plain functions that numba can compile: a policy that is compiled reads what a policy that is interpreted reads. What
an actor may not know is NaN, "not a number", with which every comparison is false.
"""

import math
from typing import Any

from diplomacy_abm.phases.common import in_steps, since
from diplomacy_abm.phases.menu import is_lead, on_the_table
from diplomacy_abm.phases.weigh import wanted_level
from diplomacy_abm.rules import mediation
from diplomacy_abm.rules.numeric import logistic
from diplomacy_abm.rules.support import due_between
from diplomacy_abm.vocabulary import Line

Record = Any

PUBLIC = (
    ("track", "track"), ("form", "form"), ("in_session", "in_session"), ("front", "front"), ("stuck", "stuck"),
    ("momentum", "momentum"), ("chance_a", "p"), ("prisoners", "prisoners"), ("prospect", "prospect"),
    ("zone", "zone"),
)  # fmt: skip
"""Names in a briefing, and the fields of the state that they are."""

PARTY = (
    ("capability", "capability"), ("burden", "weight"), ("standing", "standing"), ("attendance", "attend"),
    ("support", "pooled"), ("sanctions", "sanctions"), ("guaranteed", "guaranteed"), ("public_cost", "public_mean"),
)  # fmt: skip
"""The same for what everybody knows of a party."""

OWN_PARTY = (
    ("own_cost", "private_cost"), ("refusal", "refusal"), ("war_value", "war"), ("war_to_come", "to_come"),
    ("inducement", "inducement"), ("pressure", "pressure"), ("demand", "demand"), ("chance_view", "chance"),
    ("power_mean", "power_mean"),
)  # fmt: skip
"""What a party alone knows of itself."""

OWN_LEAD = (
    ("best_chance", "best_chance"), ("best_surplus", "best_surplus"), ("hope", "hope"), ("wish", "wish"),
    ("tired", "tired"),
)  # fmt: skip
"""What the lead of a side alone knows of itself."""


def is_party(c: Record, j: int) -> bool:
    """Whether j is a party that takes part."""
    return c.active[j] == 1 and c.party[j] == 1


def enemies(c: Record, i: int, j: int) -> bool:
    """Whether i and j are parties of different sides."""
    return c.party[i] == 1 and c.party[j] == 1 and c.side[i] != c.side[j]


def may_sound(c: Record, m: int, j: int) -> bool:
    """Whether m is a mediator that can ask the lead j in secret."""
    return c.mediator[m] == 1 and is_lead(c, j)


def line_of(s: Record, c: Record, i: int, line: int) -> float:
    """One of i's lines of policy, where it bears on what i does by its seats (`frames.lines_of`)."""
    if line == Line.FIGHT:
        held = c.party[i] == 1
    elif line == Line.TALK or line == Line.EXCHANGE:
        held = is_lead(c, i)
    elif line == Line.ENGAGE:
        held = c.mediator[i] == 1
    else:
        held = c.patron[i] == 1
    return s.line[i, line] if held else math.nan


def answer(s: Record, m: int, j: int) -> float:
    """What lead j last told mediator m: 1 it would come, -1 it would not, 0 it was never asked."""
    if s.answer[m, j] < 0:
        return 0.0
    return 1.0 if s.answer[m, j] == 1 else -1.0


def answer_weeks(s: Record, c: Record, m: int, j: int) -> float:
    """Age of that answer, 0 where there is none."""
    return since(s, c, s.asked[m, j]) if s.answer[m, j] >= 0 else 0.0


# --- one number or word --------------------------------------------------------------------------------------------


def one_week(s: Record, c: Record, p: Record, i: int) -> int:
    """The week, counted from 0."""
    return s.step


def one_enemy(s: Record, c: Record, p: Record, i: int) -> int:
    """Who speaks for the other side; nobody where one belongs to none."""
    return c.lead[1 - c.side[i]] if c.party[i] == 1 else -1


def one_host(s: Record, c: Record, p: Record, i: int) -> int:
    """Who holds an open invitation or hosts the session, if anybody."""
    return s.host if s.in_session == 1 or s.invited_until >= s.step else -1


def one_intensity(s: Record, c: Record, p: Record, i: int) -> float:
    """Mean intensity of fighting."""
    return s.intensity * s.ground


def one_on_table(s: Record, c: Record, p: Record, i: int) -> bool:
    """Whether something was offered in talks that still go on."""
    return on_the_table(s, c, p)


def one_invited(s: Record, c: Record, p: Record, i: int) -> bool:
    """Whether an invitation is open."""
    return s.invited_until >= s.step


def one_ceasefire(s: Record, c: Record, p: Record, i: int) -> bool:
    """Whether a general ceasefire is in force."""
    return s.on[1] == 1


def one_settlement(s: Record, c: Record, p: Record, i: int) -> bool:
    """Whether a settlement is in force."""
    return s.on[0] == 1


def one_weeks_since_round(s: Record, c: Record, p: Record, i: int) -> int:
    """Weeks since the last round of talks; large where there was none."""
    return s.step - s.last_round


def one_ground(s: Record, c: Record, p: Record, i: int) -> float:
    """Share of the contested ground that one's own side holds."""
    if c.party[i] == 0:
        return math.nan
    return s.front if c.side[i] == 0 else 1.0 - s.front


def one_advance(s: Record, c: Record, p: Record, i: int) -> float:
    """How the front moves toward one's own side: `momentum` with its sign for side B turned round."""
    if c.party[i] == 0:
        return math.nan
    return s.momentum if c.side[i] == 0 else -s.momentum


def one_power_sd(s: Record, c: Record, p: Record, i: int) -> float:
    """How unsure one is of hidden power."""
    return math.sqrt(s.power_var[i]) if c.party[i] == 1 else math.nan


def one_bias(s: Record, c: Record, p: Record, i: int) -> float:
    """A mediator's leaning."""
    return s.bias[i] if c.mediator[i] == 1 else math.nan


# --- one number for each other actor -------------------------------------------------------------------------------


def each_due(s: Record, c: Record, p: Record, i: int, j: int) -> float:
    """Strength that pipelines hold for party j within a year, as pledged."""
    if not is_party(c, j):
        return math.nan
    total = 0.0
    end = s.step + in_steps(c, 52.0)
    for k in range(s.n_pipelines):
        if s.pl_recipient[k] == j:
            total += due_between(s.pl_rate[k], s.pl_first[k], s.pl_last[k], s.step * 1.0, end)
    return total


def each_trust(s: Record, c: Record, p: Record, i: int, j: int) -> float:
    """A party's trust that an enemy keeps its word."""
    return logistic(s.trust[i, j]) if enemies(c, i, j) else math.nan


def each_belief_mean(s: Record, c: Record, p: Record, i: int, j: int) -> float:
    """A party's belief about an enemy's cost of war."""
    return s.belief_mean[i, j] if enemies(c, i, j) else math.nan


def each_belief_sd(s: Record, c: Record, p: Record, i: int, j: int) -> float:
    """How sure it is of it."""
    return math.sqrt(s.belief_var[i, j]) if enemies(c, i, j) else math.nan


def each_credibility(s: Record, c: Record, p: Record, i: int, j: int) -> float:
    """How far a mediator is believed by a party, as both of them know it."""
    if c.mediator[i] == 1 and c.party[j] == 1:
        return mediation.credibility(s.reliable[j, i], s.unreliable[j, i])
    if c.party[i] == 1 and c.mediator[j] == 1:
        return mediation.credibility(s.reliable[i, j], s.unreliable[i, j])
    return math.nan


def each_leverage(s: Record, c: Record, p: Record, i: int, j: int) -> float:
    """Leverage over a party."""
    return s.leverage[i, j] if c.party[j] == 1 and s.leverage[i, j] > 0.0 else math.nan


def each_given(s: Record, c: Record, p: Record, i: int, j: int) -> float:
    """A patron's own support of a party."""
    return s.support[i, j] if c.patron[i] == 1 and c.party[j] == 1 else math.nan


def each_wanted(s: Record, c: Record, p: Record, i: int, j: int) -> float:
    """Support that a patron wants to give its client now."""
    client = c.patron[i] == 1 and c.party[j] == 1 and c.allegiance[i] == c.side[j] and c.alignment[i, j] > 0.0
    return wanted_level(s, c, p, i, j) if client else math.nan


def each_ledger(s: Record, c: Record, p: Record, i: int, j: int) -> float:
    """A patron's own sanctions on its client's enemy."""
    rival = c.patron[i] == 1 and c.party[j] == 1 and c.allegiance[i] == 1 - c.side[j]
    return s.ledger[i, j] if rival else math.nan


def each_answer(s: Record, c: Record, p: Record, i: int, j: int) -> float:
    """What was last said in secret between a mediator and a lead: 1 yes, -1 no, 0 not asked."""
    if may_sound(c, i, j):
        return answer(s, i, j)
    return answer(s, j, i) if may_sound(c, j, i) else math.nan


def each_answer_weeks(s: Record, c: Record, p: Record, i: int, j: int) -> float:
    """How many weeks old that answer is."""
    if may_sound(c, i, j):
        return answer_weeks(s, c, i, j)
    return answer_weeks(s, c, j, i) if may_sound(c, j, i) else math.nan
