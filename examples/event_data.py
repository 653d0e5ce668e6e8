"""A run as event data: written in ICEWS's columns, read again, set beside a real series.

A run counts each kind of act once a week, news report every strike: compare shapes, not levels.
"""

from diplomacy_abm import run
from diplomacy_abm.events import compare, export_events, import_events, real_series


def main():
    war = run("ukraine-2025", seed=7)
    written, _ = export_events(war, "seven.tab", "icews")
    found = import_events(["seven.tab"])
    print(f"{written} acts written, {found.used} counted again, in {len(found.table)} weeks of a directed dyad\n")

    by_dyad = found.table.groupby(["source", "target"])[["events", "material_conflict"]].sum()
    print(by_dyad.sort_values("events", ascending=False).head(6).to_string())

    print("\nMissiles and drones a week, the run beside what was launched from October 2022 to November 2025:")
    rows = compare(war, real_series("ukraine-strikes")).table()
    print(rows[["measure", "series", "real", "model"]].to_string(index=False, float_format="%.2f", na_rep="-"))


if __name__ == "__main__":
    main()
