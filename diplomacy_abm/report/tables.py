"""Tables of estimates as tables of texts: shares in per cent, digits as the intervals deserve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from diplomacy_abm.report.elements import Table, count, interval, number
from diplomacy_abm.report.reading import Reading
from diplomacy_abm.results.quantities import Quantity, describe
from diplomacy_abm.results.sides import sides_of

if TYPE_CHECKING:
    import pandas as pd


def described(study: Reading, name: str) -> Quantity:
    """Return a quantity in the time unit of the study and with the names of its sides."""
    return describe(name, study.scenario.step_days, sides_of(study.scenario))


def scale(quantity: Quantity) -> float:
    """Shares are printed in per cent."""
    return 100.0 if quantity.kind == "share" else 1.0


def headed(quantity: Quantity) -> str:
    """Return the head of a column or row: label and unit."""
    unit = "%" if quantity.kind == "share" else quantity.unit
    return f"{quantity.label} ({unit})" if unit else quantity.label


def estimate_cell(quantity: Quantity, row: Any) -> str:
    """Return estimate and interval of a row of a table of estimates."""
    return interval(row["estimate"], row["low"], row["high"], scale(quantity))


def by_arm(study: Reading, table: pd.DataFrame, caption: str) -> Table:
    """Lay out estimates with a row for each quantity and a column for each arm."""
    arms = [arm for arm in study.arms if arm in set(table["arm"])]
    cells = table.set_index(["quantity", "arm"])
    rows = []
    for name in dict.fromkeys(table["quantity"]):
        quantity = described(study, name)
        rows.append((headed(quantity), *(estimate_cell(quantity, cells.loc[(name, arm)]) for arm in arms)))
    runs = [count(int(table.loc[table["arm"] == arm, "n"].max())) for arm in arms]
    return Table(caption, ("Quantity", *(study.labels[arm] for arm in arms)), [*rows, ("Runs", *runs)])


def by_cell(study: Reading, table: pd.DataFrame, factors: Sequence[str], caption: str) -> Table:
    """Lay out estimates with a row for each cell of some factors and each arm, and a column for each quantity."""
    quantities = [described(study, name) for name in dict.fromkeys(table["quantity"])]
    several = len(table["arm"].unique()) > 1
    rows = []
    places = {arm: place for place, arm in enumerate(study.arms)}
    table = table.assign(place=table["arm"].map(places))
    for group, part in table.groupby([*factors, "place", "arm"], sort=True, observed=True):
        key: tuple[Any, ...] = tuple(group)
        found = part.set_index("quantity")
        named = [value_words(value) for value in key[:-2]]
        if several:
            named.append(study.labels[key[-1]])
        there = [known.name in found.index for known in quantities]
        cells = [
            estimate_cell(known, found.loc[known.name]) if shown else "–"
            for known, shown in zip(quantities, there, strict=True)
        ]
        rows.append((*named, *cells, count(int(found["n"].max()))))
    head = [*(study.labels[name] for name in factors), *(["Arm"] if several else []), *map(headed, quantities), "Runs"]
    return Table(caption, head, rows, int(several))


def differences(study: Reading, table: pd.DataFrame, caption: str) -> Table:
    """Lay out paired differences: the two means, the difference with its interval, how often the runs differ."""
    several = len(table["arm"].unique()) > 1
    rows = []
    for row in table.to_dict("records"):
        quantity = described(study, row["quantity"])
        times = scale(quantity)
        first = [study.labels[row["arm"]]] if several else []
        means = [number(times * row[side], 1 if times > 1 else None) for side in ("base", "other")]
        rows.append(
            (
                headed(quantity), *first, *means,
                signed(row, times), number(100.0 * row["changed"], 1), p_value(row["p_holm"]), count(int(row["n"])),
            )
        )  # fmt: skip
    base = study.labels[next(iter(study.arms))]
    other = "this arm" if several else study.labels[table["arm"].iloc[0]]
    first = ["Arm"] if several else []
    head = ["Quantity", *first, base, other, "Difference", "Runs that differ (%)", "p (Holm)", "Pairs"]
    return Table(caption, head, rows, int(several))


def interactions(study: Reading, table: pd.DataFrame, caption: str) -> Table:
    """Lay out tests whether an effect depends on a factor, a row for each quantity and arm."""
    several = len(table["arm"].unique()) > 1
    rows = []
    for row in table.to_dict("records"):
        tested = row["statistic"] == row["statistic"]
        cells = (number(row["statistic"], 2), p_value(row["p"]), p_value(row["p_holm"])) if tested else ("–",) * 3
        arm = [study.labels[row["arm"]]] if several else []
        rows.append((described(study, row["quantity"]).label, *arm, *cells, count(int(row["n"]))))
    head = ["Quantity", *(["Arm"] if several else []), "F", "p", "p (Holm)", "Runs"]
    return Table(caption, head, rows, int(several))


def p_value(p: float) -> str:
    """Write a p-value; a dash where there is none."""
    if p != p:
        return "–"
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def signed(row: Any, times: float = 1.0) -> str:
    """Return a difference with its sign and interval."""
    text = interval(row["estimate"], row["low"], row["high"], times)
    return f"+{text}" if row["estimate"] > 0 and text.split()[0].strip("0.") else text


def value_words(value: Any) -> str:
    """Return the value of a factor as a text."""
    if isinstance(value, bool) or not hasattr(value, "__float__"):
        return str(value)
    return number(float(value))
