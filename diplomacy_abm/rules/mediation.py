"""What a mediator can do. Every effect carries its credibility or its leverage: with neither, nothing changes."""

from diplomacy_abm.rules.numeric import clip, exp, log


def dilution(active: int, overlap: float) -> float:
    """Factor on each mediator's effect when several work at once without coordination.

    Label: eq:dilution.
    Source: Böhmelt (2011), British Journal of Political Science 41, pp. 859-881 (inverted U in the number of
    mediators); the form is ours.

    s^(n-1); n·s^(n-1) peaks at n = -1/ln s. `active` n ≥ 0; `overlap` s in (0, 1].
    Special cases: 1 for one mediator or for coordinated ones (s = 1).
    Status: checked by ``test_mediation.test_bohmelt_inverted_u_peaks_at_minus_one_over_log``.
    """
    if active <= 1:
        return 1.0
    return exp((active - 1) * log(overlap))


def leverage_spent(leverage: float, share: float, factor: float) -> float:
    """Amount of inducement or pressure one move brings.

    Label: eq:leverage.
    Source: Touval & Zartman (1985), International Mediation in Theory and Practice (leverage; page not checked);
    Beardsley et al. (2006), Journal of Conflict Resolution 50, pp. 58-86 (manipulation); form ours.

    ℓ·share·factor. `share` in [0, 1] of what is left; `factor` in (0, 1] the dilution.
    Special cases: 0 without leverage.
    Status: checked by ``test_mediation.test_leverage_is_spent_from_what_there_is``.
    """
    return leverage * share * factor


def leverage_after(leverage: float, base: float, spent: float, regrowth: float) -> float:
    """Leverage after a step.

    Label: eq:leverage-left.
    Source: Ours (judgement).

    clip(ℓ - spent + r (ℓ_0 - ℓ), 0, 1). `regrowth` r in [0, 1] per step.
    Special cases: unchanged at its base when unspent.
    Status: checked by ``test_mediation.test_leverage_grows_back_to_its_base``.
    """
    return clip(leverage - spent + regrowth * (base - leverage), 0.0, 1.0)


def credibility(reliable: float, unreliable: float) -> float:
    """Credibility of a mediator: mean of a Beta.

    Label: eq:credibility.
    Source: Ours (judgement), after Kydd (2003) (a reputation for honest reports).

    κ = a/(a+b). `reliable` a, `unreliable` b ≥ 0 counts of reports borne out or not.
    Special cases: 0 for a mediator with no record at all.
    Status: checked by ``test_mediation.test_credibility_is_the_mean_of_the_record``.
    """
    total = reliable + unreliable
    return reliable / total if total > 0.0 else 0.0


def prestige_of_host(chance_a: float, chance_b: float, lift_a: float, lift_b: float) -> float:
    """What hosting promises a host: the chance that both come to its table.

    Label: eq:prestige.
    Source: Touval & Zartman (1985) (mediators have interests of their own; page not checked); form ours.

    Π_i clip(π_i + (1-π_i)·lift_i, 0, 1). Chances and lifts in [0, 1].
    Special cases: the product of the chances without a lift.
    Status: checked by ``test_mediation.test_prestige_is_the_chance_that_both_come``.
    """
    return clip(chance_a + (1.0 - chance_a) * lift_a, 0.0, 1.0) * clip(chance_b + (1.0 - chance_b) * lift_b, 0.0, 1.0)
