"""A sweep in one call: a parameter that differs run by run.

`lambda_accept` is how sharply an answer at the table follows what the offer is worth. Where it is low, offers are
taken almost at random; where it is high, only those that beat the war.
"""

import numpy as np

from diplomacy_abm import run_ensemble

SEED, EACH = 1, 200
VALUES = (5.0, 15.0, 30.0, 60.0)


def main():
    arms = np.repeat(VALUES, EACH)
    runs = run_ensemble("ukraine-2025", runs=len(arms), seed=SEED, parameters={"lambda_accept": arms}).runs
    ended = runs["outcome"].isin(["settlement held", "settlement relapsed", "ceasefire"])
    print(f"{EACH} runs for each value, seed {SEED}\n")
    print("lambda_accept   ceasefire or settlement   of these: settlement held   partial deals a run")
    for value in VALUES:
        here = arms == value
        held = (runs["outcome"] == "settlement held")[here].sum()
        share, number = ended[here].mean(), ended[here].sum()
        print(f"{value:13.0f}{share:24.1%}{held:20d} of {number:<6d}{runs['partial_deals'][here].mean():18.2f}")


if __name__ == "__main__":
    main()
