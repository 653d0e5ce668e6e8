"""One run of the origin scenario: what was signed, what was broken, and the last weeks in words."""

from diplomacy_abm import run
from diplomacy_abm.narrate import story

SEED = 1


def main():
    result = run("ukraine-2025", seed=SEED)
    heading, *weeks, outcome = story(result)
    print(heading)
    print(f"\n{len(result.events)} moves and consequences in {len(result.steps)} weeks, of which the last two told:")
    print("\n".join(weeks[-2:]))

    events = result.events
    turns = events[events["move"].isin(["sign", "lapse", "breach"])]
    print("\nAgreements signed, lapsed and broken:")
    print(turns[["date", "actor", "target", "move", "subject", "via"]].to_string(index=False))
    print(f"\n{outcome}")


if __name__ == "__main__":
    main()
