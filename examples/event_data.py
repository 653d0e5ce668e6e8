"""A run as event data: written in ICEWS's columns, read again, set beside a real series, and made into a scenario.

The scenario at the end begins with trust and escalation from the acts of the run: what one would do with real files.
"""

from diplomacy_abm import run
from diplomacy_abm.events import compare, export_events, import_events, real_series
from diplomacy_abm.events.draft import draft
from diplomacy_abm.scenario import loads


def main():
    war = run("ukraine-2025", seed=7)
    written, _ = export_events(war, "seven.tab", "icews")
    found = import_events(["seven.tab"])
    print(f"{written} acts written, {found.used} counted again, in {len(found.table)} weeks of a directed dyad\n")

    by_dyad = found.table.groupby(["source", "target"])[["events", "material_conflict"]].sum()
    print(by_dyad.sort_values("events", ascending=False).head(6).to_string())

    print("\nMissiles and drones a week, the run beside what was launched from October 2022 to November 2025:")
    rows = compare(war, real_series("ukraine-strikes")).table()
    print(rows[["measure", "series", "real", "model"]].to_string(index=False, float_format="%.2f"))

    begun = loads(draft("after-the-run", found.table, ("RUS", "UKR", "TUR", "USA"), "a run of ukraine-2025, seed 7"))
    print("\nA scenario that begins from these acts:")
    for one, other in (("RUS", "UKR"), ("UKR", "RUS")):
        trust, escalation = begun.trust(one, other), begun.escalation(one, other)
        print(f"{one} toward {other}: trust {trust:.2f}, escalation {escalation:.2f}")
    print("Seats:", ", ".join(f"{label} {'/'.join(actor.seats)}" for label, actor in begun.actors.items()))


if __name__ == "__main__":
    main()
