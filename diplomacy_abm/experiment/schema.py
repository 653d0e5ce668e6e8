"""A design file as frozen objects, table by table as they stand in the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, Strict, model_validator
from pydantic_core import PydanticCustomError

from diplomacy_abm.scenario.messages import KeyTables, known_keys
from diplomacy_abm.scenario.types import FrozenDict, Horizon, Remark, Seed, Table, Text, frozen

Kept = Literal["steps", "events"]
Method = Literal["latin-hypercube", "random", "sobol", "saltelli", "morris"]
Level = bool | int | float | str
"""A value that a factor may take."""
LAWS = ("uniform", "loguniform", "normal", "triangular", "integers", "choice")
"""Distributions by name; a factor has one of them."""


def _flat(table: Any) -> Any:
    """Turn tables in tables, from keys without quotes, into values by dotted place; dotted keys stay as they are."""
    if not isinstance(table, Mapping):
        return table
    flat: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, Mapping) and "." not in key:
            flat.update({f"{key}.{rest}": inner for rest, inner in _leaves(value).items()})
        else:
            flat[key] = value
    return flat


def _leaves(table: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, Mapping):
            found.update({f"{key}.{rest}": inner for rest, inner in _leaves(value).items()})
        else:
            found[key] = value
    return found


def _several(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _level(value: Any) -> Level:
    if not isinstance(value, (bool, int, float, str)):
        raise PydanticCustomError("allowed", "must be {allowed}", {"allowed": "a number, a text, true or false"})
    if isinstance(value, float) and not abs(value) < float("inf"):
        raise PydanticCustomError("allowed", "must be {allowed}", {"allowed": "a finite number"})
    return value


def whole(low: int, high: int) -> AfterValidator:
    """Return the check that a number lies between two, both allowed."""

    def check(value: int) -> int:
        if not low <= value <= high:
            raise PydanticCustomError("allowed", "must be {allowed}", {"allowed": f"from {low} to {high}"})
        return value

    return AfterValidator(check)


Places = Annotated[tuple[Text, ...], Strict(False), BeforeValidator(_several)]
"""One dotted place, or several."""
Settings = Annotated[dict[str, Any], BeforeValidator(_flat), AfterValidator(frozen)]
"""Values by dotted place."""
Levels = Annotated[tuple[Annotated[Any, AfterValidator(_level)], ...], Strict(False)]
Numbers = Annotated[tuple[float, ...], Strict(False)]
Runs = Annotated[int, whole(1, 2**32)]
Texts = Annotated[tuple[Text, ...], Strict(False)]


class Study(Table):
    """``[study]``: the question, the scenario, how many runs, what to look at."""

    name: Text
    title: Text
    question: Text
    expectation: Remark = ""
    caveats: Texts = ()
    scenario: Text
    runs: Runs
    seed: Seed | None = None
    horizon: Horizon | None = None
    keep: Annotated[tuple[Kept, ...], Strict(False)] = ()
    policies: Texts = ()
    outcomes: Texts = ()


class Arm(Table):
    """``[arms.NAME]``: a version of the scenario that all points are played in."""

    label: Remark = ""
    set: Settings = FrozenDict()
    policy: Annotated[dict[str, Text], AfterValidator(frozen)] = FrozenDict()
    without: Texts = ()


class Range(Table):
    """``range = { from, to, steps }``: numbers at equal distances, both ends included."""

    start: float = Field(alias="from")
    stop: float = Field(alias="to")
    steps: Annotated[int, whole(2, 100_000)]

    @property
    def values(self) -> tuple[float, ...]:
        """The numbers; whole ones where both ends and the distance are whole."""
        gaps = self.steps - 1
        whole = self.start.is_integer() and self.stop.is_integer() and (self.stop - self.start) % gaps == 0
        found = [self.start + (self.stop - self.start) * k / gaps for k in range(self.steps)]
        return tuple(int(x) if whole else float(f"{x:.12g}") for x in found)


class Distribution(Table):
    """``distribution = { LAW = [...] }``: what a factor is drawn from."""

    uniform: Numbers | None = None
    loguniform: Numbers | None = None
    normal: Numbers | None = None
    triangular: Numbers | None = None
    integers: Annotated[tuple[int, ...], Strict(False)] | None = None
    choice: Levels | None = None
    low: float | None = None
    high: float | None = None

    @property
    def laws(self) -> tuple[str, ...]:
        """Names of the distributions that are given; one, in a design that was checked."""
        return tuple(name for name in LAWS if getattr(self, name) is not None)

    @property
    def law(self) -> str:
        """Name of the distribution."""
        return self.laws[0]

    @property
    def numbers(self) -> tuple[Any, ...]:
        """What stands in the list of the distribution."""
        return tuple(getattr(self, self.law))


class Factor(Table):
    """``[factors.NAME]``: what is varied, and over which values."""

    label: Remark = ""
    unit: Remark = ""
    set: Places = ()
    multiply: Places = ()
    values: Levels | None = None
    range: Range | None = None
    distribution: Distribution | None = None

    @property
    def places(self) -> tuple[str, ...]:
        """Dotted places that the factor changes."""
        return (*self.set, *self.multiply)

    @property
    def is_sampled(self) -> bool:
        """Whether the values are drawn from a distribution, not listed."""
        return self.distribution is not None

    @property
    def levels(self) -> tuple[Level, ...]:
        """The values of a factor that is crossed; empty for one that is sampled."""
        if self.range is not None:
            return self.range.values
        return self.values or ()


class Sampling(Table):
    """``[sampling]``: how the factors with a distribution are drawn."""

    method: Method
    points: Annotated[int, whole(1, 10_000_000)]
    seed: Seed = 1
    levels: Annotated[int, whole(2, 1000)] = 4
    second_order: bool = False


class DesignFile(Table):
    """A whole design file; :func:`~diplomacy_abm.experiment.design.load_design` checks how its tables fit together."""

    study: Study
    settings: Settings = FrozenDict()
    arms: Annotated[dict[str, Arm], AfterValidator(frozen)] = FrozenDict()
    factors: Annotated[dict[str, Factor], AfterValidator(frozen)] = FrozenDict()
    sampling: Sampling | None = None

    @model_validator(mode="after")
    def _fill(self) -> Self:
        """Fill in the arm that there always is, and labels, without claiming that the file said them."""
        self.__dict__["arms"] = FrozenDict(
            {name: _labelled(arm, name) for name, arm in (self.arms or {"base": Arm()}).items()}
        )
        self.__dict__["factors"] = FrozenDict({name: _labelled(row, name) for name, row in self.factors.items()})
        return self

    @property
    def sampled(self) -> tuple[str, ...]:
        """Names of the factors that are drawn from a distribution, in the order of the file."""
        return tuple(name for name, factor in self.factors.items() if factor.is_sampled)

    @property
    def crossed(self) -> tuple[str, ...]:
        """Names of the factors whose values are listed, in the order of the file."""
        return tuple(name for name, factor in self.factors.items() if not factor.is_sampled)


def _labelled(row: Any, name: str) -> Any:
    return row if row.label.strip() else row.model_copy(update={"label": name})


_TABLES: KeyTables = {
    "study": (1, Study),
    "arms": (2, Arm),
    "factors": (2, Factor),
    "sampling": (1, Sampling),
}
_INNER: KeyTables = {"range": (1, Range), "distribution": (1, Distribution)}


def keys_at(place: Sequence[Any]) -> list[str]:
    """Return the keys that a table of a design may have; the place is that of the table."""
    if len(place) == 3 and place[0] == "factors":
        return known_keys(place[2:], Factor, _INNER)
    return known_keys(place, DesignFile, _TABLES)
