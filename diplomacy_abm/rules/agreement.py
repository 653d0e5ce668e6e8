"""What an agreement is worth, given that the other side may break it."""

import math

from diplomacy_abm.rules.numeric import logistic, positive


def breach_cost(honour: float, deterrence: float, coverage: float, detection: float, monitored: float) -> float:
    """What breaking an agreement costs the breaker.

    Label: eq:breach-cost.
    Source: Walter (1997), International Organization 51, pp. 335-364 (guarantees); Fortna (2003), International
    Organization 57, pp. 337-372 (monitoring); form ours.

    b_0 + b_G G + b_M·monitored, in units of the stake. `honour` b_0, `deterrence` b_G, `detection` b_M ≥ 0;
    `coverage` G of :func:`coverage_at_risk` and `monitored` in [0, 1]. A guarantee acts here and nowhere else:
    coverage without bite brings no signature.
    Special cases: b_0 alone without guarantee and monitors.
    Status: checked by ``test_agreement.test_breach_cost_rises_with_guarantee_and_monitors``.
    """
    return honour + deterrence * coverage + detection * monitored


def coverage_at_risk(others: float, own: float) -> float:
    """Coverage that a breach meets or forfeits.

    Label: eq:coverage.
    Source: Walter (1997) (who is covered is defended); Benson (2012), Constructing International Security (a promise of
    defence is void for one that attacks; page not checked); the larger of the two is ours.

    G = max(G_other, G_own). `others` what the other side has been promised and `own` what the breaker has been, each
    times the credibility of who promised it, in [0, 1].
    Special cases: the other's alone for a breaker that nobody covers.
    Status: checked by ``test_agreement.test_a_breaker_meets_the_others_coverage_or_loses_its_own``.
    """
    return others if others > own else own


def leaning_scale(standing_sd: float, cost_sd: float, power_sd: float) -> float:
    """Scale of what nobody sees of a party's will to keep its word.

    Label: eq:leaning-scale.
    Source: Wolford (2007), AJPS 51, pp. 772-788 (not checked), and (2012) (leaders' private resolve); Vaupel, Manton
    & Stallard (1979), Demography 16, pp. 439-454 (frailty: the hazard falls as those who break are gone); form ours.

    s = (√3/π) √(sd_u² + sd_c² + sd_η²), the logistic scale of the model's own hidden terms, at least 1e-6: standing at
    home, the cost of war as it weighs, and hidden power as it changes the value of war, all in units of the stake.
    Special cases: 1e-6 where all is known: breach exactly when it pays (Powell 2006).
    Status: checked by ``test_agreement.test_leaning_scale_is_that_of_the_hidden_terms``.
    """
    scale = 0.5513288954217921 * math.sqrt(standing_sd * standing_sd + cost_sd * cost_sd + power_sd * power_sd)
    return scale if scale > 1e-6 else 1e-6


def personal_share(standing_sd: float, scale: float) -> float:
    """Share of the hidden variance that is a leader's own, its standing at home.

    Label: eq:personal.
    Source: Ours (judgement), after Wolford (2007).

    (√3/π sd_u / s)², at most 1. `standing_sd` sd_u ≥ 0, `scale` s > 0 of :func:`leaning_scale`.
    Special cases: 1 where only standing is hidden; 0 where standing is known.
    Status: checked by ``test_agreement.test_leaning_scale_is_that_of_the_hidden_terms``.
    """
    part = 0.5513288954217921 * standing_sd / scale
    return part * part if part < 1.0 else 1.0


def perceived_breach(margin: float, scale: float, trust: float) -> float:
    """Chance, as i sees it, that j will break: what the rule of keeping implies at public margins.

    Label: eq:perceived-breach.
    Source: Fearon (1995), pp. 401-409, and Powell (2006), pp. 169-203 (the commitment problem); form ours.

    ν = σ(-(M_j/s_j + logit τ)). j breaks for sure in time where M_j + s_j (logit u + logit τ) < 0 (see
    :func:`diplomacy_abm.rules.compliance.kept_margin`), u uniform: parties expect what the model does.
    Special cases: 1 - τ at margin 0; 0 or 1 as the scale shrinks.
    Status: checked by ``test_agreement.test_parties_expect_the_breaches_that_the_rule_makes``.

    Parameters
    ----------
    margin
        M_j of keeping over breaking at public values, in units of the stake.
    scale
        s_j > 0 of :func:`leaning_scale`.
    trust
        logit τ of i in j, with what a mediator vouches for.
    """
    return logistic(-(margin / scale + trust))


def agreement_value(utility: float, inducement: float, breach: float, war_to_come: float, surprise: float) -> float:
    """Value of an agreement to i.

    Label: eq:agreement.
    Source: Fearon (1995), pp. 401-409, and Powell (2006), as :func:`perceived_breach`; form ours.

    A = (1-ν)(U + I) + ν (W' - s). `utility` U, `inducement` I ≥ 0, `breach` ν in [0, 1], `war_to_come` W'_i,
    `surprise` s ≥ 0. The phases pass the public estimate of W'_i.
    Special cases: U + I when no breach is feared; W' - s when it is sure.
    Status: checked by ``test_agreement.test_agreement_lies_between_peace_and_betrayal``.
    """
    return (1.0 - breach) * (utility + inducement) + breach * (war_to_come - surprise)


def concession_cost(rate: float, utility: float, cover: float) -> float:
    """What signing costs at home: a share of the distance from one's ideal, less political cover.

    Label: eq:concession.
    Source: Fearon (1994), APSR 88, pp. 577-592 (audience costs); Allee & Huth (2006), APSR 100, pp. 219-234 (cover
    by a third party); form ours.

    rate·(1 - U)⁺·(1 - cover). `rate` ≥ 0, `cover` in [0, 1].
    Special cases: 0 at one's ideal point or under full cover.
    Status: checked by ``test_agreement.test_concession_cost_is_zero_at_the_ideal_or_under_full_cover``.
    """
    return rate * positive(1.0 - utility) * (1.0 - cover)


def halted_advance(weight: float, momentum: float, ground: float) -> float:
    """What a party gives up when the guns fall silent: its own advance, less the enemy's that stops too.

    Label: eq:halted.
    Source: Smith (1995), Stopping Wars, and Wagner (2000), AJPS 44, pp. 469-484 (a truce freezes what arms could still
    change); Min (2020), International Organization 74, pp. 610-632 (who is winning sees no reason to stop); form ours.

    m μ + g, in units of the stake, any sign. `weight` m ≥ 0 of a unit of `momentum` μ toward the party, in [-3, 3];
    `ground` g that the attacks under way are expected to win it within the planning horizon, negative for one that is
    attacked, as share of the contested ground. What one side gives up the other is spared.
    Special cases: 0 on a still front on which nobody attacks; a gain (below 0) for one that is being pushed back.
    Status: checked by ``test_agreement.test_who_advances_loses_by_a_halt_and_who_retreats_gains``.
    """
    return weight * momentum + ground


def ceasefire_gain(
    spared: float, war_cost: float, breach: float, surprise: float, shift: float, halted: float
) -> float:
    """Gain of a general ceasefire over fighting on.

    Label: eq:ceasefire.
    Source: Ours (judgement), after Smith (1995), Stopping Wars, and Wagner (2000), AJPS 44, pp. 469-484 (a truce
    freezes what arms could still change).

    ζ_C c k (1-ν) - .6 s ν + min(0, shift) - halted (1-ν). `spared` ζ_C in [0, 1]; `war_cost` c k; `breach` ν;
    `surprise` s; `shift` forecast change of the value of war; `halted` of :func:`halted_advance`, any sign. The .6 is
    a judgement: a surprise under a ceasefire finds an army still in its trenches.
    Special cases: ζ_C c k when nothing is feared or halted; a rising side gains nothing by its rise; a ceasefire that
    is sure to be broken halts nothing.
    Status: checked by ``test_agreement.test_ceasefire_gain_falls_with_every_fear``.
    """
    lost = shift if shift < 0.0 else 0.0
    return (spared * war_cost - halted) * (1.0 - breach) - 0.6 * surprise * breach + lost


def separable_gain(
    direct: float, spared: float, war_cost: float, surprise: float, trust: float, home: float
) -> float:
    """Gain of a deal on one separable issue while the war goes on.

    Label: eq:separable.
    Source: Ours (judgement).

    y + ζ_T c k - .25 s (1-τ) - home. `direct` gains y ≥ 0 (people returned, revenue); `spared` ζ_T ≥ 0 and
    `surprise` s ≥ 0, both 0 where the deal covers no violence; `home` ≥ 0 what dealing with the enemy costs at home.
    The .25 is a judgement: only part of the strength is exposed.
    Special cases: y - home for pure trade or humanitarian deals.
    Status: checked by ``test_agreement.test_separable_gain_is_direct_gain_less_home_cost_under_trust``.
    """
    return direct + spared * war_cost - 0.25 * surprise * (1.0 - trust) - home


def deal_weight(direct: float, spared: float, war_cost: float) -> float:
    """How much a deal weighs beside an end of the war, for trust, anger and credit: by what it spares.

    Label: eq:deal-weight.
    Source: Ours (judgement).

    min(1, (y + ζ_T c̄ k)/(c̄ k)). `direct` y ≥ 0, `spared` ζ_T in [0, 1], `war_cost` c̄ k > 0 at public values.
    Special cases: 1 for a settlement or ceasefire (the caller); y/(c̄ k) where no violence is covered.
    Status: checked by ``test_agreement.test_a_deal_weighs_by_what_it_spares``.
    """
    if war_cost <= 0.0:
        return 1.0
    weight = (direct + spared * war_cost) / war_cost
    return weight if weight < 1.0 else 1.0


def inducement_left(amount: float, fade: float) -> float:
    """What is left of an inducement a step later.

    Label: eq:fade.
    Source: Beardsley (2008), AJPS 52, pp. 723-740 (a mediator's influence wanes); form ours.

    I (1 - fade). `amount` I ≥ 0, `fade` in [0, 1] per step.
    Special cases: all of it without fading.
    Status: checked by ``test_agreement.test_inducements_fade``.
    """
    return amount * (1.0 - fade)
