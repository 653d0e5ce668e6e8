"""One row per run: what the outcomes of model and experiment read."""

from typing import Any

from diplomacy_abm.phases.common import Record, side_capability
from diplomacy_abm.rules.numeric import logistic

SUMMARY = (
    "outcome", "end_step", "fault", "track_max", "track_max_step", "first_contact", "first_early", "first_formal",
    "first_formal_form", "first_formal_host", "rounds", "talk_weeks", "talk_weeks_with_strikes", "exchanges",
    "ceasefires", "first_ceasefire", "ceasefire_weeks", "settlements", "first_settlement", "first_breach",
    "settlement_q", "partial_deals", "first_partial", "partial_weeks", "peak_escalation", "mean_escalation",
    "damage_a", "damage_b", "trust_ab_end", "trust_ba_end", "front_end", "cap_ratio_end", "breaches",
    "ceasefire_stood", "settlement_stood",
)  # fmt: skip
"""Columns of the summary, all floats; -1 for 'never'."""


def summarize(s: Record, c: Record, row: Any) -> None:
    """Fill `row` (length of ``SUMMARY``) from a finished run."""
    a = c.lead[0]
    b = c.lead[1]
    row[0] = s.outcome
    row[1] = s.step - 1
    row[2] = s.fault
    row[3] = s.track_max
    row[4] = s.track_max_step
    row[5] = s.first_contact
    row[6] = s.first_early
    row[7] = s.first_formal
    row[8] = s.first_form
    row[9] = s.first_host
    row[10] = s.rounds
    row[11] = s.talk_weeks
    row[12] = s.talk_strikes
    row[13] = s.exchanges
    row[14] = s.ceasefires
    row[15] = s.first_ceasefire
    row[16] = s.ceasefire_weeks
    row[17] = s.settlements
    row[18] = s.first_settlement
    row[19] = s.first_breach
    row[20] = s.settlement_q
    row[21] = s.partial_deals
    row[22] = s.first_partial
    row[23] = s.partial_weeks
    row[24] = s.peak_escalation
    row[25] = s.sum_escalation / s.step
    row[26] = s.damage_total[0]
    row[27] = s.damage_total[1]
    row[28] = logistic(s.trust[a, b])
    row[29] = logistic(s.trust[b, a])
    row[30] = s.front
    row[31] = side_capability(s, c, 0) / side_capability(s, c, 1)
    row[32] = s.breaches
    row[33] = s.step - s.since[1] if s.on[1] == 1 else 0
    row[34] = s.step - s.since[0] if s.on[0] == 1 else 0
