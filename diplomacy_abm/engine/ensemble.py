"""Which engine plays an ensemble, and its chunks as labelled frames."""

from __future__ import annotations

import logging
import os
import pickle
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from diplomacy_abm import frames
from diplomacy_abm.engine.batch import Chunk, Work, play
from diplomacy_abm.engine.cache import PLAIN, is_compiled, jit_disabled, kernel
from diplomacy_abm.engine.compiled import Kernel, compiles
from diplomacy_abm.engine.pool import Killed, heard, processes, resilient
from diplomacy_abm.intake.clean import one_line
from diplomacy_abm.moves import catalogue
from diplomacy_abm.phases.summary import SUMMARY, Column
from diplomacy_abm.policies import builtin, forms, registry
from diplomacy_abm.results.ensemble import Ensemble
from diplomacy_abm.results.sound import room
from diplomacy_abm.scenario.sample import first_set
from diplomacy_abm.state import EVENT_FIELDS, METRICS, EventField
from diplomacy_abm.tables import case_record, parameter_record, seed_words
from diplomacy_abm.vocabulary import CUSTOM

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.scenario import Scenario

log = logging.getLogger("diplomacy_abm")

MESA_CHUNK = 4
"""Runs that a process plays at a time."""

_CODES = {"outcome", "fault", "first_formal_form", "first_formal_host"}


def work_of(
    dispute: Scenario, seed: int, first: int, runs: int, policies: Mapping[str, str], without: Iterable[str],
    numbers: Mapping[str, object], keep: Collection[str],
) -> Work:  # fmt: skip
    """Return what runs `first`, … of a scenario share; each has its set of parameters, but for those in `numbers`."""
    records = parameter_record(dispute, numbers, first_set(dispute, seed, first), runs)
    case = case_record(dispute, policies, without)
    return Work(case, records, *seed_words(seed), first, runs, "steps" in keep, "events" in keep)


def chunks(
    dispute: Scenario, seed: int, work: Work, policies: Mapping[str, str], without: tuple[str, ...], engine: str,
    workers: int | None = None,
) -> Iterator[Chunk]:  # fmt: skip
    """Play an ensemble and yield its chunks in order.

    The batch engine plays what it can compile. With a policy that numba cannot compile the Mesa model plays
    instead, in processes where the policy can be sent to them, and a message says so.
    """
    if engine == "mesa":
        yield from play_mesa(dispute, seed, work, policies, without)
        return
    named = [name for name in own_in_use(work.case) if registry.get(name).named]
    if named and not jit_disabled():
        yield from _play_named(dispute, seed, work, policies, without, workers, named)
        return
    loop = kernel_for(own_in_use(work.case), log.warning)
    if loop is None:
        yield from play_processes(dispute, seed, work, policies, without, workers)
    else:
        yield from play(loop, work, workers)


def _play_named(
    dispute: Scenario, seed: int, work: Work, policies: Mapping[str, str], without: tuple[str, ...],
    workers: int | None, named: list[str],
) -> Iterator[Chunk]:  # fmt: skip
    """Play an ensemble in which policies with names choose: few runs interpreted, many compiled where that can be."""
    from diplomacy_abm.engine.own import ready

    if ready.too_few(named, work.runs * work.horizon):
        ready.say_once(log.warning, named[0], f"policy {named[0]!r} runs interpreted: for so few runs that is quicker")
        yield from play_mesa(dispute, seed, work, policies, without)
        return
    loop = kernel_for(own_in_use(work.case), log.warning)
    if loop is not None:
        wrong = ready.tried(loop, named, dispute, seed, work, policies, without)
        if not wrong:
            for chunk in play(loop, work, workers):
                yield ready.explained(chunk, dispute, seed, work, policies, without)
            return
        log.warning(wrong)
    yield from play_processes(dispute, seed, work, policies, without, workers)


def own_in_use(case: np.ndarray) -> list[str]:
    """Names of the users' policies by which the actors of a case choose."""
    numbers = {int(x) for x in case["policy"][0] if x >= CUSTOM}
    return [name for name in registry.own() if registry.get(name).number in numbers]


def kernel_for(names: Iterable[str], say: Callable[[str], object] = lambda text: None) -> Kernel | None:
    """Return the compiled loop that knows some of the users' policies, or None where one does not compile.

    `say` is told so in a line, or what has to be compiled first.
    """
    wanted = list(names)
    if jit_disabled():
        say(f"{PLAIN}; plain Python plays, some hundred times slower")
        return None
    if not wanted:
        if not is_compiled():
            say("compiling the model (once, about half a minute)")
        return kernel()
    from diplomacy_abm.engine.own.ready import desk_for

    return desk_for(wanted, say)


def functions_for(
    names: Iterable[str], say: Callable[[str], object] = lambda text: None
) -> tuple[Callable[..., int], ...] | None:
    """Return the users' policies to compile into the week of seats so that it knows `names`; None where one cannot be.

    `say` is told so in a line. Policies with names are interpreted there.
    """
    if jit_disabled():
        say(f"{PLAIN}; plain Python plays, some hundred times slower")
        return None
    wanted = {name: registry.get(name).function for name in names}
    plain = [name for name, function in wanted.items() if forms.is_named(function) or not _compiles(function)]
    if plain:
        if registry.get(plain[0]).named:
            say(f"policy {plain[0]!r} has names, which the compiled week of seats cannot ask; this takes longer")
        else:
            say(f"policy {plain[0]!r} cannot be compiled; its runs are played by the Mesa model, which is slower")
        return None
    if not wanted:
        return ()
    # numbers of policies are places in this list: one that does not compile, and is not wanted, is stood in for
    own = registry.own_functions()
    return tuple(one if not forms.is_named(one) and _compiles(one) else builtin.random_move for one in own)


@lru_cache(maxsize=256)
def _compiles(function: Callable[..., int]) -> bool:
    return compiles(function)


def nothing_played(runs: int) -> np.ndarray:
    """Return summaries of runs that could not begin: 'never' for whole numbers, no number for the others."""
    row = [-1.0 if name in frames.WHOLE or name in _CODES else np.nan for name in SUMMARY]
    return np.tile(row, (runs, 1))


def play_one(
    dispute: Scenario, seed: int, work: Work, policies: Mapping[str, str], without: tuple[str, ...], r: int
) -> Chunk:
    """Play run r of the call through the Mesa model; a run that raises is a row with its reason."""
    from diplomacy_abm.model import DiplomacyModel

    model, reason = None, ""
    try:
        record = work.parameters_of(r, r + 1)[0]
        values = {name: float(record[name]) for name in record.dtype.names}
        model = DiplomacyModel(dispute, seed, work.first + r, policies, without, values, collect=False)
        model.play()
    except Exception as error:  # noqa: BLE001 (a failed run is a row with its reason, whatever it was)
        where = f"step {model.now}" if model is not None else "at the start"
        told = str(error) if isinstance(error, forms.PolicyFaultError) else f"{type(error).__name__}: {error}"
        reason = one_line(f"{where}: {told}")
    done = model.now if model is not None else 0
    steps = np.full((1, work.horizon, len(METRICS)), np.nan) if work.keep_steps else None
    if steps is not None and model is not None:
        steps[0, :done] = model.metrics[:done]
    summary = model.summary() if model is not None and done else nothing_played(1)
    logs = None
    if work.keep_events:
        logs = [np.zeros((0, len(EVENT_FIELDS))) if model is None else model.events().copy()]
    if model is not None:
        model.release()
    return Chunk(work.first + r, summary, steps, logs, [reason])


def play_mesa(
    dispute: Scenario, seed: int, work: Work, policies: Mapping[str, str], without: tuple[str, ...]
) -> Iterator[Chunk]:
    """Play all runs one after the other through the Mesa model."""
    for r in range(work.runs):
        with heard():
            chunk = play_one(dispute, seed, work, policies, without, r)
        yield chunk


def play_processes(
    dispute: Scenario, seed: int, work: Work, policies: Mapping[str, str], without: tuple[str, ...],
    workers: int | None = None,
) -> Iterator[Chunk]:  # fmt: skip
    """Play all runs through the Mesa model in processes, or in this one where a policy cannot be sent."""
    if workers == 1:
        yield from play_mesa(dispute, seed, work, policies, without)
        return
    try:
        pickle.dumps(registry.sent())
    except (pickle.PicklingError, AttributeError, TypeError):
        log.warning("a policy defined in a notebook or a function cannot be sent to processes; using this one alone")
        yield from play_mesa(dispute, seed, work, policies, without)
        return
    spans = [range(begin, min(begin + MESA_CHUNK, work.runs)) for begin in range(0, work.runs, MESA_CHUNK)]
    count = workers or os.cpu_count() or 1
    pool = processes(count, registry.adopt_sent, registry.sent())
    with tempfile.TemporaryDirectory(prefix="diplomacy-abm-") as folder:
        task = partial(_spooled, folder, dispute, seed, work, policies, without)
        for span, result in resilient(pool, task, spans, 2 * count, in_order=True):
            if isinstance(result, Killed):
                yield from _lost(work, span, result.reason)
                continue
            yield from pickle.loads(Path(result).read_bytes())
            Path(result).unlink()


def _spooled(
    folder: str, dispute: Scenario, seed: int, work: Work, policies: Mapping[str, str], without: tuple[str, ...],
    span: range,
) -> str:  # fmt: skip
    """Play a span and leave it in a file.

    A process that is killed while it sends more than a pipe takes at once leaves its parent waiting for the rest.
    """
    chunks_of_span = [play_one(dispute, seed, work, policies, without, r) for r in span]
    path = Path(folder) / f"{span.start}-{os.getpid()}"
    with room(path):
        path.write_bytes(pickle.dumps(chunks_of_span))
    return os.fspath(path)


def _lost(work: Work, span: range, reason: str) -> Iterator[Chunk]:
    """Give the runs of a span that no worker lived through as failed rows."""
    for r in span:
        steps = np.full((1, work.horizon, len(METRICS)), np.nan) if work.keep_steps else None
        logs = [np.zeros((0, len(EVENT_FIELDS)))] if work.keep_events else None
        yield Chunk(work.first + r, nothing_played(1), steps, logs, [reason])


def rows_of_moves(names: Iterable[str]) -> np.ndarray:
    """Return the rows of the catalogue that have these names; ValueError in one line if there is no such move."""
    known = {move.name: row for row, move in enumerate(catalogue())}
    wanted = tuple(names)
    for name in wanted:
        if name not in known:
            raise ValueError(f"moves: {name!r} is unknown, must be one of {', '.join(known)}")
    return np.array([known[name] for name in wanted], dtype=float)


def only_moves(chunk: Chunk, rows: np.ndarray) -> Chunk:
    """Return a chunk whose logs hold the events of some rows of the catalogue only."""
    if chunk.logs is None:
        return chunk
    return replace(chunk, logs=[log[np.isin(log[:, EventField.MOVE], rows)] for log in chunk.logs])


def label(
    dispute: Scenario, seed: int, work: Work, policies: Mapping[str, str], without: tuple[str, ...], chunk: Chunk
) -> Ensemble:
    """Turn a chunk into an ensemble with labelled frames."""
    runs = frames.runs_frame(dispute, seed, chunk.first, chunk.summary, chunk.reasons)
    return Ensemble(dispute, seed, runs, steps_of(dispute, chunk), events_of(dispute, chunk), dict(policies), without)


def steps_of(dispute: Scenario, chunk: Chunk) -> pd.DataFrame | None:
    """Label the steps of a chunk, all its runs at once, after a column ``run``; None where they were not kept."""
    if chunk.steps is None:
        return None
    lengths = chunk.summary[:, Column.END_STEP].astype(int) + 1
    frame = frames.steps_frame(dispute, np.concatenate([chunk.steps[r, :n] for r, n in enumerate(lengths)]))
    steps = np.concatenate([np.arange(n) for n in lengths])
    frame["step"] = steps
    frame["date"] = np.array(frames.dates(dispute, range(int(steps.max(initial=0)) + 1)), dtype=object)[steps]
    frame.insert(0, "run", np.repeat(_numbers(chunk), lengths))
    return frame


def events_of(dispute: Scenario, chunk: Chunk) -> pd.DataFrame | None:
    """Label the events of a chunk as :func:`steps_of` does its steps."""
    if chunk.logs is None:
        return None
    frame = frames.events_frame(dispute, np.concatenate(chunk.logs))
    frame.insert(0, "run", np.repeat(_numbers(chunk), [len(log) for log in chunk.logs]))
    return frame


def _numbers(chunk: Chunk) -> np.ndarray:
    return np.arange(chunk.first, chunk.first + len(chunk.summary))
