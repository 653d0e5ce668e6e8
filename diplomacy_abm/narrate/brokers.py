"""Who brought something about and by what: word, invitation, text, leverage, guarantee."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from diplomacy_abm.narrate.names import Names
from diplomacy_abm.phrases import listed

LATELY = 6
"""Steps over which what a broker did still counts."""

Event = dict[str, Any]


class Brokers:
    """The acts of those who stand between or behind the parties.

    Parameters
    ----------
    names : Names
        Of the scenario.
    events : iterable of dict
        All events of a run, in their order.
    """

    def __init__(self, names: Names, events: Iterable[Event]) -> None:
        self._names = names
        self._acts: dict[str, list[Event]] = {}
        for event in events:
            self._acts.setdefault(str(event["move"]), []).append(event)

    def lately(self, move: str, step: int, back: int = LATELY) -> list[Event]:
        """Return the acts of a kind within some steps up to this one."""
        return [event for event in self._acts.get(move, []) if step - back <= event["step"] <= step]

    def words(self, step: int, host: str) -> list[str]:
        """Say who had whose word: the leads' last answers in secret to a host, or to anybody where there is none."""
        return [f"{who} {had}" for who, had in self._words(step, host)]

    def _words(self, step: int, host: str) -> list[tuple[str, str]]:
        answers: dict[tuple[str, str], Event] = {}
        for event in self.lately("sounding", step, 2 * LATELY):
            if not host or event["actor"] == host:
                answers[event["actor"], event["target"]] = event
        yes: dict[str, list[str]] = {}
        for (mediator, lead), event in answers.items():
            if event["accepted"] == "yes":
                yes.setdefault(mediator, []).append(lead)
        return [
            (self._names.name(mediator),
             f"had the word of {'both' if len(leads) > 1 else self._names.names(leads)}")
            for mediator, leads in yes.items()
            if host or len(leads) > 1
        ]  # fmt: skip

    def of_round(self, step: int, host: str) -> str:
        """Say who brokered a round and by what."""
        told = []
        if host:
            asked = [event for event in self.lately("convene", step) if event["actor"] == host]
            given = [event for event in self.lately("hand_over", step) if event["target"] == host]
            if given:
                told += [(self._names.names(event["actor"] for event in given),
                          f"yielded the chair to {self._names.name(host)}")]  # fmt: skip
            elif asked:
                told += [(self._names.name(host), "invited both")]
        told += self._words(step, host)
        return _clauses([*told, *self._push("press_to_talk", step, "pressed {t} to talk")])

    def of_deal(self, step: int, via: str, subject: str, offered: bool) -> str:
        """Say who brokered what was signed and by what.

        What a side has offered itself is no mediator's text; leverage and guarantees move the end of a war only.
        """
        told = []
        made = [] if offered else self.lately("formulate", step, 0)
        text = [event for event in made if not via or event["actor"] == via]
        if via and text:
            told += [("the text", f"came from {self._names.name(via)}")]
        elif via:
            told += [(self._names.name(via), "was the host")]
        if subject not in ("settlement", "ceasefire"):
            return _clauses(told)
        for move, words in (
            ("press", "leaned on {t}"), ("induce", "offered {t} a reward"), ("guarantee", "offered to guarantee it"),
            ("promise_guarantee", "promised {t} protection"),
        ):  # fmt: skip
            told += self._push(move, step, words)
        return _clauses(told)

    def _push(self, move: str, step: int, words: str) -> list[tuple[str, str]]:
        """Say who did what to whom lately, each once."""
        targets: dict[str, list[str]] = {}
        for event in self.lately(move, step):
            targets.setdefault(event["target"], []).append(event["actor"])
        return [
            (self._names.names(actors), words.format(t=self._names.name(target)))
            for target, actors in targets.items()
        ]


def _clauses(told: list[tuple[str, str]]) -> str:
    """Join who did what; what the same did stands in one clause."""
    by: dict[str, list[str]] = {}
    for who, did in told:
        by.setdefault(who, []).append(did)
    return "; ".join(f"{who} {listed(done)}" for who, done in by.items())
