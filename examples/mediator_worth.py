"""What a mediator is worth: the same runs with and without Türkiye's mediation, under the same luck.

Run k of both arms draws the same numbers for everybody, so the difference of a pair is what the mediation changed and
nothing else. Türkiye keeps its other seats: without the actor altogether (`without=["TUR"]`) is another question.
Several quantities are compared, and by chance some interval leaves zero out: a difference is a finding by the p-value
that is adjusted for their number (Holm 1979).
"""

from diplomacy_abm import compare, run_ensemble

SEED, RUNS = 1, 400
MEASURES = ["partial_deals", "partial_weeks", "exchanges", "rounds", "agreement", "settlement held"]


def main():
    aside = run_ensemble("ukraine-2025", runs=RUNS, seed=SEED, policies={"TUR": "no-mediation"})
    present = run_ensemble("ukraine-2025", runs=RUNS, seed=SEED)
    table = compare(aside, present, columns=MEASURES)
    print(f"with Türkiye's mediation minus without, {RUNS} pairs of runs, seed {SEED}\n")
    for row in table.itertuples():
        verdict = "no finding" if row.p_holm >= 0.05 else "more" if row.difference > 0 else "less"
        interval = f"{row.difference:+.3f} [{row.low:+.3f}, {row.high:+.3f}]"
        print(f"{row.quantity:18}{row.base:8.3f} -> {row.arm:7.3f}  {interval}  p {row.p_holm:.3f}  {verdict}")


if __name__ == "__main__":
    main()
