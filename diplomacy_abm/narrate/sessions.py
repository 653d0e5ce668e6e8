"""Talks: rounds told as sessions, with the offers made, the answers, and what was signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diplomacy_abm.narrate.names import Names, covered, plain
from diplomacy_abm.narrate.terms import terms
from diplomacy_abm.phrases import counted, listed, sentence

if TYPE_CHECKING:
    from diplomacy_abm.narrate.turns import Tellings, Turn

GAP = 4
"""Rounds this many steps apart or less are one session."""

NARROW, CLEAR = 0.02, 0.1
"""Margins of an answer, in shares of all that an actor wants: below the first it was near, from the second on clear."""

Event = dict[str, Any]


def sessions(told: Tellings) -> list[Turn]:
    """Return sessions of talks, offers and signatures as turning points."""
    rounds = told.of("round")
    groups: list[list[Event]] = []
    for event in rounds:
        if groups and event["step"] - groups[-1][-1]["step"] <= GAP:
            groups[-1].append(event)
        else:
            groups.append([event])
    ends = [*(group[0]["step"] for group in groups[1:]), 10**9]
    found = [_session(told, group, end, first=not x) for x, (group, end) in enumerate(zip(groups, ends, strict=False))]
    return [*found, *_offers(told), *_refused(told), *_signatures(told)]


def _session(told: Tellings, group: list[Event], end: int, first: bool) -> Turn:
    """One session; who walks out of it, up to where the next one begins, is told with the week."""
    from diplomacy_abm.narrate.turns import Turn

    step, last = group[0]["step"], group[-1]["step"]
    names, host = told.names, str(group[0]["via"])
    form = f" ({group[0]['subject']})" if group[0]["subject"] not in ("", "none") else ""
    opened = "Formal talks open" if first else "The sides meet again"
    hosted = f", hosted by {names.name(host)}" if host else ""
    count = f"; {counted(len(group), 'round')} until {plain(names.day(last))}" if len(group) > 1 else ""
    left = [event for event in told.of("walk_out") if step <= event["step"] < end]
    leaving = [f"{names.name(event['actor'])} walks out in {names.word} {event['step'] + 1}" for event in left]
    out = f"; {listed(leaving)}" if left else ""
    moved = [told.moved(step, lead, "diplomatic", "propose", "attend", "concede") for lead in told.leads]
    return Turn(step, "talks", sentence(f"{opened}{form}{hosted}{count}{out}"), "; ".join(one for one in moved if one),
                told.brokers.of_round(step, host), told.leads[0])  # fmt: skip


def _offers(told: Tellings) -> list[Turn]:
    """Offers with their terms and the answers; the same offer again within a session is counted."""
    from diplomacy_abm.narrate.turns import Turn

    found: list[Turn] = []
    seen: dict[tuple[str, str], tuple[int, float]] = {}
    for event in told.of("offer"):
        step, subject, author = event["step"], str(event["subject"]), str(event["actor"])
        before = seen.get((author, subject))
        seen[author, subject] = (step, float(event["value"]))
        answers = [e for e in told.of("accept", "reject") if e["step"] == step and e["subject"] == subject]
        refused = any(answer["move"] == "reject" for answer in answers)
        if refused and before is not None and step - before[0] <= GAP and before[1] == float(event["value"]):
            continue
        given = _content(told, event, before)
        offers = "offers" if author in told.leads else "puts its own text to both:"
        text = sentence(f"{told.names.name(author)} {offers} {told.names.a(subject)}{given}{_answers(told, answers)}")
        if any(e["step"] == step and e["subject"] == subject for e in told.of("sign")):
            # the signature tells it
            continue
        found.append(Turn(step, "offer", text, actor=author))
    return found


def _content(told: Tellings, event: Event, before: tuple[int, float] | None) -> str:
    """Say what a settlement that is offered gives whom; of a later offer of the same author how it differs."""
    level = float(event["value"])
    if event["subject"] != "settlement" or not 0.0 <= level <= 1.0:
        return ""
    if before is None:
        content = terms(told.names, told.run.packages, level)
        return f": {content}" if content else ""
    side = told.names.who.sides["B" if level > before[1] else "A"].label
    return f", with more for {side} than before" if level != before[1] else " on the same terms"


def _refused(told: Tellings) -> list[Turn]:
    """Deals on single issues that were on the table and not signed; the same one again within a session is not told."""
    from diplomacy_abm.narrate.turns import Turn

    answers: dict[tuple[int, str], list[Event]] = {}
    offered = {(event["step"], event["subject"]) for event in told.of("offer", "sign")}
    for event in told.of("accept", "reject"):
        if (event["step"], event["subject"]) not in offered:
            answers.setdefault((event["step"], str(event["subject"])), []).append(event)
    found: list[Turn] = []
    last: dict[str, int] = {}
    for (step, subject), given in answers.items():
        again = step - last.get(subject, -99) <= GAP
        last[subject] = step
        if not again:
            text = sentence(f"{told.names.a(subject)} is on the table{_answers(told, given)}")
            found.append(Turn(step, "refusal", text, actor=str(given[0]["actor"])))
    return found


def _answers(told: Tellings, answers: list[Event]) -> str:
    """Say who said yes and no, and by how much."""
    parts = []
    for answer in answers:
        verb = "says yes" if answer["move"] == "accept" else "says no"
        parts.append(f"{told.names.name(answer['actor'])} {verb}{_margin(answer)}")
    return f"; {listed(parts)}" if parts else ""


def _margin(answer: Event) -> str:
    """Say how near the answer was, by what the offer is worth to the answerer above going on."""
    size = abs(float(answer["value"]))
    return ", narrowly" if size < NARROW else ", flatly" if size >= CLEAR and answer["move"] == "reject" else ""


def _gains(names: Names, answers: list[Event]) -> str:
    """Say how much better than going on a deal is for those who sign, the one that gains least first."""
    words: dict[str, list[str]] = {}
    for answer in sorted(answers, key=lambda event: float(event["value"])):
        value = float(answer["value"])
        much = "no better" if value <= 0.0 else "a little better" if value < NARROW else "better"
        much = "far better" if value >= CLEAR else much
        words.setdefault(much, []).append(names.name(answer["actor"]))
    told = [f"{much} for {listed(who)}" for much, who in words.items()]
    return " and ".join(told).replace(" for ", " than going on for ", 1) if told else ""


def _signatures(told: Tellings) -> list[Turn]:
    """Signatures: each agreement once, with its terms, its broker and what each gained."""
    from diplomacy_abm.narrate.turns import Turn

    found = []
    by_deal: dict[tuple[int, str], list[Event]] = {}
    for event in told.of("sign"):
        by_deal.setdefault((event["step"], str(event["subject"])), []).append(event)
    for (step, subject), rows in by_deal.items():
        via = str(rows[0]["via"])
        signers = [label for row in rows for label in (row["actor"], row["target"]) if label and label != via]
        content = terms(told.names, told.run.packages, float(rows[0]["value"])) if subject == "settlement" else ""
        # a deal on an issue is signed with the mediator of the text; for the rest the mediator is the broker
        mirror = via and subject not in ("settlement", "ceasefire")
        mediator = f" with {told.names.name(via)}" if mirror else ""
        covers = covered(told.run.scenario, subject)
        content = f": {content}" if content else f", which dampens {covers}" if covers else ""
        sign = "each sign" if mirror else "sign"
        text = f"{told.names.names(signers)} {sign} {told.names.a(subject)}{mediator}{content}"
        answers = [e for e in told.of("accept") if e["step"] == step and e["subject"] == subject]
        authors = [e["actor"] for e in told.of("offer") if e["step"] == step and e["subject"] == subject]
        by = [f"{told.names.names(authors)} offered it"] if authors and authors[0] in told.leads else []
        gained = _gains(told.names, answers)
        cause = "; ".join([*by, gained] if gained else by)
        found.append(Turn(step, "deal", sentence(text), cause, told.brokers.of_deal(step, via, subject, bool(by)),
                          str(signers[0]) if signers else ""))  # fmt: skip
    return found
