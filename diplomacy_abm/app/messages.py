"""What a tab may say to the server: every message checked, everything bounded, one clear line if it is wrong.

A message of a tab names what it wants in ``do``, one of the server says what it is in ``is``. All are JSON objects
over the one socket ``/ws``; runs are numbered under the seed of the tab's setup (``begin``), sides go by the labels
of their leads, and numbers of weeks count from 0.

What the server tells
---------------------
``hello``
    First of all: ``scenarios``, ``policies``, ``groups`` of sliders, ``limits``, ``outcomes`` (names of all outcomes,
    in their order) and ``questions`` (``[name, text]``).
``begin``, ``weeks``
    Answers to :class:`Begin` and :class:`Step`. A ``step`` between two runs, or at a seat, is left out without a word.
    ``turns`` of ``weeks`` are by run the turning points so far, as the history of the run has them
    (``Run.history().facts()``): ``week``, ``kind``, ``text``, ``cause``, ``broker`` and ``actor`` (label). They come
    anew each time, since what comes later may add to one ("3 rounds until May").
``turns``
    Answer to :class:`Causes`: in ``arms`` the turning points of the whole run with what moved whom.
``progress``
    While something long goes on: ``for`` (``"pairs"``, ``"distribution"`` or ``"ending"``), ``stage`` (``"waiting"``,
    ``"compiling"`` or ``"playing"``), ``done`` of ``of`` runs.
``pairs``
    Answer to :class:`Pairs`. ``id`` as asked; ``n`` pairs played (both runs whole); ``seed`` (a text); ``change`` as
    asked; ``classes``, names of outcomes; ``flow``, rows ``[i, j, count]``: so many pairs that end as ``classes[i]``
    by the setup end as ``classes[j]`` with the change; ``pairs``, rows ``[run, i, j]``, so that each dot opens its
    pair by ``begin`` with that ``run`` and ``beside`` the change; ``question`` and ``questions``, the one that was
    asked and all: ``name``, ``text`` ("formal talks are held"), ``base`` and ``changed`` (``[k, n]``), ``difference``
    changed less base with ``low`` and ``high`` (95 %, Newcombe's for pairs, the sets of parameters being clusters),
    ``same`` (share of the pairs with the same answer), ``only_base`` and ``only_changed`` (pairs in which it is so in
    one of the two alone), ``sets`` of parameters, ``between`` (standard deviation of the difference from set to set)
    and ``luck`` (share of the interval's variance that is luck; the rest is the sets), all null where the sets have
    too few pairs to tell, and ``caveat``;
    ``first``, what was done otherwise first, commonest first: ``actor`` (label), ``channel``, ``base`` and
    ``changed`` (each ``{"move", "target"}``, for an answer ``"answer"`` too, or null where nothing was done),
    ``count`` of pairs, ``week`` (the median), ``run`` (an example); ``alike``, pairs without any difference; ``bases``,
    counts by class for each of the two.
``distribution``
    Answer to :class:`Distribution`: ``outcomes`` and ``quantities``; each outcome has ``runs`` and each quantity
    ``bins``, the numbers of the runs under each bar, so that a bar opens its runs. Asked with ``beside`` it has the
    same again in ``beside``, over the same edges of bars.
``why``
    Answer to :class:`Why`: ``week``, ``actor`` and ``arm`` as asked; ``channels``, by channel ``did`` (words that stand
    after "to"), ``person`` (whether a person chose), ``flips`` and ``changed`` (sentences, or empty). At a seat it is
    answered once the game is over.
``saved``
    Answer to :class:`Save`: ``what``, ``name`` of the file, ``type``, ``text``. Weeks that had not been played come
    before it as ``weeks``. A game can be saved once it is over.
``game``, ``played``, ``seats``, ``revealed``, ``ending``
    At a seat. ``turns`` are the turning points that the seat knows of, without causes. ``head`` has no seed (null), no
    policies and no settings while the game goes on; ``did`` of ``played`` is what the seat's moves of that week did;
    ``debrief`` of ``ending`` the turning points of the game.
``error``
    ``re``, what was asked for; ``text``, a line for people.
"""

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

from diplomacy_abm.intake.arguments import SEEDS
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
Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{16,64}$")]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Seed = Annotated[int, Field(ge=0, lt=SEEDS)]


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
    """Play many runs of this setup in the background, and as many with a change beside them."""

    do: Literal["distribution"]
    runs: Annotated[int, Field(ge=10, le=MAX_RUNS)] = 1_000
    beside: Changes | None = None


class Pairs(Message):
    """Play pairs of runs with the same luck, by the setup and with a change beside it; a newer one ends an older."""

    do: Literal["pairs"]
    change: Changes
    n: Annotated[int, Field(ge=10, le=MAX_RUNS)] = 1_000
    question: Word = "talks"
    id: Annotated[int, Field(ge=0, lt=2**53)] = 0


class Why(Message):
    """Ask why an actor chose what it chose in a week: what would have flipped it, and what it changed."""

    do: Literal["why"]
    week: Annotated[int, Field(ge=0)]
    actor: Label
    arm: Annotated[int, Field(ge=0, le=1)] = 0


class Causes(Message):
    """Ask what moved whom at the turning points of the run."""

    do: Literal["causes"]


class Save(Message):
    """Write what is shown as a file: the run (or the pair) as a replay, its weeks or its events as a table."""

    do: Literal["save"]
    what: Literal["replay", "weeks", "events"]


class Host(Setup):
    """Open a game and take a seat in it; the game has luck of its own, whatever the seed of the setup.

    `token` is the player's, made by the page and kept to itself: the seat is claimed by it once and for all. Others
    may claim other seats by the code if the game is `open`.
    """

    do: Literal["host"]
    seat: Label
    token: Token
    open: bool = False


class Join(Message):
    """Claim a seat of an open game, or come back to one's own; one player claims one seat."""

    do: Literal["join"]
    code: Code
    seat: Label
    token: Token


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
    Begin | Step | Distribution | Pairs | Why | Causes | Save | Host | Join | Choose | GoOn | Ending | Leave,
    Field(discriminator="do"),
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


_WORDS: dict[str, str] = {
    "missing": "is missing",
    "extra_forbidden": "is nothing that this can take",
    "greater_than_equal": "must be at least {ge:g}",
    "less_than_equal": "must be at most {le:g}",
    "less_than": "must be below {lt:,}",
    "literal_error": "must be {expected}",
    "finite_number": "must be a finite number",
    "string_too_short": "is empty",
    "too_short": "is empty",
    "string_too_long": "must have at most {max_length} letters",
    "too_long": "must have at most {max_length} entries",
    "union_tag_invalid": "must be one of {expected_tags}",
    "union_tag_not_found": "says nothing that it wants (do)",
    "string_pattern_mismatch": "has signs or a length that this does not take",
}
"""What is wrong, in words for people, by pydantic's name of the fault."""
_KINDS = {"int": "a whole number", "float": "a number", "string": "text", "list": "a list", "dict": "a table",
          "model": "a table", "bool": "yes or no"}  # fmt: skip
_PLACES = {"code": "must be six letters or digits, such as ABC234",
           "seat": "must be the label of an actor, such as TUR",
           "label": "must be a label of up to 12 letters and digits, such as TUR"}  # fmt: skip
"""What fits a pattern, for places that people type into."""


def _line(error: Any) -> str:
    """Say in words for people what is wrong with a message, and where."""
    kind, told = error["type"], error.get("ctx", {})
    # the first part of a place is the kind of message
    place = [str(part) for part in error["loc"][1:]]
    words = _WORDS.get(kind)
    if kind == "string_pattern_mismatch" and place and place[-1] in _PLACES:
        words = _PLACES[place[-1]]
    elif kind == "too_long" and isinstance(error["input"], str):
        words = _WORDS["string_too_long"].format(**told)
    elif words is None:
        of = next((text for name, text in _KINDS.items() if kind.startswith(f"{name}_")), "")
        words = f"must be {of}" if of else error["msg"].removeprefix("Value error, ")
    else:
        words = words.format(**told)
    return one_line(f"{'.'.join(place) or 'message'}: {words}")
