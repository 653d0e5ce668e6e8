"""Tasks on a pool of workers that may die: what is missing is played again, what is done comes out once.

Everything here is written against :class:`concurrent.futures.Executor`; threads, processes and a cluster differ
only in how the pool is opened.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any, Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

TRIES = 3
"""A task whose worker dies so often, while nothing else is running, is given up."""

_SHARED_DEATHS = 2


class PoolError(ValueError):
    """Work cannot go on because no worker stays alive; the message is one line."""


@dataclass(frozen=True)
class Killed:
    """Stands for the result of a task that was given up, and says why."""

    reason: str


@dataclass(eq=False)
class _Job(Generic[Task]):
    number: int
    task: Task
    pool: Executor | None = None
    deaths: int = 0
    deaths_alone: int = 0

    @property
    def suspect(self) -> bool:
        """Whether it was there so often when a worker died that it has to go alone."""
        return self.deaths >= _SHARED_DEATHS


@dataclass(frozen=True)
class _Finished(Generic[Result]):
    """Tells a result that is None from none."""

    value: Result


def resilient(
    open_pool: Callable[[], Executor], function: Callable[[Task], Result], tasks: Iterable[Task], window: int,
    in_order: bool = False,
) -> Iterator[tuple[Task, Result | Killed]]:  # fmt: skip
    """Play tasks on a pool and yield each with its result.

    A pool that breaks because a worker died is opened again, and what it had in hand is played again. When a
    process dies nobody knows which task was to blame; one that was there twice goes alone from then on, and is
    given up when its worker dies three times more.

    Parameters
    ----------
    open_pool
        Returns an open executor; called again after a break.
    function
        What is done with a task. What it raises is raised here.
    tasks
        Are asked for as there is room for them.
    window
        Tasks that are in hand, or finished and not yet yielded, at once.
    in_order
        Yield in the order of the tasks instead of that of completion.

    Yields
    ------
    tuple
        The task, and its result or a :class:`Killed`.

    Raises
    ------
    PoolError
        If workers die as soon as they start.
    """
    crew = _Crew(open_pool, function, max(1, window))
    fresh = iter(enumerate(tasks))
    held: dict[int, tuple[Task, Result | Killed]] = {}
    turn, whole = 0, False
    try:
        while True:
            crew.fill(fresh, len(held))
            if not crew.hand:
                break
            for job, result in crew.collect():
                if not in_order:
                    yield job.task, result
                    continue
                held[job.number] = (job.task, result)
                while turn in held:
                    yield held.pop(turn)
                    turn += 1
        whole = True
    finally:
        crew.close(whole)


class _Crew(Generic[Task, Result]):
    """The pool of the moment, the tasks it has in hand and those that it lost."""

    def __init__(self, open_pool: Callable[[], Executor], function: Callable[[Task], Result], window: int) -> None:
        self.open_pool = open_pool
        self.function = function
        self.window = window
        self.pool: Executor | None = None
        self.hand: dict[Future[Result], _Job[Task]] = {}
        self.again: deque[_Job[Task]] = deque()

    def fill(self, fresh: Iterator[tuple[int, Task]], held: int) -> None:
        """Hand out what was lost and what is new, as far as there is room; a suspect only to an empty pool."""
        while True:
            if any(job.suspect for job in self.hand.values()):
                return
            plain = next((job for job in self.again if not job.suspect), None)
            if plain is not None:
                self.again.remove(plain)
                self._submit(plain)
            elif self.again:
                if self.hand:
                    return
                self._submit(self.again.popleft())
            else:
                if len(self.hand) + held >= self.window:
                    return
                new = next(fresh, None)
                if new is None:
                    return
                self._submit(_Job(*new))

    def _submit(self, job: _Job[Task]) -> None:
        if self.pool is None:
            self.pool = self.open_pool()
        job.pool = self.pool
        try:
            self.hand[self.pool.submit(self.function, job.task)] = job
        except BrokenExecutor:
            # a worker died since the last look: that says nothing about this task
            self.again.append(job)
            self._drop(self.pool)

    def collect(self) -> Iterator[tuple[_Job[Task], Result | Killed]]:
        """Wait until something is finished; yield it, and set aside what was lost."""
        done, _ = wait(self.hand, return_when=FIRST_COMPLETED)
        for future in done:
            job = self.hand.pop(future)
            result = self._result(job, future)
            if result is not None:
                yield job, result.value

    def _result(self, job: _Job[Task], future: Future[Result]) -> _Finished[Result | Killed] | None:
        try:
            return _Finished(future.result())
        except Exception as error:
            if not is_lost(error):
                raise
            given_up = self._lost(job, error)
            return None if given_up is None else _Finished(given_up)

    def _lost(self, job: _Job[Task], error: BaseException) -> Killed | None:
        if job.suspect:
            job.deaths_alone += 1
        # a cluster names the task whose workers died, after trying some
        job.deaths += _SHARED_DEATHS if type(error).__name__ == "KilledWorker" else 1
        if isinstance(error, (BrokenExecutor, CancelledError)):
            self._drop(job.pool)
        if job.deaths_alone < TRIES:
            self.again.append(job)
            return None
        self._see_that_workers_live()
        return Killed(f"the worker that played it died {TRIES} times; it may need more memory than there is")

    def _see_that_workers_live(self) -> None:
        """Tell a deadly task from workers that cannot live at all."""
        for _ in range(TRIES):
            pool = self.pool = self.pool or self.open_pool()
            try:
                pool.submit(os.getpid).result()
            except Exception as error:
                if not is_lost(error):
                    raise
                self._drop(pool)
            else:
                return
        raise PoolError(
            "the workers die as soon as they start; in a script put what it runs under "
            "if __name__ == \"__main__\":, from an interactive session save it as a script, or use workers=1"
        )

    def _drop(self, pool: Executor | None) -> None:
        """Leave a broken pool; what it has in hand is lost, though it may not have said so yet."""
        if pool is None or pool is not self.pool:
            return
        self.pool = None
        for future, job in list(self.hand.items()):
            if job.pool is pool and not future.done():
                del self.hand[future]
                job.deaths += 1
                self.again.append(job)
        pool.shutdown(wait=False)

    def close(self, whole: bool) -> None:
        """End the pool; what is being played is ended with it where that can be, waited for where not."""
        if self.pool is None:
            return
        if not whole:
            for future in self.hand:
                future.cancel()
            _end_processes(self.pool)
        self.pool.shutdown(wait=True, cancel_futures=not whole)
        self.pool = None


@contextmanager
def heard() -> Iterator[None]:
    """Let nothing that runs inside swallow Ctrl-C: where it did not come out, it is raised at the end.

    Python drops what is raised in the callback of a weak reference, of which Mesa has one for every agent.
    """
    alone = threading.current_thread() is threading.main_thread()
    if not alone or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    came = False

    def note(number: int, frame: FrameType | None) -> None:
        nonlocal came
        came = True
        signal.default_int_handler(number, frame)

    signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if came:
        raise KeyboardInterrupt


def is_lost(error: BaseException) -> bool:
    """Tell whether an error says that a worker or its pool went away, rather than that the task raised it."""
    if isinstance(error, (BrokenExecutor, CancelledError)):
        return True
    kind = type(error)
    return kind.__module__.split(".")[0] == "distributed" and kind.__name__ in ("KilledWorker", "FutureCancelledError")


def _end_processes(pool: Executor) -> None:
    if isinstance(pool, ProcessPoolExecutor):
        # public from Python 3.14 on, as terminate_workers
        for process in list((getattr(pool, "_processes", None) or {}).values()):
            process.terminate()


def threads(workers: int | None = None) -> Callable[[], Executor]:
    """Return what opens a pool of threads."""
    return lambda: ThreadPoolExecutor(workers or os.cpu_count() or 1)


def processes(
    workers: int | None = None, prepare: Callable[..., object] | None = None, arguments: tuple[Any, ...] = ()
) -> Callable[[], Executor]:
    """Return what opens a pool of processes that leave Ctrl-C to their parent and end when it does.

    `prepare` is called in every process before its first task.
    """
    import multiprocessing

    context = multiprocessing.get_context("spawn")

    def opened() -> Executor:
        if getattr(multiprocessing.current_process(), "_inheriting", False):
            # a worker that runs its parent's script again, which has no main guard: the parent says what to write
            os._exit(1)
        return ProcessPoolExecutor(
            workers or os.cpu_count() or 1, context, initializer=_begin_process, initargs=(prepare, arguments)
        )

    return opened


def _begin_process(prepare: Callable[..., object] | None, arguments: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if prepare is not None:
        prepare(*arguments)


def _end_with_parent() -> None:
    """Leave when the parent is gone: a process whose parent was killed would wait for tasks for ever."""
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
