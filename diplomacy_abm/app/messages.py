"""What a tab may say to the server: every message checked, everything bounded, one clear line if it is wrong."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from diplomacy_abm.intake.clean import clean, one_line

MAX_BYTES = 64 * 1024
"""Largest message that a tab may send."""
MAX_WEEKS = 52
MAX_RUNS = 2_000
MAX_STEPS = 1_040
MAX_ADDED = 12
_MAX_NAMES = 200
_MAX_ERRORS = 3

Word = Annotated[str, AfterValidator(clean), StringConstraints(min_length=1, max_length=80)]
Label = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,11}$")]
Code = Annotated[
    str,
    BeforeValidator(lambda code: code.strip().upper() if isinstance(code, str) else code),
    StringConstraints(pattern=r"^[A-Z2-9]{6}$"),
]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Seed = Annotated[int, Field(ge=0, lt=2**63)]


class Message(BaseModel):
    """A message: no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AddedActor(Message):
    """An actor that the user puts into the scenario, as a mediator or a patron."""

    label: Label
    name: Word
    role: Literal["mediator", "patron"]
    client: Label | None = None
    support: Share = 0.1
    arms: Annotated[float, Field(ge=0.0, le=1.0)] = 0.0005
    credibility: Share = 0.5
    leverage: Share = 0.03
    bias: Annotated[float, Field(ge=-1.0, le=1.0)] = 0.0


class Changes(Message):
    """What differs from the scenario as it is."""

    parameters: Annotated[dict[Word, Number], Field(max_length=_MAX_NAMES)] = {}
    policies: Annotated[dict[Word, Word], Field(max_length=_MAX_NAMES)] = {}
    settings: Annotated[dict[Word, Number], Field(max_length=_MAX_NAMES)] = {}
    without: Annotated[list[Word], Field(max_length=_MAX_NAMES)] = []


class Setup(Changes):
    """A run: which scenario, which luck, what is changed."""

    scenario: Word
    seed: Seed | None = None
    run: Annotated[int, Field(ge=0, lt=2**32)] = 0
    steps: Annotated[int, Field(ge=1, le=MAX_STEPS)] | None = None
    added: Annotated[list[AddedActor], Field(max_length=MAX_ADDED)] = []


class Begin(Setup):
    """Set up a run, and beside it another with the same luck if `beside` says what differs there."""

    do: Literal["begin"]
    beside: Changes | None = None


class Step(Message):
    """Play some weeks."""

    do: Literal["step"]
    weeks: Annotated[int, Field(ge=1, le=MAX_WEEKS)] = 1


class Distribution(Message):
    """Play many runs of this setup in the background."""

    do: Literal["distribution"]
    runs: Annotated[int, Field(ge=10, le=MAX_RUNS)] = 1_000


class Host(Setup):
    """Open a game and take a seat in it."""

    do: Literal["host"]
    seat: Label


class Join(Message):
    """Take a seat in a game that is open or saved."""

    do: Literal["join"]
    code: Code
    seat: Label


class Choose(Message):
    """Choose for one's seat: by channel the place on the menu; what is left out its own policy chooses."""

    do: Literal["choose"]
    week: Annotated[int, Field(ge=0)]
    choices: Annotated[dict[Word, Annotated[int, Field(ge=0, strict=True)]], Field(max_length=8)] = {}


class GoOn(Message):
    """Play the week without waiting for seats whose players are away."""

    do: Literal["go_on"]
    week: Annotated[int, Field(ge=0)]


class Ending(Message):
    """Compare a finished game with default runs."""

    do: Literal["ending"]


class Leave(Message):
    """Leave the game; the seat stays open for whoever has the code."""

    do: Literal["leave"]


Any_ = Annotated[
    Begin | Step | Distribution | Host | Join | Choose | GoOn | Ending | Leave, Field(discriminator="do")
]
_ADAPTER: TypeAdapter[Any] = TypeAdapter(Any_)


def read(text: str) -> Message:
    """Return the message of a text.

    Raises
    ------
    ValueError
        In one line: what is wrong, where, and what is allowed.
    """
    if len(text.encode()) > MAX_BYTES:
        raise ValueError(f"message: {len(text.encode())} bytes, must be at most {MAX_BYTES}")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("message: is not JSON") from None
    try:
        return _ADAPTER.validate_python(document)
    except ValidationError as error:
        raise ValueError("; ".join(_line(one) for one in error.errors()[:_MAX_ERRORS])) from None


def _line(error: Any) -> str:
    place = ".".join(str(part) for part in error["loc"]) or "message"
    return one_line(f"{place}: {error['msg'][:1].lower()}{error['msg'][1:]}")
