"""Learning about the distribution of power: what is private is how strong the sides are, not the cost alone."""


def power_forecast(mean: float, prior: float, keep: float) -> float:
    """Mean of the belief about hidden power a step on, before the front is seen.

    Label: eq:power-mean.
    Source: Kalman (1960) for an autoregression; that each side's prior favours itself: Blainey (1988), The Causes of
    War (page not checked), Fearon (1995), pp. 390-401 (mutual optimism); application ours.

    m ← o + ρ (m - o). `mean` m and `prior` o in log-ratio, `keep` ρ in [0, 1).
    Special cases: the prior for one who sees nothing.
    Status: checked by ``test_power.test_beliefs_fall_back_to_what_is_usual``.
    """
    return prior + keep * (mean - prior)


def power_variance(variance: float, keep: float, spread: float) -> float:
    """Variance of the belief about hidden power a step on: the unseen drifts as it does in the world.

    Label: eq:power-drift.
    Source: Kalman (1960), as :func:`power_forecast`.

    s² ← ρ² s² + (1-ρ²) sd². `variance` s² ≥ 0, `spread` sd ≥ 0 of hidden power, `keep` ρ in [0, 1).
    Special cases: stationary at sd².
    Status: checked by ``test_power.test_doubt_grows_back_to_the_spread_of_hidden_power``.
    """
    return keep * keep * variance + (1.0 - keep * keep) * spread * spread


def front_slope(speed: float, intensity: float, decisiveness: float, chance: float, attacks: float) -> float:
    """How far a week's move of the front depends on hidden power.

    Label: eq:front-slope.
    Source: Ours (judgement): the derivative of :func:`diplomacy_abm.rules.contest.front_drift`.

    H = v I γ p (1-p)(1 + b (o_A + o_B)). `speed` v ≥ 0, `intensity` I in [0, 1], `chance` p in (0, 1), `attacks`
    the boost times the sum of both offensives.
    Special cases: 0 when nothing is fought: nothing is learned.
    Status: checked by ``test_power.test_front_slope_is_the_derivative_of_the_drift``.
    """
    return speed * intensity * decisiveness * chance * (1.0 - chance) * (1.0 + attacks)


def front_gain(variance: float, slope: float, noise: float) -> float:
    """Kalman gain of the front for the belief about hidden power.

    Label: eq:front-gain.
    Source: Kalman (1960); Slantchev (2003) and Powell (2004) for fighting as information.

    K = s² H/(H² s² + σ_f²). `variance` s² ≥ 0, `slope` H of :func:`front_slope`, `noise` σ_f ≥ 0 of the front. The
    mean moves by K·(what the front did less what was expected), the variance shrinks by 1 - K H.
    Special cases: 0 without slope; 1/H on a front without noise.
    Status: checked by ``test_power.test_the_front_ends_mutual_optimism``.
    """
    spread = slope * slope * variance + noise * noise
    return variance * slope / spread if spread > 0.0 else 0.0
