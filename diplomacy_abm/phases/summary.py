"""One row per run: what the outcomes of model and experiment read."""

from enum import IntEnum
from typing import Any

from diplomacy_abm.phases.common import Record, side_capability
from diplomacy_abm.rules.numeric import logistic

Column = IntEnum("Column", """
    OUTCOME END_STEP FAULT TRACK_MAX TRACK_MAX_STEP FIRST_CONTACT FIRST_EARLY FIRST_FORMAL FIRST_FORMAL_FORM
    FIRST_FORMAL_HOST ROUNDS TALK_WEEKS TALK_WEEKS_WITH_STRIKES EXCHANGES CEASEFIRES FIRST_CEASEFIRE CEASEFIRE_WEEKS
    SETTLEMENTS FIRST_SETTLEMENT FIRST_BREACH SETTLEMENT_Q PARTIAL_DEALS FIRST_PARTIAL PARTIAL_WEEKS PEAK_ESCALATION
    MEAN_ESCALATION DAMAGE_A DAMAGE_B TRUST_AB_END TRUST_BA_END FRONT_END CAP_RATIO_END BREACHES CEASEFIRE_STOOD
    SETTLEMENT_STOOD
""", start=0)  # fmt: skip
"""Columns of the summary, all floats; -1 for 'never'."""

SUMMARY = tuple(each.name.lower() for each in Column)
"""Their names, as the table of runs has them."""


def summarize(s: Record, c: Record, row: Any) -> None:
    """Fill `row` (as ``Column`` names it) from a finished run."""
    a = c.lead[0]
    b = c.lead[1]
    row[Column.OUTCOME] = s.outcome
    row[Column.END_STEP] = s.step - 1
    row[Column.FAULT] = s.fault
    row[Column.TRACK_MAX] = s.track_max
    row[Column.TRACK_MAX_STEP] = s.track_max_step
    row[Column.FIRST_CONTACT] = s.first_contact
    row[Column.FIRST_EARLY] = s.first_early
    row[Column.FIRST_FORMAL] = s.first_formal
    row[Column.FIRST_FORMAL_FORM] = s.first_form
    row[Column.FIRST_FORMAL_HOST] = s.first_host
    row[Column.ROUNDS] = s.rounds
    row[Column.TALK_WEEKS] = s.talk_weeks
    row[Column.TALK_WEEKS_WITH_STRIKES] = s.talk_strikes
    row[Column.EXCHANGES] = s.exchanges
    row[Column.CEASEFIRES] = s.ceasefires
    row[Column.FIRST_CEASEFIRE] = s.first_ceasefire
    row[Column.CEASEFIRE_WEEKS] = s.ceasefire_weeks
    row[Column.SETTLEMENTS] = s.settlements
    row[Column.FIRST_SETTLEMENT] = s.first_settlement
    row[Column.FIRST_BREACH] = s.first_breach
    row[Column.SETTLEMENT_Q] = s.settlement_q
    row[Column.PARTIAL_DEALS] = s.partial_deals
    row[Column.FIRST_PARTIAL] = s.first_partial
    row[Column.PARTIAL_WEEKS] = s.partial_weeks
    row[Column.PEAK_ESCALATION] = s.peak_escalation
    row[Column.MEAN_ESCALATION] = s.sum_escalation / s.step
    row[Column.DAMAGE_A] = s.damage_total[0]
    row[Column.DAMAGE_B] = s.damage_total[1]
    row[Column.TRUST_AB_END] = logistic(s.trust[a, b])
    row[Column.TRUST_BA_END] = logistic(s.trust[b, a])
    row[Column.FRONT_END] = s.front
    row[Column.CAP_RATIO_END] = side_capability(s, c, 0) / side_capability(s, c, 1)
    row[Column.BREACHES] = s.breaches
    row[Column.CEASEFIRE_STOOD] = s.step - s.since[1] if s.on[1] == 1 else 0
    row[Column.SETTLEMENT_STOOD] = s.step - s.since[0] if s.on[0] == 1 else 0
