"""The answer to a why: what was on each menu, what would have flipped the choice, what it changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from diplomacy_abm.vocabulary import Channel
from diplomacy_abm.why.choices import COLUMNS, rows_of
from diplomacy_abm.why.words import text

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.agents import Alternative
    from diplomacy_abm.scenario import Scenario
    from diplomacy_abm.why.changed import Changed
    from diplomacy_abm.why.flips import Flip


@dataclass(frozen=True)
class ChannelWhy:
    """The choice on one channel."""

    channel: str
    """Its name."""
    menu: tuple[Alternative, ...]
    """What the actor could do, with terms; the first does nothing."""
    place: int
    """Which of them was chosen."""
    margin: Flip | None
    """The least loss of value that flips the choice: as much less of any one of its terms does the same."""
    flips: tuple[Flip, ...]
    """The nearest change of each input that flips it, nearest first; inputs that cannot are not in it."""
    changed: Changed | None
    """How the run goes on with it and with the next best move; None where there was no other."""
    usual: int | None = None
    """What the actor's own policy would have chosen, where a person chose; None where the policy did."""

    @property
    def chosen(self) -> Alternative:
        """What was chosen."""
        return self.menu[self.place]


@dataclass(frozen=True, eq=False)
class Why:
    """Why an actor did what it did in a week; printed, it is the answer in words."""

    scenario: Scenario
    """The scenario as it was run."""
    seed: int
    run: int
    """Which run."""
    week: int
    """Counted from 1."""
    date: str
    """The day on which it begins."""
    actor: str
    policy: str
    """Who chose, and by which policy."""
    note: str
    """That the run goes differently when it is played again; empty where it does not."""
    channels: tuple[ChannelWhy, ...]
    """By channel."""
    broke: tuple[str, ...] = ()
    """What the actor broke in that week and why: no move of a menu."""
    yielded: str = ""
    """To whom a mediator left the invitation or the text that it had chosen, in a sentence; empty where to nobody."""

    def __repr__(self) -> str:
        """Name the question in one line."""
        done = ", ".join(f"{one.channel} {one.chosen.move}" for one in self.channels)
        return f"Why({self.actor}, week {self.week}: {done})"

    def __str__(self) -> str:
        """Answer in words, for a terminal of 100 columns."""
        return text(self, 100)

    def text(self, width: int = 100) -> str:
        """Answer in words.

        Parameters
        ----------
        width : int
            Columns to write in.
        """
        return text(self, width)

    @property
    def frame(self) -> pd.DataFrame:
        """The menus as a table, columns as in ``choices.csv``."""
        import pandas as pd

        rows: list[Any] = []
        for one in self.channels:
            rows += rows_of(self.week - 1, self.actor, Channel[one.channel.upper()], one.menu, one.place)
        table = pd.DataFrame(rows, columns=[name for name in COLUMNS if name != "date"])
        table.insert(1, "date", self.date)
        return table

    def _repr_html_(self) -> str:
        """Show the menus as a table in a notebook."""
        table = self.frame.drop(columns=["step", "date", "actor"]).round(4)
        return f"<p>{self!r}</p>{table.to_html(index=False)}"
