"""Terms of a value as reasons: what is said when a term that speaks for a move has grown."""

from __future__ import annotations

_COMING = {
    "issue": "more to hope for from a deal", "security": "time to win at the table",
    "welfare": "the toll of the war at home", "standing": "less to lose at home and abroad by coming",
    "circumstances": "a mood for talks at home",
}  # fmt: skip
_PUSHING = {"peace": "a yes that a push could bring", "alliance": "less to lose with its own side by pushing",
            "commerce": "less trade at risk", "circumstances": "more will to mediate"}  # fmt: skip

REASONS: dict[str, dict[str, str]] = {
    "strike": {"security": "more to destroy", "welfare": "less to fear in return"},
    "offensive": {
        "security": "more ground to win", "welfare": "a war that weighed less on it",
        "alliance": "less blame to fear from backers", "circumstances": "a harder line at home",
    },
    "restrain": {
        "issue": "a hope of talks", "welfare": "a pause of the enemy's to answer", "alliance": "praise of backers",
        "peace": "a chance to calm the fighting",
    },
    "exchange": {
        "welfare": "more prisoners to bring home", "standing": "a mediator who made it easier to deal with the enemy",
        "circumstances": "a leadership readier for exchanges",
    },
    "court": {"issue": "a mediator who could carry its word", "alliance": "a partner long not seen"},
    "propose": _COMING, "attend": _COMING, "concede": _COMING,
    "threaten": {"issue": "an enemy that took it for weaker than it was", "standing": "less risk of backing down"},
    "walk_out": {"issue": "little left to hope for", "standing": "applause at home"},
    "pledge": {"alliance": "a client that got less than it wanted to give"},
    "surge": {"alliance": "a client that was losing ground"},
    "cut_back": {
        "welfare": "a public weary of its client's war", "alliance": "more given than it wanted to give",
        "peace": "a client that had refused when pressed to talk",
    },
    "sanction": {
        "alliance": "an attacker that went further than it would stand", "commerce": "less trade to lose",
    },
    "relieve": {"peace": "restraint to reward", "commerce": "trade to win back"},
    "press_to_talk": {
        "peace": "a hold over a party that stayed away", "alliance": "less of its own aid at stake",
    },
    "promise_guarantee": {"peace": "a deal that came near"},
    "shuttle": {"peace": "a party long not heard or whose answer was open", "circumstances": "more will to mediate"},
    "convene": {
        "peace": "talks that would not be held else", "prestige": "a better chance that both would come",
        "circumstances": "more will to mediate",
    },
    "formulate": {"peace": "an item that both might sign", "circumstances": "more will to mediate"},
    "induce": _PUSHING, "press": _PUSHING,
    "guarantee": {"peace": "a deal that came near", "circumstances": "more will to mediate"},
    "hand_over": {"peace": "another who was more trusted", "prestige": "an empty table to fear",
                  "circumstances": "more will to mediate"},
}  # fmt: skip
"""By move and term. A term that is not here is told by its name."""


def reason(move: str, term: str) -> str:
    """Return the words for a term that has come to speak for a move."""
    return REASONS.get(move, {}).get(term) or f"its {'line of policy' if term == 'circumstances' else term}"
