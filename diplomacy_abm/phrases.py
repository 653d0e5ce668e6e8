"""Words for moves and their consequences: what :mod:`diplomacy_abm.narrate` says.

``{a}`` is who acts, ``{t}`` is whom it is aimed at, ``{s}`` the subject with "a", ``{the}`` the subject with
"the". Each phrase has a singular and a plural, for actors who do the same in the same week.
"""

from __future__ import annotations

from collections.abc import Sequence

from diplomacy_abm.results.sides import with_article

__all__ = [
    "ACTS", "CONSEQUENCES", "HAPPENINGS", "MOVES", "MUTUAL", "OUTCOMES", "SOUNDED", "TOLD", "TRACK_RISES", "counted",
    "listed", "sentence", "series", "with_article", "within",
]  # fmt: skip

#: Moves of actors. Those that are not here are silent: they change nothing, or their consequence is told.
MOVES: dict[str, tuple[str, str]] = {
    "convene": ("{a} invites both sides to a round", "{a} invite both sides to a round"),
    "shuttle": ("{a} sends an envoy to {t}", "{a} send envoys to {t}"),
    "formulate": ("{a} tables a text of its own", "{a} table texts of their own"),
    "induce": ("{a} offers {t} a reward for signing", "{a} offer {t} a reward for signing"),
    "press": ("{a} leans on {t} to sign", "{a} lean on {t} to sign"),
    "guarantee": (
        "{a} offers to guarantee and monitor what is agreed",
        "{a} offer to guarantee and monitor what is agreed",
    ),
    "hand_over": ("{a} yields the chair to {t}", "{a} yield the chair to {t}"),
    "press_to_talk": ("{a} presses {t} to talk", "{a} press {t} to talk"),
    "promise_guarantee": (
        "{a} promises {t} protection after a settlement",
        "{a} promise {t} protection after a settlement",
    ),
    "pledge": ("{a} announces a package of aid for {t}", "{a} announce packages of aid for {t}"),
    "surge": ("{a} rushes arms from its own stocks to {t}", "{a} rush arms from their own stocks to {t}"),
    "cut_back": ("{a} cuts its support for {t}", "{a} cut their support for {t}"),
    "sanction": ("{a} puts sanctions on {t}", "{a} put sanctions on {t}"),
    "relieve": ("{a} eases its sanctions on {t}", "{a} ease their sanctions on {t}"),
    "court": ("{a} courts {t}", "{a} court {t}"),
    "propose": ("{a} proposes talks to {t}", "{a} propose talks to {t}"),
    "concede": ("{a} lowers its demands", "{a} lower their demands"),
    "threaten": ("{a} threatens {t}", "{a} threaten {t}"),
    "walk_out": ("{a} walks out of the talks", "{a} walk out of the talks"),
    "strike": ("{a} strikes {t}", "{a} strike {t}"),
    "offensive": ("{a} goes on the offensive", "{a} go on the offensive"),
    "restrain": ("{a} restrains its forces", "{a} restrain their forces"),
}

#: Moves that two enemies can make at each other.
MUTUAL = {
    "strike": "{a} strike each other",
    "threaten": "{a} threaten each other",
    "propose": "{a} propose talks to each other",
}

#: Moves as what somebody would do.
ACTS: dict[str, str] = {
    "hold": "hold fire", "strike": "strike {t}", "offensive": "attack on the ground as well", "restrain": "pause",
    "no_exchange": "exchange nobody", "exchange": "be ready to exchange prisoners", "none": "do nothing",
    "court": "visit {t}", "propose": "propose talks to {t}", "attend": "come to the table",
    "concede": "come and lower its demands", "threaten": "threaten {t}", "walk_out": "walk out",
    "no_support": "do nothing", "pledge": "announce a package of aid for {t}", "surge": "rush arms to {t}",
    "cut_back": "cut its support for {t}", "sanction": "put sanctions on {t}", "relieve": "ease its sanctions on {t}",
    "press_to_talk": "press {t} to talk", "promise_guarantee": "promise {t} protection", "stand_by": "do nothing",
    "shuttle": "send an envoy to {t}", "convene": "invite both sides", "formulate": "table a text of its own",
    "induce": "offer {t} a reward for signing", "press": "lean on {t} to sign", "guarantee": "offer to guarantee",
    "hand_over": "yield the chair to {t}",
}  # fmt: skip

#: What happens, one event at a time: ``{the}`` is the subject.
HAPPENINGS: dict[str, str] = {
    "exchange": "{a} is ready to exchange prisoners", "attend": "{a} comes to the table",
    "concede": "{a} comes and lowers its demands", "round": "a round of talks is held", "offer": "{a} offers {s}",
    "accept": "{a} says yes to {s}", "reject": "{a} says no to {s}", "sign": "{a} and {t} sign {s}",
    "exchange_held": "prisoners are exchanged", "sounding": "{t} tells {a} in secret whether it would come",
}  # fmt: skip

#: Consequences that are told one by one; the rest has sentences of its own.
CONSEQUENCES: dict[str, str] = {
    "breach": "{a} breaks {the}",
    "renew": "{the} is renewed",
    "lapse": "{the} lapses",
    "suspend": "{the} is suspended",
    "resume": "{the} resumes",
    "deliver": "{a} delivers arms to {t}{label}",
    "slip": "a delivery of {a} to {t} slips{label}",
    "message": "{a} tells {t} what it heard of the other side",
    "victory": "{a} wins the war",
    "new_leader": "{a} has a new leader",
}

#: What a lead tells a mediator that asks it in secret, by its answer: one mediator, several. ``{enemy}`` is the lead
#: of the other side.
SOUNDED: dict[str, tuple[str, str]] = {
    "yes": ("{a} sounds {t}, which would come if {enemy} did", "{a} sound {t}, which would come if {enemy} did"),
    "no": (
        "{a} sounds {t}, which would not come even if {enemy} did",
        "{a} sound {t}, which would not come even if {enemy} did",
    ),
}

#: The same when the lead has gone to the mediator.
TOLD: dict[str, str] = {
    "yes": "{a} courts {t} and lets it know that it would come if {enemy} did",
    "no": "{a} courts {t} and lets it know that it would not come even if {enemy} did",
}

#: What a track is called when diplomacy reaches it.
TRACK_RISES = {
    1: "The sides are in contact",
    2: "Early discussions begin: talks about talks",
    3: "Formal talks open",
    4: "A general ceasefire is in force",
    5: "A settlement is in force",
}

OUTCOMES = {
    "victory of A": "{A} has won the war.",
    "victory of B": "{B} has won the war.",
    "settlement held": "The sides settled.",
    "settlement relapsed": "The sides settled, and the settlement broke down.",
    "ceasefire": "The guns are silent without a settlement.",
    "formal talks only": "The war goes on, though the sides met at a table.",
    "early discussions only": "The war goes on; the sides never met at a table.",
    "no contact": "The war goes on, and diplomacy hardly stirred.",
}
WAR_GOES_ON = ("formal talks only", "early discussions only", "no contact")
RESUMED = "The war goes on again: there was a general ceasefire, and it did not last."
"""Instead, where the class tells of talks alone and a ceasefire had been signed."""


def listed(names: Sequence[str]) -> str:
    """Join names as prose: ``A``, ``A and B``, ``A, B and C``."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def series(clauses: Sequence[str]) -> str:
    """Join clauses that hold an "and" or commas of their own: ``a, b and c`` and ``d`` as ``a, b and c, and d``."""
    return clauses[0] if len(clauses) == 1 else f"{', '.join(clauses[:-1])}, and {clauses[-1]}"


def sentence(text: str) -> str:
    """Return text with a capital at its start and a full stop at its end."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def counted(count: int, singular: str, plural: str = "") -> str:
    """Return ``1 round``, ``3 rounds`` or ``no rounds``."""
    many = plural or f"{singular}s"
    return f"1 {singular}" if count == 1 else f"{count or 'no'} {many}"


def within(label: str) -> str:
    """Return the label of an issue as it stands within a sentence; proper names keep their capital."""
    words = label.split()
    proper = len(words) > 1 and words[1][:1].isupper()
    return label if proper or label[1:2].isupper() else label[:1].lower() + label[1:]
