"""The compiled loop that asks users' policies by their addresses, so that a new policy does not compile the loop again.

Each policy is compiled on its own, which takes a second or some, to a function of C (:mod:`diplomacy_abm.engine.own`).
The loop finds its address in the *desk*: fields behind the parameters, which also hold the moves of past weeks and each
actor's memory. So the loop itself is compiled once and stays in the user's cache, whatever policies come and go.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from diplomacy_abm.engine import compiled
from diplomacy_abm.engine.compiled import Kernel, specialise
from diplomacy_abm.engine.weeks import own_cache
from diplomacy_abm.phases import choose as choosing
from diplomacy_abm.phases.choose import POLICY_FAULT, fill_view, pick, prepare_choice
from diplomacy_abm.phases.common import draw
from diplomacy_abm.phases.menu import fill_menu
from diplomacy_abm.phases.step import step
from diplomacy_abm.policies import past
from diplomacy_abm.policies.past import PAST_FIELDS, note
from diplomacy_abm.state import ACTORS, STATE
from diplomacy_abm.tables import PARAMETER_RECORD
from diplomacy_abm.vocabulary import CUSTOM

MOST = 64
"""Policies of users' own that an ensemble can have."""

MEMORY = 32
"""Numbers that an actor's policy can remember."""

DESK = np.dtype(
    [
        *((name, np.float64) for name in PARAMETER_RECORD.names or ()),
        ("address", np.int64, (MOST,)), ("memory", np.float64, (ACTORS, MEMORY)), *PAST_FIELDS,
    ],
    align=True,
)  # fmt: skip
"""Parameters with a desk behind them. A memory is for its policy to set up when a run begins."""


def ask(address: int, s: Any, c: Any, p: Any, i: int, channel: int, u: float) -> int:
    """Stand for :func:`call_at`, which takes its place in compiled code."""
    raise NotImplementedError


def prepare_desk(s: Any, c: Any, p: Any) -> None:
    """Note what was done last week, then prepare the choice as usual."""
    note(s, c, p)
    prepare_choice(s, c, p)


def decide_at_desk(s: Any, c: Any, p: Any, i: int, channel: int) -> int:
    """Place of actor i's choice on its menu, as :func:`diplomacy_abm.phases.choose.decide`; own policies are asked."""
    fill_menu(s, c, p, i, channel)
    fill_view(s, c, i, channel)
    n = s.n_alternatives
    u = draw(s, c, i, channel)
    number = c.policy[i]
    if number >= CUSTOM:
        choice = ask(p.address[number - CUSTOM], s, c, p, i, channel, u)
    else:
        choice = pick(number, s, n, p.lambda_choice, u)
    if choice < 0 or choice >= n:
        s.fault = POLICY_FAULT
        choice = 0
    return choice


def call_at() -> Any:
    """Return what compiled code calls for :func:`ask`: the function at an address, with its records by reference."""
    from llvmlite import ir
    from numba import types
    from numba.extending import intrinsic

    def asking(context: Any, address: Any, s: Any, c: Any, p: Any, i: Any, channel: Any, u: Any) -> Any:
        def generate(target: Any, builder: Any, signature: Any, given: Sequence[Any]) -> Any:
            pointer, whole, number = ir.IntType(8).as_pointer(), ir.IntType(64), ir.DoubleType()
            kind = ir.FunctionType(whole, [pointer] * 3 + [whole] * 2 + [number])
            function = builder.inttoptr(given[0], kind.as_pointer())
            records = [builder.bitcast(one, pointer) for one in given[1:4]]
            return builder.call(function, [*records, *given[4:]])

        return types.int64(types.int64, s, c, p, types.int64, types.int64, types.float64), generate

    return intrinsic(asking)


def is_compiled() -> bool:
    """Whether the loop with a desk is in memory or in the user's cache."""
    return _loop.cache_info().currsize > 0 or any(compiled.cache_folder().rglob("weeks-*/**/desk-*.ready"))


@lru_cache(maxsize=1)
def _loop() -> Kernel:
    """Return the loop over runs with a desk, compiled; from the cache where it is there."""
    import numba
    from numba.extending import register_jitable

    compiled.prepare()

    def register(function: Any) -> Any:
        return register_jitable(**compiled.OPTIONS)(function)

    register(note)
    deciding = register(specialise(decide_at_desk, ask=call_at()))
    chosen = register(specialise(choosing.choose, prepare_choice=register(prepare_desk), decide=deciding))
    stepping = register(specialise(step, choose=chosen))
    with own_cache(Path(__file__), Path(str(past.__file__))):
        folder = Path(numba.config.CACHE_DIR)  # type: ignore[attr-defined]
        loop = numba.njit(nogil=True, cache=True, error_model="numpy")(specialise(compiled.span, step=stepping))
        with compiled.indices_as_they_are(), compiled.nothing_is_collected():
            compiled.compile_as_one(loop, _signature())
        (folder / "desk-loop.ready").touch()
    return loop


def _signature() -> tuple[Any, ...]:
    import numba

    usual = list(compiled.span_signature())
    usual[3] = numba.typeof(np.zeros(1, DESK))
    return tuple(usual)


def with_desk(addresses: Sequence[int]) -> Kernel:
    """Return the loop that asks the policies at some addresses, in the order of their numbers.

    The functions are as :mod:`diplomacy_abm.engine.own` makes them; whoever calls keeps them alive.
    """
    if len(addresses) > MOST:
        raise ValueError(f"{len(addresses)} policies of your own are registered, the engine takes {MOST} at most")
    loop = _loop()

    def played(work: Any, raw: Any, cases: Any, params: Any, *rest: Any) -> None:
        desk = np.zeros(len(params), DESK)
        for name in PARAMETER_RECORD.names or ():
            desk[name] = params[name]
        desk["address"][:, : len(addresses)] = addresses
        loop(work, raw, cases, desk, *rest)

    return played


Asked = Callable[..., int]
assert STATE.alignment == DESK.alignment
