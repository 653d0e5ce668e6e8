"""A policy that numba cannot compile plays on the Mesa model, in processes, and a message says so."""

import logging

import pytest

from diplomacy_abm import policy, run_ensemble
from diplomacy_abm.engine.compiled import compiles
from diplomacy_abm.engine.own import ready
from diplomacy_abm.policies import registry

NAME = "by-the-book"


class Book:
    """An object of one's own, which numba does not know."""

    def answer(self, n, u):
        """First or last, by the draw."""
        return 0 if u < 0.5 else n - 1


BOOK = Book()


def by_the_book(values, shares, tones, precision, u, view, weights):
    """Ask an object."""
    return BOOK.answer(len(values), u)


@pytest.fixture
def registered():
    policy(NAME)(by_the_book)
    yield
    registry.forget(NAME)


@pytest.mark.usefixtures("registered")
def test_runs_in_processes_are_those_of_the_mesa_model(caplog):
    assert not compiles(by_the_book)
    with caplog.at_level(logging.WARNING, "diplomacy_abm"):
        ours = run_ensemble("minimal", 6, seed=3, steps=8, policies={"BET": NAME}, keep=("events",), workers=2)
    assert f"policy '{NAME}' cannot be compiled" in caplog.text
    theirs = run_ensemble("minimal", 6, seed=3, steps=8, policies={"BET": NAME}, keep=("events",), engine="mesa")
    assert ours.runs.equals(theirs.runs)
    assert ours.events.equals(theirs.events)
    assert ours.runs["run"].tolist() == list(range(6))


def test_a_policy_that_cannot_be_sent_plays_in_this_process(caplog):
    def local(values, shares, tones, precision, u, view, weights):
        return BOOK.answer(len(values), u)

    policy("local-book")(local)
    try:
        with caplog.at_level(logging.WARNING, "diplomacy_abm"):
            done = run_ensemble("minimal", 2, seed=3, steps=4, policies={"BET": "local-book"})
    finally:
        registry.forget("local-book")
    assert "cannot be sent to processes" in caplog.text
    assert done.runs["status"].tolist() == ["ok", "ok"]


def test_a_file_of_the_command_line_is_run_in_every_process(tmp_path, caplog, monkeypatch):
    # whatever is in the user's cache
    monkeypatch.setattr(ready, "too_few", lambda names, weeks: False)
    path = tmp_path / "filed.py"
    path.write_text(
        "from diplomacy_abm import policy\n\n@policy('filed', memory={'left': 3})\ndef filed(menu, view, memory):\n"
        "    memory.left -= 1\n    return {True: menu[0], False: menu.best}[memory.left > 0]\n",
        encoding="utf-8",
    )
    registry.run_file(str(path))
    try:
        with caplog.at_level(logging.WARNING, "diplomacy_abm"):
            ours = run_ensemble("minimal", 9, seed=3, steps=8, policies={"BET": "filed"}, workers=2)
        theirs = run_ensemble("minimal", 9, seed=3, steps=8, policies={"BET": "filed"}, engine="mesa")
    finally:
        registry.forget("filed")
        registry._files.clear()
    assert "policy 'filed' cannot be compiled (filed.py, line 6: " in caplog.text
    assert "it runs interpreted, some 100 weeks a second in each process" in caplog.text
    assert "cannot be sent" not in caplog.text
    assert ours.runs.equals(theirs.runs)
