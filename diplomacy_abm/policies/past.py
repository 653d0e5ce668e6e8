"""What everybody has done in the weeks before: all moves are public, so named policies may ask for them.

Plain functions that numba can compile. `h` is a record with the fields of :data:`PAST`: in plain runs one of its own,
in compiled ones part of the parameters.
"""

from typing import Any

import numpy as np

from diplomacy_abm.state import ACTORS, CHANNELS

Record = Any

KEPT = 52
"""Weeks of moves that a policy can ask for."""

PAST_FIELDS = (("past_end", np.int64), ("past", np.int16, (ACTORS, CHANNELS, 2 * KEPT)))
"""The moves (rows of the catalogue) of past weeks, the oldest first, in ``past[i, channel, :past_end]``; only the last
:data:`KEPT` of them are sure to be there."""

PAST = np.dtype(list(PAST_FIELDS), align=True)


def note(s: Record, c: Record, h: Record) -> None:
    """Note what was done last week, before anybody chooses; the first week of a run forgets what was before."""
    if s.step == 0:
        h.past_end = 0
        return
    end = h.past_end
    if end == 2 * KEPT:
        for i in range(c.n):
            for channel in range(CHANNELS):
                for k in range(KEPT):
                    h.past[i, channel, k] = h.past[i, channel, KEPT + k]
        end = KEPT
    for i in range(c.n):
        for channel in range(CHANNELS):
            h.past[i, channel, end] = s.move[i, channel]
    h.past_end = end + 1


def kept(h: Record) -> int:
    """How many weeks can be asked for now."""
    return min(h.past_end, KEPT)


def row_before(h: Record, i: int, channel: int, weeks: int) -> int:
    """Row of the move that actor i made on a channel some weeks ago (1: last week)."""
    return h.past[i, channel, h.past_end - weeks]
