"""Packages on the contract curve, offers, and the mediator's text."""

from diplomacy_abm.rules.numeric import clip, power


def package_position(
    q: float, salience_a: float, ideal_a: float, salience_b: float, ideal_b: float, curvature: float
) -> float:
    """Position of one issue in the efficient package of concession level q, for ρ > 1.

    Label: eq:contract-curve.
    Source: First-order condition of max (1-q) U_A + q U_B, derived by us (Edgeworth's contract curve); logrolling:
    Raiffa (1982), The Art and Science of Negotiation (page not checked).

    (a θ_A + b θ_B)/(a + b) with a = ((1-q) s_A)^(1/(ρ-1)), b = (q s_B)^(1/(ρ-1)).
    Special cases: θ_A at q = 0, θ_B at q = 1; θ_A for q < 1 where B does not care; for ρ = 2 the salience-weighted
    mean; where nobody cares, the nearer end.
    Status: checked by ``test_offer.test_edgeworth_package_maximises_the_weighted_sum``.

    Parameters
    ----------
    q
        Concession level in [0, 1], 0 side A's ideal, 1 side B's.
    salience_a, salience_b
        s ≥ 0.
    ideal_a, ideal_b
        θ in [0, 1].
    curvature
        ρ > 1.
    """
    weight_a = (1.0 - q) * salience_a
    weight_b = q * salience_b
    top = weight_a if weight_a > weight_b else weight_b
    if top <= 0.0:
        return ideal_a if q < 0.5 else ideal_b
    root = 1.0 / (curvature - 1.0)
    a = power(weight_a / top, root)
    b = power(weight_b / top, root)
    return (a * ideal_a + b * ideal_b) / (a + b)


def linear_concession(q: float, start: float, width: float, ideal_a: float, ideal_b: float) -> float:
    """Position of one issue for ρ = 1: issues are conceded one after the other, cheapest first.

    Label: eq:contract-curve-linear.
    Source: Raiffa (1982), The Art and Science of Negotiation (logrolling of linear issues; page not checked); path
    ours.

    (1-t) θ_A + t θ_B with t = clip((q - start)/width, 0, 1). `start` the share of the concession path before this
    issue's turn, `width` its own share, in the order of s_B/s_A; all in [0, 1].
    Special cases: θ_A before its turn, θ_B after it.
    Status: checked by ``test_offer.test_linear_concession_moves_in_its_turn``.
    """
    share = 1.0 if q >= start + width else 0.0
    if width > 0.0:
        share = clip((q - start) / width, 0.0, 1.0)
    return (1.0 - share) * ideal_a + share * ideal_b


def indivisible_position(
    q: float, salience_a: float, salience_b: float, ideal_a: float, ideal_b: float
) -> float:
    """Position of an indivisible issue: it goes whole to B once q passes s_A/(s_A + s_B).

    Label: eq:indivisible.
    Source: Fearon (1995), pp. 389-390 (indivisibility); the crossing maximises the weighted sum of
    :func:`package_position`.

    θ_B if q (s_A + s_B) > s_A, else θ_A. `q` in [0, 1], saliences ≥ 0.
    Special cases: never conceded if only A cares.
    Status: checked by ``test_offer.test_indivisible_issue_goes_whole_where_the_weighted_sum_turns``.
    """
    return ideal_b if q * (salience_a + salience_b) > salience_a else ideal_a


def expected_offer(chance: float, agreed: float, war: float, concession: float) -> float:
    """Value of making an offer.

    Label: eq:offer.
    Source: Fearon (1995), pp. 390-401 (private information; the risk-return trade-off, page not checked).

    P (A - concession) + (1-P) W. `chance` P in [0, 1] that all accept; values in units of the stake.
    Special cases: W for an offer nobody accepts.
    Status: checked by ``test_offer.test_fearon_risk_return_offer``.
    """
    return chance * (agreed - concession) + (1.0 - chance) * war


def nash_product(gain_a: float, gain_b: float, bias: float) -> float:
    """Nash product of the two gains, weighted by the mediator's bias β toward A.

    Label: eq:nash.
    Source: Nash (1950), Econometrica 18, pp. 155-162; weights: Kalai (1977a), International Journal of Game Theory
    6, pp. 129-133.

    g_A^((1+β)/2) g_B^((1-β)/2); where one gains nothing the smaller gain (negative or 0), so that the text with the
    largest smaller gain is found. `bias` β in [-1, 1].
    Special cases: √(g_A g_B) for β = 0, so the middle of a linear bargaining range.
    Status: checked by ``test_offer.test_nash_point_of_a_linear_frontier``.
    """
    smaller = gain_a if gain_a < gain_b else gain_b
    if smaller <= 0.0:
        return smaller
    return power(gain_a, 0.5 * (1.0 + bias)) * power(gain_b, 0.5 * (1.0 - bias))


def egalitarian(gain_a: float, gain_b: float) -> float:
    """Smaller of two gains; its largest value is the egalitarian solution.

    Label: eq:egalitarian.
    Source: Kalai (1977b), Econometrica 45, pp. 1623-1630.

    min(g_A, g_B).
    Special cases: symmetric.
    Status: checked by ``test_offer.test_egalitarian_is_the_smaller_gain``.
    """
    return gain_a if gain_a < gain_b else gain_b


def kalai_smorodinsky(gain_a: float, gain_b: float, best_a: float, best_b: float) -> float:
    """Smaller of the two gains relative to the best each could get.

    Label: eq:kalai-smorodinsky.
    Source: Kalai & Smorodinsky (1975), Econometrica 43, pp. 513-518.

    min(g_A/b_A, g_B/b_B). `best_a`, `best_b` the largest gain of each over packages in which both gain.
    Special cases: without such a package the smaller gain itself.
    Status: checked by ``test_offer.test_kalai_smorodinsky_point_of_a_linear_frontier``.
    """
    if best_a <= 0.0 or best_b <= 0.0:
        return gain_a if gain_a < gain_b else gain_b
    a = gain_a / best_a
    b = gain_b / best_b
    return a if a < b else b
