"""What a seat may know as one vector of numbers: the briefing without its words and its events.

The numbers are those of :class:`diplomacy_abm.seats.Briefing` under the same names, so a learner knows what a person
knows and nothing else. They are read straight from the memory of the state, because a mapping of a hundred names
would take ten times as long as the week itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from diplomacy_abm.frames import lines_of
from diplomacy_abm.phases.menu import on_the_table
from diplomacy_abm.phases.weigh import wanted_level
from diplomacy_abm.policies.known import OWN_LEAD, OWN_PARTY, PARTY, PUBLIC, answer, answer_weeks, may_sound
from diplomacy_abm.rules.mediation import credibility
from diplomacy_abm.rules.numeric import logistic
from diplomacy_abm.rules.support import due_between
from diplomacy_abm.seats.actions import may_support
from diplomacy_abm.state import STATE

if TYPE_CHECKING:
    from diplomacy_abm.scenario import Scenario

_WORD = 8


def place(field: str, *index: int) -> int:
    """Place of a field's element in a state record, counted in words of eight bytes."""
    assert STATE.fields is not None
    kind, offset = STATE.fields[field][:2]
    shape = kind.subdtype[1] if kind.subdtype else ()
    flat = int(np.ravel_multi_index(index, shape)) if shape else 0
    return offset // _WORD + flat


class Observer:
    """Reads the observation of one seat.

    Parameters
    ----------
    s, c, p
        Views of a state, whose memory is read, of its case, and of the parameters.
    words
        The memory of the state as floats and as whole numbers.
    i
        The seat's index.
    dispute
        The scenario.

    Attributes
    ----------
    names
        One name for each number: ``front``, ``parties.RUS.burden``, ``toward.UKR.trust``, ``agreement.ceasefire`` …
    """

    def __init__(
        self, s: Any, c: Any, p: Any, words: tuple[np.ndarray, np.ndarray], i: int, dispute: Scenario
    ) -> None:
        self.s, self.c, self.p, self.i = s, c, p, i
        self.floats, self.wholes = words
        self.labels = list(dispute.actors)
        self.lines = lines_of(dispute, self.labels[i])
        self.slots = ["settlement", "ceasefire", *dispute.issues]
        self.parties = [int(j) for j in c.parties[: c.n_parties] if c.active[j] == 1]
        self.year = 52.0 * 7.0 / float(c.days)
        plain = list(self._plain())
        self.names = tuple(name for name, _ in plain) + tuple(self._worked_names())
        self._count = len(plain)
        is_whole = np.array([self._is_whole(field) for _, (field, *_) in plain])
        places = np.array([place(field, *index) for _, (field, *index) in plain])
        self._float_at, self._whole_at = np.flatnonzero(~is_whole), np.flatnonzero(is_whole)
        self._float_from, self._whole_from = places[~is_whole], places[is_whole]
        self._relations = list(self._relation_pairs())

    @staticmethod
    def _is_whole(field: str) -> bool:
        assert STATE.fields is not None
        return STATE.fields[field][0].base.kind == "i"

    def _plain(self) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """Names of the numbers that stand in the state as they are, with their field and index."""
        c, i = self.c, self.i
        for name, field in PUBLIC:
            yield name, (field,)
        for j in self.parties:
            for name, field in PARTY:
                yield f"parties.{self.labels[j]}.{name}", (field, j)
            yield f"parties.{self.labels[j]}.tone", ("last_hostility", j)
        if c.party[i] == 1:
            for name, field in OWN_PARTY + (OWN_LEAD if i in (int(c.lead[0]), int(c.lead[1])) else ()):
                yield name, (field, i)
        if c.mediator[i] == 1:
            yield "bias", ("bias", i)
        for line in self.lines:
            yield f"line_{line.name.lower()}", ("line", i, int(line))
        for j in range(c.n):
            if j != i and c.active[j] == 1:
                yield from self._toward(j, f"toward.{self.labels[j]}")

    def _toward(self, j: int, toward: str) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """The same for the relation with actor j."""
        c, i = self.c, self.i
        if self._enemies(j):
            yield f"{toward}.belief_mean", ("belief_mean", i, j)
        if c.party[j] == 1 and self._may_lever(j):
            yield f"{toward}.leverage", ("leverage", i, j)
        if c.patron[i] == 1 and c.party[j] == 1:
            if may_support(c, i, j):
                yield f"{toward}.support", ("support", i, j)
            if c.allegiance[i] == 1 - c.side[j]:
                yield f"{toward}.ledger", ("ledger", i, j)

    def _enemies(self, j: int) -> bool:
        return bool(self.c.party[self.i] == 1 and self.c.party[j] == 1 and self.c.side[self.i] != self.c.side[j])

    def _may_lever(self, j: int) -> bool:
        gains = any(self.c.ex_actor[k] == self.i and self.c.ex_target[k] == j for k in range(self.c.n_events))
        return bool(self.c.leverage[self.i, j] > 0.0 or gains)

    def _relation_pairs(self) -> Iterator[tuple[str, str, int]]:
        """Relations that are worked out from several numbers: name, kind, other actor."""
        c, i = self.c, self.i
        for j in range(c.n):
            if j == i or c.active[j] == 0:
                continue
            toward = f"toward.{self.labels[j]}"
            if self._enemies(j):
                yield f"{toward}.trust", "trust", j
                yield f"{toward}.belief_sd", "belief_sd", j
            if c.party[i] == 1 and c.mediator[j] == 1:
                yield f"{toward}.credibility", "believes", j
            elif c.mediator[i] == 1 and c.party[j] == 1:
                yield f"{toward}.credibility", "believed", j
            if c.patron[i] == 1 and c.party[j] == 1 and c.allegiance[i] == c.side[j] and c.alignment[i, j] > 0.0:
                yield f"{toward}.wanted", "wanted", j
            if may_sound(c, i, j):
                yield f"{toward}.answer", "answer", j
                yield f"{toward}.answer_weeks", "answer_weeks", j
            elif may_sound(c, j, i):
                yield f"{toward}.answer", "answered", j
                yield f"{toward}.answer_weeks", "answered_weeks", j

    def _worked_names(self) -> Iterator[str]:
        yield from ("time", "intensity", "on_table", "invited", "host_is_self", "host_is_other")
        yield from ("power_sd",) if self.c.party[self.i] == 1 else ()
        yield from (f"parties.{self.labels[j]}.due" for j in self.parties)
        yield from (f"agreement.{slot}" for slot in self.slots)
        yield from (name for name, _, _ in self._relation_pairs())

    def read(self) -> np.ndarray:
        """Return the observation of this moment, in the order of :attr:`names`."""
        seen = np.empty(len(self.names), np.float64)
        seen[self._float_at] = self.floats[self._float_from]
        seen[self._whole_at] = self.wholes[self._whole_from]
        seen[self._count :] = self._worked()
        return seen.astype(np.float32)

    def _worked(self) -> list[float]:
        s = self.s
        step, host = s.step, s.host
        invited = s.invited_until >= step
        hosted = (invited or s.in_session == 1) and host >= 0
        worked = [
            step / self.c.horizon, s.intensity * s.ground, float(on_the_table(s, self.c, self.p)), float(invited),
            float(hosted and host == self.i), float(hosted and host != self.i),
        ]  # fmt: skip
        if self.c.party[self.i] == 1:
            worked.append(float(s.power_var[self.i]) ** 0.5)
        worked += self._due(step)
        on, suspended = s.on.tolist(), s.suspended.tolist()
        # 1 in force, ½ suspended, 0 none
        worked += [on[a] * (0.5 if suspended[a] > 0 else 1.0) for a in range(len(self.slots))]
        return worked + [self._relation(kind, j) for _, kind, j in self._relations]

    def _due(self, step: int) -> list[float]:
        """Strength that pledged arms are to add within a year, by party."""
        s = self.s
        n = s.n_pipelines
        due = dict.fromkeys(self.parties, 0.0)
        lines = (s.pl_recipient, s.pl_rate, s.pl_first, s.pl_last)
        for j, rate, first, last in zip(*(line[:n].tolist() for line in lines), strict=True):
            if last > step and j in due:
                due[j] += due_between(rate, first, last, float(step), step + self.year)
        return list(due.values())

    def _relation(self, kind: str, j: int) -> float:
        s, i = self.s, self.i
        if kind == "trust":
            return logistic(float(s.trust[i, j]))
        if kind == "belief_sd":
            return float(s.belief_var[i, j]) ** 0.5
        if kind == "believes":
            return credibility(float(s.reliable[i, j]), float(s.unreliable[i, j]))
        if kind == "wanted":
            return float(wanted_level(s, self.c, self.p, i, j))
        if kind in ("answer", "answered"):
            return answer(s, *((i, j) if kind == "answer" else (j, i)))
        if kind in ("answer_weeks", "answered_weeks"):
            return answer_weeks(s, self.c, *((i, j) if kind == "answer_weeks" else (j, i)))
        return credibility(float(s.reliable[j, i]), float(s.unreliable[j, i]))

