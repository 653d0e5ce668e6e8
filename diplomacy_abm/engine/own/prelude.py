"""What rewritten policies call: options, actors, memory and past by number. Plain functions that numba compiles.

``v`` holds the state, the case, the parameters with the desk behind them, the actor, the channel, and the draw.
"""

import math
import sys
import zlib
from typing import Any

import numpy as np

from diplomacy_abm.moves import catalogue
from diplomacy_abm.phases.weigh import circumstance, motives
from diplomacy_abm.policies.builtin import quantal
from diplomacy_abm.policies.past import kept, row_before
from diplomacy_abm.rules.choice import choice_weight, goal_term
from diplomacy_abm.vocabulary import Channel, TalkForm, Track

Records = Any

WORDS_FROM = 2**33


def _words(names: list[str]) -> Any:
    return np.array([WORDS_FROM + zlib.crc32(name.encode()) for name in names], np.int64)


MOVES = _words([move.name for move in catalogue()])
CHANNELS = _words([channel.name.lower() for channel in Channel if channel != Channel.OUTCOME])
TRACKS = _words([track.name.lower() for track in Track])
FORMS = _words([form.name.lower() for form in TalkForm])

COMPENSATED = sys.version_info >= (3, 12)
"""Python sums floats exactly, as far as can be, from 3.12 on."""

inf, nan, pi = math.inf, math.nan, math.pi


# --- options


def count(v: Records) -> int:
    """Number of options."""
    return v[0].n_alternatives


def places(v: Records) -> Any:
    """Places of the options, counted from 1."""
    return range(1, v[0].n_alternatives + 1)


def all_options(v: Records) -> list[int]:
    """Return them as a list."""
    return [x for x in range(1, v[0].n_alternatives + 1)]  # noqa: C416 (numba makes no list of a range)


def option(v: Records, index: int) -> int:
    """Option at an index, from behind where it is negative."""
    n = v[0].n_alternatives
    found = index + n if index < 0 else index
    if found < 0 or found >= n:
        raise IndexError("no such option")
    return found + 1


def move(v: Records, x: int) -> int:
    """Word of an option's move."""
    return MOVES[v[0].alt_move[x - 1]]


def target(v: Records, x: int) -> int:
    """Word of whom it is aimed at; 0 nobody."""
    return actor(v, v[0].alt_target[x - 1])


def value(v: Records, x: int) -> float:
    """What it is worth."""
    return v[0].alt_value[x - 1]


def tone(v: Records, x: int) -> float:
    """Goldstein weight of its move."""
    return v[0].alt_tone[x - 1]


def best(v: Records) -> int:
    """Option of the highest value, the first of equals."""
    s = v[0]
    found = 0
    for x in range(s.n_alternatives):
        if s.alt_value[x] > s.alt_value[found]:
            found = x
    return found + 1


def usual(v: Records) -> int:
    """What quantal response takes by the draw of this decision."""
    s = v[0]
    n = s.n_alternatives
    values = s.alt_value[:n]
    return quantal(values, s.alt_share[:n], values, v[2].lambda_choice, v[5], s.seen, s.alt_weight[:n]) + 1


def chance(v: Records, x: int) -> float:
    """How likely quantal response takes an option."""
    s = v[0]
    top = s.alt_value[best(v) - 1]
    total = 0.0
    for k in range(s.n_alternatives):
        total += choice_weight(s.alt_value[k], top, v[2].lambda_choice, s.alt_share[k])
    return choice_weight(s.alt_value[x - 1], top, v[2].lambda_choice, s.alt_share[x - 1]) / total


def term(v: Records, x: int, which: int) -> float:
    """One term of an option's value: of a goal, the circumstances (8) or the cost (9)."""
    s, c, p, i = v[0], v[1], v[2], v[3]
    row = s.alt_move[x - 1]
    if which == 9:
        return 0.0 - c.mv_cost[row]
    if which == 8:
        return circumstance(s, c, p, i, row)
    return goal_term(c.goal[i, which], motives(s, c, p, i, row, s.alt_target[x - 1])[which])


# --- actors, channels, the past


def actor(v: Records, j: int) -> int:
    """Word of an actor by its place; 0 nobody."""
    return v[1].key[j] + WORDS_FROM if j >= 0 else 0


def who(v: Records, word: int) -> int:
    """Place of an actor by its word."""
    for j in range(v[1].n):
        if v[1].key[j] + WORDS_FROM == word:
            return j
    raise KeyError("no such actor")


def channel_of(word: int) -> int:
    """Number of a channel by its word."""
    for channel in range(CHANNELS.shape[0]):
        if CHANNELS[channel] == word:
            return channel
    raise KeyError("no such channel")


def weeks_of(v: Records, j: int) -> int:
    """For how many weeks the moves of an actor can be asked."""
    return kept(v[2]) if v[1].active[j] == 1 else 0


def last_move(v: Records, word: int, channel: int) -> int:
    """Word of what an actor did last week on a channel; 0 in the first week."""
    j = who(v, word)
    return MOVES[row_before(v[2], j, channel, 1)] if weeks_of(v, j) > 0 else 0


def last_tone(v: Records, word: int, channel: int) -> float:
    """Goldstein weight of it; 0 in the first week."""
    j = who(v, word)
    return v[1].mv_goldstein[row_before(v[2], j, channel, 1)] if weeks_of(v, j) > 0 else 0.0


def history(v: Records, word: int, channel: int) -> list[int]:
    """Words of what an actor did on a channel, the oldest first."""
    j = who(v, word)
    return [MOVES[row_before(v[2], j, channel, back)] for back in range(weeks_of(v, j), 0, -1)]


# --- memory


def remembered(v: Records, place: int) -> float:
    """Return a number from the memory."""
    return v[2].memory[v[3], place]


def remembered_word(v: Records, place: int) -> int:
    """Return a word from the memory."""
    return int(v[2].memory[v[3], place])


# --- Python's own, for lists that numba has typed


def isin(one: Any, listed: Any) -> bool:
    """Whether one of a list or tuple is this."""
    for other in listed:  # noqa: SIM110 (numba compiles no generators)
        if one == other:
            return True
    return False


def times(listed: Any, one: Any) -> int:
    """How often this stands in a list."""
    found = 0
    for other in listed:
        if one == other:
            found += 1
    return found


def summed(listed: Any) -> float:
    """Sum as Python's own adds floats up in this version."""
    total = 0.0
    lost = 0.0
    for one in listed:
        after = total + one
        if COMPENSATED:
            lost += (total - after) + one if abs(total) >= abs(one) else (one - after) + total
        total = after
    return total + lost if COMPENSATED and lost != 0.0 and math.isfinite(lost) else total


def anyone(listed: Any) -> bool:
    """Whether one of a list is true."""
    for one in listed:  # noqa: SIM110
        if one:
            return True
    return False


def everyone(listed: Any) -> bool:
    """Whether all of a list are true."""
    for one in listed:  # noqa: SIM110
        if not one:
            return False
    return True


def largest(listed: Any) -> Any:
    """Largest of a list."""
    return listed[place_of_max(listed)]


def smallest(listed: Any) -> Any:
    """Smallest of a list."""
    return listed[place_of_min(listed)]


def place_of_max(keys: Any) -> int:
    """Place of the first of the largest."""
    if len(keys) == 0:
        raise ValueError("nothing to take the largest of")
    found = 0
    for k in range(1, len(keys)):
        if keys[k] > keys[found]:
            found = k
    return found


def place_of_min(keys: Any) -> int:
    """Place of the first of the smallest."""
    if len(keys) == 0:
        raise ValueError("nothing to take the smallest of")
    found = 0
    for k in range(1, len(keys)):
        if keys[k] < keys[found]:
            found = k
    return found


def max_by(items: Any, keys: Any) -> Any:
    """Item whose key is largest, the first of equals."""
    return items[place_of_max(keys)]


def min_by(items: Any, keys: Any) -> Any:
    """Item whose key is smallest, the first of equals."""
    return items[place_of_min(keys)]


def max_by_or(items: Any, keys: Any, default: Any) -> Any:
    """Item whose key is largest, or what there is without any."""
    return items[place_of_max(keys)] if len(keys) > 0 else default


def min_by_or(items: Any, keys: Any, default: Any) -> Any:
    """Item whose key is smallest, or what there is without any."""
    return items[place_of_min(keys)] if len(keys) > 0 else default


def first(items: Any) -> Any:
    """First of a list."""
    if len(items) == 0:
        raise ValueError("nothing to take the first of")
    return items[0]


def first_or(items: Any, default: Any) -> Any:
    """First of a list, or what there is without any."""
    return items[0] if len(items) > 0 else default


def square(x: Any) -> Any:
    """Square of a number."""
    return x * x


def root(x: float) -> float:
    """Square root; of a negative number there is none, in Python too."""
    if x < 0.0:
        raise ValueError("math domain error")
    return math.sqrt(x)


def floor(x: float) -> int:
    """Largest whole number not above."""
    return math.floor(x)


def ceil(x: float) -> int:
    """Smallest whole number not below."""
    return math.ceil(x)


def fabs(x: float) -> float:
    """Size of a number."""
    return abs(x)


def isnan(x: float) -> bool:
    """Whether it is no number."""
    return math.isnan(x)


CALLED = {
    "count": count, "places": places, "all_options": all_options, "option": option, "move": move, "target": target,
    "value": value, "tone": tone, "best": best, "usual": usual, "chance": chance, "term": term,
    "remembered": remembered, "remembered_word": remembered_word, "in": isin, "times": times, "sum": summed,
    "any": anyone, "all": everyone, "max": largest, "min": smallest, "max_by": max_by, "min_by": min_by,
    "max_by_or": max_by_or, "min_by_or": min_by_or, "first": first, "first_or": first_or, "square": square,
    "math_sqrt": root, "math_floor": floor, "math_ceil": ceil, "math_fabs": fabs, "math_isnan": isnan,
}  # fmt: skip
"""What a rewritten policy calls by ``_d_`` and a name."""
