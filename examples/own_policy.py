"""A policy of one's own: written, put through the contract, and compared under the same luck.

The policy takes the best move as `best-response` does, but makes no hostile one while the front is stuck.
"""

import numpy as np

from diplomacy_abm import check_policy, policy, run_ensemble
from diplomacy_abm.policies.builtin import STUCK

SEED, RUNS, WEEKS = 5, 12, 52


@policy("weary")
def weary(values, shares, tones, precision, u, view, weights):
    """Take the best move, but no hostile one while the front is stuck."""
    best = 0
    for x in range(len(values)):
        if view[STUCK] > 0.5 and tones[x] < 0.0:
            continue
        if values[x] > values[best]:
            best = x
    return best


def main():
    print("\n".join(f"  {line}" for line in check_policy("weary")))

    # A dozen runs do not pay for compiling a new policy, hence the Mesa engine; the numbers are the same.
    common = {"runs": RUNS, "seed": SEED, "steps": WEEKS, "engine": "mesa"}
    usual = run_ensemble("minimal", policies={"ALF": "best-response"}, **common).runs
    tried = run_ensemble("minimal", policies={"ALF": "weary"}, **common).runs

    print(f"\nmean over {RUNS} runs of {WEEKS} weeks, seed {SEED}")
    for column in ("mean_escalation", "damage_a", "talk_weeks", "trust_ba_end"):
        one, other = usual[column].mean(), tried[column].mean()
        change = np.mean(tried[column] - usual[column])
        print(f"  {column:16} best-response {one:7.3f}   weary {other:7.3f}   change {change:+.3f}")


if __name__ == "__main__":
    main()
