"""What one seat may see of a frame: what a briefing holds (:mod:`diplomacy_abm.seats.briefing`) and no more.

Everybody knows the front, strength, burden, standing at home, attendance, support, sanctions, promises, agreements,
pledged arms, terms, all moves, and the public's belief about each cost of war. Trust, beliefs, leverage, what war is
worth, views of power, lines of policy, menus, messages and answers to soundings are known to who has them only. The
rest is empty (``null``) in a veiled frame.
"""

from __future__ import annotations

from itertools import compress
from math import nan
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from diplomacy_abm.app.turns import so_far
from diplomacy_abm.frames import events_frame
from diplomacy_abm.moves import catalogue
from diplomacy_abm.narrate import Telling
from diplomacy_abm.seats.briefing import SECRET
from diplomacy_abm.state import EVENT_FIELDS, METRICS
from diplomacy_abm.vocabulary import Effect

if TYPE_CHECKING:
    from diplomacy_abm.app.recorder import Recorder

PUBLIC = frozenset(
    {
        "track", "form", "front", "p_contest", "intensity", "cap_a", "cap_b", "standing_a", "standing_b", "attend_a",
        "attend_b", "support_a", "support_b", "pipeline_a", "pipeline_b", "zone", "missiles", "drones", "deals",
        "ceasefire", "settlement", "p", "momentum", "stuck", "prisoners", "prospect", "host", "in_session", "invited",
        "text_by", "capability", "weight", "standing", "attend", "pooled", "sanctions", "guaranteed", "public_mean",
        "offensive",
    }
)  # fmt: skip
"""Numbers that everybody knows, whomever they are about."""
OF_LEAD = {
    "trust_ab": 0, "belief_mean_ab": 0, "belief_var_ab": 0, "esc_ab": 0, "hurt_a": 0, "weary_a": 0, "power_view_a": 0,
    "trust_ba": 1, "belief_mean_ba": 1, "belief_var_ba": 1, "esc_ba": 1, "hurt_b": 1, "weary_b": 1, "power_view_b": 1,
}  # fmt: skip
"""Metrics that are a lead's own, by side."""


class SeatView:
    """A run as one seat sees it while it goes on.

    Parameters
    ----------
    recorder
        Of the game.
    label
        The actor whose seat it is.
    """

    def __init__(self, recorder: Recorder, label: str) -> None:
        self.recorder = recorder
        self.label = label
        self.i = [actor["label"] for actor in recorder.head["actors"]].index(label)
        self._telling = Telling(recorder.model.dispute)
        self._shown = [self._knows(*key) for key in recorder.keys]
        self._moves = catalogue()
        self._lists: dict[int, int] = {}
        self.weeks: list[dict[str, Any]] = []
        self._rows: list[Any] = []
        self._heard: list[Any] = []
        self._columns = events_frame(recorder.model.dispute, np.zeros((0, len(EVENT_FIELDS)))).columns
        self._hidden_metrics = {name: nan for name in METRICS if not self._knows(name, -1, -1)}

    @property
    def head(self) -> dict[str, Any]:
        """The head without what only others know of themselves."""
        private: dict[str, Any] = {"goals": {}, "policy": "", "accuracy": None, "bias": None}
        actors = [actor if x == self.i else actor | private for x, actor in enumerate(self.recorder.head["actors"])]
        hidden: dict[str, Any] = {"seed": None, "run": None, "policies": {}, "settings": {}}
        # the fingerprint is of all that was set, secrets too
        hidden["scenario"] = {**self.recorder.head["scenario"], "fingerprint": ""}
        return self.recorder.head | hidden | {"actors": actors, "seat": self.i}

    def _knows(self, name: str, i: int, j: int) -> bool:
        if name in PUBLIC:
            return True
        if name in OF_LEAD:
            return self.recorder.head["leads"][OF_LEAD[name]] == self.i
        if name in ("credibility", "answer"):
            return self.i in (i, j)
        return i == self.i

    def catch_up(self) -> list[dict[str, Any]]:
        """Return the weeks that were played since the last call, as this seat saw them."""
        first, last = len(self.weeks), len(self.recorder.weeks)
        rows = self.recorder.rows_of(first, last)
        fresh = [self._veiled(self.recorder.weeks[t], *told) for t, told in enumerate(rows, first)]
        self.weeks += fresh
        return fresh

    def turns(self) -> list[dict[str, Any]]:
        """Return the turning points as this seat knows them; what moved others is theirs to know."""
        found = so_far(self.recorder, pd.DataFrame(self._heard, columns=self._columns), pd.DataFrame(self._rows))
        return [turn | {"cause": ""} for turn in found]

    def opening(self) -> dict[str, Any]:
        """Return the state before the first week as this seat sees it."""
        return self._hidden(self.recorder.opening(), [])

    def _hidden(self, week: dict[str, Any], events: list[Any]) -> dict[str, Any]:
        numbers = [value if shown else None for value, shown in zip(week["v"], self._shown, strict=True)]
        return {"t": week["t"], "v": numbers, "e": events, **{name: week[name] for name in ("g", "p", "l")},
                "s": week["s"], "q": week["q"], **self._menus(week["c"])}  # fmt: skip

    def _menus(self, menus: list[Any]) -> dict[str, Any]:
        """Return one's own menus, with lists of alternatives counted anew: the common count tells of others' menus."""
        own, fresh = [], []
        for actor, channel, place, listed, values, likely in menus:
            if actor != self.i:
                continue
            if listed not in self._lists:
                self._lists[listed] = len(self._lists)
                fresh.append(self.recorder.listed[listed])
            own.append([actor, channel, place, self._lists[listed], values, likely])
        return {"c": own, "n": fresh} if fresh else {"c": own}

    def _veiled(self, week: dict[str, Any], row: Any, events: list[Any]) -> dict[str, Any]:
        known = [each.move not in SECRET or self.label in (each.actor, each.target) for each in events]
        heard = list(compress(events, known))
        text, news = self._telling.week(row, heard)
        seen = [self._event(event) for event in compress(week["e"], known)]
        self._rows.append(row._replace(**self._hidden_metrics))
        self._heard += [
            each if event[6] is not None else each._replace(value=nan) for each, event in zip(heard, seen, strict=True)
        ]
        return self._hidden(week, seen) | {"s": text, "q": int(not news)}

    def _event(self, event: list[Any]) -> list[Any]:
        """Return an event without its value, unless that is a matter of terms or of one's own."""
        actor, target, move = event[:3]
        effect = self._moves[move].effect
        own = actor == self.i or (effect == Effect.MESSAGE and target == self.i)
        return event if effect == Effect.OFFER or own else [*event[:6], None]
