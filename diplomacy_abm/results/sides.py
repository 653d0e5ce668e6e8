"""What the sides of a dispute are called: stored names say A and B, people read the sides' own names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

Sides = tuple[str, str]

PLAIN: Sides = ("side A", "side B")
"""Where nobody knows of which scenario a number is."""
_DEFINITE = ("United ", "European ", "Government ", "Republic ", "Kingdom ", "Soviet ", "Guarantors ", "Bosnian ",
             "Crisis Management ", "Democratic ")  # fmt: skip
_ENDINGS = (" Group", " Movement", " Front", " League", " Union", " States", " Nations", " Serbs", " Emirates", " Army",
            " government")  # fmt: skip
_ALONE = ("Holy See", "Vatican", "Netherlands", "Emirates", "Philippines")


def with_article(name: str) -> str:
    """Return a name as it stands in prose: ``the United States``, ``the Government of Sudan``, ``Spain``."""
    head = name.partition(" (")[0]
    takes_the = head.startswith(_DEFINITE) or head.endswith(_ENDINGS) or head in _ALONE
    if name.startswith("The "):
        return f"the {name[4:]}"
    return f"the {name}" if takes_the else name


def sides_of(scenario: Any) -> Sides:
    """Return the names of the two sides of a scenario or its card as they stand in prose; plain ones without names."""
    sides = getattr(scenario, "sides", None)
    if not sides:
        return PLAIN
    return with_article(sides["A"].label), with_article(sides["B"].label)


def worded(outcome: str, sides: Sides = PLAIN) -> str:
    """Name an outcome class as people read it: ``victory of A`` by the name of the side, others as they are."""
    return {"victory of A": f"victory of {sides[0]}", "victory of B": f"victory of {sides[1]}"}.get(outcome, outcome)


def marked(table: pd.DataFrame, sides: Sides) -> pd.DataFrame:
    """Write the names of the sides on a table of estimates, where figures find them; the rows stay as they are."""
    table.attrs["sides"] = list(sides)
    return table


def sides_on(table: pd.DataFrame) -> Sides:
    """Return the names that :func:`marked` wrote on a table, or plain ones."""
    found = table.attrs.get("sides")
    return (str(found[0]), str(found[1])) if found else PLAIN
