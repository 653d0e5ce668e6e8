"""Playing a study into a store: threads, processes or a cluster, and going on where it was stopped."""

from __future__ import annotations

import logging
import os
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplomacy_abm.engine.pool import Killed, PoolError, processes, resilient, threads
from diplomacy_abm.experiment.design import Design, load_design
from diplomacy_abm.experiment.keeper import Keeper
from diplomacy_abm.experiment.plan import Plan, plan
from diplomacy_abm.experiment.play import Played, lost_part, play_part
from diplomacy_abm.intake.arguments import RUNS, maybe
from diplomacy_abm.intake.arguments import whole as as_whole
from diplomacy_abm.intake.clean import one_line
from diplomacy_abm.results.manifest import code_hash
from diplomacy_abm.results.parts import DiskFullError
from diplomacy_abm.results.store import Store, open_store

if TYPE_CHECKING:
    from diplomacy_abm.experiment.plan import Part

log = logging.getLogger("diplomacy_abm")


class SweepError(ValueError):
    """A study cannot be played on; the message is one line."""


class SweepInterrupted(KeyboardInterrupt):
    """The user stopped a sweep; the message says what is kept."""


@dataclass(frozen=True)
class Progress:
    """How far a sweep is."""

    runs: int
    total: int
    """Runs of this call that are stored, and all of them; those of an earlier call count as stored."""
    earlier: int = 0
    """Runs that were there when it began."""
    failed: int = 0
    """Runs of this call that failed."""
    reason: str = ""
    """Why the first of them did."""


@dataclass(frozen=True)
class Job:
    """What a worker needs to play parts of a study, wherever it is."""

    design: Design
    """With the texts of its policies."""
    runs: int
    """Runs of a point."""
    study: str
    """Identity of the study."""
    folder: str = ""
    """The store, where the worker writes into it; otherwise the bytes come back."""
    code: str = ""
    """Hash of the code, which must be the worker's too."""
    policies: dict[str, Callable[..., int]] = field(default_factory=dict)
    """Functions that were registered in the session, by name."""


def sweep(
    design: Design | str | os.PathLike[str],
    out: str | os.PathLike[str] | None = None,
    runs: int | None = None,
    workers: int | None = None,
    dask: str | None = None,
    shard: tuple[int, int] | None = None,
    report: Callable[[Progress], None] | None = None,
    trust: bool = False,
    parameters: str | None = None,
) -> Store:
    """Play a study, or what is missing of it, into a store.

    Parameters
    ----------
    design : Design or path
        What to play.
    out : path, optional
        Folder of the store, ``out/NAME`` by default. Where it holds the study already, only missing parts are
        played; where it holds another one, it is left alone.
    runs : int, optional
        Runs of each point in each arm, instead of the design's.
    workers : int, optional
        Threads, or processes where a policy does not compile; the number of processors by default.
    dask : str, optional
        Address of a dask scheduler whose workers play instead.
    shard : (int, int), optional
        ``(I, N)`` plays only every N-th part, beginning with the I-th; N such calls on one folder, at once or in
        any order, make the same store.
    report : callable, optional
        Called with a :class:`Progress` at the start and after every part.
    trust : bool
        As in :func:`~diplomacy_abm.experiment.design.load_design`.
    parameters : str, optional
        Another sample of parameters than the scenario names, or ``central`` for none. Run r of every point and arm has
        the same set (:func:`~diplomacy_abm.scenario.sample.first_set`).

    Returns
    -------
    Store
        Not complete where a shard was asked for and others are still to come.

    Raises
    ------
    ValueError
        In one line, if the design cannot be used, the folder holds something else, or the disk is full.
    KeyboardInterrupt
        As :class:`SweepInterrupted`, if the user stopped it. Nothing that is finished is lost.
    """
    loaded = (design if isinstance(design, Design) else load_design(design, trust)).with_parameters(parameters)
    try:
        workers = maybe(workers, "workers", 1, 4096)
        asked = maybe(runs, "runs", 1, RUNS)
    except ValueError as error:
        raise SweepError(str(error)) from None
    whole = plan(loaded, asked)
    mine = _share(whole, shard)
    folder = Path(out) if out is not None else Path("out") / loaded.name
    keeper = Keeper.opened(folder, whole, runs is not None)
    missing = [part for part in mine if part.index not in keeper.done]
    total = sum(part.runs for part in mine)
    earlier = total - sum(part.runs for part in missing)
    state = Progress(earlier, total, earlier)
    tell = report or (lambda progress: None)
    tell(state)
    with _told_what_is_kept(keeper, whole):
        for played in _played(whole, missing, keeper, workers, dask):
            state = replace(
                state, runs=state.runs + played.runs, failed=state.failed + played.failed,
                reason=state.reason or played.reason,
            )  # fmt: skip
            tell(state)
    keeper.finish()
    return open_store(folder)


@contextmanager
def _told_what_is_kept(keeper: Keeper, whole: Plan) -> Iterator[None]:
    """Say with whatever stops a sweep how much of it is kept."""
    try:
        yield
    except (KeyboardInterrupt, DiskFullError, PoolError) as error:
        kept = f"{len(keeper.now())} of {len(whole.parts)} parts are kept; the same command goes on from there"
        if isinstance(error, KeyboardInterrupt):
            raise SweepInterrupted(f"interrupted: {kept}") from None
        told = str(error).partition(";")[0] if isinstance(error, DiskFullError) else error
        raise SweepError(f"{told}: {kept}") from None


def _share(whole: Plan, shard: tuple[int, int] | None) -> list[Part]:
    """Return the parts of a shard, or all."""
    if shard is None:
        return list(whole.parts)
    try:
        number, count = (as_whole(each, "shard", 1, 10**6) for each in shard)
    except (TypeError, ValueError):
        raise SweepError(f"shard: {one_line(shard, 60)} is out of range, must be (I, N) with I from 1 to N") from None
    if not 1 <= number <= count:
        raise SweepError(f"shard: {number}/{count} is out of range, must be I/N with I from 1 to N")
    return [part for part in whole.parts if part.index % count == number - 1]


def _played(
    whole: Plan, missing: list[Part], keeper: Keeper, workers: int | None, dask: str | None
) -> Iterator[Played]:
    """Play the missing parts where they are played best, and see that each is in the store."""
    if not missing:
        return
    # a worker is not worth having where there is no part for it
    count = min(workers or os.cpu_count() or 1, len(missing))
    job = Job(whole.design, whole.runs, keeper.study, code=code_hash(), policies=_session_policies(whole))
    task: Callable[[Part], Played]
    open_pool: Callable[[], Executor]
    if dask is not None:
        from diplomacy_abm.experiment.cluster import cluster

        task = partial(play_for_job, job)
        open_pool, count = cluster(dask)
    elif _all_compile(whole):
        open_pool, task = threads(count), partial(_play_here, whole, keeper)
    elif _can_be_sent(job):
        local = replace(job, folder=os.fspath(keeper.folder.resolve()))
        open_pool, task = processes(count, begin_work, (local,)), play_task
    else:
        log.warning("a policy defined in a notebook or a function cannot be sent to processes; using this one alone")
        open_pool, task = threads(1), partial(_play_here, whole, keeper)
    for part, result in resilient(open_pool, task, missing, 2 * count):
        played = lost_part(whole, part, keeper.study, result.reason) if isinstance(result, Killed) else result
        keeper.keep(played)
        yield replace(played, files={})


def _all_compile(whole: Plan) -> bool:
    """Whether the compiled engine plays all of a plan; if so it is made ready, once and not in every thread."""
    from diplomacy_abm.engine.ensemble import kernel_for

    return kernel_for(own_policies(whole), log.warning) is not None


def own_policies(whole: Plan) -> list[str]:
    """Names of the users' policies that actors of a plan may choose by."""
    from diplomacy_abm.policies import registry

    tables = whole.design.tables
    named: set[Any] = {actor.policy for actor in whole.scenario.actors.values()}
    for arm in tables.arms.values():
        named |= {*arm.policy.values(), *(value for value in arm.set.values() if isinstance(value, str))}
    for factor in tables.factors.values():
        listed = factor.distribution.numbers if factor.distribution is not None else factor.levels
        named |= {value for value in listed if isinstance(value, str)}
    return [name for name in registry.own() if name in named]


def _session_policies(whole: Plan) -> dict[str, Callable[..., int]]:
    """Policies of a plan that no file of the design registers: they were registered by whoever calls."""
    from diplomacy_abm.policies import registry

    own = registry.own()
    return {name: own[name] for name in own_policies(whole) if not own[name].__module__.startswith("study:")}


def _can_be_sent(job: Job) -> bool:
    try:
        pickle.dumps(job)
    except (pickle.PicklingError, AttributeError, TypeError):
        return False
    return True


def _play_here(whole: Plan, keeper: Keeper, part: Part) -> Played:
    played = play_part(whole, part, keeper.study)
    keeper.keep(played)
    return replace(played, files={})


_work: list[tuple[Job, Plan]] = []
"""The job of a worker process, and its plan; filled by the first task of another job."""


def begin_work(job: Job) -> None:
    """Take on a job in a process that was started for it."""
    from diplomacy_abm.policies import registry

    job.design.register()
    registry.adopt(job.policies)
    _work[:] = [(job, plan(job.design, job.runs))]


def play_task(part: Part) -> Played:
    """Play a part of the job of this process."""
    job, whole = _work[0]
    played = play_part(whole, part, job.study)
    if not job.folder:
        return played
    Keeper(Path(job.folder), job.study).keep(played)
    return replace(played, files={})


def play_for_job(job: Job, part: Part) -> Played:
    """Play a part of a job in a process that may have had another."""
    if job.code != code_hash():
        raise SweepError("a worker of the cluster has other code than this process; install the same version there")
    if not _work or _work[0][0].study != job.study:
        begin_work(job)
    return play_task(part)
