"""How a run ended: what stood at the end and for how long, and what there had been."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from diplomacy_abm import phrases
from diplomacy_abm.narrate.agreements import Agreement, agreements
from diplomacy_abm.narrate.names import Names, day_of, plain
from diplomacy_abm.phrases import counted, listed, series
from diplomacy_abm.results.card import ScenarioCard, card
from diplomacy_abm.results.quantities import HELD
from diplomacy_abm.results.sides import sides_of, worded

if TYPE_CHECKING:
    from diplomacy_abm.results import Run


def outcome(run: Run) -> str:
    """Tell how a run ended and what there was on the way, in one paragraph."""
    who, summary, steps = card(run.scenario), run.summary, run.steps
    ended = str(summary.get("outcome", ""))
    names = dict(zip("AB", sides_of(who), strict=True))
    length = f"{len(steps)} {'weeks' if who.step_days == 7 else 'steps'}"
    parts = [f"Outcome after {length} (to {plain(day_of(steps['date'].iloc[-1]))}): {worded(ended, sides_of(who))}."]
    parts += [said] if (said := _class_said(run)) else []
    parts += stood(run)
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


def ending(run: Run) -> str:
    """Tell how a run ended in a few sentences: the class, what stood, what had stood, how much there was of what."""
    who, summary = card(run.scenario), run.summary
    names = Names(who)
    ended = str(summary.get("outcome", ""))
    sides, said = sides_of(who), _class_said(run)
    rounds = _rounds(run, names)
    parts = [f"Outcome after {names.weeks(len(run.steps))}: {worded(ended, sides)}. {said}".strip(), *stood(run)]
    return " ".join([*parts, f"{rounds[:1].upper()}{rounds[1:]}. {_deals_in_sum(who, summary)}"])


def _rounds(run: Run, names: Names) -> str:
    """Say how many rounds of talks there were, and who hosted how many."""
    held = run.events[run.events["move"] == "round"]["via"]
    by = [(names.name(str(host)), int(count)) for host, count in held[held.astype(bool)].value_counts().items()]
    told = f"{counted(int(run.summary.get('rounds', 0)), 'round')} of talks"
    if len(by) == 1 and by[0][1] == len(held):
        return f"{told}, {('', 'hosted', 'both hosted', 'all hosted')[min(len(held), 3)]} by {by[0][0]}"
    return f"{told}, hosted by {listed([f'{name} ({count})' for name, count in by])}" if by else told


def _class_said(run: Run) -> str:
    """Say what the class of outcome means; of a war that goes on, whether a ceasefire had held it up."""
    ended = str(run.summary.get("outcome", ""))
    if ended in phrases.WAR_GOES_ON and int(run.summary.get("ceasefires", 0)):
        return phrases.RESUMED
    a, b = sides_of(card(run.scenario))
    return phrases.sentence(phrases.OUTCOMES[ended].format(A=a, B=b)) if ended in phrases.OUTCOMES else ""


def stood(run: Run) -> list[str]:
    """Say what stood at the end and for how long, and what had been signed before and ended."""
    names = Names(card(run.scenario))
    known = agreements(run)
    now = [one for one in known if one.end is None]
    told = ["At the end nothing stood."]
    if now:
        told = [f"At the end stood {series([_standing(names, run, one) for one in now])}."]
    if not known:
        told = ["Nothing was signed."]
    past = [one for one in known if one.end is not None and one.how != "settlement"]
    if past:
        told.append(f"Before that {'; '.join(_ended(names, one) for one in past)}.")
    return told


def _standing(names: Names, run: Run, one: Agreement) -> str:
    """Say since when an agreement stands."""
    if one.start < 0:
        return f"{names.the(one.subject)}, as at the start"
    weeks = len(run.steps) - one.start
    young = weeks * card(run.scenario).step_days < HELD * 7
    tried = ", too late to tell whether it holds" if young else ""
    return f"{names.the(one.subject)}, signed {names.weeks(weeks)} before{tried}"


def _ended(names: Names, one: Agreement) -> str:
    """Say how long an agreement stood and who ended it."""
    end = f"{names.name(one.by)} broke it" if one.how == "breach" else "it lapsed"
    if one.start < 0:
        return f"{names.the(one.subject)}, in force at the start, stood {names.weeks(one.end or 0)} until {end}"
    return f"{names.the(one.subject)} stood {names.weeks((one.end or 0) - one.start)} until {end}"


def _talks_in_sum(who: ScenarioCard, summary: Any) -> list[str]:
    rounds, first = int(summary.get("rounds", 0)), int(summary.get("first_formal", -1))
    if first < 0:
        return ["Formal talks never opened."]
    form, host = str(summary.get("first_formal_form", "")), str(summary.get("first_formal_host", ""))
    hosted = f", hosted by {phrases.with_article(who.actor_name(host))}" if host and host != "-1" else ""
    shape = f" ({form})" if form not in ("", "none") else ""
    opened = plain(who.start + timedelta(days=who.step_days * first))
    return [f"Formal talks first opened in the week of {opened}{shape}{hosted}; {counted(rounds, 'round')} in all."]


def _deals_in_sum(who: ScenarioCard, summary: Any) -> str:
    exchanges = counted(int(summary.get("exchanges", 0)), "prisoner exchange")
    partial = counted(int(summary.get("partial_deals", 0)), "partial deal")
    breaches = counted(int(summary.get("breaches", 0)), "breach", "breaches")
    parts = [exchanges, partial, breaches]
    if int(summary.get("ceasefire_weeks", 0)):
        parts.append(f"{counted(int(summary['ceasefire_weeks']), 'week')} of ceasefire")
    return f"There {'was' if parts[0].startswith('1 ') else 'were'} {listed(parts)}."
