"""A run told with causes: its choices are played again where they were not kept."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING

from diplomacy_abm.frames import packages_frame
from diplomacy_abm.narrate import History, history, story
from diplomacy_abm.narrate.weekly import ROUTINE
from diplomacy_abm.results.sound import ResultsError
from diplomacy_abm.why.again import again, difference
from diplomacy_abm.why.choices import Keeper

if TYPE_CHECKING:
    from diplomacy_abm.results import Run

KINDS = ("page", "full", "brief", "weekly")


def told(run: Run, kind: str = "page", width: int = 100) -> str:
    """Tell a run on a page, with all turning points, in five lines or week by week.

    Raises
    ------
    ValueError
        In one line, for another kind.
    """
    if kind not in KINDS:
        raise ValueError(f"kind: {kind!r} is unknown, must be one of {', '.join(KINDS)}")
    if kind == "weekly":
        heading, *weeks = story(run)
        return "\n".join(_wrapped(paragraph, width) for paragraph in (heading, ROUTINE, *weeks))
    page = history(run) if kind == "brief" else history_of(run)
    source = "" if run.folder is None else str(run.folder)
    if kind == "brief":
        return "\n".join(_wrapped(line, width) for line in page.brief)
    return page.text(width, source) if kind == "page" else page.full(width, source)


def history_of(run: Run) -> History:
    """Return the history of a run with its causes; ``facts()`` gives it as plain values."""
    return history(with_choices(run))


def with_choices(run: Run) -> Run:
    """Return a run with its choices and packages, played again where it lacks them.

    A run that goes differently now, or whose scenario is not there, is returned as it is: the causes would be another
    run's.
    """
    if run.choices is not None and run.packages is not None:
        return run
    keeper = Keeper()
    try:
        model = again(run, len(run.steps), keeper)
    except ResultsError:
        return run
    same = not difference(run, model)
    found = replace(
        run, scenario=model.dispute, choices=keeper.frame(model.dispute),
        packages=packages_frame(model.dispute, model.s),
    )  # fmt: skip
    model.release()
    return found if same else run


def _wrapped(paragraph: str, width: int) -> str:
    return textwrap.fill(paragraph, width, break_long_words=False, break_on_hyphens=False)
