"""Compiling the loop as one piece, and as usual where numba is not what it was."""

from contextlib import contextmanager

import numpy as np
import pytest

from diplomacy_abm.engine import compiled
from diplomacy_abm.phases.begin import begin
from diplomacy_abm.scenario import load
from diplomacy_abm.state import ACTORS, PAIRS, STATE, view
from diplomacy_abm.tables import case_record, parameter_record


class Dispatcher:
    """Counts how often it is compiled; `refuses` so many times first."""

    def __init__(self, refuses=0):
        self.py_func, self.refuses, self.compiled = compiled.span, refuses, []

    def compile(self, signature):
        if self.refuses > 0:
            self.refuses -= 1
            raise RuntimeError("not linked properly")
        self.compiled.append(signature)


def test_compiled_once_and_numba_left_as_it_was():
    from numba.core import codegen, cpu

    before = codegen.JITCodeLibrary.finalize, cpu.CPUContext.get_executable
    dispatcher = Dispatcher()
    compiled.compile_as_one(dispatcher, (1,))
    assert dispatcher.compiled == [(1,)]
    assert before == (codegen.JITCodeLibrary.finalize, cpu.CPUContext.get_executable)


def test_compiled_as_usual_where_linking_fails():
    dispatcher = Dispatcher(refuses=1)
    compiled.compile_as_one(dispatcher, (1,))
    assert dispatcher.compiled == [(1,)]


@pytest.mark.parametrize("error", [ImportError, AttributeError, TypeError])
def test_compiled_as_usual_with_another_numba(monkeypatch, error):
    @contextmanager
    def changed(root):
        raise error("numba is not what it was")
        yield

    monkeypatch.setattr(compiled, "callees_are_only_linked", changed)
    dispatcher = Dispatcher()
    compiled.compile_as_one(dispatcher, (1,))
    assert dispatcher.compiled == [(1,)]


def test_a_run_fills_all_fields_of_pairs_itself():
    """The engine sets to zero what comes before `PAIRS` only."""
    dispute = load("minimal")
    case, parameters = case_record(dispute), parameter_record(dispute)
    n = int(case["n"][0])
    fresh, used = np.zeros(1, STATE), np.zeros(1, STATE)
    for name in STATE.names or ():
        if STATE[name].shape == (ACTORS, ACTORS):
            assert (STATE.fields or {})[name][1] >= PAIRS
            used[name][0, :n, :n] = 7
    for record in (fresh, used):
        begin(view(record), view(case), view(parameters))
    assert fresh.tobytes() == used.tobytes()
