"""Tasks on workers that are killed: nothing is lost, nothing comes twice, the deadly task is found."""

import os
import signal
import threading
import time
import weakref
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from diplomacy_abm.engine.pool import TRIES, Killed, PoolError, heard, processes, resilient, threads


def square(number: int) -> int:
    return number * number


def slow_square(number: int) -> int:
    time.sleep(0.02)
    return number * number


def deadly_at(bad: int, number: int) -> int:
    if number == bad:
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def own_pid(number: int) -> int:
    time.sleep(0.05)
    return os.getpid()


def stop_working() -> None:
    os._exit(3)


@pytest.mark.parametrize("in_order", [False, True])
def test_every_task_comes_once_with_its_result(in_order):
    found = list(resilient(threads(3), square, range(50), 5, in_order))
    assert sorted(found) == [(number, number * number) for number in range(50)]


def test_in_order_means_the_order_of_the_tasks():
    def late_first(number: int) -> int:
        time.sleep(0.05 if number % 3 == 0 else 0)
        return number

    assert [task for task, _ in resilient(threads(3), late_first, range(12), 6, in_order=True)] == list(range(12))


def test_no_more_tasks_than_the_window_are_asked_for():
    asked = 0

    def tasks():
        nonlocal asked
        for number in range(20):
            asked += 1
            yield number

    for done, _ in enumerate(resilient(threads(2), square, tasks(), 3, in_order=True)):
        assert asked <= done + 1 + 3


def test_what_a_task_raises_is_raised():
    def fails(number: int) -> int:
        raise ZeroDivisionError(str(number))

    with pytest.raises(ZeroDivisionError):
        list(resilient(threads(1), fails, [7], 1))


def test_leaving_early_cancels_what_has_not_begun():
    begun = []

    def note(number: int) -> int:
        begun.append(number)
        time.sleep(0.05)
        return number

    for _ in resilient(threads(1), note, range(100), 40):
        break
    assert len(begun) < 5


class Brittle(ThreadPoolExecutor):
    """Breaks as a pool of processes does: everything in hand is lost."""

    def __init__(self, breaks: list[int]) -> None:
        super().__init__(1)
        self.breaks = breaks

    def submit(self, fn, /, *args, **kwargs) -> Future:
        from concurrent.futures.process import BrokenProcessPool

        if self.breaks and args and self.breaks[0] == args[0]:
            self.breaks.pop(0)
            future: Future = Future()
            future.set_exception(BrokenProcessPool("a worker died"))
            return future
        return super().submit(fn, *args, **kwargs)


def test_a_task_is_given_up_only_when_its_worker_died_alone_so_often():
    opened: list[Executor] = []

    def open_pool(breaks: list[int]) -> Executor:
        opened.append(Brittle(breaks))
        return opened[-1]

    for deaths, lost in ((2, False), (2 + TRIES - 1, False), (2 + TRIES, True)):
        breaks = [4] * deaths
        found = dict(resilient(partial(open_pool, breaks), square, range(8), 3))
        assert sorted(found) == list(range(8))
        assert isinstance(found[4], Killed) == lost
    assert "died 3 times" in found[4].reason


@pytest.mark.slow
def test_a_deadly_task_is_found_and_the_others_are_not_blamed():
    found = dict(resilient(processes(2), partial(deadly_at, 3), range(9), 4))
    assert {task for task, result in found.items() if isinstance(result, Killed)} == {3}
    assert all(found[task] == task * task for task in range(9) if task != 3)


@pytest.mark.slow
def test_workers_that_are_killed_at_random_lose_nothing():
    random = np.random.default_rng(5)
    pools: list[Executor] = []
    open_pool = processes(2)

    def watched() -> Executor:
        pools.append(open_pool())
        return pools[-1]

    killed = []

    def kill() -> None:
        while len(killed) < 3:
            time.sleep(float(random.uniform(0.1, 0.6)))
            alive = list((getattr(pools[-1], "_processes", None) or {}) if pools else {})
            if alive:
                victim = int(random.choice(alive))
                os.kill(victim, signal.SIGKILL)
                killed.append(victim)

    killer = threading.Thread(target=kill)
    killer.start()
    found = list(resilient(watched, slow_square, range(300), 4, in_order=True))
    killer.join()
    assert found == [(number, number * number) for number in range(300)]
    assert len(pools) > 1


@pytest.mark.slow
def test_workers_that_cannot_live_end_the_work_with_one_line():
    with pytest.raises(PoolError, match=r"^the workers die as soon as they start"):
        list(resilient(processes(1, stop_working), square, range(40), 2))


@pytest.mark.slow
def test_processes_end_with_a_parent_that_is_killed(tmp_path: Path):
    import subprocess
    import sys

    code = """
from functools import partial
from diplomacy_abm.engine.pool import processes, resilient
from tests.engine.test_pool import own_pid
if __name__ == "__main__":
    for _, pid in resilient(processes(1), own_pid, range(10**6), 2):
        print(pid, flush=True)
"""
    script = tmp_path / "parent.py"
    script.write_text(code, "utf-8")
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONPATH": os.fspath(root)}
    parent = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True, env=environment)
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    end = time.monotonic() + 10
    while time.monotonic() < end and _runs(worker):
        time.sleep(0.05)
    assert not _runs(worker)


def _runs(process: int) -> bool:
    try:
        # a process that ended and was not waited for by anybody is still listed
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


class Watched:
    """Something that a weak reference can watch."""


def stopped_where_python_drops_it() -> None:
    """Have Ctrl-C come while the callback of a weak reference runs."""

    def callback(_: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(100_000):
            pass

    thing = Watched()
    watching = weakref.ref(thing, callback)
    del thing
    assert watching() is None


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_ctrl_c_that_python_drops_is_heard_at_the_end():
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        stopped_where_python_drops_it()
        with pytest.raises(KeyboardInterrupt), heard():
            stopped_where_python_drops_it()
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        with pytest.raises(KeyboardInterrupt), heard():
            signal.raise_signal(signal.SIGINT)
        with heard():
            pass
    finally:
        signal.signal(signal.SIGINT, before)


def test_the_handler_of_somebody_else_stays_in_place():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with heard():
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
