"""Elementary functions that give the same bits on every machine.

The C library's ``exp`` and ``log`` differ in the last bit between processors. A run is stored and compared
byte for byte, so the rules use these, made of additions and multiplications only. ``x ** 2`` is written
``x * x`` throughout for the same reason.
"""

import math

LN2 = 0.6931471805599453
EXP_LIMIT = 60.0

C2, C3, C4, C5 = 1.0 / 2.0, 1.0 / 6.0, 1.0 / 24.0, 1.0 / 120.0
C6, C7, C8 = 1.0 / 720.0, 1.0 / 5040.0, 1.0 / 40320.0
"""Taylor coefficients of the exponential."""


def clip(x: float, low: float, high: float) -> float:
    """Value moved into ``[low, high]``.

    Label: eq:clip.
    Source: Ours (judgement): elementary.

    min(max(x, low), high); `low` ≤ `high`.
    Special cases: `low` if x < low, `high` if x > high.
    Status: checked by ``test_numeric.test_clip_stays_within_bounds``.
    """
    return low if x < low else (high if x > high else x)


def positive(x: float) -> float:
    """Positive part, written (x)⁺ in the equations.

    Label: eq:positive.
    Source: Ours (judgement): elementary.

    max(x, 0), any finite x.
    Special cases: 0 at and below 0.
    Status: checked by ``test_numeric.test_positive_is_the_larger_of_x_and_zero``.
    """
    return x if x > 0.0 else 0.0


def share_of(x: float, whole: float) -> float:
    """Share of a whole that is reached, never more than all of it.

    Label: eq:share.
    Source: Ours (judgement): elementary.

    clip(x / whole, 0, 1). `x` and `whole` > 0 in one unit.
    Special cases: 0 at and below 0, 1 from the whole on.
    Status: checked by ``test_numeric.test_a_share_is_at_most_the_whole``.
    """
    return clip(x / whole, 0.0, 1.0)


def exp(x: float) -> float:
    """Exponential on [-60, 60] (clipped outside), relative error below 1e-12.

    Label: eq:exp.
    Source: Ours (judgement): Taylor series with scaling and squaring, a textbook method.

    Eighth-order Taylor polynomial of x/1024, squared ten times; only + and ·, so that every machine gives the same
    bits.
    Special cases: exp(0) = 1 exactly; exp(±60) outside the range.
    Status: checked by ``test_numeric.test_exp_agrees_with_the_library``.
    """
    y = clip(x, -EXP_LIMIT, EXP_LIMIT) * 0.0009765625
    z = y * y
    low = 1.0 + y + z * (C2 + C3 * y)
    high = C4 + C5 * y + z * (C6 + C7 * y + C8 * z)
    r = low + z * z * high
    r = r * r
    r = r * r
    r = r * r
    r = r * r
    r = r * r
    r = r * r
    r = r * r
    r = r * r
    r = r * r
    return r * r


def log(x: float) -> float:
    """Natural logarithm for x > 0 (x below 1e-300 counts as 1e-300), relative error below 1e-15.

    Label: eq:log.
    Source: Ours (judgement): series of artanh, a textbook method.

    Mantissa and exponent are split exactly; ln m = 2 artanh((m-1)/(m+1)) for the mantissa in [√½, √2).
    Special cases: log(1) = 0 exactly.
    Status: checked by ``test_numeric.test_log_agrees_with_the_library``.
    """
    mantissa, exponent = math.frexp(x if x > 1e-300 else 1e-300)
    if mantissa < 0.7071067811865476:
        mantissa = mantissa * 2.0
        exponent = exponent - 1
    t = (mantissa - 1.0) / (mantissa + 1.0)
    u = t * t
    series = 1.0 / 15.0 + u * (1.0 / 17.0 + u * (1.0 / 19.0 + u / 21.0))
    series = 1.0 / 7.0 + u * (1.0 / 9.0 + u * (1.0 / 11.0 + u * (1.0 / 13.0 + u * series)))
    series = 1.0 + u * (1.0 / 3.0 + u * (1.0 / 5.0 + u * series))
    return 2.0 * t * series + exponent * LN2


def power(x: float, a: float) -> float:
    """Power x^a for x ≥ 0 and a ≥ 0.

    Label: eq:power.
    Source: Ours (judgement): elementary.

    e^(a ln x); the exponent a·ln x is clipped to [-60, 60] by :func:`exp`.
    Special cases: ``power(x, 1) = x``, ``power(x, 1.5) = x √x`` and ``power(x, 2) = x·x`` as IEEE arithmetic has
    them, ``power(0, a) = 0`` for a > 0, ``power(0, 0) = 1``.
    Status: checked by ``test_numeric.test_power_agrees_with_the_library``.
    """
    if a == 1.0:
        return x
    if x <= 0.0:
        return 0.0 if a != 0.0 else 1.0
    if a == 1.5:
        return x * math.sqrt(x)
    if a == 2.0:
        return x * x
    return exp(a * log(x))


def logistic(x: float) -> float:
    """Logistic function σ.

    Label: eq:logistic.
    Source: Ours (judgement): elementary.

    σ(x) = 1 / (1 + e^-x), any finite x; in (0, 1].
    Special cases: σ(0) = ½ exactly; σ(-x) = 1 - σ(x).
    Status: checked by ``test_numeric.test_logistic_is_symmetric_and_increasing``.
    """
    return 1.0 / (1.0 + exp(-x))


def logit(p: float) -> float:
    """Log-odds of a probability.

    Label: eq:logit.
    Source: Ours (judgement): elementary.

    ln(p / (1-p)), p kept within [1e-9, 1 - 1e-9].
    Special cases: 0 at ½; finite at 0 and 1.
    Status: checked by ``test_numeric.test_logit_undoes_logistic``.
    """
    q = clip(p, 1e-9, 1.0 - 1e-9)
    return log(q / (1.0 - q))


def per_step(rate: float, days: float) -> float:
    """Rate of one step from a weekly rate.

    Label: eq:per-step.
    Source: Ours (judgement): compounding.

    1 - (1-r)^(days/7). `rate` r in [0, 1) per week, `days` > 0 per step; 1 for a rate of 1 or more when days ≠ 7.
    Special cases: unchanged at seven days; compounds to the weekly rate.
    Status: checked by ``test_numeric.test_per_step_compounds_to_the_weekly_rate``.
    """
    if days == 7.0:
        return rate
    return 1.0 - power(1.0 - rate, days / 7.0)


def standard_normal(u: float) -> float:
    """Normal quantile of a uniform draw.

    Label: eq:normal-quantile.
    Source: Wichura (1988), Applied Statistics 37, pp. 477-484, algorithm AS 241, PPND7.

    Rational approximations in the middle (:func:`normal_middle`) and in two parts of the tail. `u` in (0, 1). Absolute
    error below 1e-6, far below the noise it scales.
    Special cases: 0 at ½; odd about ½.
    Status: checked by ``test_numeric.test_normal_quantile_agrees_with_scipy``.
    """
    q = u - 0.5
    if in_middle(q):
        return normal_middle(q)
    tail = u if q < 0.0 else 1.0 - u
    r = math.sqrt(-log(tail))
    if r <= 5.0:
        r = r - 1.6
        z = ((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777
        z = z / ((0.12021132975 * r + 0.73700164250) * r + 1.0)
    else:
        r = r - 5.0
        z = ((0.017337203997 * r + 0.42868294337) * r + 3.0812263860) * r + 6.6579051150
        z = z / ((0.012258202635 * r + 0.24197894225) * r + 1.0)
    return -z if q < 0.0 else z


def in_middle(q: float) -> bool:
    """Whether the middle approximation of the normal quantile holds, q = u - ½ away from the median.

    Label: eq:normal-range.
    Source: Wichura (1988), as :func:`standard_normal`.

    |q| < 0.425. `q` in (-½, ½).
    Special cases: true at 0, for seventeen draws in twenty.
    Status: checked by ``test_numeric.test_the_middle_of_the_normal_quantile_holds_where_it_says``.
    """
    return q < 0.425 and q > -0.425


def normal_middle(q: float) -> float:
    """Normal quantile of ½ + q near the median, without a branch, so that many can be had at a time.

    Label: eq:normal-middle.
    Source: Wichura (1988), as :func:`standard_normal`.

    q A(r) / B(r) with r = 0.180625 - q²; `q` where :func:`in_middle` holds, elsewhere finite and not the quantile.
    Special cases: 0 at 0; odd.
    Status: checked by ``test_numeric.test_the_middle_of_the_normal_quantile_holds_where_it_says``.
    """
    r = 0.180625 - q * q
    top = ((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179
    return q * top / (((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1.0)
