"""Seats at the table: what an actor may know, what it may do, and a game in which somebody else chooses for it.

People, learned players and language models all sit here, under the rules and the luck of everybody else:
:class:`Game` plays a run week by week, gives each held seat its :class:`Briefing` and takes its choices.
"""

from diplomacy_abm.seats.briefing import Briefing, Option
from diplomacy_abm.seats.game import Game, IllegalChoiceError
from diplomacy_abm.seats.score import GoalScore, goal_score, goal_scores, goal_weeks, goal_weights
from diplomacy_abm.seats.scored import Scored, score_ensemble

__all__ = [
    "Briefing", "Game", "GoalScore", "IllegalChoiceError", "Option", "Scored", "goal_score", "goal_scores",
    "goal_weeks", "goal_weights", "score_ensemble",
]  # fmt: skip
