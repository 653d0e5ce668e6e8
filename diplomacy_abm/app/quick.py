"""A run that is watched, on the compiled week: what the Mesa model plays, to the last bit, some fifty times as fast.

The menus that the page shows are filled once more between the two halves of a week, when everybody has chosen and
nothing has been done: the numbers are those by which the actors chose.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from diplomacy_abm.intake import arguments
from diplomacy_abm.intake.arguments import RUNS, SEEDS, whole
from diplomacy_abm.phases.menu import holds_channel
from diplomacy_abm.phases.summary import SUMMARY, summarize
from diplomacy_abm.scenario.sample import first_set
from diplomacy_abm.state import ALTERNATIVES, CHANNELS, EVENT_FIELDS, METRICS, STATE, view
from diplomacy_abm.tables import case_record, event_room, parameter_record, seed_words
from diplomacy_abm.vocabulary import CUSTOM, ActorLabel

if TYPE_CHECKING:
    from diplomacy_abm.scenario import Scenario

_PREPARING = threading.RLock()
"""numba keeps one folder for all that it compiles, so one thread at a time prepares."""

Seen = tuple[int, int, int, Any, Any, Any, Any]
"""A menu: actor, channel, place of the choice; moves, targets, values and shares of the alternatives."""


def note_menus(
    lay: Any, work: Any, cases: Any, params: Any, places: Any, lengths: Any, chosen: Any, whole_numbers: Any,
    numbers: Any,
) -> None:  # fmt: skip
    """Write down menus as they stand between the halves of a week.

    Parameters
    ----------
    lay
        :func:`diplomacy_abm.engine.weeks.lay_menu`.
    work, cases, params
        The records, shape (1,).
    places
        Actor and channel of each menu, shape (menus, 2).
    lengths, chosen
        Filled with the number of alternatives and the place of what was chosen, shape (menus,).
    whole_numbers, numbers
        Filled with moves and targets, and with values and shares, shape (menus, 2, ALTERNATIVES).
    """
    s = work[0]
    for menu in range(places.shape[0]):
        i, channel = places[menu, 0], places[menu, 1]
        lay(work, cases, params, i, channel)
        lengths[menu] = s.n_alternatives
        chosen[menu] = -1
        for x in range(s.n_alternatives):
            whole_numbers[menu, 0, x] = s.alt_move[x]
            whole_numbers[menu, 1, x] = s.alt_target[x]
            numbers[menu, 0, x] = s.alt_value[x]
            numbers[menu, 1, x] = s.alt_share[x]
            if chosen[menu] < 0 and s.alt_move[x] == s.move[i, channel] and s.alt_target[x] == s.target[i, channel]:
                chosen[menu] = x


@lru_cache(maxsize=1)
def noting() -> Callable[..., None]:
    """Return :func:`note_menus` compiled, with its first argument; from the user's cache where it is there."""
    from diplomacy_abm.engine.weeks import lay_menu, of_menu, part, pointer_to, records, types_of, weeks

    with _PREPARING:
        weeks()
        lay = part(lay_menu, of_menu())
        small = np.zeros(1, np.int64)
        filled = np.zeros((1, 2), np.int64), small, small, np.zeros((1, 2, 1), np.int64), np.zeros((1, 2, 1))
        given = pointer_to(of_menu()), *types_of((*records(), *filled))
        return partial(part(note_menus, given, sources=(Path(__file__),)), lay)


def is_ready() -> bool:
    """Tell whether all that this needs is compiled, in memory or in the user's cache."""
    from diplomacy_abm.engine import cache
    from diplomacy_abm.engine import weeks as halves

    if cache.jit_disabled():
        return False
    if noting.cache_info().currsize:
        return True
    with _PREPARING:
        halved = halves.start, halves.open_week, halves.close_week, halves.lay_menu
        return halves.kept(*halved) and halves.kept(note_menus, sources=(Path(__file__),))


def plays(dispute: Scenario, policies: Mapping[str, str]) -> bool:
    """Tell whether a run can be watched on the compiled week now: all is compiled, and no policy is a user's own."""
    case = case_record(dispute, policies, ())
    return not any(int(number) >= CUSTOM for number in case["policy"][0]) and is_ready()


class QuickModel:
    """One run of a scenario, week by half week, as :class:`diplomacy_abm.model.DiplomacyModel` without its agents.

    Parameters
    ----------
    dispute, seed, run, policies, without, parameters
        As in :class:`diplomacy_abm.model.DiplomacyModel`; the policies are built in.

    Attributes
    ----------
    s, c, p
        Views of the state, the case and the parameters.
    labels
        Labels of the actors in the order of their indices.
    log, metrics
        Events and metrics so far.

    Raises
    ------
    ValueError
        In one line, for anything that cannot be used.
    """

    def __init__(
        self, dispute: Scenario, seed: int, run: int, policies: Mapping[str, str], without: Iterable[str],
        parameters: Mapping[str, object] | None,
    ) -> None:  # fmt: skip
        from diplomacy_abm.engine.weeks import weeks

        self.dispute = dispute
        self.labels = [ActorLabel(label) for label in dispute.actors]
        absent = arguments.names(without, "without")
        case = case_record(dispute, policies, absent)
        seed, index = whole(seed, "seed", 0, SEEDS - 1), whole(run, "run", 0, RUNS - 1)
        record = parameter_record(dispute, arguments.numbers_of(parameters), first_set(dispute, seed, index))
        self._records = (np.zeros(1, STATE), case, record)
        self.s, self.c, self.p = (view(one) for one in self._records)
        self.log = np.full((event_room(case), len(EVENT_FIELDS)), -1.0)
        self.metrics = np.zeros((int(self.c.horizon), len(METRICS)))
        self.state_log: list[tuple[int, str, str, str, str, float]] = []
        self._note, self._parts = noting(), weeks()
        low, high = seed_words(seed)
        self._parts.start(self._records[0], self._records[0].view(np.uint8), case, record, low, high, index)
        self._prepare_menus()

    def _prepare_menus(self) -> None:
        places = [
            (i, channel)
            for i in range(int(self.c.n))
            for channel in range(CHANNELS)
            if self.c.active[i] == 1 and holds_channel(self.c, i, channel)
        ]
        self._places = np.array(places, np.int64).reshape(-1, 2)
        n = len(places)
        self._lengths, self._chosen = np.zeros(n, np.int64), np.zeros(n, np.int64)
        self._whole, self._numbers = np.zeros((n, 2, ALTERNATIVES), np.int64), np.zeros((n, 2, ALTERNATIVES))

    @property
    def now(self) -> int:
        """Number of steps played so far."""
        return int(self.s.step)

    def open_week(self) -> None:
        """Play the week up to the choice; every actor has chosen by its own policy then."""
        self._parts.open_week(*self._records, self.log)

    def menus(self) -> Iterator[Seen]:
        """Yield what everybody has chosen from, between the halves of a week."""
        self._note(*self._records, self._places, self._lengths, self._chosen, self._whole, self._numbers)
        for k, (i, channel) in enumerate(self._places.tolist()):
            n = int(self._lengths[k])
            (moves, targets), (values, shares) = self._whole[k, :, :n].tolist(), self._numbers[k, :, :n].tolist()
            yield i, channel, int(self._chosen[k]), moves, targets, values, shares

    def close_week(self) -> None:
        """Play the rest of the week."""
        played = self.now
        self._parts.close_week(*self._records, self.log)
        self.metrics[played] = self.s.metric

    def events(self) -> np.ndarray:
        """The event log so far, shape (events, 8)."""
        return self.log[: self.s.n_events]

    def summary(self) -> np.ndarray:
        """The summary row, shape (1, len(SUMMARY))."""
        row = np.zeros((1, len(SUMMARY)))
        summarize(self.s, self.c, row[0])
        return row

    def release(self) -> None:
        """Nothing is held."""
