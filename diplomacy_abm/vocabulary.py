"""The words of the field as enumerations; every other module uses these and no synonyms.

Nothing here computes. An *actor index* (``int``) is a position in the arrays of :mod:`diplomacy_abm.state`;
an *actor label* (``str``, such as ``"TUR"``) is what scenario files, results and pages show.
"""

from enum import IntEnum
from typing import NewType

ActorIndex = NewType("ActorIndex", int)
ActorLabel = NewType("ActorLabel", str)


class Channel(IntEnum):
    """Where an actor acts; one move per channel and step. OUTCOME holds what follows from moves."""

    MILITARY = 0
    HUMANITARIAN = 1
    DIPLOMATIC = 2
    SUPPORT = 3
    MEDIATION = 4
    OUTCOME = 5


class Seat(IntEnum):
    """The roles an actor can hold in a dispute; it may hold several."""

    PARTY = 0
    PATRON = 1
    MEDIATOR = 2
    OBSERVER = 3


class Track(IntEnum):
    """How far diplomacy has come this week."""

    NO_CONTACT = 0
    CONTACTS = 1
    EARLY_DISCUSSIONS = 2
    FORMAL_TALKS = 3
    CEASEFIRE = 4
    SETTLEMENT = 5


class TalkForm(IntEnum):
    """How the parties meet: face to face, with a mediator between them, or with one of them absent."""

    NONE = 0
    DIRECT = 1
    PROXIMITY = 2
    SHUTTLE = 3


class Outcome(IntEnum):
    """Classes in which a finished run falls; exactly one each."""

    VICTORY_A = 0
    VICTORY_B = 1
    SETTLEMENT_HELD = 2
    SETTLEMENT_RELAPSED = 3
    CEASEFIRE = 4
    FORMAL_TALKS_ONLY = 5
    EARLY_DISCUSSIONS_ONLY = 6
    NO_CONTACT = 7


OUTCOME_NAMES: dict[Outcome, str] = {
    Outcome.VICTORY_A: "victory of A",
    Outcome.VICTORY_B: "victory of B",
    Outcome.SETTLEMENT_HELD: "settlement held",
    Outcome.SETTLEMENT_RELAPSED: "settlement relapsed",
    Outcome.CEASEFIRE: "ceasefire",
    Outcome.FORMAL_TALKS_ONLY: "formal talks only",
    Outcome.EARLY_DISCUSSIONS_ONLY: "early discussions only",
    Outcome.NO_CONTACT: "no contact",
}


class Effect(IntEnum):
    """What a move does. A row of the catalogue names one of these and its size."""

    HOLD = 0
    STRIKE = 1
    OFFENSIVE = 2
    RESTRAIN = 3
    NO_EXCHANGE = 4
    EXCHANGE = 5
    NONE = 6
    COURT = 7
    PROPOSE = 8
    ATTEND = 9
    CONCEDE = 10
    THREATEN = 11
    WALK_OUT = 12
    NO_SUPPORT = 13
    PLEDGE = 14
    SURGE = 15
    CUT_BACK = 16
    SANCTION = 17
    RELIEVE = 18
    PRESS_TO_TALK = 19
    PROMISE_GUARANTEE = 20
    STAND_BY = 21
    SHUTTLE = 22
    CONVENE = 23
    FORMULATE = 24
    INDUCE = 25
    PRESS = 26
    GUARANTEE = 27
    HAND_OVER = 28
    # what follows from moves
    ROUND = 40
    OFFER = 41
    ACCEPT = 42
    REJECT = 43
    SIGN = 44
    BREACH = 45
    RENEW = 46
    LAPSE = 47
    SUSPEND = 48
    RESUME = 49
    DELIVER = 50
    SLIP = 51
    EXCHANGE_HELD = 52
    MESSAGE = 53
    EXOGENOUS = 54
    VICTORY = 55
    END = 56
    SOUNDING = 57
    NEW_LEADER = 58


class Aim(IntEnum):
    """Whom a move is directed at."""

    NOBODY = 0
    ENEMY = 1
    PARTNER = 2
    CLIENT = 3
    RIVAL_OF_CLIENT = 4
    PARTY = 5
    MEDIATOR = 6


class Goal(IntEnum):
    """What an actor cares about; a scenario gives each a weight."""

    ISSUE = 0
    SECURITY = 1
    WELFARE = 2
    STANDING = 3
    ALLIANCE = 4
    PEACE = 5
    PRESTIGE = 6
    COMMERCE = 7


class Line(IntEnum):
    """What the model does not see of an actor and lasts: lines of its policy, each a persistent circumstance."""

    FIGHT = 0
    TALK = 1
    EXCHANGE = 2
    ENGAGE = 3
    AID = 4
    COERCE = 5


class Covers(IntEnum):
    """Which violence a separable truce dampens."""

    NONE = 0
    STRIKES = 1
    GROUND = 2


class Variable(IntEnum):
    """What a dated event can change; LEADER is a vote, whose change is the chance of a new leader."""

    SUPPORT = 0
    CAPABILITY = 1
    STANDING = 2
    LEVERAGE = 3
    CREDIBILITY = 4
    BIAS = 5
    TRUST = 6
    COST = 7
    REFUSAL_COST = 8
    SANCTIONS = 9
    TALK_LINE = 10
    AID_LINE = 11
    LEADER = 12


class Decision(IntEnum):
    """Names of the random streams: which decision a draw belongs to."""

    MILITARY = 0
    HUMANITARIAN = 1
    DIPLOMATIC = 2
    SUPPORT = 3
    MEDIATION = 4
    PRIVATE_COST = 10
    TRUST_PRIOR = 11
    STANDING = 12
    FRONT = 13
    MISSILES = 14
    MISSILE_COUNT = 15
    DRONES = 16
    DRONE_COUNT = 17
    BATTLEFIELD = 18
    SIGNAL = 19
    REPORT = 20
    DELIVERY = 21
    SLIP = 22
    PROPOSER = 23
    AGENDA = 24
    SEPARABLE_ITEM = 25
    ANSWER = 26
    ANSWER_CEASEFIRE = 27
    ANSWER_SEPARABLE = 28
    RESTING_LEVEL = 29
    TEXT = 30
    STANDING_START = 31
    LINE = 32
    LINE_START = 40
    POWER = 48
    POWER_VIEW = 49
    LEADER = 50
    NEW_STANDING = 51
    NEW_LINE = 52
    TALK_SINCE = 60
    COMPLY = 64
    RENEW = 96
    LEANING = 160


class Policy(IntEnum):
    """Built-in ways of choosing; identifiers from 100 on belong to policies of users."""

    QUANTAL = 0
    BEST_RESPONSE = 1
    RANDOM = 2
    HAWK = 3
    DOVE = 4
    TIT_FOR_TAT = 5
    GRIT = 6
    STATUS_QUO = 7


CUSTOM = 100
"""Number of the first policy of a user's own."""
