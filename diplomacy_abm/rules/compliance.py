"""Keeping and breaking agreements: a hazard, not a weekly coin."""

import math

from diplomacy_abm.rules.numeric import logistic, power


def kept_margin(margin: float, scale: float, leaning: float) -> float:
    """Margin of keeping with the leaning that a party's leader brought to the signature.

    Label: eq:keeping.
    Source: Wolford (2007), AJPS 51, pp. 772-788 (not checked); Goemans (2000), War and Punishment (leaders and
    termination; page not checked); form ours.

    M + s·l. `margin` M in units of the stake, `scale` s of :func:`diplomacy_abm.rules.agreement.leaning_scale`,
    `leaning` l = logit u + logit τ: u drawn at signature and anew when the leader changes, τ the trust that the enemy
    had in the party when they signed. Only while this is negative is an agreement in danger.
    Special cases: the margin itself where nothing is hidden.
    Status: checked by ``test_compliance.test_share_in_danger_is_the_breach_that_is_feared``.
    """
    return margin + scale * leaning


def inherited_leaning(leaning: float, trust: float, personal: float, drawn: float) -> float:
    """Leaning of a new leader: the country's part of it stays, the leader's own part is drawn anew.

    Label: eq:new-leaning.
    Source: Wolford (2007) (a new leader's resolve is new); Goemans (2000) (leaders and termination; page not checked);
    that cost of war and power are the country's: ours.

    logit τ + √(1-a) (l - logit τ) + √a logit u. `leaning` l and `trust` logit τ of the signature, `personal` a in
    [0, 1] the share of standing at home in the hidden variance, `drawn` logit u of the new leader.
    Special cases: unchanged at a = 0; all anew at a = 1.
    Status: checked by ``test_compliance.test_a_new_leader_inherits_the_countrys_part``.
    """
    return trust + math.sqrt(1.0 - personal) * (leaning - trust) + math.sqrt(personal) * drawn


def breach_chance(kept: float, horizon: float) -> float:
    """Chance a week that an agreement is broken, for one binding keeper.

    Label: eq:breach.
    Source: Ours (judgement); the hazard of all falls with age since the ready to break go first (Vaupel et al.
    1979), as settlements show (UCDP 1946-2024).

    1/H while the kept margin is negative, else 0. `kept` of :func:`kept_margin`; `horizon` H ≥ 1 weeks, the time it
    takes to turn away from a signature.
    Special cases: 0 for a party with a positive margin and leaning.
    Status: checked by ``test_compliance.test_nobody_breaks_what_it_gains_by``.
    """
    return 1.0 / horizon if kept < 0.0 else 0.0


def truce_hazard(margin: float, temper: float, horizon: float) -> float:
    """Chance a week that a truce on some of the violence breaks: many hands keep it, and one can end it.

    Label: eq:compliance.
    Source: Ours (judgement): a weekly logit would compound (half the truces of margin .25 would break in a year).

    1 - σ(margin/φ)^(1/H). `margin` of keeping over breaking and `temper` φ > 0 in units of the stake; `horizon`
    H ≥ 1 weeks.
    Special cases: over H weeks the truce survives with probability σ(margin/φ).
    Status: checked by ``test_compliance.test_survival_over_the_horizon_is_the_logit_of_the_margin``.
    """
    return 1.0 - power(logistic(margin / temper), 1.0 / horizon)


def settlement_margin(
    utility: float, inducement: float, war_to_come: float, first_strike: float, breach_cost: float
) -> float:
    """Margin of keeping a settlement.

    Label: eq:keep-settlement.
    Source: Fearon (1995), International Organization 49, pp. 401-409 (commitment; advantages of striking first: pp.
    402-404, page not checked); Werner & Yuen (2005), International Organization 59, pp. 261-292 (terms that no longer
    match power break); form ours.

    U + I - (W' + s - B), in units of the stake. `first_strike` s ≥ 0 what the surprise wins, since a breach is an
    attack; `breach_cost` B.
    Special cases: rises one for one with what breaking costs.
    Status: checked by ``test_compliance.test_settlement_margin_rises_one_for_one_with_the_breach_cost``.
    """
    return utility + inducement - war_to_come - first_strike + breach_cost


def ceasefire_margin(spared: float, war_cost: float, first_strike: float, breach_cost: float, shift: float) -> float:
    """Margin of keeping a ceasefire.

    Label: eq:keep-ceasefire.
    Source: Ours (judgement); a surprise under a ceasefire finds an army still in its trenches, so .6 of it counts.

    ζ_C c k / 2 - .6 s + B - shift/2. `first_strike` s ≥ 0 what the surprise wins; `shift` ≥ 0 what the keeper could
    gain by fighting while power moves its way.
    Special cases: without a shift or surprise, half of what is spared and the breach cost.
    Status: checked by ``test_compliance.test_ceasefire_margin_falls_with_a_coming_shift``.
    """
    return 0.5 * spared * war_cost - 0.6 * first_strike + breach_cost - 0.5 * shift


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
