"""What was agreed in a run, from when to when, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from diplomacy_abm.narrate.names import rows_of

if TYPE_CHECKING:
    from diplomacy_abm.results import Run


@dataclass(frozen=True)
class Agreement:
    """One agreement.

    Parameters
    ----------
    subject : str
        ``"settlement"``, ``"ceasefire"`` or the name of an issue.
    start : int
        Step of the signature; -1 for one in force at the start.
    via : str
        Label of the mediator with whom it was signed, or empty.
    value : float
        Level of a settlement.
    end : int or None
        Step in which it ended; None for one that stood at the end.
    how : str
        ``"breach"``, ``"lapse"``, or ``"settlement"`` where a settlement took its place; empty while it stands.
    by : str
        Label of the one that broke it.
    """

    subject: str
    start: int
    via: str = ""
    value: float = -1.0
    end: int | None = None
    how: str = ""
    by: str = ""


def agreements(run: Run) -> list[Agreement]:
    """Return what was agreed, in the order of signature; of those at the start only what a scenario or an end tells."""
    given = getattr(run.scenario, "deals", ())
    there = [deal.issue if deal.kind == "issue" else deal.kind for deal in given]
    standing = {subject: Agreement(subject, -1) for subject in there}
    ended: list[Agreement] = []
    for event in rows_of(run.events[run.events["move"].isin(["sign", "breach", "lapse"])]):
        subject, step = str(event["subject"]), int(event["step"])
        if event["move"] != "sign":
            one = standing.pop(subject, Agreement(subject, -1))
            by = str(event["actor"]) if event["move"] == "breach" else ""
            ended.append(replace(one, end=step, how=str(event["move"]), by=by))
            continue
        replaced = list(standing) if subject == "settlement" else []
        ended += [replace(standing.pop(other), end=step, how="settlement") for other in replaced]
        # the rows of one signature, one for each side with a mediator, are one agreement
        if subject not in standing or standing[subject].start != step:
            standing[subject] = Agreement(subject, step, str(event["via"]), float(event["value"]))
    return sorted([*ended, *standing.values()], key=lambda one: one.start)
