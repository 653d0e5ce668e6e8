"""Examine the origin scenario: ``python experiments/behaviour/run.py [--runs 1000] [--write]``."""

import argparse
from pathlib import Path

import diplomacy_abm
from diplomacy_abm.analysis.behaviour import behaviour
from diplomacy_abm.analysis.claims import Claim, markdown

ROOT = Path(__file__).parents[2]
NULL = {
    "actors.ARE.credibility.RUS": 0.0, "actors.ARE.credibility.UKR": 0.0, "actors.ARE.leverage.RUS": 0.0,
    "actors.ARE.leverage.UKR": 0.0, "actors.ARE.accuracy": 0.5, "actors.ARE.guarantee": 0.0,
}  # fmt: skip


def examine(runs: int, seed: int = 1) -> list[Claim]:
    """Run the arms and judge them."""
    name = "ukraine-2025"
    base = diplomacy_abm.run_ensemble(name, runs, seed=seed, keep=("steps",))
    null = diplomacy_abm.run_ensemble(name, runs, seed=seed, settings=NULL)
    absent = diplomacy_abm.run_ensemble(name, runs, seed=seed, without=("ARE",))
    return behaviour(base, null, absent)


def page(claims: list[Claim], runs: int) -> str:
    """Return the text of docs/validation.md."""
    passed = sum(claim.status == "pass" for claim in claims)
    return f"""# Validation

Made by `python experiments/behaviour/run.py --runs {runs} --write`; do not edit. Scenario `ukraine-2025`,
{runs} runs of 104 weeks, seed 1. Intervals: Wilson for shares of runs, bootstrap over runs for ratios. A claim
passes when its whole interval lies in the expected range, fails when it lies wholly outside.

{passed} of {len(claims)} claims pass. P1, P7, P12 and P15 are patterns of the model's specification (`odd.md`); R1
to R5 are rates of the origin case. No rule is wired to these figures: they follow from costs, beliefs, trust and
moves. The starting values were chosen in view of R1 to R3 (the parameter table says where), so those three are
checks of consistency, not predictions; the patterns were not fitted.

{markdown(claims)}
"""


def main() -> None:
    """Print the table; with --write also write it to the docs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--write", action="store_true", help="write docs/validation.md")
    chosen = parser.parse_args()
    claims = examine(chosen.runs)
    print(markdown(claims))
    if chosen.write:
        (ROOT / "docs" / "validation.md").write_text(page(claims, chosen.runs), encoding="utf-8")


if __name__ == "__main__":
    main()
