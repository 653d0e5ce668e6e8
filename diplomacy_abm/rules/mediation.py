"""What a mediator can do. Every effect carries its credibility or its leverage: with neither, nothing changes."""

from diplomacy_abm.rules.numeric import clip, exp, log


def dilution(active: int, overlap: float) -> float:
    """Factor on each mediator's effect when several work at once without coordination: s^(n-1).

    Label: eq:dilution. Source: Böhmelt (2011), EJIR 18, pp. 871-873 (inverted U in the number of mediators); the form is
    ours: n·s^(n-1) peaks at n = -1/ln s. `active` n ≥ 0; `overlap` s in (0, 1].
    Special cases: 1 for one mediator or for coordinated ones (s = 1).
    """
    if active <= 1:
        return 1.0
    return exp((active - 1) * log(overlap))


def leverage_spent(leverage: float, share: float, factor: float) -> float:
    """Amount of inducement or pressure one move brings: ℓ·share·factor.

    Label: eq:leverage. Source: Touval & Zartman (1985), pp. 13-15 (leverage); Beardsley et al. (2006), JCR 50
    (manipulation). `share` in [0, 1] of what is left; `factor` the dilution. Special case: 0 without leverage.
    """
    return leverage * share * factor


def leverage_after(leverage: float, base: float, spent: float, regrowth: float) -> float:
    """Leverage after a step: ℓ - spent + r (ℓ_0 - ℓ), not below 0.

    Label: eq:leverage-left. `regrowth` r in [0, 1] per step. Special case: unchanged at its base when unspent.
    """
    return clip(leverage - spent + regrowth * (base - leverage), 0.0, 1.0)


def credibility(reliable: float, unreliable: float) -> float:
    """Credibility of a mediator: mean of a Beta, a/(a+b).

    Label: eq:credibility. `reliable` a, `unreliable` b ≥ 0 counts of reports borne out or not.
    Special case: 0 for a mediator with no record at all.
    """
    total = reliable + unreliable
    return reliable / total if total > 0.0 else 0.0


def prestige_of_host(chance_a: float, chance_b: float, lift_a: float, lift_b: float) -> float:
    """What hosting promises a host: the chance that both come to its table.

    Label: eq:prestige. Source: Touval & Zartman (1985), pp. 8-9 (mediators have interests of their own).
    """
    return clip(chance_a + (1.0 - chance_a) * lift_a, 0.0, 1.0) * clip(chance_b + (1.0 - chance_b) * lift_b, 0.0, 1.0)
