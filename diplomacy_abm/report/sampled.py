"""What a report shows of sampled factors: sensitivity, scenario discovery, regression."""

from __future__ import annotations

from itertools import product
from typing import Any

from diplomacy_abm.analysis.blocks import METHODS
from diplomacy_abm.analysis.discovery import FEWEST, Discovery, discover
from diplomacy_abm.analysis.regression import regress
from diplomacy_abm.analysis.regression_text import term_label
from diplomacy_abm.analysis.sensitivity import Sensitivity, sensitivity
from diplomacy_abm.report import tables
from diplomacy_abm.report.elements import (
    Element,
    Heading,
    Section,
    Table,
    Text,
    count,
    drawn,
    interval,
    listed,
    number,
    remark,
    sentence,
)
from diplomacy_abm.report.reading import Reading
from diplomacy_abm.report.sections import styled

_MOST = 4
"""Analyses of one kind in a report; a study with more arms, cells and outcomes has the rest in its store."""
_INDEX = {"S1": "S1", "ST": "ST", "S2": "S2", "mu_star": "mu*", "mu": "mu", "sigma": "sigma"}


def has_sensitivity(study: Reading) -> bool:
    """Tell whether the design is one for indices."""
    return study.method in METHODS


def importance(study: Reading) -> Section:
    """Show Sobol' or Morris indices of the first quantities, arm by arm and cell by cell."""
    section = Section("Sensitivity")
    section.add(Text(_METHOD_WORDS[study.method]))
    levels = [study.points[name].unique().tolist() for name in study.grid]
    cells = [dict(zip(study.grid, values, strict=True)) for values in product(*levels)]
    wanted = [(name, arm, at) for name in study.quantities for arm in study.arms for at in cells]
    for name, arm, at in wanted[:_MOST]:
        section.add(Heading(_place(study, name, arm, at)))
        try:
            found = sensitivity(study, name, arm, at)
        except ValueError as error:
            section.add(remark(error, f"{study.name}: "))
            continue
        section.add(*_indices(study, found, _place(study, name, arm, at)))
    if len(wanted) > _MOST:
        more = f"{len(wanted) - _MOST} further combinations of quantity, arm and values are left out."
        section.add(Text(more, note=True))
    return section


_METHOD_WORDS = {
    "saltelli": (
        "Sobol’ indices: S1 is the share of the variance between points that goes with a factor by itself, ST the "
        "share that goes with it in any company; the gap between them is interaction. Intervals are bootstrapped "
        "over the blocks of the sample."
    ),
    "morris": (
        "Morris screening: mu* is the mean absolute change of the quantity when a factor moves across its whole "
        "range, mu the same with its sign, sigma how much the change depends on where it starts. All are in units "
        "of the quantity; intervals are bootstrapped over the trajectories."
    ),
}


def _place(study: Reading, name: str, arm: str, at: dict[str, Any]) -> str:
    label = tables.described(study, name).label
    words = [f"arm “{study.labels[arm]}”"] if len(study.arms) > 1 else []
    words += [f"{study.bare[factor]} {tables.value_words(value)}" for factor, value in at.items()]
    return f"{label[:1].upper()}{label[1:]}{', ' if words else ''}{', '.join(words)}"


def _indices(study: Reading, found: Sensitivity, place: str) -> list[Element]:
    from diplomacy_abm.plots.sensitivity import convergence_curves, morris_scatter, sobol_bars

    quantity = tables.described(study, found.quantity)
    unit = "share of runs" if quantity.kind == "share" else quantity.unit
    leading = "ST" if found.method == "saltelli" else "mu_star"
    top = found.table[found.table["index"] == leading].nlargest(3, "estimate")
    order = listed([f"{study.bare[row['factor']]} {row['estimate']:.2g}" for row in top.to_dict("records")])
    if found.method == "saltelli":
        figure = styled(lambda: sobol_bars(found.table, study.bare))
        caption = f"Sobol’ indices of {quantity.label}."
        alt = f"Bars of S1 and ST for each factor; largest ST: {order}."
    else:
        figure = styled(lambda: morris_scatter(found.table, unit, study.bare))
        caption = f"Morris’s plane of {quantity.label}."
        alt = f"mu* against sigma for each factor; largest mu*: {order}."
    elements: list[Element] = [Text(_reading_words(found)), drawn(figure, caption, alt)]
    if found.growth["n"].nunique() > 1:
        elements.append(
            drawn(
                styled(lambda: convergence_curves(found.growth, study.bare)),
                f"Indices of {quantity.label} from growing parts of the sample.",
                f"Curves with intervals over the size of the sample. {found.verdict.text}",
            )
        )
    elements.append(_index_table(study, found, place))
    return elements


def _reading_words(found: Sensitivity) -> str:
    words = [found.verdict.text, found.noise.text]
    if found.method == "saltelli":
        alone = float(found.table.loc[found.table["index"] == "S1", "estimate"].sum())
        words.append(f"The factors by themselves account for {100 * min(max(alone, 0.0), 1.0):.0f} % of the variance.")
    if found.left_out:
        what = "blocks" if found.method == "saltelli" else "trajectories"
        words.append(f"{count(found.left_out)} {what} left out: a point of theirs has no finished run with a value.")
    return " ".join(words)


def _index_table(study: Reading, found: Sensitivity, place: str) -> Table:
    names = list(dict.fromkeys(found.table["index"]))
    main = [name for name in names if name != "S2"]
    cells = found.table.set_index(["factor", "index"])
    leading = "ST" if "ST" in names else "mu_star"
    ranked = found.table[found.table["index"] == leading].sort_values("estimate", ascending=False, kind="stable")
    rows = [
        (study.bare[factor], *(_index_cell(cells.loc[(factor, index)], found.method) for index in main),
         number(float(cells.loc[(factor, leading), "noise"]), 2 if leading == "ST" else 3))
        for factor in ranked["factor"]
    ]  # fmt: skip
    said = {"ST": "ST from luck alone", "mu_star": "mu* from luck alone"}[leading]
    n = int(found.table["n"].iloc[0])
    what = "blocks" if leading == "ST" else "trajectories"
    caption = f"{place}: indices with 95 % intervals from {count(n)} {what}."
    return Table(caption, ("Factor", *(_INDEX[name] for name in main), said), rows)


def _index_cell(row: Any, method: str, scale: float = 1.0) -> str:
    return interval(row["estimate"], row["low"], row["high"], scale, digits=2 if method == "saltelli" else None)


def has_discovery(study: Reading) -> bool:
    """Tell whether there are enough points to look for boxes in."""
    return bool(study.factors) and len(study.points) >= FEWEST and any(_shares(study))


def _shares(study: Reading) -> list[str]:
    return [name for name in study.quantities if tables.described(study, name).kind == "share"]


def boxes(study: Reading) -> Section:
    """Say where in the factor space the outcomes live."""
    section = Section("Where the outcomes live")
    section.add(
        Text(
            "Scenario discovery: limits on a few factors within which an outcome is frequent. Half of the points "
            "found the limits; every figure is from the other half, with intervals for runs that share a point or "
            "their luck."
        )
    )
    wanted = [(name, arm) for name in _shares(study) for arm in study.arms]
    for name, arm in wanted[:_MOST]:
        section.add(Heading(_place(study, name, arm, {})))
        try:
            found = discover(study, name, arm)
        except ValueError as error:
            section.add(remark(error, f"{study.name}: "))
            continue
        section.add(*(Text(text) for text in found.text), *_box_figures(study, found))
    if len(wanted) > _MOST:
        section.add(Text(f"{len(wanted) - _MOST} further combinations of outcome and arm are left out.", note=True))
    return section


def _box_figures(study: Reading, found: Discovery) -> list[Element]:
    from diplomacy_abm.plots.discovery import box_ranges, box_view

    if not found.boxes:
        return []
    elements: list[Element] = [
        drawn(
            styled(lambda: box_ranges(found, study.labels)),
            f"Limits of the boxes for {found.label}, within the range of each factor.",
            " ".join(found.text),
        )
    ]
    if len(found.importance) > 1:
        elements.append(
            drawn(
                styled(lambda: box_view(found, study.labels)),
                f"All points in the plane of the two factors that matter most for {found.label}.",
                f"Scatter of points coloured by the share of their runs, with the boxes drawn in. {found.text[0]}",
            )
        )
    elements.append(_box_table(study, found))
    return elements


def _box_table(study: Reading, found: Discovery) -> Table:
    rows = []
    for place in range(1, len(found.boxes) + 1):
        figures = found.figures[found.figures["box"] == place].set_index("measure")
        values = [_index_cell(figures.loc[measure], "", 100.0) for measure in ("density", "coverage", "mass")]
        limits = found.limits[found.limits["box"] == place]
        p = [f"{study.bare[row['factor']]} {tables.p_value(row['p'])}" for row in limits.to_dict("records")]
        rows.append((f"box {place}", *values, "; ".join(p)))
    head = ("Box", "Density (%)", "Coverage (%)", "Mass (%)", "Quasi-p value of each limit")
    return Table(
        f"Boxes for {found.label}, on the half kept back. Density: share of the box’s runs with the outcome. "
        "Coverage: share of such runs that lie in the box. Mass: share of all runs that lie in it.",
        head, rows,
    )  # fmt: skip


def regressions(study: Reading) -> Section:
    """Regress the quantities on arms and factors."""
    section = Section("Regression")
    section.add(
        Text(
            "Each quantity on the factors, measured in standard deviations, and on the arms; errors are clustered by "
            "run index. For shares the entries are average marginal effects in percentage points, for numbers slopes "
            "in units of the quantity. A regression averages over what the figures above show point by point."
        )
    )
    found = {}
    for name in study.quantities:
        try:
            found[name] = regress(study, name, standardise=True)
        except ValueError as error:
            label = tables.described(study, name).label
            said = str(error).removeprefix("regress: ").replace(repr(name), label)
            section.add(Text(sentence(said if label in said else f"{label}: {said}"), note=True))
    if found:
        section.add(_regression_table(study, found))
    return section


def _regression_table(study: Reading, found: dict[str, Any]) -> Table:
    shown, heads = [], []
    for name, table in found.items():
        quantity = tables.described(study, name)
        measure = "marginal effect" if "marginal effect" in set(table["measure"]) else "slope"
        rows = table[table["measure"] == measure].set_index("term")
        times = 100.0 if measure == "marginal effect" else 1.0
        shown.append({term: tables.signed(row, times) for term, row in rows.iterrows() if term != "constant"})
        unit = "percentage points" if times > 1 else quantity.unit
        heads.append(f"{quantity.label} ({unit})" if unit else quantity.label)
    terms = list(dict.fromkeys(term for column in shown for term in column))
    rows = [(term_label(str(term), study.bare), *(column.get(term, "–") for column in shown)) for term in terms]
    counts = ("Runs", *(count(int(table["n"].iloc[0])) for table in found.values()))
    return Table("Effects of one standard deviation of a factor, or of an arm, with 95 % intervals.",
                 ("Term", *heads), [*rows, counts])  # fmt: skip
