"""Acts in the column layouts of ICEWS, GDELT 2 and POLECAT.

What has no meaning in a simulation is left empty: places, tones, numbers of mentions. Which columns are filled, and
with what, is listed in docs/event-data.md.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplomacy_abm.events.actors import GDELT_CODE, GDELT_COUNTRY, GDELT_GROUP, canonical, icews_name
from diplomacy_abm.events.codes import PLOVER_QUAD, QUADS, codebook
from diplomacy_abm.events.layouts import GDELT_COLUMNS, ICEWS_COLUMNS, POLECAT_COLUMNS
from diplomacy_abm.events.outgoing import acts_of
from diplomacy_abm.results.card import ScenarioCard, card
from diplomacy_abm.results.sound import whole_file

if TYPE_CHECKING:
    from diplomacy_abm.results import Ensemble, Run
    from diplomacy_abm.results.store import Store

PUBLISHER = "diplomacy_abm"


def export_events(result: Run | Ensemble | Store, path: str | os.PathLike[str], layout: str) -> tuple[int, int]:
    """Write the acts of a result in the layout of a data set; aside first, then renamed.

    Parameters
    ----------
    result : Run, Ensemble or Store
        With its events.
    path : path
        File to write; replaced where it exists.
    layout : str
        ``icews``, ``gdelt`` or ``plover``.

    Returns
    -------
    tuple of int
        Rows written, and acts left out because the layout has no type for them.

    Raises
    ------
    ValueError
        In one line, if there is no such layout or the events were not kept.
    """
    if layout not in WRITERS:
        raise ValueError(f"layout is {layout!r}, must be one of {', '.join(WRITERS)}")
    columns, header, row_of = WRITERS[layout]
    target = Path(path)
    if target.is_dir():
        raise ValueError(f"{target}: is a folder, must be a file")
    written = left = 0
    with whole_file(target) as aside, aside.open("w", encoding="utf-8", newline="") as file:
        # these formats know no quotes: a tab within a text would be a column
        table = csv.writer(file, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\n")
        if header:
            table.writerow(columns)
        for number, act in enumerate(_acts(result), start=1):
            row = row_of(act, number)
            if row:
                written += 1
                table.writerow([row.get(name, "") for name in columns])
            else:
                left += 1
    return written, left


def _acts(result: Run | Ensemble | Store) -> Iterator[dict[str, Any]]:
    """Yield every act with what the layouts need to know of the result."""
    who = card(result.scenario)
    seed = result.seed if hasattr(result, "seed") else result.manifest["seed"]
    origin = f"{PUBLISHER}:{who.name}?seed={seed}"
    for acts in acts_of(result):
        for act in acts.to_dict("records"):
            yield {str(name): value for name, value in act.items()} | {"origin": origin, "who": who}


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _icews(act: dict[str, Any], number: int) -> dict[str, str]:
    code, who = codebook()[act["cameo"]], act["who"]
    return {
        "Event ID": str(number),
        "Event Date": act["date"],
        "Source Name": _display(who, act["source"]),
        "Source Country": icews_name(act["source"]),
        "Event Text": code.labels["icews"],
        # ICEWS holds codes as numbers, so their leading zero is lost; that is part of its layout
        "CAMEO Code": str(int(code.code)),
        "Intensity": f"{code.weights['icews']:.1f}",
        "Target Name": _display(who, act["target"]),
        "Target Country": icews_name(act["target"]),
        "Story ID": act["case"].removeprefix("run "),
        "Publisher": act["origin"],
    }


def _display(who: ScenarioCard, label: str) -> str:
    return _one_line(who.actor_name(label))


def _gdelt(act: dict[str, Any], number: int) -> dict[str, str]:
    code = codebook()[act["cameo"]]
    year, month, day = (int(part) for part in act["date"].split("-"))
    row = {
        "GLOBALEVENTID": str(number),
        "SQLDATE": f"{year}{month:02}{day:02}",
        "MonthYear": f"{year}{month:02}",
        "Year": str(year),
        # GDELT's own reckoning: months of thirty days in a year of 365
        "FractionDate": f"{year + ((month - 1) * 30 + day) / 365:.4f}",
        "IsRootEvent": "1",
        "EventCode": code.code,
        "EventBaseCode": code.code[:3],
        "EventRootCode": code.root,
        "QuadClass": str(code.quad),
        "GoldsteinScale": f"{code.weights['gdelt']:g}",
        "SOURCEURL": f"{act['origin']}&case={act['case'].removeprefix('run ')}",
    }
    for side, label in (("Actor1", act["source"]), ("Actor2", act["target"])):
        row[f"{side}Name"] = _display(act["who"], label).upper()
        known = canonical(label)
        if known in GDELT_GROUP:
            row[f"{side}Code"] = GDELT_CODE.get(known, f"IGO{GDELT_GROUP[known]}")
            row[f"{side}KnownGroupCode"] = GDELT_GROUP[known]
            row[f"{side}Type1Code"] = "IGO"
        else:
            row[f"{side}CountryCode"] = GDELT_COUNTRY.get(known, known)
            row[f"{side}Code"] = f"{row[f'{side}CountryCode']}GOV"
            row[f"{side}Type1Code"] = "GOV"
    return row


def _plover(act: dict[str, Any], number: int) -> dict[str, str]:
    code, who = codebook()[act["cameo"]], act["who"]
    if not code.plover:
        return {}
    return {
        "Event ID": f"{PUBLISHER}-{number}",
        "Event Date": act["date"],
        "Event Type": code.plover,
        "Event Intensity": f"{code.weights['gdelt']:.1f}",
        "Quad Code": QUADS[PLOVER_QUAD[code.plover] - 1].replace("_", " ").upper(),
        "Actor Name": _display(who, act["source"]),
        "Actor Country": act["source"],
        "Actor Name Raw": _display(who, act["source"]),
        "Recipient Name": _display(who, act["target"]),
        "Recipient Country": act["target"],
        "Recipient Name Raw": _display(who, act["target"]),
        "Publication Date": act["date"],
        "Version": f"{act['origin']}&case={act['case'].removeprefix('run ')}",
    }


_Row = Callable[[dict[str, Any], int], dict[str, str]]
WRITERS: dict[str, tuple[tuple[str, ...], bool, _Row]] = {
    "icews": (ICEWS_COLUMNS, True, _icews),
    "gdelt": (GDELT_COLUMNS, False, _gdelt),
    "plover": (POLECAT_COLUMNS, True, _plover),
}
"""Columns, whether there is a header, and how a row is made, by the name of the layout."""


