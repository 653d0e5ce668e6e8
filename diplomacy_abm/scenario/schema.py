"""A scenario as frozen objects, table by table as they stand in the file.

Labels of actors and issues are the keys of their tables. Values that a file leaves out are filled in here, so a
reader of a :class:`Scenario` never meets a gap; ``model_fields_set`` still tells what the file itself says.
"""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from pydantic import AfterValidator, Strict, ValidationError, model_serializer, model_validator

from diplomacy_abm.scenario.sample import CENTRAL
from diplomacy_abm.scenario.types import (
    Accuracy,
    Amount,
    Change,
    Dependence,
    FrozenDict,
    Horizon,
    Line,
    LogRatio,
    Momentum,
    OpenShare,
    Positive,
    Remark,
    Seed,
    Share,
    Signed,
    SomeWeeks,
    Sources,
    Spread,
    StepDays,
    Table,
    Text,
    Weariness,
    Weeks,
    frozen,
)  # fmt: skip

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SideName = Literal["A", "B"]
SeatName = Literal["party", "patron", "mediator", "observer"]
LineName = Literal["fight", "talk", "exchange", "engage", "aid", "coerce"]
GoalName = Literal["issue", "security", "welfare", "standing", "alliance", "peace", "prestige", "commerce"]
IssueKind = Literal["substantive", "humanitarian", "strikes", "shipping", "sanctions", "security"]
EventVariable = Literal[
    "support", "capability", "standing", "leverage", "credibility", "bias", "trust", "cost", "refusal_cost",
    "sanctions", "talk_line", "aid_line", "leader",
]
DYADIC = ("support", "leverage", "credibility", "trust")
"""Variables of events that are about one actor toward another, and so need a target."""

Shares = Annotated[dict[str, Share], AfterValidator(frozen)]
Amounts = Annotated[dict[str, Amount], AfterValidator(frozen)]

PARTY_GOALS = (1.0, 1.0, 1.0, 1.0, 0.5, 0.2, 0.0, 0.0)
PATRON_GOALS = (0.5, 0.5, 0.3, 0.3, 0.5, 0.3, 0.0, 0.3)
MEDIATOR_GOALS = (0.2, 0.1, 0.2, 0.2, 0.1, 1.0, 0.8, 0.3)
ENEMY_TRUST = 0.2
"""Trust between enemies of whom the file says nothing; .1 to .3 is usual in a war."""
USUAL_TRUST = 0.5
"""Trust between others of whom the file says nothing: neither for nor against."""


class Header(Table):
    """``[scenario]``: the case, the question, the calendar."""

    name: Text
    title: Text
    question: Remark = ""
    start: dt.date
    step_days: StepDays = 7
    horizon: Horizon = 104
    seed: Seed = 1
    description: Remark = ""
    sources: Sources = FrozenDict()


class Side(Table):
    """``[sides.A]`` or ``[sides.B]``: who leads it and what to call it."""

    lead: str
    label: Text


class Actor(Table):
    """``[actors.LABEL]``: seats, resources, goals and ties of one actor."""

    name: Text
    seats: Annotated[tuple[SeatName, ...], Strict(False)]
    side: SideName | None = None
    veto: bool = False
    policy: Text = "quantal"
    capability: Positive = 1.0
    sustainable: Positive = 1.0
    aid_dependence: Dependence = 0.0
    cost: OpenShare = 0.13
    cost_sd: Spread = 0.05
    hawkishness: Share = 0.5
    patience: OpenShare = 0.995
    escalation_rest: Share = 0.5
    weariness: Weariness = 1.0
    goals: Annotated[dict[GoalName, Amount], AfterValidator(frozen)] = FrozenDict()
    positions: Shares = FrozenDict()
    salience: Shares = FrozenDict()
    gains: Amounts = FrozenDict()
    leverage: Shares = FrozenDict()
    credibility: Shares = FrozenDict()
    bias: Signed = 0.0
    accuracy: Accuracy = 0.5
    guarantee: Share = 0.0
    support: Shares = FrozenDict()
    alignment: Shares = FrozenDict()
    arms_capacity: Amount = 0.0
    lines: Annotated[dict[LineName, Line], AfterValidator(frozen)] = FrozenDict()
    optimism: LogRatio = 0.25
    tenure: Weeks = 260
    commerce: Shares = FrozenDict()
    sources: Sources = FrozenDict()

    @model_validator(mode="after")
    def _fill(self) -> Actor:
        """Fill in what depends on other keys, without claiming that the file said it."""
        given, fields = self.model_fields_set, self.__dict__
        if "veto" not in given:
            fields["veto"] = "party" in self.seats
        if "sustainable" not in given:
            fields["sustainable"] = self.capability
        fields["alignment"] = FrozenDict({**self.support, **self.alignment})
        usual = usual_goals(self.seats)
        fields["goals"] = FrozenDict({name: self.goals.get(name, usual[name]) for name in usual})
        return self

    @property
    def is_party(self) -> bool:
        """Whether the actor fights and must consent."""
        return "party" in self.seats


def usual_goals(seats: tuple[str, ...]) -> dict[GoalName, float]:
    """Return the weights of the goals of an actor whose file says nothing about them."""
    for seat, weights in (("party", PARTY_GOALS), ("mediator", MEDIATOR_GOALS), ("patron", PATRON_GOALS)):
        if seat in seats:
            return dict(zip(get_args(GoalName), weights, strict=True))
    return dict.fromkeys(get_args(GoalName), 0.0)


class Issue(Table):
    """``[issues.NAME]``: one thing in dispute, settled somewhere from 0 to 1."""

    label: Text
    separable: bool = False
    indivisible: bool = False
    kind: IssueKind = "substantive"
    covers: Literal["none", "strikes", "ground"] = "none"
    term: Weeks = 0
    sources: Sources = FrozenDict()


class Relation(Table):
    """``[relations.I.J]``: how I sees J and acts on J."""

    trust: OpenShare | None = None
    escalation: Share | None = None
    sources: Sources = FrozenDict()


class Pipeline(Table):
    """``[[pipelines]]``: arms announced and to come."""

    supplier: str
    recipient: str
    label: Text
    amount: Positive
    lead: Weeks
    span: SomeWeeks
    credibility: Share = 0.7
    announced: dt.date
    source: Text


class Deal(Table):
    """``[[deals]]``: an agreement in force at the start."""

    kind: Literal["issue", "ceasefire", "settlement"]
    issue: str | None = None
    mediator: str | None = None
    until: dt.date | None = None
    monitored: Share = 0.0
    guarantee: Share = 0.0
    source: Text


class Sounding(Table):
    """``[[soundings]]``: what a lead told a mediator in secret: whether it would come if the other did."""

    mediator: str
    party: str
    answer: Literal["yes", "no"]
    date: dt.date
    source: Text


class Event(Table):
    """``[[events]]``: something from outside, on a date."""

    date: dt.date
    label: Text
    actor: str
    variable: EventVariable
    target: str | None = None
    change: Change
    source: Text


class Prisoners(Table):
    """``[prisoners]``: the stock at the start, in units of the usual batch."""

    stock: Amount = 1.0
    sources: Sources = FrozenDict()


class Front(Table):
    """``[front]``: the share of the contested ground that side A holds, and how it had moved before the start."""

    share: OpenShare = 0.5
    momentum: Momentum = 0.0
    sources: Sources = FrozenDict()


class ParameterTable(Table):
    """``[parameters]``: what differs from the defaults of :mod:`diplomacy_abm.parameters`, by name.

    ``sample`` names a sample of parameters (:mod:`diplomacy_abm.scenario.sample`) of which run r takes set r under
    the scenario's own seed, counted round, and another seed begins elsewhere; what the table states itself is the
    same in all runs. The word ``central`` stands for no sample.
    """

    sample: Remark = ""
    values: Annotated[dict[str, float], AfterValidator(frozen)] = FrozenDict()
    sources: Sources = FrozenDict()

    @model_validator(mode="before")
    @classmethod
    def _split(cls, table: Any) -> Any:
        if not isinstance(table, dict):
            return table
        own = {name: table[name] for name in ("sample", "sources") if name in table}
        if own.get("sample") == CENTRAL:
            del own["sample"]
        return {"values": {name: value for name, value in table.items() if name not in ("sample", "sources")}, **own}

    @model_serializer
    def _join(self) -> dict[str, Any]:
        sample = {"sample": self.sample} if self.sample else {}
        return {**sample, **self.values, **({"sources": dict(self.sources)} if self.sources else {})}


class Scenario(Table):
    """A whole scenario file, checked.

    Construct it with keyword arguments that mirror the file (plain dicts do), or read one with
    :func:`diplomacy_abm.scenario.load`. Anything wrong raises :class:`~diplomacy_abm.scenario.ScenarioError`.
    """

    scenario: Header
    sides: Annotated[dict[SideName, Side], AfterValidator(frozen)]
    actors: Annotated[dict[str, Actor], AfterValidator(frozen)]
    issues: Annotated[dict[str, Issue], AfterValidator(frozen)]
    relations: Annotated[
        dict[str, Annotated[dict[str, Relation], AfterValidator(frozen)]], AfterValidator(frozen)
    ] = FrozenDict()
    pipelines: Annotated[tuple[Pipeline, ...], Strict(False)] = ()
    deals: Annotated[tuple[Deal, ...], Strict(False)] = ()
    soundings: Annotated[tuple[Sounding, ...], Strict(False)] = ()
    events: Annotated[tuple[Event, ...], Strict(False)] = ()
    prisoners: Prisoners = Prisoners()
    front: Front = Front()
    parameters: ParameterTable = ParameterTable()

    def __init__(self, **tables: Any) -> None:
        from diplomacy_abm.scenario.checks import problems_of
        from diplomacy_abm.scenario.errors import ScenarioError
        from diplomacy_abm.scenario.messages import problems_in

        try:
            super().__init__(**tables)
        except ValidationError as error:
            raise ScenarioError("scenario", problems_in(error)) from None
        problems = problems_of(self)
        if problems:
            raise ScenarioError("scenario", problems)

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __repr__(self) -> str:
        """Name the scenario in one line; ``tables_of`` and ``dumps`` give all of it."""
        counts = f"actors={len(self.actors)}, issues={len(self.issues)}, steps={self.scenario.horizon}"
        return f"Scenario({self.name!r}, {counts}, start={self.scenario.start})"

    __str__ = __repr__

    def with_(self, **settings: Any) -> Scenario:
        """Return the scenario with some values changed, checked again.

        Parameters
        ----------
        **settings
            Values by place, the dots written as two underscores: ``actors__TUR__leverage__RUS=0.8``.

        Raises
        ------
        ScenarioError
            When a place does not exist or the scenario cannot be used with its new value.
        """
        from diplomacy_abm.scenario.settings import with_settings

        return with_settings(self, {name.replace("__", "."): value for name, value in settings.items()})

    def plot(self) -> Figure:
        """Draw the relations of the first step: the sides, the mediators between them, the backers behind."""
        first = import_module("diplomacy_abm.api").run(self, steps=1)
        found: Figure = import_module("diplomacy_abm.plots").figure_network(first, 0)
        return found

    def _repr_html_(self) -> str:
        """Show the question, who is who, and their relations, in a notebook."""
        rows = {label: f"{actor.name} ({', '.join(actor.seats)})" for label, actor in self.actors.items()}
        shown = import_module("diplomacy_abm.results.above").shown
        return str(shown(f"{self.scenario.title}. {self.scenario.question}", rows, self.plot))

    @property
    def name(self) -> str:
        """Name of the scenario, as in ``scenarios list``."""
        return self.scenario.name

    @property
    def fingerprint(self) -> str:
        """Hash of all that can change a result; see :func:`diplomacy_abm.scenario.fingerprint`."""
        from diplomacy_abm.scenario.identity import fingerprint

        return fingerprint(self)

    def seated(self, seat: SeatName) -> tuple[str, ...]:
        """Return the labels of the actors that hold a seat, in the order of the file."""
        return tuple(label for label, actor in self.actors.items() if seat in actor.seats)

    def parties(self, side: SideName) -> tuple[str, ...]:
        """Return the labels of the parties of a side, in the order of the file."""
        return tuple(label for label, actor in self.actors.items() if actor.is_party and actor.side == side)

    def enemies(self, one: str, other: str) -> bool:
        """Tell whether two actors are parties of different sides."""
        a, b = self.actors[one], self.actors[other]
        return a.is_party and b.is_party and a.side != b.side

    def trust(self, one: str, other: str) -> float:
        """Return one's trust in the other at the start, filled in where the file is silent."""
        given = self._relation(one, other).trust
        if given is not None:
            return given
        return ENEMY_TRUST if self.enemies(one, other) else USUAL_TRUST

    def escalation(self, one: str, other: str) -> float:
        """Return what one does to the other at the start; enemies begin at the doer's resting level."""
        given = self._relation(one, other).escalation
        if given is not None:
            return given
        return self.actors[one].escalation_rest if self.enemies(one, other) else 0.0

    def _relation(self, one: str, other: str) -> Relation:
        return self.relations.get(one, {}).get(other, _NO_RELATION)


_NO_RELATION = Relation()

__all__ = [
    "DYADIC", "Actor", "Deal", "Event", "Front", "Header", "Issue", "ParameterTable", "Pipeline",
    "Prisoners", "Relation", "Scenario", "Side", "Sounding",
]  # fmt: skip
