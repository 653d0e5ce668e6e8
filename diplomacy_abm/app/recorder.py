"""A run that is watched: it plays week by week and leaves a frame of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from diplomacy_abm.app import frames
from diplomacy_abm.app.quick import QuickModel, plays
from diplomacy_abm.app.turns import so_far, with_causes
from diplomacy_abm.frames import dates, events_frame, steps_frame
from diplomacy_abm.model import DiplomacyModel
from diplomacy_abm.narrate import Telling
from diplomacy_abm.narrate.ending import ending
from diplomacy_abm.phases.record import write_metrics
from diplomacy_abm.policies.chances import chances

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.agents import StateAgent
    from diplomacy_abm.vocabulary import Channel

Menu = list[Any]
"""Actor, channel, place of what was chosen, number of the list of alternatives, their values, their probabilities."""


class Recorder:
    """Frames of a run, made while it goes on.

    Parameters
    ----------
    model
        At its start; the recorder looks over the shoulder of its agents and changes nothing.
    seed, run
        Which luck it is.
    extra
        What was changed, for the head.
    """

    def __init__(self, model: frames.Played, seed: int, run: int, extra: Mapping[str, Any]) -> None:
        self.model = model
        self.keys = frames.layout(model)
        self.head = frames.head(model, self.keys, seed, run, extra)
        self.seed, self.run = seed, run
        self.weeks: list[dict[str, Any]] = []
        self._telling = Telling(model.dispute)
        self._lists: dict[tuple[tuple[int, int], ...], int] = {}
        self.listed: list[list[tuple[int, int]]] = []
        self._menus: list[Menu] = []
        self._new: list[list[tuple[int, int]]] = []
        self._early: dict[frames.Key, float] = {}
        self._told_events, self._told_weeks = 0, 0
        self.spans: list[tuple[int, int]] = []
        self.people = False
        """Whether people choose in it, so that nobody can play it again."""
        self._explained: list[dict[str, Any]] | None = None
        if isinstance(model, DiplomacyModel):
            model.listener = self._chose

    def _chose(self, agent: StateAgent, channel: Channel, place: int) -> None:
        """Note what an actor chose from: the menu stands in the state at that moment."""
        s = self.model.s
        n = s.n_alternatives
        listed = [[int(x) for x in column[:n]] for column in (s.alt_move, s.alt_target)]
        weighed = [[float(x) for x in column[:n]] for column in (s.alt_value, s.alt_share)]
        self._note(agent.index, int(channel), place, listed[0], listed[1], weighed[0], weighed[1])

    def _note(
        self, actor: int, channel: int, place: int, moves: list[int], targets: list[int], values: list[float],
        shares: list[float],
    ) -> None:  # fmt: skip
        """Note a menu and what was chosen from it."""
        listed = tuple(zip(moves, targets, strict=True))
        if listed not in self._lists:
            self._lists[listed] = len(self._lists)
            self.listed.append(list(listed))
            self._new.append(self.listed[-1])
        self._menus.append([actor, channel, place, self._lists[listed], *_weighed(self.model.p, values, shares)])

    @property
    def over(self) -> bool:
        """Whether the run has ended."""
        return bool(self.model.s.ended)

    def opened(self) -> None:
        """Note what everybody sees once all have chosen and nothing has been done yet."""
        if isinstance(self.model, QuickModel):
            for menu in self.model.menus():
                self._note(*menu)
        self._early = frames.outlook(self.model)

    def opening(self) -> dict[str, Any]:
        """Return a frame of the state before the first week, for who has to choose in it."""
        # the metrics are written again when the week is recorded, and nothing else reads them
        write_metrics(self.model.s, self.model.c, self.model.p)
        lines, left = frames.pipelines(self.model)
        return {
            "t": 0, "v": frames.numbers(self.model, self.keys, self._early), "e": [],
            "g": frames.agreements(self.model), "p": lines, "l": left, "c": [], "s": "", "q": 1,
        }  # fmt: skip

    def closed(self) -> None:
        """Keep the frame of the week that has just been played; :meth:`tell` gives it its story."""
        self.weeks.append(self._frame())
        self.spans.append((self._told_events, int(self.model.s.n_events)))
        self._menus, self._new = [], []
        self._told_events = int(self.model.s.n_events)

    def advance(self, weeks: int) -> list[dict[str, Any]]:
        """Play some weeks, fewer if the run ends, and return their frames."""
        first = len(self.weeks)
        while not self.over and len(self.weeks) < first + weeks:
            self.model.open_week()
            self.opened()
            self.model.close_week()
            self.closed()
        self.tell()
        return self.weeks[first:]

    def before(self, week: int) -> DiplomacyModel:
        """Return a model of its own that stands before a week, counted from 0, of this run that nobody sits in."""
        head = self.head
        model = DiplomacyModel(
            self.model.dispute, self.seed, self.run, head["policies"], head["without"], head["parameters"],
            collect=False,
        )  # fmt: skip
        while model.now < week:
            model.step()
        return model

    def play(self) -> Recorder:
        """Play to the end."""
        self.advance(int(self.model.c.horizon))
        return self

    def _frame(self) -> dict[str, Any]:
        model, first = self.model, self._told_events
        lines, left = frames.pipelines(model)
        week: dict[str, Any] = {
            "t": model.now - 1,
            "v": frames.numbers(model, self.keys, self._early),
            "e": frames.events(model, first),
            "g": frames.agreements(model),
            "p": lines,
            "l": left,
            "c": self._menus,
            "s": "",
            "q": 1,
        }
        if self._new:
            week["n"] = self._new
        if self.over:
            week["z"] = self._ending()
        return week

    def rows_of(self, first: int, last: int) -> Iterator[tuple[Any, list[Any]]]:
        """Yield weeks `first` to `last` - 1 as rows of ``Run.steps``, each with its rows of ``Run.events``.

        They are labelled all at once, which takes hardly longer than one.
        """
        if first == last:
            return
        rows = steps_frame(self.model.dispute, self.model.metrics[first:last])
        # the rows that are given are always called step 0, 1, …
        rows["step"], rows["date"] = range(first, last), dates(self.model.dispute, range(first, last))
        begin = self.spans[first][0]
        labelled = events_frame(self.model.dispute, self.model.log[begin : self.spans[last - 1][1]])
        events = list(labelled.itertuples(index=False))
        for t, row in enumerate(rows.itertuples(index=False), first):
            yield row, events[self.spans[t][0] - begin : self.spans[t][1] - begin]

    def tell(self) -> None:
        """Give all weeks their story that have none yet."""
        first, last = self._told_weeks, len(self.weeks)
        for t, (row, events) in enumerate(self.rows_of(first, last), first):
            text, news = self._telling.week(row, events)
            self.weeks[t] |= {"s": text, "q": int(not news)}
        self._told_weeks = last

    def turns(self) -> list[dict[str, Any]]:
        """Return the turning points so far; of the whole run once they have been explained."""
        if self._explained is not None:
            return self._explained
        steps = steps_frame(self.model.dispute, self.model.metrics[: len(self.weeks)])
        return so_far(self, self.played_events(), steps)

    def explained(self) -> list[dict[str, Any]]:
        """Return the turning points with what moved whom, for which the run is played again."""
        if self._explained is None and not self.people:
            self._explained = with_causes(self)
        return self.turns()

    def played_events(self) -> pd.DataFrame:
        """Return all events so far as in ``Run.events``."""
        return events_frame(self.model.dispute, self.model.events())

    def _ending(self) -> dict[str, Any]:
        import pandas as pd

        from diplomacy_abm.api import result_of
        from diplomacy_abm.app.crowd import ended

        # the compiled week has all of a model that a result is made of
        model = cast(DiplomacyModel, self.model)
        result = result_of(model, self.seed, self.run, self.head["policies"], self.head["without"])
        # signed late, a settlement is not known to hold
        table = pd.DataFrame([{name: result.summary[name] for name in ("outcome", "settlement_stood")}])
        named = ended(table, self.model.dispute.scenario.step_days)
        return {"outcome": named[0], "text": ending(result)}


def _weighed(p: Any, values: list[float], shares: list[float]) -> tuple[list[int], list[int]]:
    """Return values and the probabilities of quantal response (``eq:choice``), scaled and rounded."""
    likely = chances(values, shares, p.lambda_choice)
    return [round(v * frames.VALUE_SCALE) for v in values], [round(chance * frames.CHANCE_SCALE) for chance in likely]


def watch(
    scenario: Any, seed: int | None = None, run: int = 0, policies: Mapping[str, str] | None = None,
    without: Iterable[str] = (), parameters: Mapping[str, float] | None = None,
    settings: Mapping[str, Any] | None = None, steps: int | None = None, quick: bool | None = None,
) -> Recorder:  # fmt: skip
    """Set up a run to be watched: on the compiled week where it can be, else on the Mesa model, to the same bits.

    Parameters
    ----------
    scenario, seed, run, policies, without, parameters, settings, steps
        As in :func:`diplomacy_abm.run`.
    quick
        Whether to use the compiled week; by default where it is compiled and knows the policies.

    Raises
    ------
    ValueError
        In one line, for anything that cannot be used.
    """
    from diplomacy_abm.api import policies_of, resolve

    dispute = resolve(scenario, settings, steps)
    used = dispute.scenario.seed if seed is None else seed
    absent = list(without)
    chosen = policies_of(policies)
    model: frames.Played
    if plays(dispute, chosen) if quick is None else quick:
        model = QuickModel(dispute, used, run, chosen, absent, parameters)
    else:
        model = DiplomacyModel(dispute, used, run, policies, absent, parameters, collect=False)
    extra = {
        "policies": dict(policies or {}), "without": absent, "parameters": dict(parameters or {}),
        "settings": dict(settings or {}),
    }  # fmt: skip
    return Recorder(model, used, run, extra)
