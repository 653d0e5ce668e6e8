"""The kinds of values in a scenario file: numbers with a range, names, tables that cannot be changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, NoReturn, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import no_info_after_validator_function

from diplomacy_abm.intake.clean import clean

Key = TypeVar("Key")
Value = TypeVar("Value")


class FrozenDict(dict[Key, Value]):
    """A dict that cannot be changed, and so can be hashed, shared and sent to other processes."""

    def _refuse(self, *_args: Any, **_named: Any) -> NoReturn:
        raise TypeError("a scenario cannot be changed; make another with with_settings()")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return FrozenDict, (dict(self),)

    def __copy__(self) -> FrozenDict[Key, Value]:
        return self

    def __deepcopy__(self, _memo: Any) -> FrozenDict[Key, Value]:
        return self


def frozen(table: dict[Key, Value]) -> FrozenDict[Key, Value]:
    """Return a table that cannot be changed."""
    return FrozenDict(table)


def _refused(allowed: str) -> PydanticCustomError:
    return PydanticCustomError("allowed", "must be {allowed}", {"allowed": allowed})


@dataclass(frozen=True)
class _Range:
    """The check of an interval, which a schema of files tells too; round brackets leave an end out."""

    low: float
    high: float
    ends: str = "[]"

    def __call__(self, value: float) -> float:
        below = value <= self.low if self.ends[0] == "(" else value < self.low
        above = value >= self.high if self.ends[1] == ")" else value > self.high
        if below or above:
            low, high = f"{self.low:g}", f"{self.high:g}"
            allowed = {"[]": f"from {low} to {high}", "()": f"above {low} and below {high}",
                       "[)": f"at least {low} and below {high}", "(]": f"above {low} and at most {high}"}  # fmt: skip
            raise _refused(allowed[self.ends])
        # a minus zero would be the same number under another fingerprint
        return value + 0

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_after_validator_function(self, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        least = "exclusiveMinimum" if self.ends[0] == "(" else "minimum"
        most = "exclusiveMaximum" if self.ends[1] == ")" else "maximum"
        return {**handler(schema), least: self.low, most: self.high}


def _seed(value: int) -> int:
    if not 0 <= value < 2**63:
        raise _refused("from 0 to 9223372036854775807")
    return value


def _written(text: str) -> str:
    shown = clean(text)
    if not shown.strip():
        raise _refused("a text that is not empty")
    return shown


Share = Annotated[float, _Range(0, 1)]
"""A share, both ends allowed."""
OpenShare = Annotated[float, _Range(0, 1, "()")]
"""A share, neither end allowed."""
Dependence = Annotated[float, _Range(0, 1, "[)")]
"""A share that is never the whole."""
Signed = Annotated[float, _Range(-1, 1)]
"""A leaning toward side B (negative) or A (positive)."""
Accuracy = Annotated[float, _Range(0.5, 1)]
"""Chance that a signal is right; one half is no information."""
Positive = Annotated[float, _Range(0, 1000, "(]")]
"""An amount above zero."""
Amount = Annotated[float, _Range(0, 1000)]
"""An amount, zero allowed."""
Change = Annotated[float, _Range(-1000, 1000)]
"""A change; what it may be depends on the variable."""
Spread = Annotated[float, _Range(0, 0.5)]
"""A standard deviation of a share."""
Line = Annotated[float, _Range(-4, 4)]
"""A line of policy, in standard deviations."""
LogRatio = Annotated[float, _Range(-2, 2)]
"""A ratio of strengths, as its natural logarithm."""
Momentum = Annotated[float, _Range(-3, 3)]
"""How the front moves, in spans that count as a move: toward side A (positive) or B."""
Weariness = Annotated[float, _Range(0, 5)]
"""Slow moving average of the damage of a war; 1 is what its cost is stated for."""
Weeks = Annotated[int, _Range(0, 5200)]
"""A number of weeks, zero allowed."""
SomeWeeks = Annotated[int, _Range(1, 5200)]
"""A number of weeks, at least one."""
StepDays = Annotated[int, _Range(1, 31)]
"""Days in a step."""
Horizon = Annotated[int, _Range(1, 10000)]
"""Steps in a run."""
Seed = Annotated[int, AfterValidator(_seed)]
"""Where the random streams start."""
Text = Annotated[str, AfterValidator(_written)]
"""A text that says something; signs that steer a terminal are taken out of it."""
Remark = Annotated[str, AfterValidator(clean)]
"""A text that may say nothing, cleaned likewise."""
Sources = Annotated[dict[str, Text], AfterValidator(frozen)]
"""Where the numbers of a table come from, by key; ``default`` stands for the rest."""


class Table(BaseModel):
    """A table of the file: frozen, no unknown keys, no silent conversion of types."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)
