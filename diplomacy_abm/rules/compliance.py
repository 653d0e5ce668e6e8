"""Keeping and breaking agreements: a hazard, not a weekly coin."""

from diplomacy_abm.rules.numeric import logistic, power


def breach_hazard(margin: float, temper: float, horizon: float) -> float:
    """Chance that a party breaks an agreement in one week.

    Label: eq:compliance.
    Source: Ours (judgement): a weekly logit would compound (half the deals of margin .25 would break within a
    year).

    1 - σ(margin/φ)^(1/H). `margin` of keeping over breaking and `temper` φ > 0 in units of the stake, φ the same as
    in the perceived breach; `horizon` H ≥ 1 weeks: 52 for a settlement, 13 for a ceasefire, 4 for a truce.
    Special cases: over H weeks the agreement survives with probability σ(margin/φ).
    Status: checked by ``test_compliance.test_survival_over_the_horizon_is_the_logit_of_the_margin``.
    """
    return 1.0 - power(logistic(margin / temper), 1.0 / horizon)


def settlement_margin(utility: float, inducement: float, war_to_come: float, breach_cost: float) -> float:
    """Margin of keeping a settlement.

    Label: eq:keep-settlement.
    Source: Fearon (1995), pp. 401-409; Werner & Yuen (2005), International Organization 59, pp. 261-292 (terms that
    no longer match power break); form ours.

    U + I - (W' - breach cost), in units of the stake.
    Special cases: rises one for one with what breaking costs.
    Status: checked by ``test_compliance.test_settlement_margin_rises_one_for_one_with_the_breach_cost``.
    """
    return utility + inducement - war_to_come + breach_cost


def ceasefire_margin(spared: float, war_cost: float, breach_cost: float, shift: float) -> float:
    """Margin of keeping a ceasefire.

    Label: eq:keep-ceasefire.
    Source: Ours (judgement).

    ζ_C c k / 2 + breach cost - shift/2. `shift` ≥ 0 what the keeper could gain by fighting while power moves its
    way.
    Special cases: without a shift, half of what is spared and the breach cost.
    Status: checked by ``test_compliance.test_ceasefire_margin_falls_with_a_coming_shift``.
    """
    return 0.5 * spared * war_cost + breach_cost - 0.5 * shift


def truce_margin(gain: float, honour: float, detection: float, monitored: float) -> float:
    """Margin of keeping a separable deal.

    Label: eq:keep-truce.
    Source: Ours (judgement).

    gain + b_0/2 + b_M·monitored. `gain` of :func:`diplomacy_abm.rules.agreement.separable_gain` at no cost at home.
    Ordinary truces decay since b_0 is small.
    Special cases: gain + b_0/2 without monitors.
    Status: checked by ``test_compliance.test_truce_margin_rises_with_monitors``.
    """
    return gain + 0.5 * honour + detection * monitored
