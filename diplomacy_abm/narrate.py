"""A run as a story in plain words, week by week, and then how it ended.

Routine is not repeated: a move is news when its actor has not made it toward the same target in the weeks
just before. Weeks without news are told together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from diplomacy_abm import phrases
from diplomacy_abm.phrases import counted, listed, sentence
from diplomacy_abm.results.card import ScenarioCard, card

if TYPE_CHECKING:
    from diplomacy_abm.results import Run

#: A move repeated within this many steps is routine.
MEMORY = 4

_DEFINITE = {"settlement": "the settlement", "ceasefire": "the ceasefire"}
_INDEFINITE = {"settlement": "a settlement", "ceasefire": "a general ceasefire"}


@dataclass
class _Teller:
    """What the story remembers from week to week."""

    who: ScenarioCard
    last_seen: dict[tuple[str, ...], int] = field(default_factory=dict)
    last_track: int = 0

    def is_news(self, step: int, *key: str) -> bool:
        """Tell whether something has not happened in the last few steps, and remember that it has now."""
        before = self.last_seen.get(key)
        self.last_seen[key] = step
        return before is None or step - before > MEMORY

    def name(self, label: str) -> str:
        return phrases.with_article(self.who.actor_name(label))

    def enemy(self, label: str) -> str:
        """Name of the lead of the other side."""
        side = self.who.actors[label].side if label in self.who.actors else ""
        leads = [other.lead for name, other in self.who.sides.items() if name != side]
        return self.name(leads[0]) if leads else "the other side"

    def the(self, subject: str) -> str:
        return _DEFINITE.get(subject) or f"the deal on {self.issue(subject)}"

    def a(self, subject: str) -> str:
        return _INDEFINITE.get(subject) or f"a deal on {self.issue(subject)}"

    def issue(self, subject: str) -> str:
        return phrases.within(self.who.issues.get(subject, subject.replace("_", " ")))


def story(run: Run) -> list[str]:
    """Tell a run.

    Parameters
    ----------
    run : Run
        A finished run.

    Returns
    -------
    list of str
        Paragraphs, unwrapped: a heading, the weeks, and the outcome.
    """
    who = card(run.scenario)
    teller = _Teller(who)
    by_step: dict[int, list[Any]] = defaultdict(list)
    event: Any
    for event in run.events.itertuples(index=False):
        by_step[event.step].append(event)
    lines = [_heading(run, who)]
    quiet: list[Any] = []
    week: Any
    for week in run.steps.itertuples(index=False):
        sentences = list(_week(teller, week, by_step[week.step]))
        if not sentences:
            quiet.append(week)
            continue
        lines += _quiet_weeks(who, quiet)
        quiet = []
        lines.append(f"{_when(who, week)} {' '.join(sentences)}")
    lines += _quiet_weeks(who, quiet)
    return [*lines, outcome(run)]


class Telling:
    """A run told while it goes on, week by week, in the sentences of :func:`story`.

    Parameters
    ----------
    scenario : Scenario or ScenarioCard
        Who is who, and when.
    """

    def __init__(self, scenario: Any) -> None:
        self.who = card(scenario)
        self._teller = _Teller(self.who)

    def week(self, week: Any, events: Iterable[Any]) -> tuple[str, bool]:
        """Tell a week that follows the one told before.

        Parameters
        ----------
        week : row of ``Run.steps``
            With attributes by the names of the columns.
        events : iterable of rows of ``Run.events``
            Those of this week, in their order.

        Returns
        -------
        tuple of (str, bool)
            The text, and whether there is news in it.
        """
        sentences = list(_week(self._teller, week, list(events)))
        return (" ".join(sentences), True) if sentences else (_nothing_new([week]), False)


def told_event(scenario: Any, event: Mapping[str, Any]) -> str:
    """Tell one event in a few words, as they stand within a sentence.

    Parameters
    ----------
    scenario : Scenario or ScenarioCard
        Who is who.
    event : mapping
        A row of ``Run.events``.
    """
    teller, move, subject = _Teller(card(scenario)), str(event["move"]), str(event["subject"])
    words = phrases.HAPPENINGS.get(move) or phrases.CONSEQUENCES.get(move) or phrases.MOVES.get(move, (move, ""))[0]
    about = subject in ("settlement", "ceasefire") or subject in teller.who.issues
    return words.format(
        a=teller.name(event["actor"]), t=teller.name(event["target"]), s=teller.a(subject) if about else "it",
        the=teller.the(subject) if about else "it", label="",
    )  # fmt: skip


def outcome(run: Run) -> str:
    """Tell how a run ended and what there was on the way, in one paragraph."""
    who, summary, steps = card(run.scenario), run.summary, run.steps
    ended = str(summary.get("outcome", ""))
    names = {"A": who.sides["A"].label, "B": who.sides["B"].label}
    length = f"{len(steps)} {'weeks' if who.step_days == 7 else 'steps'}"
    parts = [f"Outcome after {length} (to {_plain(_day(steps['date'].iloc[-1]))}): {ended}."]
    if ended in phrases.OUTCOMES:
        parts.append(phrases.OUTCOMES[ended].format(**names))
    parts += _talks_in_sum(who, summary)
    parts.append(_deals_in_sum(who, summary))
    first, last = steps.iloc[0], steps.iloc[-1]
    ratio_first, ratio_last = (row["cap_a"] / row["cap_b"] for row in (first, last))
    parts.append(
        f"The share of the contested ground held by {names['A']} went from {first['front']:.1%} "
        f"to {last['front']:.1%}, the capability ratio {names['A']}/{names['B']} "
        f"from {ratio_first:.2f} to {ratio_last:.2f}."
    )
    parts.append(
        f"Trust went from {first['trust_ab']:.2f} to {last['trust_ab']:.2f} ({names['A']} in {names['B']}) "
        f"and from {first['trust_ba']:.2f} to {last['trust_ba']:.2f} ({names['B']} in {names['A']})."
    )
    return " ".join(parts)


def _heading(run: Run, who: ScenarioCard) -> str:
    changes = [
        f"{phrases.with_article(who.actor_name(label))} plays {policy}" for label, policy in run.policies.items()
    ]
    changes += [f"without {phrases.with_article(who.actor_name(label))}" for label in run.without]
    extra = f" ({'; '.join(changes)})" if changes else ""
    return f"{who.title}: seed {run.seed}, run {run.run}{extra}."


def _week(teller: _Teller, week: Any, events: list[Any]) -> Iterable[str]:
    """Yield the sentences of one week, in the order in which a reader wants them."""
    by_move: dict[str, list[Any]] = defaultdict(list)
    for event in events:
        by_move[event.move].append(event)
    # what happens may change several numbers; it is one event to a reader
    for subject in dict.fromkeys(str(event.subject) for event in by_move["exogenous"]):
        yield sentence(subject)
    yield from _consequences(teller, week.step, by_move["new_leader"], routine=False)
    for move in ("deliver", "slip"):
        yield from _consequences(teller, week.step, by_move[move], routine=True)
    soundings, visits_told = _soundings(teller, week.step, by_move)
    yield from _moves(teller, week.step, by_move, visits_told)
    yield from soundings
    yield from _table(teller, week.step, by_move)
    yield from _signatures(teller, by_move["sign"])
    yield from _exchanges(teller, by_move["exchange_held"])
    # an envoy who was sent is not told a second time by what he says
    visits = {(event.actor, event.target) for event in by_move["shuttle"]}
    messages = [event for event in by_move["message"] if (event.actor, event.target) not in visits]
    yield from _consequences(teller, week.step, messages, routine=True)
    for move in ("breach", "renew", "lapse", "suspend", "resume", "victory"):
        yield from _consequences(teller, week.step, by_move[move], routine=False)
    yield from _track(teller, week)


def _soundings(
    teller: _Teller, step: int, by_move: dict[str, list[Any]]
) -> tuple[list[str], set[tuple[str, str, str]]]:
    """Return what leads told mediators in secret, and the visits (move, actor, target) that need no telling beside it.

    The same answer within a few weeks is no news. A lead that went to the mediator is told as the one who speaks.
    """
    courted = {(event.target, event.actor) for event in by_move["court"]}
    asked: dict[tuple[str, str], list[str]] = defaultdict(list)
    lines, told = [], set()
    for event in by_move["sounding"]:
        if not teller.is_news(step, event.actor, "sounding", event.target, event.accepted):
            continue
        told |= {("shuttle", event.actor, event.target), ("court", event.target, event.actor)}
        if (event.actor, event.target) in courted:
            says = phrases.TOLD[event.accepted]
            names = {"a": teller.name(event.target), "t": teller.name(event.actor)}
            lines.append(sentence(says.format(**names, enemy=teller.enemy(event.target))))
        else:
            asked[event.target, event.accepted].append(event.actor)
    for (target, accepted), actors in asked.items():
        says = phrases.SOUNDED[accepted][min(len(actors), 2) - 1]
        names = {"a": listed([teller.name(actor) for actor in actors]), "t": teller.name(target)}
        lines.append(sentence(says.format(**names, enemy=teller.enemy(target))))
    return lines, told


def _moves(teller: _Teller, step: int, by_move: dict[str, list[Any]], told: set[tuple[str, str, str]]) -> Iterable[str]:
    """Yield the moves that are news, actors who do the same to the same together; not what is told already."""
    for move, (singular, plural) in phrases.MOVES.items():
        fresh = [e for e in by_move[move] if teller.is_news(step, e.actor, move, e.target)]
        fresh = [e for e in fresh if (move, e.actor, e.target) not in told]
        if move in phrases.MUTUAL and _is_mutual(fresh):
            names = [teller.name(event.actor) for event in fresh]
            yield sentence(phrases.MUTUAL[move].format(a=listed(names)))
            continue
        targets: dict[str, list[str]] = defaultdict(list)
        for event in fresh:
            targets[event.target if "{t}" in singular else ""].append(event.actor)
        for target, actors in targets.items():
            names = [teller.name(actor) for actor in dict.fromkeys(actors)]
            template = singular if len(names) == 1 else plural
            yield sentence(template.format(a=listed(names), t=teller.name(target)))


def _is_mutual(events: list[Any]) -> bool:
    pairs = {(event.actor, event.target) for event in events}
    return len(pairs) == 2 and all((target, actor) in pairs for actor, target in pairs)


def _table(teller: _Teller, step: int, by_move: dict[str, list[Any]]) -> Iterable[str]:
    """Yield what happened at the table, or that one side came alone."""
    rounds = by_move["round"]
    if rounds:
        first = rounds[0]
        form = f" ({first.subject})" if first.subject and first.subject != "none" else ""
        host = f", hosted by {teller.name(first.via)}" if first.via else ""
        yield f"A round of talks is held{form}{host}."
    else:
        came = list(dict.fromkeys(event.actor for event in by_move["attend"]))
        if came and teller.is_news(step, "came alone", *came):
            names = [teller.name(label) for label in came]
            verb = "is" if len(came) == 1 else "are"
            yield sentence(f"{listed(names)} {verb} ready to sit down, but no round comes about")
    answers: dict[str, list[Any]] = defaultdict(list)
    for move in ("accept", "reject"):
        for event in by_move[move]:
            answers[event.subject].append(event)
    told = set()
    for offer in by_move["offer"]:
        if offer.subject in told:
            continue
        told.add(offer.subject)
        answered = _answered(teller, answers.pop(offer.subject, []))
        yield sentence(f"{teller.name(offer.actor)} offers {teller.a(offer.subject)}{answered}")
    for subject, given in answers.items():
        yield sentence(f"{teller.a(subject)} is on the table{_answered(teller, given)}")


def _answered(teller: _Teller, answers: list[Any]) -> str:
    parts = []
    for move, singular, plural in (("accept", "accepts", "accept"), ("reject", "refuses", "refuse")):
        names = list(dict.fromkeys(teller.name(event.actor) for event in answers if event.move == move))
        if names:
            parts.append(f"{listed(names)} {singular if len(names) == 1 else plural}")
    return f"; {', '.join(parts)}" if parts else ""


def _signatures(teller: _Teller, events: list[Any]) -> Iterable[str]:
    """Yield each deal once, however many rows its signatures have."""
    signers: dict[tuple[str, str], list[str]] = defaultdict(list)
    for event in events:
        signers[event.subject, event.via] += [label for label in (event.actor, event.target) if label]
    for (subject, via), labels in signers.items():
        names = [teller.name(label) for label in dict.fromkeys(labels) if label != via]
        if not names:
            continue
        if via:
            yield sentence(f"{listed(names)} each sign {teller.a(subject)} with {teller.name(via)}")
        else:
            yield sentence(f"{listed(names)} sign {teller.a(subject)}")


def _exchanges(teller: _Teller, events: list[Any]) -> Iterable[str]:
    if not events:
        return
    names = dict.fromkeys(teller.name(label) for event in events for label in (event.actor, event.target) if label)
    through = dict.fromkeys(teller.name(event.via) for event in events if event.via)
    by = f", with the help of {listed(list(through))}" if through else ""
    yield sentence(f"{listed(list(names))} exchange prisoners{by}")


def _consequences(teller: _Teller, step: int, events: list[Any], routine: bool) -> Iterable[str]:
    told = set()
    for event in events:
        key = (event.move, event.actor, event.target, event.subject)
        template = phrases.CONSEQUENCES[event.move]
        text = template.format(
            a=teller.name(event.actor),
            t=teller.name(event.target),
            the=teller.the(event.subject),
            label=f" ({event.subject})" if event.subject else "",
        )
        if text not in told and (not routine or teller.is_news(step, *key)):
            told.add(text)
            yield sentence(text)


def _track(teller: _Teller, week: Any) -> Iterable[str]:
    """Yield a change of track, unless it has been at that level just before."""
    track, before = int(week.track), teller.last_track
    teller.last_track = track
    fresh = teller.is_news(week.step, "track", str(track))
    if track > before and fresh:
        yield f"{phrases.TRACK_RISES[track]}."
    elif track < before and before >= 4:
        yield f"{'The ceasefire' if before == 4 else 'The settlement'} is no longer in force."


def _nothing_new(weeks: list[Any]) -> str:
    missiles = sum(week.missiles for week in weeks) / len(weeks)
    drones = sum(week.drones for week in weeks) / len(weeks)
    calm = all(week.ceasefire or week.settlement for week in weeks)
    # what little flies under an agreement is no news, and some wars have neither
    counts = [f"{count:.0f} {name}" for count, name in ((missiles, "missiles"), (drones, "drones")) if count >= 1]
    fire = f", with about {' and '.join(counts)} a week" if counts and not calm else ""
    return f"Nothing new; {'the peace holds' if calm else 'the fighting goes on'}{fire}."


def _quiet_weeks(who: ScenarioCard, weeks: list[Any]) -> list[str]:
    if not weeks:
        return []
    text = _nothing_new(weeks)
    if len(weeks) == 1:
        return [f"{_when(who, weeks[0])} {text}"]
    first, last = weeks[0], weeks[-1]
    word = "Weeks" if who.step_days == 7 else "Steps"
    days = f"{_plain(_day(first.date))} to {_plain(_last_day(who, last))}"
    return [f"{word} {_number(who, first)} to {_number(who, last)} ({days}). {text}"]


def _when(who: ScenarioCard, week: Any) -> str:
    return f"{'Week' if who.step_days == 7 else 'Step'} {_number(who, week)} ({_plain(_day(week.date))})."


def _number(who: ScenarioCard, week: Any) -> int:
    return (_day(week.date) - who.start).days // who.step_days + 1


def _last_day(who: ScenarioCard, week: Any) -> date:
    return _day(week.date) + timedelta(days=who.step_days - 1)


def _day(value: Any) -> date:
    """Return the day of a text, a date or a time stamp."""
    return date.fromisoformat(str(value)[:10])


def _plain(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _talks_in_sum(who: ScenarioCard, summary: Any) -> list[str]:
    rounds, first = int(summary.get("rounds", 0)), int(summary.get("first_formal", -1))
    if first < 0:
        return ["Formal talks never opened."]
    form, host = str(summary.get("first_formal_form", "")), str(summary.get("first_formal_host", ""))
    hosted = f", hosted by {phrases.with_article(who.actor_name(host))}" if host and host != "-1" else ""
    shape = f" ({form})" if form not in ("", "none") else ""
    opened = _plain(who.start + timedelta(days=who.step_days * first))
    return [f"Formal talks first opened in the week of {opened}{shape}{hosted}; {counted(rounds, 'round')} in all."]


def _deals_in_sum(who: ScenarioCard, summary: Any) -> str:
    exchanges = counted(int(summary.get("exchanges", 0)), "prisoner exchange")
    partial = counted(int(summary.get("partial_deals", 0)), "partial deal")
    breaches = counted(int(summary.get("breaches", 0)), "breach", "breaches")
    parts = [exchanges, partial, breaches]
    if int(summary.get("ceasefire_weeks", 0)):
        parts.append(f"{counted(int(summary['ceasefire_weeks']), 'week')} of ceasefire")
    return f"There {'was' if parts[0].startswith('1 ') else 'were'} {listed(parts)}."
