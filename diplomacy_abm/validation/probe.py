"""The engine with instruments: what stands on the menus and is chosen, by whom, who signs and breaks, and dice.

The phases are the model's own. Three of their functions are replaced in a copy (:func:`rewired`): the choice, which
looks at every menu before it is chosen from and can throw dice in its place, and signing and breaking, which note the
margins of those who do it. With the dice off a run is the one that the engines play, bit for bit.

The dice are blind to the state: an actor takes a move toward a target, where both are on its menu, with the chance with
which it took it on the whole in runs of the model, and does nothing otherwise.
"""

import math
from collections.abc import Callable
from functools import lru_cache
from types import FunctionType
from typing import Any

import numpy as np

from diplomacy_abm.phases.choose import decide
from diplomacy_abm.phases.common import Record, draw
from diplomacy_abm.phases.comply import break_agreement, seen_margin
from diplomacy_abm.phases.menu import fill_menu
from diplomacy_abm.phases.observe import signing_margin
from diplomacy_abm.phases.sign import ceasefire_margin_of, sign_ceasefire, sign_settlement, weight_of
from diplomacy_abm.phases.step import step
from diplomacy_abm.phases.weigh import worth_of_coming
from diplomacy_abm.rules.choice import choice_weight
from diplomacy_abm.rules.compliance import kept_margin
from diplomacy_abm.state import ACTORS, ALTERNATIVES, CHANNELS, LINES, MOVES
from diplomacy_abm.tables import PARAMETER_RECORD

MENUS, ACTIVE, WORTH, WORTH_BARE, SPREAD = range(5)
"""Columns of ``p.looked`` by channel: menus; by probability the moves that do something, of those the ones worth at
least as much as doing nothing, and worth it with all lines at 0; entropy of the choice as it is known to the actor."""

SIGNED, UNWILLING, BROKEN, CONTENT = range(4)
"""Columns of ``p.agreed`` for settlements and ceasefires: signed; signed with a party whose margin is negative; broken;
broken by a party whose margin of keeping, with its leaning, is not."""

REDRAWN = 24
"""Lines that the observer who does not know them thinks of, drawn once from their stationary law."""

SHARES = np.array([0.0, 0.2, 0.4, 0.6, 0.8, 0.96])
"""Weights that the observer can give to its thoughts of lines; the rest goes to the dice. Never 1: it may be wrong."""

LINES_DRAWN = np.random.default_rng(20251117).standard_normal((REDRAWN, LINES))

_FAMILY = (ACTORS, MOVES, ACTORS + 1)

PROBE_RECORD = np.dtype(
    [
        *((name, np.float64) for name in PARAMETER_RECORD.names or ()),
        ("dice", np.int64), ("deep", np.int64), ("n_kept", np.int64),
        ("chance", np.float64, _FAMILY), ("offered", np.float64, _FAMILY), ("taken", np.float64, _FAMILY),
        ("moved", np.float64, (MOVES,)), ("looked", np.float64, (CHANNELS, 5)),
        ("blind", np.float64, (ACTORS, CHANNELS, len(SHARES))), ("agreed", np.float64, (2, 4)),
        ("kept_move", np.int64, (ALTERNATIVES,)), ("kept_target", np.int64, (ALTERNATIVES,)),
        ("kept", np.float64, (ALTERNATIVES,)), ("mixed", np.float64, (ALTERNATIVES,)),
        ("line_kept", np.float64, (LINES,)),
    ],
    align=True,
)  # fmt: skip
"""Parameters with the instruments: dice on or off, whether lines are redrawn, the chances of the dice, what is counted.

``moved`` is how often each move was made; ``blind`` the cross-entropy of choices for an observer who knows the state
and not the lines, by the weight it gives to its thoughts of them; ``chance``, ``offered`` and ``taken`` are
by actor, move and target (0 nobody, else the actor's index and one)."""


# --- what is put in place of the model's own -----------------------------------------------------------------------


def probed_decide(s: Record, c: Record, p: Record, i: int, channel: int) -> int:
    """Choose as the actor does, or as the dice fall; the menu is looked at first."""
    if p.dice == 1:
        fill_menu(s, c, p, i, channel)
        choice = thrown(s, p, i, draw(s, c, i, channel))
    else:
        look(s, c, p, i, channel)
        choice = decide(s, c, p, i, channel)
    p.moved[s.alt_move[choice]] += 1.0
    return choice


def thrown(s: Record, p: Record, i: int, u: float) -> int:
    """Choice of the dice from the menu in the state: fixed chances, and nothing with what is left of 1."""
    total = 0.0
    for x in range(1, s.n_alternatives):
        total += p.chance[i, s.alt_move[x], s.alt_target[x] + 1]
    scale = 1.0 / total if total > 1.0 else 1.0
    seen = 0.0
    for x in range(1, s.n_alternatives):
        seen += scale * p.chance[i, s.alt_move[x], s.alt_target[x] + 1]
        if u < seen:
            return x
    return 0


def look(s: Record, c: Record, p: Record, i: int, channel: int) -> None:
    """Note the menu of actor i with its probabilities, then as it is without its lines and with others."""
    fill_menu(s, c, p, i, channel)
    note_menu(s, c, p, i, channel)
    lead = i == c.lead[0] or i == c.lead[1]
    wish = s.wish[i]
    for x in range(LINES):
        p.line_kept[x] = s.line[i, x]
        s.line[i, x] = 0.0
    menu_again(s, c, p, i, channel, lead)
    note_bare(s, p, channel)
    if p.deep == 1:
        for x in range(p.n_kept):
            p.mixed[x] = 0.0
        for k in range(REDRAWN):
            for x in range(LINES):
                s.line[i, x] = LINES_DRAWN[k, x]
            menu_again(s, c, p, i, channel, lead)
            mix_in(s, p)
        note_blind(p, i, channel)
    for x in range(LINES):
        s.line[i, x] = p.line_kept[x]
    s.wish[i] = wish


def menu_again(s: Record, c: Record, p: Record, i: int, channel: int, lead: bool) -> None:
    """Fill the menu under other lines; what a lead hopes of talks follows them."""
    if lead:
        s.wish[i] = worth_of_coming(s, c, p, i, -1, 1.0)
    fill_menu(s, c, p, i, channel)


def fill_weights(s: Record, p: Record) -> float:
    """Put the weights of quantal choice into the scratch space of the menu; their sum."""
    n = s.n_alternatives
    best = s.alt_value[0]
    for x in range(n):
        best = max(best, s.alt_value[x])
    total = 0.0
    for x in range(n):
        s.alt_weight[x] = choice_weight(s.alt_value[x], best, p.lambda_choice, s.alt_share[x])
        total += s.alt_weight[x]
    return total


def note_menu(s: Record, c: Record, p: Record, i: int, channel: int) -> None:
    """Count a menu: what is on it, how likely each is, what of it is worth doing."""
    total = fill_weights(s, p)
    p.n_kept = s.n_alternatives
    p.looked[channel, MENUS] += 1.0
    for x in range(s.n_alternatives):
        chance = s.alt_weight[x] / total
        move = s.alt_move[x]
        target = s.alt_target[x]
        p.kept[x] = chance
        p.kept_move[x] = move
        p.kept_target[x] = target
        p.offered[i, move, target + 1] += 1.0
        p.taken[i, move, target + 1] += chance
        if chance > 0.0:
            p.looked[channel, SPREAD] -= chance * math.log(chance)
        if x > 0:
            p.looked[channel, ACTIVE] += chance
            if s.alt_value[x] >= s.alt_value[0]:
                p.looked[channel, WORTH] += chance


def place_of(s: Record, p: Record, x: int) -> int:
    """Place on the menu in the state of what was kept at place x, or -1."""
    if x < s.n_alternatives and s.alt_move[x] == p.kept_move[x] and s.alt_target[x] == p.kept_target[x]:
        return x
    for y in range(s.n_alternatives):
        if s.alt_move[y] == p.kept_move[x] and s.alt_target[y] == p.kept_target[x]:
            return y
    return -1


def note_bare(s: Record, p: Record, channel: int) -> None:
    """Count what of the moves that were likely is worth doing on the menu without lines."""
    for x in range(1, p.n_kept):
        y = place_of(s, p, x)
        if y >= 0 and s.alt_value[y] >= s.alt_value[0]:
            p.looked[channel, WORTH_BARE] += p.kept[x]


def mix_in(s: Record, p: Record) -> None:
    """Add how likely each kept move is on the menu in the state."""
    total = fill_weights(s, p)
    for x in range(p.n_kept):
        y = place_of(s, p, x)
        if y >= 0:
            p.mixed[x] += s.alt_weight[y] / total


def note_blind(p: Record, i: int, channel: int) -> None:
    """Cross-entropy of the choice for who averages over the lines redrawn and the dice, by the weights of the two."""
    total = 0.0
    for x in range(1, p.n_kept):
        total += p.chance[i, p.kept_move[x], p.kept_target[x] + 1]
    scale = 1.0 / total if total > 1.0 else 1.0
    for x in range(p.n_kept):
        if p.kept[x] > 0.0:
            rolled = max(1.0 - total, 0.0)
            if x > 0:
                rolled = scale * p.chance[i, p.kept_move[x], p.kept_target[x] + 1]
            for k in range(SHARES.shape[0]):
                guess = SHARES[k] * p.mixed[x] / REDRAWN + (1.0 - SHARES[k]) * rolled
                p.blind[i, channel, k] -= p.kept[x] * math.log(max(guess, 1e-12))


def probed_settlement(s: Record, c: Record, p: Record, log: Any, q: int, author: int, host: int) -> None:
    """Note whether a party to a settlement prefers war, then sign it."""
    unwilling = 0.0
    for j in range(c.n):
        if c.active[j] == 1 and c.veto[j] == 1 and signing_margin(s, j, q, s.war[j]) < 0.0:
            unwilling = 1.0
    p.agreed[0, SIGNED] += 1.0
    p.agreed[0, UNWILLING] += unwilling
    sign_settlement(s, c, p, log, q, author, host)


def probed_ceasefire(s: Record, c: Record, p: Record, log: Any, author: int, host: int) -> None:
    """Note whether a party to a ceasefire prefers war, then sign it."""
    unwilling = 0.0
    for j in range(c.n):
        wanted = c.active[j] == 1 and c.veto[j] == 1
        if wanted and ceasefire_margin_of(s, c, p, j, s.private_cost[j]) < 0.0:
            unwilling = 1.0
    p.agreed[1, SIGNED] += 1.0
    p.agreed[1, UNWILLING] += unwilling
    sign_ceasefire(s, c, p, log, author, host)


def probed_break(s: Record, c: Record, p: Record, log: Any, a: int, j: int) -> None:
    """Note whether who breaks a settlement or ceasefire gains by keeping it, then break it."""
    if a < 2:
        kept = kept_margin(seen_margin(s, c, p, a, j), s.spread[j] * weight_of(s, c, p, a), s.leaning[a, j])
        p.agreed[a, BROKEN] += 1.0
        if kept >= 0.0:
            p.agreed[a, CONTENT] += 1.0
    break_agreement(s, c, p, log, a, j)


INSTRUMENTS: dict[str, Callable[..., Any]] = {
    "decide": probed_decide,
    "sign_settlement": probed_settlement,
    "sign_ceasefire": probed_ceasefire,
    "break_agreement": probed_break,
}


# --- the engine around them ----------------------------------------------------------------------------------------


def rewired(function: Callable[..., Any], replaced: dict[str, Callable[..., Any]], ready: Any = None) -> Any:
    """Copy a phase and what it calls, as far down as something is replaced by name; itself where nothing is.

    `ready` is done with each copy, such as registering it with numba.
    """
    ready = ready or (lambda copy: copy)
    made: dict[FunctionType, Any] = {}

    def copy_of(one: FunctionType) -> Any:
        if one in made:
            return made[one]
        made[one] = one
        swapped: dict[str, Any] = {}
        for name in one.__code__.co_names:
            called = one.__globals__.get(name)
            if not isinstance(called, FunctionType) or ".phases." not in called.__module__:
                continue
            own = replaced.get(name) or copy_of(called)
            if own is not called:
                swapped[name] = own
        if swapped:
            copy = FunctionType(one.__code__, {**one.__globals__, **swapped}, one.__name__, one.__defaults__)
            copy.__module__ = one.__module__
            made[one] = ready(copy)
        return made[one]

    assert isinstance(function, FunctionType)
    whole = copy_of(function)
    missing = [name for name in replaced if not any(name in one.__code__.co_names for one in made)]
    if missing:
        raise ValueError(f"{function.__name__} calls no {missing[0]}, so that nothing can be put in its place")
    return whole


@lru_cache(maxsize=1)
def plain_step() -> Callable[..., None]:
    """Return the order of play with the instruments, in plain Python."""
    return rewired(step, INSTRUMENTS)


@lru_cache(maxsize=1)
def compiled_span() -> Callable[..., None]:
    """Return the compiled loop over runs with the instruments; the first call of it compiles (about a minute)."""
    import numba
    from numba.extending import register_jitable

    from diplomacy_abm.engine import compiled

    compiled.prepare()
    for helper in _helpers():
        register_jitable(**compiled.OPTIONS)(helper)
    instruments = {name: register_jitable(**compiled.OPTIONS)(one) for name, one in INSTRUMENTS.items()}
    stepping = rewired(step, instruments, register_jitable(**compiled.OPTIONS))
    return numba.njit(nogil=True, error_model="numpy")(compiled.specialise(compiled.span, step=stepping))


def _helpers() -> list[Callable[..., Any]]:
    """Functions of this module that the instruments call."""
    return [thrown, look, menu_again, fill_weights, note_menu, place_of, note_bare, mix_in, note_blind]
