"""One run of the origin scenario: its history on a page, what was agreed, and why a lead did what it did in a week."""

from diplomacy_abm import run

SEED = 1


def main():
    result = run("ukraine-2025", seed=SEED, keep_choices=True)
    print(result.story())

    events = result.events
    turns = events[events["move"].isin(["sign", "lapse", "breach"])]
    print("\nAgreements signed, lapsed and broken:")
    print(turns[["date", "actor", "target", "move", "subject", "via"]].to_string(index=False))
    print(f"\n{result.why(week=30, actor='RUS')}")


if __name__ == "__main__":
    main()
