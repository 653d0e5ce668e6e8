"""Threads that make compiled code ready at the same time."""

import threading
from concurrent.futures import ThreadPoolExecutor

from diplomacy_abm.engine.compiled import alone, callees_are_only_linked, indices_as_they_are


def test_while_numba_is_changed_no_other_thread_compiles():
    """A function that another thread made meanwhile would have no address, and its first call would end the process."""
    import numba
    from numba.core import codegen

    inside, leave = threading.Event(), threading.Event()
    usual = codegen.JITCodeLibrary.finalize

    def holds():
        with indices_as_they_are(), callees_are_only_linked("nobody"):
            assert codegen.JITCodeLibrary.finalize is not usual
            inside.set()
            leave.wait(30.0)

    def doubled():
        return numba.njit(lambda x: 2 * x)(21)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(holds)
        assert inside.wait(30.0)
        second = pool.submit(doubled)
        # the other thread waits for its turn
        second_waits = not threading.Event().wait(0.5) and not second.done()
        leave.set()
        first.result()
        assert second.result() == 42
    assert second_waits
    assert codegen.JITCodeLibrary.finalize is usual
    with alone(), alone():
        pass
