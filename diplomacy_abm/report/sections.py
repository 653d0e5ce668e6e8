"""What a report shows of every study: in short, how runs ended, arms, factors, durations."""

from __future__ import annotations

from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING

from diplomacy_abm.analysis.paired import interaction, paired
from diplomacy_abm.analysis.parts import RUNS_A_SET
from diplomacy_abm.analysis.proportions import estimates, luck_and_parameters, shares_of_outcomes
from diplomacy_abm.analysis.study import essentials
from diplomacy_abm.analysis.survival import SPELLS, curves, means
from diplomacy_abm.analysis.survival import differences as lifetime_differences
from diplomacy_abm.report import tables
from diplomacy_abm.report.elements import (
    Heading,
    Items,
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
)  # fmt: skip
from diplomacy_abm.report.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

_MOST_HEATS = 6
_MOST_SPELLS = 7


def in_short(study: Reading) -> Section:
    """Say the first quantities of every arm in a sentence each."""
    section = Section("In short")
    table = estimates(study.base, study.quantities, ())
    items = []
    for name in study.quantities:
        quantity = tables.described(study, name)
        # a scale such as 0 to 1 is no unit to speak of
        unit = "%" if quantity.kind == "share" else "" if quantity.unit[:1].isdigit() else quantity.unit
        rows = table[table["quantity"] == name]
        words = [
            (f"{study.labels[row['arm']]} " if len(study.arms) > 1 else "")
            + interval(row["estimate"], row["low"], row["high"], tables.scale(quantity), unit)
            for row in rows.to_dict("records")
        ]
        items.append(sentence(f"{quantity.label}: {'; '.join(words)}"))
    section.add(Items(items))
    what = "that of the mean over all sets of parameters" if study.sets else "the 95 % interval"
    section.add(Text(f"Shares are shares of runs, in brackets {what}. {study.where}".strip(), note=True))
    if study.sets:
        section.add(_luck_and_parameters(study))
    return section


def _luck_and_parameters(study: Reading) -> Table | Text:
    """Say which part of what is not known is luck and which is parameters, where there are runs enough to tell."""
    found = luck_and_parameters(study, study.quantities)
    if found["parameters"].isna().all():
        return Text(f"Each run has one of {study.sets} sets of parameters. How much of an interval they are, beside "
                    f"luck, takes {RUNS_A_SET} runs of each set to tell.", note=True)  # fmt: skip
    rows = []
    for row in found.to_dict("records"):
        quantity = tables.described(study, row["quantity"])
        made = (number(tables.scale(quantity) * row[name]) for name in ("luck", "parameters"))
        rows.append((quantity.label, study.labels[row["arm"]], *made))
    return Table(
        f"Luck and parameters. Each run has one of {study.sets} sets of parameters. Luck: standard error of the mean "
        "by the luck of the runs, which more runs lower. Parameters: standard deviation from set to set, which they do "
        "not. Shares in percentage points, others in their own unit.",
        ("Quantity", "Arm", "Luck", "Parameters"), rows, 2,
    )  # fmt: skip


def outcomes(study: Reading) -> Section:
    """Show the share of every outcome class in every arm."""
    from diplomacy_abm.plots.comparison import outcome_dots

    section = Section("How the runs ended")
    table = shares_of_outcomes(study.base)
    if study.where:
        section.add(Text(study.where, note=True))
    section.add(
        drawn(
            styled(lambda: outcome_dots(table, study.labels)),
            "Share of runs that ended in each outcome, with 95 % intervals.",
            "Dots with intervals, a row for each outcome class: " + _largest(study, table),
        ),
        tables.by_arm(study, table, "How the runs ended, in per cent, with 95 % intervals. A class tells what stood at "
                      "the end, however young it was."),
    )
    return section


def _largest(study: Reading, table: pd.DataFrame) -> str:
    words = []
    for arm in dict.fromkeys(table["arm"]):
        top = table[table["arm"] == arm].nlargest(2, "estimate")
        said = [f"{tables.described(study, row['quantity']).label} {100 * row['estimate']:.0f} %"
                for row in top.to_dict("records")]  # fmt: skip
        words.append(f"{study.labels[arm]}: most often {listed(said)}" if len(study.arms) > 1
                     else f"most often {listed(said)}")  # fmt: skip
    return sentence("; ".join(words))


def arms(study: Reading) -> Section:
    """Compare the arms with the first one, run against run."""
    from diplomacy_abm.plots.comparison import figure_differences

    section = Section("Comparison of the arms")
    table = paired(study.base, study.quantities)
    base = study.labels[next(iter(study.arms))]
    for name in study.grid:
        section.add(*_by_level(study, name, base))
    if study.factors:
        pooled = study.base is study
        warning = " Read it where the effect does not depend on the factors." if pooled else ""
        section.add(Heading("Over all values of the factors" if pooled else "In the scenario as it is"),
                    Text(f"{study.where}{warning}"))  # fmt: skip
    section.add(
        Text(
            f"Differences from “{base}” between runs that share their luck. The intervals use the pairing, so they "
            "are narrower than a comparison of two columns of the tables above suggests. Each interval is of its own; "
            "where many are looked at some leave zero out by chance, so a difference is called a finding only where p, "
            "adjusted for the number of rows of the table (Holm 1979), is below 0.05."
        ),
        drawn(
            figure_differences(table, study.labels),
            f"Differences of the arms from “{base}”, with 95 % intervals.",
            f"Dots with intervals beside a line at zero, for {listed(_names(study))}; numbers in the table below.",
        ),
        tables.differences(
            study, table,
            "Paired differences with 95 % intervals; shares in per cent, their differences in percentage points.",
        ),
    )
    return section


def _by_level(study: Reading, factor: str, base: str) -> list:
    """Show what the arms change at each value of a factor, and whether that depends on the value."""
    from diplomacy_abm.plots.comparison import figure_effects

    label = study.bare[factor]
    table, tests = paired(study, study.quantities, factor), interaction(study, study.quantities, factor)
    pooled = " Values of other factors are averaged." if len(study.factors) > 1 else ""
    return [
        Heading(f"By {label}"),
        Text(f"Differences from “{base}” at each value, between runs that share their luck.{pooled}"),
        drawn(
            figure_effects(table, factor, study.labels, tests),
            f"What the arms change, along {label}, with 95 % intervals.",
            f"A panel for each of {listed(_names(study))} with the difference along {label}, beside a line at zero.",
        ),
        tables.interactions(
            study, tests,
            f"Whether what an arm changes depends on {label}: F of Hotelling's test over the values. Values between "
            "which no run differs count as one; a dash stands where nothing varies, or too few runs have all values.",
        ),
    ]


def _names(study: Reading) -> list[str]:
    return [tables.described(study, name).label for name in study.quantities]


def factors(study: Reading) -> Section:
    """Show the quantities along each factor of the grid."""
    from diplomacy_abm.plots.comparison import small_multiples

    section = Section("Along the factors")
    if len(study.factors) > 1:
        section.add(Text("Along each factor the values of all others are pooled."))
    for name in study.grid:
        table = estimates(study, study.quantities, name)
        label = study.bare[name]
        if len(study.grid) > 1:
            section.add(Heading(label[:1].upper() + label[1:]))
        section.add(
            drawn(
                small_multiples(table, name, labels=study.labels),
                f"Along {label}, with 95 % intervals.",
                f"A panel for each of {listed(_names(study))} along {label}; the numbers are in the table below.",
            ),
            tables.by_cell(study, table, [name], f"Along {label}: estimates with 95 % intervals."),
        )
    return section


def planes(study: Reading) -> Section:
    """Show the first quantities in the plane of two factors, and how the first other arm differs."""
    from diplomacy_abm.plots.heat import heat

    section = Section("Two factors at once")
    pairs = list(combinations(study.grid, 2))
    first = next(iter(study.arms))
    shown = 0
    for across, up in pairs:
        for name in study.quantities[:2]:
            if shown >= _MOST_HEATS:
                break
            shown += 1
            quantity = tables.described(study, name)
            table = estimates(study, name, [across, up])
            base = table[table["arm"] == first]
            where = f" in the arm “{study.labels[first]}”" if len(study.arms) > 1 else ""
            label = f"{quantity.label} by {study.bare[across]} and {study.bare[up]}"
            section.add(
                drawn(
                    styled(partial(heat, base, across, up, labels=study.labels)),
                    sentence(f"{label}{where}"),
                    f"Map of {label}{where}: {_range_words(base, tables.scale(quantity))}",
                )
            )
            if len(study.arms) > 1:
                section.add(*_heat_difference(study, name, across, up))
    if shown < 2 * len(pairs):
        section.add(Text("Further pairs of factors are left out here; the store holds them.", note=True))
    return section


def _heat_difference(study: Reading, name: str, across: str, up: str) -> list:
    from diplomacy_abm.plots.heat import heat

    table = paired(study, name, [across, up])
    arm = table["arm"].iloc[0]
    table = table[table["arm"] == arm]
    base = study.labels[next(iter(study.arms))]
    label = f"{tables.described(study, name).label}: “{study.labels[arm]}” less “{base}”"
    alt = f"Map of the difference {label}, by {study.bare[across]} and {study.bare[up]}: "
    scale = tables.scale(tables.described(study, name))
    return [
        drawn(
            styled(lambda: heat(essentials(table), across, up, labels=study.labels, difference=True)),
            sentence(label),
            alt + _range_words(table, scale),
        )
    ]


def _range_words(table: pd.DataFrame, scale: float) -> str:
    low, high = scale * table["estimate"].min(), scale * table["estimate"].max()
    return f"from {low:.3g} to {high:.3g}.".replace("-", "−")


def durations(study: Reading) -> Section:
    """Show how long war, and peace after a settlement, last in every arm."""
    from diplomacy_abm.plots.survival import survival_curves

    section = Section("How long war and peace last")
    names = list(study.arms)[:_MOST_SPELLS]
    if study.where:
        section.add(Text(study.where, note=True))
    for spell in ("war", "peace"):
        try:
            table = curves(study.base, spell, level=0.95, draws=400)
        except ValueError as error:
            section.add(remark(error, "survival: "))
            continue
        table = table[table["arm"].isin(names)]
        section.add(
            Heading("War" if spell == "war" else "Peace"),
            drawn(
                styled(partial(survival_curves, table, labels=study.labels)),
                f"Kaplan–Meier curves: {SPELLS[spell]}. Bands are 95 % intervals; runs that end first are censored.",
                _last_words(study, table, spell),
            ),
            *_mean_durations(study, spell),
        )
    return section


def _last_words(study: Reading, table: pd.DataFrame, spell: str) -> str:
    last = table.sort_values("week").groupby("arm", sort=False).tail(1)
    words = [f"{study.labels[row['arm']]}: {100 * row['estimate']:.0f} % left in week {row['week']:.0f}"
             for row in last.to_dict("records")]  # fmt: skip
    return f"Falling step curves of the share of runs in which {spell} still lasts. {sentence('; '.join(words))}"


def _mean_durations(study: Reading, spell: str) -> list[Table | Text]:
    try:
        table = means(study.base, spell, draws=1000)
        gaps = lifetime_differences(study.base, spell, draws=1000) if len(table["arm"].unique()) > 1 else None
    except ValueError as error:
        return [remark(error, "survival: ")]
    horizon = int(table["horizon"].iloc[0])
    rows = []
    for row in table.to_dict("records"):
        cells = [study.labels[row["arm"]], interval(row["estimate"], row["low"], row["high"])]
        if gaps is not None:
            found = gaps[gaps["arm"] == row["arm"]]
            cells.append(tables.signed(found.iloc[0]) if len(found) else "–")
        rows.append((*cells, count(int(row['n']))))
    head = ["Arm", f"Mean ({study.weeks})", *(["Difference from the first arm"] if gaps is not None else []), "Runs"]
    what = "war" if spell == "war" else "peace after the first settlement"
    return [Table(f"Mean length of {what} up to week {horizon}, in {study.weeks}, with 95 % intervals.", head, rows)]


def styled(draw: Callable[[], Axes]) -> Drawing:
    """Return the figure that a function of one panel draws, in the style of the package."""
    from diplomacy_abm.plots import style

    with style.styled():
        figure = draw().get_figure(root=True)
        assert figure is not None
        figure.draw_without_rendering()
    return figure
