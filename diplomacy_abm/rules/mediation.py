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


def nearness(prospect: float, floor: float) -> float:
    """How near a deal looks to one who works for it; never hopeless.

    Label: eq:near.
    Source: Ours (judgement): mediators go to wars in which nothing can be signed yet (Greig & Diehl 2012; page not
    checked).

    f + (1 - f) P. `prospect` P in [0, 1] the largest public chance that both sign, `floor` f in [0, 1].
    Special cases: the floor where nobody would sign; 1 where both surely would.
    Status: checked by ``test_mediation.test_a_mediator_works_where_no_deal_is_near``.
    """
    return floor + (1.0 - floor) * prospect


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


def sway(leverage: float, bias: float) -> float:
    """Leverage over a party, with what a bias toward it adds.

    Label: eq:sway.
    Source: Svensson (2007), Journal of Peace Research 44, pp. 177-194 (a biased mediator can move the side it is near
    to); form ours.

    ℓ (1 + β_j⁺). `leverage` ℓ in [0, 1], `bias` β_j in [-1, 1] toward the party that is to concede.
    Special cases: ℓ for an even-handed mediator or one on the other side.
    Status: checked by ``test_mediation.test_a_bias_toward_a_party_sways_it``.
    """
    return leverage * (1.0 + bias) if bias > 0.0 else leverage


def report_score(told: float, public: float) -> float:
    """Score of a mediator's report: how much better than the public it foretold what came.

    Label: eq:report-score.
    Source: Good (1952), Journal of the Royal Statistical Society B 14, pp. 107-114; Gneiting & Raftery (2007), JASA
    102, pp. 359-378 (a proper score).

    clip(log₂(P_told/P_public), -1, 1). `told` and `public` the chances of the answer that came, in (0, 1].
    Special cases: 0 for a report that says what everybody knows, so base rates earn nothing.
    Status: checked by ``test_mediation.test_a_report_is_scored_against_the_public``.
    """
    return clip(1.4426950408889634 * log((told + 1e-9) / (public + 1e-9)), -1.0, 1.0)


def both_come(chance_a: float, chance_b: float) -> float:
    """Chance that both leads come, as the host sees it.

    Label: eq:both-come.
    Source: Ours (judgement): independent answers.

    w_A w_B, each of :func:`diplomacy_abm.rules.attendance.sounded_chance`.
    Special cases: ¼ when neither was asked: no date is worth the snub.
    Status: checked by ``test_mediation.test_a_date_needs_two_likely_answers``.
    """
    return chance_a * chance_b
