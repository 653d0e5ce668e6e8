"""What a player is told of the own moves: after each week what they did, and at the end the turning points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from diplomacy_abm.moves import by_name
from diplomacy_abm.narrate import told_event
from diplomacy_abm.narrate.names import Names
from diplomacy_abm.phrases import counted, sentence
from diplomacy_abm.results.card import card
from diplomacy_abm.seats import Game
from diplomacy_abm.why.choices import Keeper

if TYPE_CHECKING:
    from pathlib import Path

    from diplomacy_abm.app.veil import SeatView
    from diplomacy_abm.narrate.turns import Turn
    from diplomacy_abm.results import Run

TOWARD = {
    "trust": (0.005, "your trust in {x}"), "belief_mean": (0.001, "your belief about what the war costs {x}"),
    "leverage": (0.002, "your leverage over {x}"), "support": (0.005, "your support for {x}"),
    "credibility": (0.005, "how far {x} believes you"),
}  # fmt: skip
"""Numbers of a seat toward another, with the least change that is told, and words."""
BELIEVED = "how far you believe {x}"
OWN = {
    "standing": (0.01, "your room at home for signing"), "refusal": (0.002, "what refusing to talk costs you"),
    "attend": (0.01, "the chance, as all see it, that you come to the table"),
    "inducement": (0.002, "what you are offered for signing"), "pressure": (0.002, "the pressure on you to sign"),
    "demand": (0.002, "what dropping your demands costs you at home"),
}  # fmt: skip
"""Numbers of a seat itself, likewise."""
CHANGES = 3
"""Changes told after a week at most."""
_ALONE = {"accept", "reject", "sign", "round", "message", "sounding"}
"""What its hearer is told of even where no own move brought it about."""
FIRSTS = {
    "contact": "first_contact", "talks": "first_formal", "partial deal": "first_partial",
    "ceasefire": "first_ceasefire", "settlement": "first_settlement", "breach": "first_breach",
}  # fmt: skip
"""Turning points of which runs keep the first step, by the column."""


def did(view: SeatView) -> list[str]:
    """Tell what the moves of a seat did in the week just played, from what the seat saw and nothing else.

    Parameters
    ----------
    view
        Of the seat, with the week among its weeks.

    Returns
    -------
    list of str
        Sentences: each own move with what was heard in answer to it, and the largest changes in what the seat knows
        of itself and of its standing with others.
    """
    week = view.weeks[-1]
    before = view.weeks[-2] if len(view.weeks) > 1 else None
    return [*_moves(view, week), *_changes(view, before, week)]


def _moves(view: SeatView, week: Mapping[str, Any]) -> Iterator[str]:
    """Yield each own move with what came of it, then what else was heard."""
    head, dispute, me = view.recorder.head, view.recorder.model.dispute, view.i
    labels = [*(actor["label"] for actor in head["actors"]), ""]
    issues = ["settlement", "ceasefire", *(issue["name"] for issue in head["issues"])]
    deeds: list[tuple[str, str]] = []
    heard: list[tuple[str, str]] = []
    for actor, target, move, accepted, subject, via, _ in week["e"]:
        name, channel = head["moves"][move][:2]
        about = issues[subject] if 0 <= subject < len(issues) else ""
        event = {"actor": labels[actor], "target": labels[target], "move": name, "subject": about}
        text = told_event(dispute, event)
        if actor == me and channel != "outcome" and text not in [told for _, told in deeds]:
            deeds.append((name, text))
        elif channel == "outcome" and me in (actor, target, via):
            answer = {0: ": no", 1: ": yes"}.get(accepted, "") if name == "sounding" else ""
            heard.append((name, f"{text}{answer}"))
    heard = list(dict.fromkeys(heard))
    for name, text in deeds:
        came = [one for one in heard if one[0] in by_name(name).told.brings]
        heard = [one for one in heard if one not in came]
        yield sentence("; ".join([text, *(told for _, told in came)]))
    for name, text in heard:
        if name in _ALONE:
            yield sentence(text)


def _changes(view: SeatView, before: Mapping[str, Any] | None, week: Mapping[str, Any]) -> list[str]:
    """Return the largest changes of the week in what the seat knows of itself and of its standing with others."""
    if before is None:
        return []
    actors, me, found = view.recorder.head["actors"], view.i, []
    for k, ((name, i, j), scale) in enumerate(view.recorder.keys.items()):
        now, then = week["v"][k], before["v"][k]
        least, words = (TOWARD if j >= 0 else OWN).get(name, (0.0, ""))
        if not words or me not in (i, j) or now is None or then is None or abs(now - then) < least * scale:
            continue
        if name == "credibility" and j == me:
            words = BELIEVED
        told = words.format(x=actors[j if i == me else i]["name"])
        text = sentence(f"that week {told} went from {' to '.join(_apart(then, now, scale))}")
        found.append((abs(now - then) / (least * scale), text))
    return [text for _, text in sorted(found, key=lambda one: -one[0])[:CHANGES]]


def _apart(then: int, now: int, scale: int) -> tuple[str, str]:
    """Return two unlike numbers with two digits, or with as many more as it takes to see that they are unlike."""
    digits = 2 if scale <= 1000 else 3
    while f"{then / scale:.{digits}f}" == f"{now / scale:.{digits}f}":
        digits += 1
    return f"{then / scale:.{digits}f}", f"{now / scale:.{digits}f}"


class _Listening:
    """Lets a keeper of choices listen to a game that is played again."""

    def __init__(self) -> None:
        self.keeper = Keeper()

    def begin(self, game: Game) -> None:
        game.model.listener = self.keeper

    def opened(self) -> None: ...

    def closed(self) -> None: ...


def remembered(path: Path) -> Run:
    """Play a saved game again and return it with all that was weighed, of which turning points take their causes."""
    listening = _Listening()
    game = Game.resume(path, listening)
    found = replace(game.result(), parameters=dict(game.parameters), choices=listening.keeper.frame(game.model.dispute))
    game.release()
    return found


def debrief(
    run: Run, label: str, seats: tuple[str, ...], same_luck: Run, firsts: Mapping[str, Any], runs: int
) -> list[dict[str, Any]]:
    """Return the turning points of a game beside what default players make of it.

    Parameters
    ----------
    run
        The game, with its choices.
    label, seats
        The seat that asks, and all seats that people held, whose choices no reckoning explains.
    same_luck
        The run of default players under the same luck.
    firsts
        For each column of :data:`FIRSTS` the default runs in which it happened, and the median of its step.
    runs
        Number of default runs.

    Returns
    -------
    list of dict
        In their order: ``week``, ``kind``, ``actor`` (whose choice it was, or empty), ``text``, ``cause``, ``broker``,
        ``usual``, and ``yours`` (whether the seat chose it or brokered it).
    """
    from diplomacy_abm.narrate import history

    who = card(run.scenario)
    names, told = Names(who), history(run)
    people = tuple(f"{names.name(seat)}:" for seat in seats)
    met: set[str] = set()
    found = []
    for turn in sorted(told.told, key=lambda one: one.step):
        kind = _first_of(turn)
        usual = ""
        if kind and kind not in met:
            met.add(kind)
            usual = _usual(names, kind, same_luck, firsts, runs)
        found.append(
            {
                "week": turn.step, "kind": turn.kind, "actor": turn.actor, "text": turn.text,
                "cause": _cause(turn, people), "broker": turn.broker, "usual": usual,
                "yours": turn.actor == label or names.name(label) in turn.broker,
            }
        )  # fmt: skip
    return found


def _cause(turn: Turn, people: tuple[str, ...]) -> str:
    """Return what moved whom but for those whom people played: nobody knows what moved them."""
    return "; ".join(part for part in turn.cause.split("; ") if not part.startswith(people))


def _first_of(turn: Turn) -> str:
    """Return the kind of first thing that a turning point may be, a key of :data:`FIRSTS`; empty if of none."""
    if turn.kind == "breach":
        # runs keep the first breach of a settlement, and of nothing else
        return "breach" if "settlement" in turn.text else ""
    if turn.kind != "deal":
        return turn.kind if turn.kind in FIRSTS else ""
    return next((word for word in ("settlement", "ceasefire") if word in turn.text), "partial deal")


def _usual(names: Names, kind: str, same_luck: Run, firsts: Mapping[str, Any], runs: int) -> str:
    column = FIRSTS[kind]
    step = int(same_luck.summary.get(column, -1))
    here = f"in {names.word} {step + 1}" if step >= 0 else "never"
    count, median = firsts[column]
    often = f"{counted(count, 'time')} in {runs} default games"
    usually = f", usually by {names.word} {median + 1}" if count else ""
    what = {"contact": "contact", "talks": "formal talks", "breach": "a broken settlement"}.get(kind, f"a {kind}")
    return sentence(f"default players with your luck had {what} {here}; it came {often}{usually}")
