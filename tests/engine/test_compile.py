"""Compiling the loop as one piece, and as usual where numba is not what it was."""

from contextlib import contextmanager

import pytest

from diplomacy_abm.engine import compiled


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
