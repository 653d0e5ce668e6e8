"""A run that stops in the middle of each week, on the compiled rules or on the plain ones.

:class:`Stepper` is what :class:`diplomacy_abm.model.DiplomacyModel` is with ``open_week`` and ``close_week``, without
agents: quick enough to be played some ten thousand times a second. Both give the same bits (``tests/seats``).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from diplomacy_abm import frames
from diplomacy_abm.api import policies_of
from diplomacy_abm.intake.arguments import RUNS, SEEDS, names, numbers_of, whole
from diplomacy_abm.phases.summary import summarize
from diplomacy_abm.policies.named import Table
from diplomacy_abm.policies.registry import any_named
from diplomacy_abm.scenario.sample import first_set
from diplomacy_abm.state import EVENT_FIELDS, METRICS, STATE, view
from diplomacy_abm.tables import case_record, event_room, parameter_record, seed_words

if TYPE_CHECKING:
    from diplomacy_abm.engine.weeks import Weeks
    from diplomacy_abm.results import Run
    from diplomacy_abm.scenario import Scenario

log = logging.getLogger("diplomacy_abm")

ENGINES = ("compiled", "plain")


class Stepper:
    """One run at a time, week by half week.

    Parameters
    ----------
    dispute
        The scenario.
    policies, without, parameters
        As in :func:`diplomacy_abm.run`.
    engine
        ``"compiled"``, or ``"plain"`` for the same functions uncompiled: some hundred times slower, to be read in a
        debugger. Users' policies that do not compile are played plain in any case, with a message.
    keep_state
        Whether to keep the rows of ``Run.state``, which takes longer than the week itself.

    Attributes
    ----------
    s, c, p
        Views of the state, the case and the parameters.
    """

    def __init__(
        self,
        dispute: Scenario,
        policies: Mapping[str, str] | None = None,
        without: Iterable[str] = (),
        parameters: Mapping[str, object] | None = None,
        engine: str = "compiled",
        keep_state: bool = False,
    ) -> None:
        if engine not in ENGINES:
            raise ValueError(f"engine: {engine!r} is unknown, must be 'compiled' or 'plain'")
        self.dispute = dispute
        self.policies, self.without = policies_of(policies), names(without, "without")
        self.keep_state = keep_state
        work = np.zeros(1, STATE)
        case = case_record(dispute, self.policies, self.without)
        self._numbers = numbers_of(parameters)
        record = parameter_record(dispute, self._numbers, first=0)
        self._record = record
        self.s, self.c, self.p = view(work), view(case), view(record)
        self.words = work.view(np.float64), work.view(np.int64)
        self.log = np.full((event_room(case), len(EVENT_FIELDS)), -1.0)
        self.metrics = np.zeros((int(self.c.horizon), len(METRICS)))
        self.state_rows: list[tuple[int, str, str, str, str, float]] = []
        self.seed = self.run = 0
        self._raw = work.view(np.uint8)
        table = Table((self.s, self.c, self.p), list(dispute.actors)) if any_named(case["policy"][0]) else None
        self._parts, self._levels, compiled = parts(case, engine, table)
        # plain functions index these lists as the compiled ones do arrays
        self._records = (work, case, record) if compiled else ([self.s], [self.c], [self.p])

    def start(self, seed: int, run: int) -> None:
        """Begin a run and open its first week."""
        seed, run = whole(seed, "seed", 0, SEEDS - 1), whole(run, "run", 0, RUNS - 1)
        low, high = seed_words(seed)
        self.seed, self.run = seed, run
        if self.dispute.parameters.sample:
            self._record[:] = parameter_record(self.dispute, self._numbers, first_set(self.dispute, seed, run))
        self.state_rows = []
        self._parts.start(self._records[0], self._raw, *self._records[1:], low, high, run)
        self.open()

    def open(self) -> None:
        """Play the week up to the choice; every actor has chosen by its own policy then."""
        self._parts.open_week(*self._records, self.log)

    def close(self) -> None:
        """Play the rest of the week with the choices that stand in the state."""
        week = self.s.step
        self._parts.close_week(*self._records, self.log)
        self.metrics[week] = self.s.metric
        if self.keep_state:
            self.state_rows.extend(frames.state_rows(self.dispute, week, self.s))

    def mark(self, places: np.ndarray, table: np.ndarray, mask: np.ndarray, values: np.ndarray) -> None:
        """Mark what is on some menus (:func:`diplomacy_abm.engine.weeks.mark_menus`)."""
        self._parts.mark_menus(*self._records, places, table, mask, values)

    def note_levels(self, seats: np.ndarray, levels: np.ndarray) -> None:
        """Fill in how far the goals of some actors were met in the week just closed."""
        self._levels(*self._records, seats, levels)

    def result(self) -> Run:
        """Return the run so far as labelled frames; without ``keep_state`` those of the state are empty."""
        from diplomacy_abm.engine.ensemble import nothing_played
        from diplomacy_abm.results import Run

        summary = nothing_played(1)
        if self.s.step > 0:
            summarize(self.s, self.c, summary[0])
        return Run(
            scenario=self.dispute,
            seed=self.seed,
            run=self.run,
            events=frames.events_frame(self.dispute, self.log[: self.s.n_events]),
            steps=frames.steps_frame(self.dispute, self.metrics[: self.s.step]),
            state=frames.state_frame(self.state_rows),
            summary=frames.summary_of(frames.runs_frame(self.dispute, self.seed, self.run, summary)),
            policies=self.policies,
            without=self.without,
        )


def parts(case: np.ndarray, engine: str, table: Table | None = None) -> tuple[Weeks, Callable[..., None], bool]:
    """Return the parts of a week, the function that notes levels, and whether both are compiled.

    `table` is where policies with names sit, which are interpreted here.
    """
    from diplomacy_abm.engine.ensemble import functions_for, own_in_use
    from diplomacy_abm.engine.weeks import is_compiled, plain_weeks, plain_weeks_at, weeks
    from diplomacy_abm.policies.registry import own_functions
    from diplomacy_abm.seats.kernel import levels_kernel, note_levels

    own = functions_for(own_in_use(case), log.warning) if engine == "compiled" else None
    if table is not None:
        return plain_weeks_at(table), note_levels, False
    if own is None:
        return plain_weeks(own_functions()), note_levels, False
    if not is_compiled():
        log.warning("compiling the model (once, about half a minute)")
    return weeks(own), levels_kernel(), True
