"""The arrays of one run: shapes and index meaning, stated once.

A run is three structured records, each one contiguous block:

- the *case* (``CASE``, variable ``c``): what a scenario fixes, the same for all runs;
- the *parameters* (``p``, see :mod:`diplomacy_abm.parameters`): one float each, may differ run by run;
- the *state* (``STATE``, variable ``s``): what changes.

Index letters: ``i, j`` actors, ``m`` mediators, ``k`` issues, ``q`` concession level on the contract curve,
``a`` agreement slot (0 settlement, 1 ceasefire, 2 + k deal on issue k), ``h`` forecast horizon, ``l`` pipeline.
Directed pairs read "first on second": ``trust[i, j]`` is i's trust in j (log-odds), ``escalation[i, j]`` what
i does to j, ``support[p, i]`` patron p's support of i, ``leverage[m, i]`` m's over i,
``reliable[i, m]`` i's record of m. One padded size serves every scenario, so the engine compiles once.
"""

from enum import IntEnum
from typing import Any

import numpy as np

from diplomacy_abm.vocabulary import Goal, Line

ACTORS = 64
ISSUES = 12
GRID = 21
PIPELINES = 64
EVENTS = 64
MOVES = 96
EFFECTS = 64
SLOTS = ISSUES + 2
LOOKBACK = 64
AGES = 64
"""Steps for which what is left of an answer is tabulated."""
HORIZONS = 9
ALTERNATIVES = 512
CHANNELS = 5
GOALS = len(Goal)
LINES = len(Line)
VIEW = 10

SETTLEMENT_SLOT = 0
CEASEFIRE_SLOT = 1
FIRST_ISSUE_SLOT = 2
PIPELINE_SUBJECT = 100
"""Subjects of events from this number on are pipelines of the scenario."""

Metric = IntEnum("Metric", """
    TRACK FORM FRONT P_CONTEST INTENSITY ESC_AB ESC_BA TRUST_AB TRUST_BA CAP_A CAP_B HURT_A HURT_B WEARY_A WEARY_B
    BELIEF_MEAN_AB BELIEF_VAR_AB BELIEF_MEAN_BA BELIEF_VAR_BA STANDING_A STANDING_B ATTEND_A ATTEND_B
    SUPPORT_A SUPPORT_B PIPELINE_A PIPELINE_B ZONE MISSILES DRONES DEALS CEASEFIRE SETTLEMENT
    POWER_VIEW_A POWER_VIEW_B
""", start=0)  # fmt: skip
"""Metrics recorded each step; 'ab' is about or on the lead of B by the lead of A. `POWER_VIEW_A` is side A's chance to
prevail as the lead of A sees it, `POWER_VIEW_B` the same chance as the lead of B sees it."""

METRICS = tuple(each.name.lower() for each in Metric)
"""Their names, as columns of tables have them."""

EventField = IntEnum("EventField", "STEP ACTOR TARGET MOVE ACCEPTED SUBJECT VIA VALUE", start=0)
"""Columns of the event log, all floats; -1 for 'nobody' and 'does not apply'."""

EVENT_FIELDS = tuple(each.name.lower() for each in EventField)

F, I = np.float64, np.int64  # noqa: E741 (the two kinds of number, named as in the table below)
_AA, _AK, _A, _K, _L = (ACTORS, ACTORS), (ACTORS, ISSUES), (ACTORS,), (ISSUES,), (ACTORS * LINES,)

CASE = np.dtype(
    [
        ("n", I), ("n_issues", I), ("n_moves", I), ("n_pipelines", I), ("n_events", I), ("n_patrons", I),
        ("n_mediators", I), ("horizon", I), ("days", F),
        ("lead", I, (2,)), ("patrons", I, _A), ("mediators", I, _A), ("parties", I, _A), ("n_parties", I),
        ("partners", I, _AA), ("n_partners", I, _A), ("key", I, _A), ("active", I, _A), ("policy", I, _A),
        ("party", I, _A), ("patron", I, _A), ("mediator", I, _A), ("side", I, _A), ("veto", I, _A),
        ("ideal", F, _AK), ("salience", F, _AK), ("gain", F, _AK),
        ("separable", I, _K), ("indivisible", I, _K), ("covers", I, _K), ("humanitarian", I, _K), ("term", I, _K),
        ("capability", F, _A), ("sustainable", F, _A), ("dependence", F, _A), ("cost", F, _A), ("cost_sd", F, _A),
        ("hawkishness", F, _A), ("patience", F, _A), ("rest", F, _A), ("guarantee", F, _A), ("arms", F, _A),
        ("bias", F, _A), ("accuracy", F, _A), ("optimism", F, _A), ("tenure", F, _A), ("allegiance", I, _A),
        ("weariness", F, _A),
        ("line", F, (ACTORS, LINES)), ("line_set", I, (ACTORS, LINES)), ("goal", F, (ACTORS, GOALS)), ("commerce", F,
        _AA),
        ("leverage", F, _AA), ("credibility", F, _AA), ("support", F, _AA), ("alignment", F, _AA),
        ("trust", F, _AA), ("escalation", F, _AA),
        ("pl_supplier", I, (PIPELINES,)), ("pl_recipient", I, (PIPELINES,)), ("pl_rate", F, (PIPELINES,)),
        ("pl_first", F, (PIPELINES,)), ("pl_last", F, (PIPELINES,)), ("pl_credibility", F, (PIPELINES,)),
        ("pl_key", I, (PIPELINES,)),
        ("deal_on", I, (SLOTS,)), ("deal_until", I, (SLOTS,)), ("deal_mediator", I, (SLOTS,)),
        ("deal_monitored", F, (SLOTS,)), ("deal_guarantee", F, (SLOTS,)),
        ("answer", I, _AA), ("asked", I, _AA),
        ("ex_step", I, (EVENTS,)), ("ex_variable", I, (EVENTS,)), ("ex_actor", I, (EVENTS,)),
        ("ex_target", I, (EVENTS,)), ("ex_change", F, (EVENTS,)),
        ("front", F), ("momentum", F), ("prisoners", F),
        ("mv_channel", I, (MOVES,)), ("mv_effect", I, (MOVES,)), ("mv_aim", I, (MOVES,)), ("mv_family", I, (MOVES,)),
        ("mv_size", F, (MOVES,)), ("mv_push", F, (MOVES,)), ("mv_cost", F, (MOVES,)), ("mv_trust", F, (MOVES,)),
        ("mv_goldstein", F, (MOVES,)), ("ef_row", I, (EFFECTS,)),
        ("idle", I, (CHANNELS,)), ("ch_first", I, (CHANNELS + 2,)), ("ch_move", I, (MOVES,)),
    ],
    align=True,
)  # fmt: skip

_STATE = [
    # identity and clock
    ("seed_low", I), ("seed_high", I), ("run", I), ("step", I), ("n_events", I), ("ended", I), ("fault", I),
    # the war
    ("front", F), ("fronts", F, (LOOKBACK,)), ("prisoners", F), ("p", F), ("intensity", F), ("power", F),
    ("keep", F), ("left", F, (AGES,)), ("over_interval", F, _A), ("until_interval", F, (ACTORS, HORIZONS)),
    ("past_interval", F, (ACTORS, HORIZONS)),
    ("stuck", I), ("momentum", F), ("missiles", F), ("drones", F), ("ground", F),
    ("capability", F, _A), ("escalation", F, _AA), ("rest", F, _A), ("hurt", F, _A), ("weariness", F, _A),
    ("usual", F, _A), ("damage", F, _A), ("private_cost", F, _A), ("sanctions", F, _A),
    ("offensive", F, _A), ("push", F, _A), ("salvo", F, _A), ("damage_total", F, (2,)),
    # beliefs: [observer, about]; public: what everybody can see
    ("belief_mean", F, _AA), ("belief_var", F, _AA), ("public_mean", F, _A), ("public_var", F, _A),
    ("power_mean", F, _A), ("power_seen", F, _A), ("power_var", F, _A), ("chance", F, _A), ("chance_seen", F, _A),
    # relations
    ("trust", F, _AA), ("trust_prior", F, _AA), ("support", F, _AA), ("pooled", F, _A), ("pooled_start", F, _A),
    ("leverage", F, _AA), ("reliable", F, _AA), ("unreliable", F, _AA), ("bias", F, _A),
    ("report", I, _A), ("reporter", I, _A), ("told", F, _A), ("standing", F, _A), ("attend", F, _A),
    ("refusal", F, _A), ("line", F, (ACTORS, LINES)), ("n_lines", I), ("line_actor", I, _L),
    ("line_kind", I, _L), ("line_key", I, _L), ("luck", F, _L), ("shock", F, _L), ("demand", F, _A), ("tired", F, _A),
    ("ledger", F, _AA), ("pressed", I, _AA), ("refused", I, _AA),
    # pipelines
    ("n_pipelines", I), ("pl_supplier", I, (PIPELINES,)), ("pl_recipient", I, (PIPELINES,)),
    ("pl_rate", F, (PIPELINES,)), ("pl_first", F, (PIPELINES,)), ("pl_last", F, (PIPELINES,)),
    ("pl_credibility", F, (PIPELINES,)), ("pl_key", I, (PIPELINES,)), ("pl_label", I, (PIPELINES,)),
    # talks
    ("track", I), ("form", I), ("host", I), ("invited_until", I), ("last_round", I), ("last_contact", I),
    ("last_early", I), ("in_session", I), ("coordinated_until", I), ("visited", I, _AA), ("text_by", I),
    ("text_item", I),
    ("answer", I, _AA), ("asked", I, _AA), ("worked", I, _A), ("last_offer", I), ("window", I), ("last_breach",
    I), ("last_exchange", I), ("rejected", I, (SLOTS,)), ("affront", I, _A),
    ("cover", F, _A), ("vouched", F, _A), ("factor", F), ("inducement", F, _A),
    ("pressure", F, _A), ("guaranteed", F, _A), ("monitoring", F),
    # agreements by slot
    ("on", I, (SLOTS,)), ("since", I, (SLOTS,)), ("until", I, (SLOTS,)), ("suspended", I, (SLOTS,)),
    ("by", I, (SLOTS,)), ("monitored", F, (SLOTS,)), ("ag_cover", F, _A), ("ag_induce", F, _A),
    ("ag_floor", F, _A), ("settlement_q", F), ("leaning", F, (SLOTS, ACTORS)), ("distrust", F, (SLOTS, ACTORS)),
    # the assessment of this week (recomputed, nothing remembered)
    ("package", F, (GRID, ISSUES)), ("utility", F, (ACTORS, GRID)),
    ("agreed", F, (ACTORS, GRID)), ("conceded", F, (ACTORS, GRID)),
    ("ahead", F, (2, HORIZONS)), ("ahead_until", F, (HORIZONS,)),
    ("odds", F, (GRID,)),
    ("promise", F, _A), ("stake", F), ("text_worth", F),
    ("horizon_p", F, (HORIZONS,)),
    ("horizon_h", F, (HORIZONS,)), ("war", F, _A), ("war_public", F, _A), ("to_come", F, _A),
    ("to_come_public", F, _A), ("after_peace", F, _A), ("shift", F, _A), ("surprise", F, _A), ("weight", F, _A),
    ("toll", F, _A),
    ("spread", F, _A), ("power_slope", F, _A), ("prospect", F), ("public_q", I), ("zone", F), ("best_q", F, _A),
    ("their_war", F, _A), ("their_slope", F, _A),
    ("best_chance", F, _A), ("best_surplus", F, _A), ("deal_chance", F, _A), ("deal_surplus", F, _A),
    ("side_gain", F, _A), ("hope", F, _A), ("wish", F, _A),
    # choice
    ("move", I, (ACTORS, CHANNELS)), ("target", I, (ACTORS, CHANNELS)), ("last_hostility", F, _A),
    ("n_alternatives", I), ("alt_move", I, (ALTERNATIVES,)), ("alt_target", I, (ALTERNATIVES,)),
    ("alt_family", I, (ALTERNATIVES,)),
    ("alt_value", F, (ALTERNATIVES,)), ("alt_share", F, (ALTERNATIVES,)), ("alt_tone", F, (ALTERNATIVES,)),
    ("alt_weight", F, (ALTERNATIVES,)), ("members", F, (MOVES,)), ("top", F, (MOVES,)), ("seen", F, (VIEW,)),
    # record
    ("metric", F, (len(METRICS),)),
    ("track_max", I), ("track_max_step", I), ("first_contact", I), ("first_early", I), ("first_formal", I),
    ("first_form", I), ("first_host", I), ("rounds", I), ("talk_weeks", I), ("talk_strikes", I), ("exchanges", I),
    ("ceasefires", I), ("first_ceasefire", I), ("ceasefire_weeks", I), ("settlements", I), ("first_settlement",
    I),
    ("first_breach", I), ("partial_deals", I), ("first_partial", I), ("partial_weeks", I), ("breaches", I),
    ("peak_escalation", F), ("sum_escalation", F), ("invitations", I), ("campaign_weeks", I), ("victor", I),
    ("outcome", I), ("struck", I),
]  # fmt: skip

STATE = np.dtype(sorted(_STATE, key=lambda field: field[2:] == (_AA,)), align=True)
"""Fields of single actors first, then those of pairs, which are most of the memory."""

PAIRS = min(place[1] for place in (STATE.fields or {}).values() if place[0].shape == _AA)
"""First byte of the fields of pairs: `phases.begin` fills them, what comes before is set to zero before a run."""


class View:
    """A record as plain Python sees it: fields as attributes, arrays as views, scalars read and written through.

    Plain phases and compiled ones use the same spelling (``s.front``, ``s.trust[i, j]``); attribute access on
    NumPy's own record scalars would cost ten times as much. Use :func:`view` to make one.
    """

    def __init__(self, array: np.ndarray) -> None:
        object.__setattr__(self, "_array", array)
        names = array.dtype.names or ()
        for name in names:
            if array.dtype[name].subdtype is not None:
                object.__setattr__(self, name, memoryview(array[name][0]))

    def __reduce__(self) -> tuple[Any, ...]:
        return view, (self._array,)  # type: ignore[attr-defined]


def _scalar(name: str, kind: str) -> property:
    convert = int if kind == "i" else float

    def read(self: View) -> int | float:
        return convert(self._array[name][0])  # type: ignore[attr-defined]

    def write(self: View, value: int | float) -> None:
        self._array[name][0] = value  # type: ignore[attr-defined]

    return property(read, write)


_VIEWS: dict[np.dtype, type[View]] = {}


def view(array: np.ndarray) -> Any:
    """Return the attribute view of a structured array of length 1 (its first element)."""
    dtype = array.dtype
    if dtype not in _VIEWS:
        scalars = {n: _scalar(n, dtype[n].kind) for n in dtype.names or () if dtype[n].subdtype is None}
        _VIEWS[dtype] = type("RecordView", (View,), scalars)
    return _VIEWS[dtype](array)
