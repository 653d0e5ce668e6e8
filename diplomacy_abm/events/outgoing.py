"""What a run did as CAMEO-coded dyadic acts: one source, one target, one code.

The record of a run is not quite that. An invitation is addressed to nobody and meant for both sides; a round of talks
is one row and an act of each side toward the other. The rules are few and stand here; what has no code (waiting,
outside events, the end) makes no act.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from diplomacy_abm.events.aggregate import Every, Tallies
from diplomacy_abm.events.codes import codebook
from diplomacy_abm.intake.extras import pl
from diplomacy_abm.moves import catalogue
from diplomacy_abm.results import Ensemble, Run
from diplomacy_abm.results.card import ScenarioCard, card
from diplomacy_abm.results.store import Store
from diplomacy_abm.vocabulary import Aim

if TYPE_CHECKING:
    import pandas as pd

MUTUAL = ("round", "sign", "exchange_held", "renew", "lapse")
"""Moves that both do: an act in each direction, as event data code a meeting."""
TO_BOTH = tuple(move.name for move in catalogue() if move.chosen and not move.idle and move.aim == Aim.NOBODY)
"""Moves aimed at nobody, as those of a mediator at the table: an act toward the lead of each side."""
TO_THE_OTHER = ("offer", "accept", "reject")
"""Answers and offers without an addressee: an act toward the lead of the other side."""

ACT_COLUMNS = ("case", "step", "date", "source", "target", "move", "cameo", "via", "subject")
"""Columns of acts; ``case`` names the run, such as ``run 3`` or ``base/0/3``."""


def acts_of(result: Run | Ensemble | Store) -> Iterator[pd.DataFrame]:
    """Yield the acts of a result with :data:`ACT_COLUMNS`, a store part by part; ValueError without its events."""
    who = card(result.scenario)
    for events in _records(result):
        yield dyadic(events, who)


def _records(result: Run | Ensemble | Store) -> Iterator[pd.DataFrame]:
    """Yield the record of events with the column ``case``."""
    if isinstance(result, Run):
        yield result.events.assign(case=f"run {result.run}")
    elif isinstance(result, Ensemble):
        if result.events is None:
            raise ValueError("the events of this ensemble were not kept; run it with --keep-events")
        yield result.events.assign(case="run " + result.events["run"].astype(str))
    else:
        for table in result.tables("events"):
            events = table.to_pandas()
            names = [events[name].astype(str) for name in ("arm", "point", "run")]
            yield events.assign(case=names[0] + "/" + names[1] + "/" + names[2])


def dyadic(events: pd.DataFrame, who: ScenarioCard) -> pd.DataFrame:
    """Turn a record of events with the column ``case`` into acts."""
    import pandas as pd

    coded = events[events["cameo"].isin(list(codebook()))]
    plain = coded["move"]
    leads = [who.sides["A"].lead, who.sides["B"].lead]
    opposite = {label: leads[1 if actor.side == "A" else 0] for label, actor in who.actors.items() if actor.side}
    parts = [_directed(coded[coded["target"] != ""])]
    mutual = coded[plain.isin(MUTUAL) & (coded["target"] != "")]
    direct = (mutual["via"] == "") | (mutual["move"] != "sign")
    parts.append(_directed(mutual[direct], source="target", target="actor"))
    mirror = mutual[~direct]
    parts[0] = parts[0].drop(index=mirror.index)
    for side in ("actor", "target"):
        parts += [_directed(mirror, source=side, target="via"), _directed(mirror, source="via", target=side)]
    nobody = coded[coded["target"] == ""]
    for lead in leads:
        meant = nobody[nobody["move"].isin(TO_BOTH)].assign(target=lead)
        parts.append(_directed(meant[meant["actor"] != lead]))
    answers = nobody[nobody["move"].isin(TO_THE_OTHER)]
    answers = answers.assign(target=answers["actor"].map(opposite).fillna(""))
    parts.append(_directed(answers[answers["target"] != ""]))
    return pd.concat(parts).sort_index(kind="stable").reset_index(drop=True)


def _directed(rows: pd.DataFrame, source: str = "actor", target: str = "target") -> pd.DataFrame:
    named = rows.assign(source=rows[source], target=rows[target])
    return named[list(ACT_COLUMNS)]


def aggregate_result(
    result: Run | Ensemble | Store, every: Every = "week", by_run: bool = False, most: int | None = None
) -> pd.DataFrame:
    """Return the acts of a result as aggregates, as :func:`diplomacy_abm.events.import_events` gives those of a file.

    All acts of a step are dated on its first day. `by_run` gives each run rows of its own, told by a leading column
    ``case``; `most` looks at the first runs only.
    """
    tallies = Tallies(every, ("case",) if by_run else ())
    book = codebook()
    quads = {code: one.quad for code, one in book.items()}
    weights = {code: one.weights["gdelt"] for code, one in book.items()}
    seen: dict[str, None] = {}
    for part in acts_of(result):
        seen |= dict.fromkeys(part["case"])
        acts = part if most is None else part[part["case"].isin(list(seen)[:most])]
        frame: Any = {name: acts[name].to_list() for name in ("case", "date", "source", "target", "cameo")}
        tallies.add(
            pl.DataFrame(frame, schema=dict.fromkeys(frame, pl.String)).with_columns(
                date=pl.col("date").str.to_date("%Y-%m-%d"),
                quad=pl.col("cameo").replace_strict(quads, return_dtype=pl.Int8),
                goldstein=pl.col("cameo").replace_strict(weights),
                fatalities=pl.lit(None, pl.Float64),
            )
        )
        if most is not None and len(seen) > most:
            break
    return tallies.frame()
