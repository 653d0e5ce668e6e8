"""Names of actors, sides, subjects and days as they stand in prose."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from diplomacy_abm import phrases
from diplomacy_abm.results.card import ScenarioCard, card

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.results import Run

_DEFINITE = {"settlement": "the settlement", "ceasefire": "the ceasefire"}
_INDEFINITE = {"settlement": "a settlement", "ceasefire": "a general ceasefire"}


class Names:
    """How a scenario's actors and subjects are called.

    Parameters
    ----------
    who : ScenarioCard
        Who is who.
    """

    def __init__(self, who: ScenarioCard) -> None:
        self.who = who

    def name(self, label: str) -> str:
        """Return an actor's name."""
        return phrases.with_article(self.who.actor_name(label))

    def names(self, labels: Any) -> str:
        """Return the names of several actors, each once."""
        return phrases.listed([self.name(label) for label in dict.fromkeys(labels)])

    def enemy(self, label: str) -> str:
        """Return the name of the lead of the other side."""
        side = self.who.actors[label].side if label in self.who.actors else ""
        leads = [other.lead for name, other in self.who.sides.items() if name != side]
        return self.name(leads[0]) if leads else "the other side"

    def the(self, subject: str) -> str:
        """Return an agreement with "the"."""
        return _DEFINITE.get(subject) or f"the deal on {self.issue(subject)}"

    def a(self, subject: str) -> str:
        """Return an agreement with "a"."""
        return _INDEFINITE.get(subject) or f"a deal on {self.issue(subject)}"

    def issue(self, subject: str) -> str:
        """Return the label of an issue as it stands within a sentence."""
        return phrases.within(self.who.issues.get(subject, subject.replace("_", " ")))

    @property
    def word(self) -> str:
        """What a step is called."""
        return "week" if self.who.step_days == 7 else "step"

    def weeks(self, count: int) -> str:
        """Return a number of steps in words."""
        return phrases.counted(count, self.word)

    def day(self, step: int) -> date:
        """Return the day on which a step begins."""
        return self.who.start + timedelta(days=self.who.step_days * int(step))


_COVERS = {
    "strikes": ("missiles and drones and not the ground", "strikes from afar and not the ground"),
    "ground": ("the ground and not missiles and drones", "the ground and not strikes from afar"),
}
"""Which violence a truce dampens and which goes on, in a war whose missiles are counted and in another."""


def covered(scenario: Any, subject: str) -> str:
    """Say which violence a truce on an issue dampens and which goes on; empty for a deal that covers none.

    Parameters
    ----------
    scenario : Scenario
        With its issues and parameters; of a card nothing is known.
    subject : str
        Name of the issue.
    """
    issue = getattr(scenario, "issues", {}).get(subject)
    words = _COVERS.get(str(getattr(issue, "covers", "")))
    given = getattr(getattr(scenario, "parameters", None), "values", {})
    flown = any(given.get(name, 0.0) > 0.0 for name in ("missiles_mean", "drones_mean"))
    return words[0 if flown else 1] if words else ""


def rows_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table as rows."""
    names = [str(name) for name in table.columns]
    columns = [table[name].tolist() for name in table.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def heading(run: Run, who: ScenarioCard) -> str:
    """Name a run and what was changed in it."""
    changes = [
        f"{phrases.with_article(who.actor_name(label))} plays {policy}" for label, policy in run.policies.items()
    ]
    changes += [f"without {phrases.with_article(who.actor_name(label))}" for label in run.without]
    extra = f" ({'; '.join(changes)})" if changes else ""
    return f"{who.title}: seed {run.seed}, run {run.run}{extra}."


def day_of(value: Any) -> date:
    """Return the day of a text, a date or a time stamp."""
    return date.fromisoformat(str(value)[:10])


def plain(day: date) -> str:
    """Write a day."""
    return f"{day.day} {day:%B %Y}"


def told_event(scenario: Any, event: Mapping[str, Any]) -> str:
    """Tell one event in a few words, as they stand within a sentence.

    Parameters
    ----------
    scenario : Scenario or ScenarioCard
        Who is who.
    event : mapping
        A row of ``Run.events``.
    """
    names, move, subject = Names(card(scenario)), str(event["move"]), str(event["subject"])
    words = phrases.HAPPENINGS.get(move) or phrases.MOVES.get(move, (move, ""))[0]
    about = subject in ("settlement", "ceasefire") or subject in names.who.issues
    return words.format(
        a=names.name(event["actor"]), t=names.name(event["target"]), s=names.a(subject) if about else "it",
        the=names.the(subject) if about else "it", label="",
    )  # fmt: skip
