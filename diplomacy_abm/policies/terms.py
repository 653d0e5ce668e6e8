"""What the value of a move is made of, by name."""

from typing import Any

from diplomacy_abm.phases.weigh import circumstance, motives
from diplomacy_abm.rules.choice import goal_term
from diplomacy_abm.vocabulary import Goal

TERMS = (*(goal.name.lower() for goal in Goal), "circumstances", "cost")
"""Names of the terms in the order in which they are added."""


def terms_of(s: Any, c: Any, p: Any, i: int, move: int, j: int) -> dict[str, float]:
    """Return the terms of the value to actor i of a move toward j, in the order in which they are added."""
    of_goals = zip(Goal, motives(s, c, p, i, move, j), strict=True)
    terms = {goal.name.lower(): goal_term(float(c.goal[i, goal]), float(motive)) for goal, motive in of_goals}
    # less a cost is plus its negative, bit for bit
    return terms | {
        "circumstances": float(circumstance(s, c, p, i, move)), "cost": 0.0 - float(c.mv_cost[move])
    }  # fmt: skip
