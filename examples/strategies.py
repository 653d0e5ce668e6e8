"""Axelrod's strategies: classes with a name, a memory, and the other's last moves, played against one another.

Each reads what its enemy did last week: a hostile move (of a negative tone) is a defection. They hold one side of a
small dispute against one another and against two built-in policies, with the same luck in every pairing.
"""

from diplomacy_abm import check_policy, policy, run_ensemble

SEED, RUNS, WEEKS = 5, 3, 40
ATTACKS = ("strike", "offensive")


def friendly(menu):
    """Return the best of what is not hostile."""
    return max((option for option in menu if option.tone >= 0), key=lambda option: option.value)


def hostile(menu):
    """Return the best of what is hostile; on a channel without it, the best of all."""
    return max((option for option in menu if option.tone < 0), key=lambda option: option.value, default=menu.best)


@policy("kind-reply")
def kind_reply(menu, view):
    """Tit for tat (Rapoport): kind at first, then as the enemy was last week."""
    return hostile(menu) if view.last_tones[view.enemy] < 0 else friendly(menu)


@policy("two-tats")
class TwoTats:
    """Tit for two tats: hostile only after two hostile weeks in a row."""

    def choose(self, menu, view):
        if len(view.history[view.enemy, "military"]) < 2:
            return friendly(menu)
        before, last = view.history[view.enemy, "military"][-2:]
        return hostile(menu) if before in ATTACKS and last in ATTACKS else friendly(menu)


@policy("grim")
class Grim:
    """Grim trigger (Friedman): kind until it is struck once, then hostile for ever."""

    def __init__(self):
        self.betrayed = False

    def choose(self, menu, view):
        if view.last_moves[view.enemy, "military"] in ATTACKS:
            self.betrayed = True
        return hostile(menu) if self.betrayed else friendly(menu)


@policy("pavlov")
class Pavlov:
    """Win stay, lose shift (Nowak and Sigmund): changes its ways after a week in which the enemy was hostile."""

    def __init__(self):
        self.kind = True

    def choose(self, menu, view):
        if view.channel == "military" and view.last_tones[view.enemy] < 0:
            self.kind = not self.kind
        return friendly(menu) if self.kind else hostile(menu)


@policy("forgiving", memory={"patience": 3.0})
def forgiving(menu, view, memory):
    """Generous tit for tat: patience runs out strike by strike and comes back slowly."""
    if view.channel == "military":
        struck = view.last_moves[view.enemy] in ATTACKS
        memory.patience = max(0.0, memory.patience - 1.0) if struck else min(3.0, memory.patience + 0.5)
    return friendly(menu) if memory.patience > 0.0 else hostile(menu)


STRATEGIES = ("kind-reply", "two-tats", "grim", "pavlov", "forgiving")
OTHERS = ("kind-reply", "pavlov", "random", "hawk")


def main():
    for line in check_policy("grim", actors=["ALF", "BET"]):
        print(line)

    print(f"\nmean intensity of the fighting over {RUNS} runs of {WEEKS} weeks, seed {SEED}")
    print(" " * 12 + "".join(f"{other:>12}" for other in OTHERS))
    for own in STRATEGIES:
        row = []
        for other in OTHERS:
            chosen = {"ALF": own, "BET": other}
            played = run_ensemble("minimal", runs=RUNS, seed=SEED, steps=WEEKS, policies=chosen).runs
            row.append(played["mean_escalation"].mean())
        print(f"{own:12}" + "".join(f"{value:12.3f}" for value in row))


if __name__ == "__main__":
    main()
