"""Which engine plays an ensemble, and its chunks as labelled frames."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from diplomacy_abm import frames
from diplomacy_abm.engine.batch import Chunk, Work, play
from diplomacy_abm.engine.compiled import compiles, is_compiled, kernel
from diplomacy_abm.phases.summary import SUMMARY
from diplomacy_abm.policies import registry
from diplomacy_abm.results.ensemble import Ensemble
from diplomacy_abm.state import METRICS
from diplomacy_abm.vocabulary import CUSTOM

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.scenario import Scenario

log = logging.getLogger("diplomacy_abm")

MESA_CHUNK = 4
"""Runs that a process plays at a time."""


def chunks(
    dispute: Scenario, seed: int, work: Work, policies: Mapping[str, str], without: tuple[str, ...], engine: str,
    workers: int | None = None,
) -> Iterator[Chunk]:  # fmt: skip
    """Play an ensemble and yield its chunks in order.

    The batch engine plays what it can compile. With a policy that numba cannot compile the Mesa model plays
    instead, in processes where the policy can be sent to them, and a message says so.
    """
    in_use = {int(x) for x in work.case["policy"][0] if x >= CUSTOM}
    if engine == "mesa":
        yield from play_mesa(dispute, seed, work, policies, without)
        return
    used = {name: function for name, function in registry.own().items() if registry.get(name).number in in_use}
    plain = [name for name, function in used.items() if not compiles(function)]
    if plain:
        log.warning("policy %r cannot be compiled; its runs are played by the Mesa model, which is slower", plain[0])
        yield from play_processes(dispute, seed, work, policies, without, workers)
        return
    if not in_use and not is_compiled():
        log.warning("compiling the model (once, about half a minute)")
    yield from play(kernel(registry.own_functions() if in_use else ()), work, workers)


def play_one(
    dispute: Scenario, seed: int, work: Work, policies: Mapping[str, str], without: tuple[str, ...], r: int
) -> Chunk:
    """Play run r of the call through the Mesa model; a run that raises is a row with its reason."""
    from diplomacy_abm.model import DiplomacyModel

    record = work.parameters[r if len(work.parameters) > 1 else 0]
    values = {name: float(record[name]) for name in record.dtype.names}
    model = DiplomacyModel(dispute, seed, work.first + r, policies, without, values, collect=False)
    reason = ""
    try:
        model.play()
    except Exception as error:  # noqa: BLE001 (a failed run is a row with its reason, whatever it was)
        reason = f"step {model.now}: {type(error).__name__}: {error}"
    steps = np.full((1, work.horizon, len(METRICS)), np.nan) if work.keep_steps else None
    if steps is not None:
        steps[0, : model.now] = model.metrics[: model.now]
    summary = model.summary() if model.now else np.full((1, len(SUMMARY)), -1.0)
    logs = [model.events().copy()] if work.keep_events else None
    model.release()
    return Chunk(work.first + r, summary, steps, logs, [reason])


def play_mesa(
    dispute: Scenario, seed: int, work: Work, policies: Mapping[str, str], without: tuple[str, ...]
) -> Iterator[Chunk]:
    """Play all runs one after the other through the Mesa model."""
    for r in range(work.runs):
        yield play_one(dispute, seed, work, policies, without, r)


def play_processes(
    dispute: Scenario, seed: int, work: Work, policies: Mapping[str, str], without: tuple[str, ...],
    workers: int | None = None,
) -> Iterator[Chunk]:  # fmt: skip
    """Play all runs through the Mesa model in processes, or in this one where a policy cannot be sent."""
    try:
        pickle.dumps(registry.own())
    except (pickle.PicklingError, AttributeError, TypeError):
        log.warning("a policy defined in a notebook or a function cannot be sent to processes; using this one alone")
        yield from play_mesa(dispute, seed, work, policies, without)
        return
    import multiprocessing

    spans = [range(begin, min(begin + MESA_CHUNK, work.runs)) for begin in range(0, work.runs, MESA_CHUNK)]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, initializer=registry.adopt, initargs=(registry.own(),)) as pool:
        futures = [pool.submit(_play_span, dispute, seed, work, policies, without, span) for span in spans]
        for future in futures:
            yield from future.result()


def _play_span(
    dispute: Scenario, seed: int, work: Work, policies: Mapping[str, str], without: tuple[str, ...], span: range
) -> list[Chunk]:
    return [play_one(dispute, seed, work, policies, without, r) for r in span]


def label(
    dispute: Scenario, seed: int, work: Work, policies: Mapping[str, str], without: tuple[str, ...], chunk: Chunk
) -> Ensemble:
    """Turn a chunk into an ensemble with labelled frames."""
    runs = frames.runs_frame(dispute, seed, chunk.first, chunk.summary, chunk.reasons)
    ends = runs["end_step"] + 1
    steps = events = None
    if chunk.steps is not None:
        steps = _stacked(
            runs["run"], lambda x: frames.steps_frame(dispute, chunk.steps[x][: ends.iloc[x]])  # type: ignore[index]
        )  # fmt: skip
    if chunk.logs is not None:
        events = _stacked(runs["run"], lambda x: frames.events_frame(dispute, chunk.logs[x]))  # type: ignore[index]
    return Ensemble(dispute, seed, runs, steps, events, dict(policies), without)


def _stacked(numbers: pd.Series, frame_of: Callable[[int], pd.DataFrame]) -> pd.DataFrame:
    import pandas as pd

    parts = []
    for x, number in enumerate(numbers):
        part = frame_of(x)
        part.insert(0, "run", number)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)
