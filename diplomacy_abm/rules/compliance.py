"""Keeping and breaking agreements: a hazard, not a weekly coin."""

from diplomacy_abm.rules.numeric import logistic, power


def breach_hazard(margin: float, temper: float, horizon: float) -> float:
    """Chance that a party breaks an agreement in one week: 1 - σ(margin/φ)^(1/H).

    Label: eq:compliance. Source: form ours; a weekly logit would compound (half the deals of margin .25 would
    break within a year). `margin` of keeping over breaking, `temper` φ > 0 the same as in the perceived breach,
    `horizon` H weeks: 52 for a settlement, 13 for a ceasefire, 4 for a truce.
    Special cases: over H weeks the agreement survives with probability σ(margin/φ).
    """
    return 1.0 - power(logistic(margin / temper), 1.0 / horizon)


def settlement_margin(utility: float, inducement: float, war_to_come: float, breach_cost: float) -> float:
    """Margin of keeping a settlement: U + I - (W' - breach cost).

    Label: eq:keep-settlement. Source: Fearon (1995); Werner & Yuen (2005), IO 59 (terms that no longer match
    power break). Special cases: rises one for one with what breaking costs.
    """
    return utility + inducement - war_to_come + breach_cost


def ceasefire_margin(spared: float, war_cost: float, breach_cost: float, shift: float) -> float:
    """Margin of keeping a ceasefire: ζ_C c k / 2 + breach cost - shift/2.

    Label: eq:keep-ceasefire. `shift` ≥ 0 what the keeper could gain by fighting while power moves its way.
    """
    return 0.5 * spared * war_cost + breach_cost - 0.5 * shift


def truce_margin(gain: float, honour: float, detection: float, monitored: float) -> float:
    """Margin of keeping a separable deal: its gain + b_0/2 + b_M·monitored.

    Label: eq:keep-truce. `gain` ζ_T c k plus the direct gains. Ordinary truces decay since b_0 is small.
    """
    return gain + 0.5 * honour + detection * monitored
