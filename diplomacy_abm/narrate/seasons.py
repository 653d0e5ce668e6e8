"""Routine of a season in a few sentences: strikes, the front, arms, prisoners, visits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from diplomacy_abm.moves import Kind, catalogue
from diplomacy_abm.narrate.names import Names
from diplomacy_abm.phrases import counted, listed, sentence

MOST_SEASONS = 12
"""A run of more seasons is told by years."""
MOST_NAMED = 2
SHORT = 4
"""A season at either end that has fewer steps is told with its neighbour."""

_PACKAGES = [move.name for move in catalogue() if move.chosen and move.told.kind == Kind.ARMS]

Event = dict[str, Any]


def spans(names: Names, steps: Sequence[int]) -> list[tuple[str, list[int]]]:
    """Cut steps into seasons, or into years where the run is long; each with its heading."""
    seasons: dict[tuple[int, int], list[int]] = {}
    years: dict[tuple[int, int], list[int]] = {}
    for step in steps:
        day = names.day(step)
        # winter begins in December and is called by its January
        year, quarter = day.year + (day.month == 12), day.month % 12 // 3
        seasons.setdefault((year, quarter), []).append(step)
        years.setdefault((day.year, 0), []).append(step)
    cut = list((seasons if len(seasons) <= MOST_SEASONS else years).values())
    if len(cut) > 1 and len(cut[0]) < SHORT:
        cut = [cut[0] + cut[1], *cut[2:]]
    if len(cut) > 1 and len(cut[-1]) < SHORT:
        cut = [*cut[:-2], cut[-2] + cut[-1]]
    return [(_heading(names, parts), parts) for parts in cut]


def _heading(names: Names, steps: list[int]) -> str:
    first, last = names.day(steps[0]), names.day(steps[-1])
    begin = f"{first:%B}" if first.year == last.year else f"{first:%B %Y}"
    return f"{first:%B %Y}" if (first.year, first.month) == (last.year, last.month) else f"{begin} to {last:%B %Y}"


def routine(
    names: Names, rows: Sequence[Any], events: Iterable[Event], front: float, short: bool = False
) -> str:
    """Sum up the routine of a season.

    Parameters
    ----------
    names : Names
        Of the scenario.
    rows : sequence of rows of ``Run.steps``
        Of the season.
    events : iterable of dict
        Of the season.
    front : float
        Where the front stood before.
    short : bool
        Only who struck and how the front moved.
    """
    by_move: dict[str, list[Event]] = {}
    for event in events:
        by_move.setdefault(str(event["move"]), []).append(event)
    told = [_fire(names, rows, by_move, short), _front(names, rows, by_move, front)]
    if short:
        return sentence("; ".join(told))
    told.append(_arms(names, by_move))
    held = len(by_move.get("exchange_held", []))
    told += [counted(held, "prisoner exchange") if held else ""]
    return sentence("; ".join(one for one in told if one))


def _war(rows: Sequence[Any]) -> list[Any]:
    """Return the steps at whose end neither a ceasefire nor a settlement stood."""
    return [row for row in rows if not (row.ceasefire or row.settlement)]


def _fire(names: Names, rows: Sequence[Any], by_move: dict[str, list[Event]], short: bool) -> str:
    """Say who struck in how many weeks."""
    war = _war(rows)
    if not war:
        return "both hold their fire, as agreed"
    leads = [side.lead for side in names.who.sides.values()]
    at = {row.step for row in war}
    strikes = {lead: len({event["step"] for event in by_move.get("strike", []) if event["actor"] == lead} & at)
               for lead in leads}  # fmt: skip
    span = f"every {names.word}" if len(war) == len(rows) else f"in the {names.weeks(len(war))} without a ceasefire"
    if all(count == len(war) for count in strikes.values()):
        told = f"both strike {span}"
    elif not any(strikes.values()):
        told = "neither strikes"
    else:
        counts = [f"{names.name(lead)} strikes in {count or 'none'}" for lead, count in strikes.items()]
        told = f"{listed(counts)} of {names.weeks(len(war))}"
    flown = [f"{sum(getattr(row, kind) for row in war) / len(war):.0f} {kind}" for kind in ("missiles", "drones")]
    flown = [text for text in flown if not text.startswith("0 ")]
    counts_of = f" ({names.who.sides['A'].label}: {' and '.join(flown)} a {names.word})"
    return told + (counts_of if flown and not short else "")


def _front(names: Names, rows: Sequence[Any], by_move: dict[str, list[Event]], before: float) -> str:
    """Say who attacked on the ground in how many weeks and how the front moved, in points of the contested ground."""
    leads = [side.lead for side in names.who.sides.values()]
    # the attacks of the week in which a ceasefire or settlement is signed came before it, and it counts as one of peace
    at = {row.step for row in _war(rows)}
    attacking = [event for event in by_move.get("offensive", []) if event["step"] in at]
    ground = Counter(event["actor"] for event in attacking if event["actor"] in leads)
    attacks = [f"{names.name(lead)} in {names.weeks(n)}" for lead, n in ground.items()]
    moved = 100.0 * (rows[-1].front - before)
    side, first = (names.name(names.who.sides[key].lead) for key in ("A" if moved > 0 else "B", "A"))
    quiet = not at
    points = f"{abs(moved):.1f} points"
    gained = f"the line creeps {points} {side}'s way" if quiet else f"{side} gains {points}"
    now = rows[-1].front
    held = f"{gained} ({first}'s share of the contested ground goes from {before:.1%} to {now:.1%})"
    if abs(moved) < 0.1:
        held = f"the front stands ({first} holds {now:.1%} of the contested ground)"
    return f"ground attacks by {listed(attacks)}; {held}" if attacks else held


def _arms(names: Names, by_move: dict[str, list[Event]]) -> str:
    """Say how many packages were promised to whom; where one side alone is armed, mostly by whom."""
    promised: dict[str, Counter[str]] = {}
    for event in (event for move in _PACKAGES for event in by_move.get(move, [])):
        promised.setdefault(event["target"], Counter())[event["actor"]] += 1
    told = [
        f"{sum(given.values())} for {names.name(client)}"
        for client, given in sorted(promised.items(), key=lambda item: -sum(item[1].values()))
    ]
    if len(promised) == 1:
        (given,) = promised.values()
        most = listed([names.name(label) for label, _ in given.most_common(MOST_NAMED)])
        told[0] += f", most by {most}" if len(given) > MOST_NAMED else f", by {most}"
    return f"packages of arms: {', '.join(told)}" if told else ""
