"""Whether it is worth coming to the table; the readiness of Pruitt (2005) is this value."""

from diplomacy_abm.rules.numeric import positive, power


def attendance_value(
    other_comes: float, deal: float, rounds: float, surplus: float, refusal: float, audience: float
) -> float:
    """Value of coming over staying away.

    Label: eq:attendance.
    Source: Zartman (1985, 2000) and Pruitt (2005), Whither Ripeness Theory? (a way out that both see); Fearon
    (1994) (audience cost); Min (2020), International Organization 74, pp. 610-632 (cost of refusing); form ours.

    V = π [1 - (1-P)^n] (A - W - concession)⁺ + refusal·max(π, .2) - audience.
    Special cases: -audience when nothing can be gained and refusing costs nothing.
    Status: checked by ``test_attendance.test_zartman_ripeness_needs_a_way_out_that_both_see``.

    Parameters
    ----------
    other_comes
        π in [0, 1], chance that the other comes.
    deal
        P in [0, 1], chance of a yes in one round.
    rounds
        n ≥ 1, rounds expected.
    surplus
        The bracket, any sign, in units of the stake.
    refusal, audience
        ≥ 0, in units of the stake.
    """
    hope = 1.0 - power(1.0 - deal, rounds)
    seen = other_comes if other_comes > 0.2 else 0.2
    return other_comes * hope * positive(surplus) + refusal * seen - audience


def audience_cost(base: float, cover: float, relief: float, burden: float, in_session: float) -> float:
    """What being seen at the table costs at home.

    Label: eq:audience.
    Source: Fearon (1994), APSR 88, pp. 577-592; wearier publics forgive more (KIIS and Gallup series 2022-25); form
    ours.

    base·(1 - ½ cover)·(1 - η_w (k-1))⁺·x. `base` ≥ 0 in units of the stake; `cover` in [0, 1] by a host; `relief`
    η_w ≥ 0; `burden` k ≥ 0; `in_session` the factor x, 1 outside a session.
    Special cases: base at the start of a war without a host.
    Status: checked by ``test_attendance.test_audience_cost_falls_with_cover_and_weariness``.
    """
    return base * (1.0 - 0.5 * cover) * positive(1.0 - relief * (burden - 1.0)) * in_session


def lifted_chance(chance: float, lift: float, credibility: float) -> float:
    """Chance that the other side comes, when a mediator hosts.

    Label: eq:host-lift.
    Source: Bercovitch & Houston (1996), in Bercovitch (ed.), Resolving International Conflicts, pp. 11-35 (good
    offices); size a judgement.

    π + (1-π)·lift·κ, all in [0, 1]; `credibility` κ of the host with the party that is to come.
    Special cases: π when the host has no credibility.
    Status: checked by ``test_attendance.test_a_host_lifts_the_chance_only_with_credibility``.
    """
    return chance + (1.0 - chance) * lift * credibility


def standing_step(standing: float, half_life_keep: float, noise: float, pull: float) -> float:
    """Standing at home after a step.

    Label: eq:standing.
    Source: Ours (judgement): an autoregression of order one.

    keep·u + noise + (1-keep)·pull. `standing` u and `pull` in units of the stake, `half_life_keep` in [0, 1) per
    step, `noise` of sd √(1-keep²) times the long-run one. At keep = .97 the half-life is 23 weeks; with white noise
    the weekly retry makes any deal a matter of the choice precision alone.
    Special cases: decays to `pull` without noise.
    Status: checked by ``test_attendance.test_standing_has_a_half_life_of_23_weeks``.
    """
    return half_life_keep * standing + noise + (1.0 - half_life_keep) * pull
