"""Which way users' policies are played: compiled for many runs, interpreted for few or where they cannot be compiled.

Whether a compiled policy does what the interpreted one does is tried once for each policy, on the first run of the
first ensemble that it plays in, week by week to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from diplomacy_abm.engine import desk
from diplomacy_abm.engine.batch import Chunk, Work, play_chunk
from diplomacy_abm.engine.compiled import Kernel
from diplomacy_abm.engine.own.compile import Own, in_cache, own, stand_in
from diplomacy_abm.engine.own.source import UncompilableError
from diplomacy_abm.phases.choose import POLICY_FAULT
from diplomacy_abm.phases.summary import Column
from diplomacy_abm.policies import forms, registry

if TYPE_CHECKING:
    from diplomacy_abm.model import DiplomacyModel
    from diplomacy_abm.scenario import Scenario

Say = Callable[[str], object]

WEEKS_A_SECOND = 100.0
"""What one process interprets, roughly: 80 weeks a second of `ukraine-2025`, 240 of `minimal`."""

COMPILING, COMPILING_LOOP = 5.0, 60.0
"""Seconds that it takes to compile a policy, and the loop that asks policies, once."""

TRIED = 52
"""Weeks in which a compiled policy has to do what the interpreted one does, to the last bit."""

EXPLAINED = 3
"""Runs of a chunk that are played again to say where a policy went wrong."""

_said: set[tuple[str, object]] = set()


def named_of(names: Sequence[str]) -> list[str]:
    """Return those of some users' policies that have the form of names."""
    return [name for name in names if registry.get(name).named]


def too_few(names: Sequence[str], weeks: float) -> bool:
    """Whether so few weeks are played in all that interpreting the policies takes less time than compiling would."""
    seconds = 0.0 if desk.is_compiled() else COMPILING_LOOP
    seconds += sum(COMPILING for name in names if not in_cache(registry.get(name).function))
    return weeks / WEEKS_A_SECOND < seconds


def say_once(say: Say, name: str, text: str) -> None:
    """Tell something of a policy once in a process, and again when it is registered anew."""
    key = (text, registry.get(name).function)
    if key not in _said:
        _said.add(key)
        say(text)


def desk_for(names: Sequence[str], say: Say) -> Kernel | None:
    """Return the loop that asks users' policies, each compiled on its own; None where one does not compile.

    `say` is told in a line what cannot be compiled, or what has to be first.
    """
    made: dict[Any, Own] = {}
    for name in names:
        policy = registry.get(name).function
        try:
            made[policy] = own(policy)
        except UncompilableError as error:
            say(not_compiled(name, policy, error))
            return None
        if forms.is_named(policy):
            say_once(say, name, f"policy {name!r} runs compiled" + (", from the cache" if made[policy].cached else ""))
    if not desk.is_compiled():
        say("compiling the model for policies of your own (once, about a minute)")
    # numbers of policies are places in this list: one that is not wanted is stood in for
    everyone = [made[one] if one in made else stand_in() for one in registry.own_functions()]
    return desk.with_desk([one.address for one in everyone])


def not_compiled(name: str, policy: Callable[..., Any], why: Exception) -> str:
    """Return the line that says that a policy is not compiled, where and why, and what that costs."""
    if not forms.is_named(policy):
        return f"policy {name!r} cannot be compiled; its runs are played by the Mesa model, which is slower"
    code = forms.code_of(policy)
    place = f"{forms.file_of(code)}, {why}" if code is not None else str(why)
    return (
        f"policy {name!r} cannot be compiled ({place}); it runs interpreted, some {WEEKS_A_SECOND:.0f} weeks a second "
        "in each process"
    )


def tried(
    loop: Kernel, names: Sequence[str], dispute: Scenario, seed: int, work: Work, policies: Mapping[str, str],
    without: tuple[str, ...],
) -> str:  # fmt: skip
    """Return in a line how the compiled policies differ from the interpreted ones in the first run, or nothing."""
    fresh = [name for name in names if not own(registry.get(name).function).tried()]
    if not fresh:
        return ""
    one = replace(work, runs=1, keep_steps=True, keep_events=False, parameters=work.parameters[:1])
    chunk = play_chunk(loop, one, 0, 1)
    model, failed = _interpreted(dispute, seed, work, policies, without, 0, TRIED)
    assert chunk.steps is not None
    weeks = model.now if model is not None else 0
    same = model is not None and model.metrics[:weeks].tobytes() == chunk.steps[0, :weeks].tobytes()
    fault = chunk.summary[0, Column.FAULT] == POLICY_FAULT
    if model is not None:
        model.release()
    if failed:
        return "" if fault else _differs(fresh, weeks)
    if not same or (fault and weeks < TRIED):
        return _differs(fresh, weeks)
    for name in fresh:
        own(registry.get(name).function).note_tried()
    return ""


def _differs(names: Sequence[str], week: int) -> str:
    return (
        f"policy {names[0]!r} chooses otherwise when it is compiled (in the first {week} weeks of a run), so its runs "
        "are interpreted; please report it"
    )


def _interpreted(
    dispute: Scenario, seed: int, work: Work, policies: Mapping[str, str], without: tuple[str, ...], r: int, most: int
) -> tuple[DiplomacyModel | None, str]:
    """Play run r of the call in plain Python for some weeks; return the model and what a policy did wrong."""
    from diplomacy_abm.model import DiplomacyModel

    record = work.parameters_of(r, r + 1)[0]
    values = {name: float(record[name]) for name in record.dtype.names}
    model = None
    try:
        model = DiplomacyModel(dispute, seed, work.first + r, policies, without, values, collect=False)
        while not model.s.ended and model.now < most:
            model.step()
    except forms.PolicyFaultError as error:
        return model, f"step {model.now if model is not None else 0}: {error}"
    except ValueError as error:
        return model, f"step {model.now if model is not None else 0}: {type(error).__name__}: {error}"
    return model, ""


def explained(
    chunk: Chunk, dispute: Scenario, seed: int, work: Work, policies: Mapping[str, str], without: tuple[str, ...]
) -> Chunk:
    """Return a chunk whose runs that failed by a policy say where and why; the first of them are played again."""
    bad = np.flatnonzero(chunk.summary[:, Column.FAULT] == POLICY_FAULT)
    if len(bad) == 0:
        return chunk
    reasons = [""] * len(chunk.summary)
    last = ""
    for count, row in enumerate(bad.tolist()):
        if count < EXPLAINED:
            model, last = _interpreted(
                dispute, seed, work, policies, without, chunk.first + row - work.first, work.horizon
            )  # fmt: skip
            if model is not None:
                model.release()
        reasons[row] = last
    return replace(chunk, reasons=reasons)
