"""A run told week by week, and then how it ended.

Routine is not repeated: a move is news when its actor has not made it toward the same target in the weeks
just before. Weeks without news are told together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from diplomacy_abm import phrases
from diplomacy_abm.narrate.ending import outcome
from diplomacy_abm.narrate.names import Names, day_of, heading, plain
from diplomacy_abm.phrases import listed, sentence
from diplomacy_abm.results.card import ScenarioCard, card

if TYPE_CHECKING:
    from diplomacy_abm.results import Run

#: A move repeated within this many steps is routine.
MEMORY = 4
ROUTINE = f"What an actor has done toward the same target within the last {MEMORY} weeks is not told again."


class _Teller(Names):
    """What the story remembers from week to week."""

    def __init__(self, who: ScenarioCard) -> None:
        super().__init__(who)
        self.last_seen: dict[tuple[str, ...], int] = {}
        self.last_track = 0

    def is_news(self, step: int, *key: str) -> bool:
        """Tell whether something has not happened in the last few steps, and remember that it has now."""
        before = self.last_seen.get(key)
        self.last_seen[key] = step
        return before is None or step - before > MEMORY


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
    lines = [heading(run, who)]
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
        told.add(("shuttle", event.actor, event.target))
        # who goes to a mediator says that it would come; a no is the answer to a question of the mediator's own
        if (event.actor, event.target) in courted and event.accepted == "yes":
            told.add(("court", event.target, event.actor))
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
        template = phrases.HAPPENINGS[event.move]
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
    days = f"{plain(day_of(first.date))} to {plain(_last_day(who, last))}"
    return [f"{word} {_number(who, first)} to {_number(who, last)} ({days}). {text}"]


def _when(who: ScenarioCard, week: Any) -> str:
    return f"{'Week' if who.step_days == 7 else 'Step'} {_number(who, week)} ({plain(day_of(week.date))})."


def _number(who: ScenarioCard, week: Any) -> int:
    return (day_of(week.date) - who.start).days // who.step_days + 1


def _last_day(who: ScenarioCard, week: Any) -> date:
    return day_of(week.date) + timedelta(days=who.step_days - 1)
