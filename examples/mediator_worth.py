"""What a mediator is worth: the same runs with and without Türkiye, under the same luck.

Run k of both arms draws the same numbers for everybody who is in both, so the difference of a pair is what the
mediator's presence changed and nothing else, and its interval is far narrower than that of two separate samples.
"""

import numpy as np

from diplomacy_abm import run_ensemble

SEED, RUNS = 1, 400
MEASURES = {
    "partial deals": lambda runs: runs["partial_deals"],
    "weeks under a partial deal": lambda runs: runs["partial_weeks"],
    "prisoner exchanges": lambda runs: runs["exchanges"],
    "rounds of formal talks": lambda runs: runs["rounds"],
    "share of runs with a ceasefire or settlement": lambda runs: (runs["track_max"] >= 4).astype(float),
}


def paired(change):
    """Mean of the paired differences with a 95 % interval by the normal approximation."""
    half = 1.96 * np.std(change, ddof=1) / np.sqrt(len(change))
    return np.mean(change), np.mean(change) - half, np.mean(change) + half


def main():
    present = run_ensemble("ukraine-2025", runs=RUNS, seed=SEED).runs
    absent = run_ensemble("ukraine-2025", runs=RUNS, seed=SEED, without=["TUR"]).runs
    print(f"with Türkiye minus without, {RUNS} pairs of runs, seed {SEED}\n")
    for name, measure in MEASURES.items():
        one, other = measure(present), measure(absent)
        mean, low, high = paired(one - other)
        verdict = "no difference seen" if low <= 0 <= high else "more" if mean > 0 else "less"
        print(f"{name:46}{other.mean():8.3f} -> {one.mean():7.3f}  {mean:+.3f} [{low:+.3f}, {high:+.3f}]  {verdict}")


if __name__ == "__main__":
    main()
