"""Fighting: who prevails, how the front moves, what it costs in strength."""

import math

from diplomacy_abm.rules.numeric import clip, log, logistic, logit, standard_normal


def contest_success(own: float, enemy: float, decisiveness: float, momentum_term: float) -> float:
    """Contest success function: the chance that the own side prevails.

    Label: eq:contest. Source: Hirshleifer (1989), Public Choice 63, pp. 101-103 (ratio form).
    p = σ(γ ln(M_own / M_enemy) + momentum). `own`, `enemy` > 0 capability; `decisiveness` γ ≥ 0;
    `momentum_term` in log-odds, 0 for the drift of the front (with it victory runs away).
    Special cases: ½ at equal strength without momentum; γ = 1 gives M_own / (M_own + M_enemy).
    Status: special cases and symmetry by property test.
    """
    return logistic(decisiveness * log(own / enemy) + momentum_term)


def momentum(front: float, front_before: float, stuck: float) -> float:
    """Momentum of side A: the front's move over the look-back in units of a stalemate, within ±3.

    Label: eq:momentum. Ours (judgement): recent movement is read as a sign of what comes.
    `front`, `front_before` shares in [0, 1]; `stuck` > 0 the move below which a front counts as still.
    Special cases: 0 when the front has not moved.
    """
    return clip((front - front_before) / stuck, -3.0, 3.0)


def front_drift(
    p: float, intensity: float, offensive_a: float, offensive_b: float, speed: float, boost: float
) -> float:
    """Expected move of the front toward side A in a week.

    Label: eq:front. Source: Lanchester (1916) in spirit. v·I·[(p - ½) + boost·(o_A p - o_B (1-p))].
    `p` chance of side A without momentum; `intensity` I of ground fighting in [0, 1]; `offensive_a`,
    `offensive_b` shares of a side on the offensive, [0, 1]; `speed` v share a week; `boost` ≥ 0.
    An offensive adds to its own side's drift (multiplying the drift, as first designed, would push a weaker
    attacker backwards). Special cases: 0 at parity with no or equal offensives.
    """
    return speed * intensity * ((p - 0.5) + boost * (offensive_a * p - offensive_b * (1.0 - p)))


def capability_change(
    capability: float, sustainable: float, production: float, loss: float, coercion: float, usual: float
) -> float:
    """Change of capability in a step from production and losses.

    Label: eq:attrition. Source: Lanchester (1916), aimed fire, with replacement.
    r (M* - M) - ℓ (Σ e_ji M_j - usual): losses at the usual intensity are already part of M*.
    `production` r and `loss` ℓ per step; `coercion` Σ e_ji M_j now and `usual` at the start of the war.
    Special cases: 0 at M = M* and usual coercion. Without the pull the pair is a saddle (Lanchester).
    """
    return production * (sustainable - capability) - loss * (coercion - usual)


def sustainable_level(level: float, dependence: float, support: float, support_before: float) -> float:
    """Level of capability a party can sustain, given its outside support now and at the start.

    Label: eq:sustainable. Ours: M* (1 - d (1 - min(S/S_0, 1.5))). `dependence` d in [0, 1), the share that
    rests on support. Special cases: M* when support is as at the start or d = 0.
    """
    if support_before <= 0.0:
        return level
    return level * (1.0 - dependence * (1.0 - clip(support / support_before, 0.0, 1.5)))


def surprise_cost(p: float, decisiveness: float, share_lost: float) -> float:
    """What being attacked under an agreement costs: the fall of one's chance to prevail.

    Label: eq:surprise. s = p - σ(logit p + γ ln(1-ς)). `share_lost` ς in [0, 1) of strength lost in a
    surprise. Special cases: 0 at ς = 0; about 0.07 at p = ½, γ = 1, ς = .25.
    """
    return p - logistic(logit(p) + decisiveness * log(1.0 - share_lost))


def salvo_ratio(dispersion: float, u: float) -> float:
    """Size of a week's salvo relative to its mean: a gamma variate of mean 1 and shape k.

    Label: eq:salvo. Source: Wilson & Hilferty (1931), PNAS 17, p. 684 (cube-root normal approximation).
    `dispersion` k > 0; `u` uniform. Special cases: tends to 1 as k grows; never negative.
    """
    a = 1.0 / (9.0 * dispersion)
    root = 1.0 - a + standard_normal(u) * math.sqrt(a)
    return root * root * root if root > 0.0 else 0.0


def count_around(mean: float, u: float) -> float:
    """Poisson count around `mean`, by the rounded normal approximation, at least 0.

    Label: eq:count. With a gamma mean this is the negative binomial. `mean` ≥ 0, `u` uniform.
    Special cases: 0 at mean 0. An observation layer only: counts feed nothing back into the model.
    """
    value = math.floor(mean + math.sqrt(mean) * standard_normal(u) + 0.5)
    return value if value > 0.0 else 0.0


def relative_damage(coercion: float, usual: float, salvo: float, strike_share: float) -> float:
    """Damage of a week in units of the damage at the start of the war.

    Label: eq:damage. (1 - w)·C/C_0 + w·salvo·C/C_0, `coercion` C = Σ e_ji M_j, `usual` C_0,
    `salvo` in units of its mean, `strike_share` w in [0, 1] the part of damage done by strikes.
    Special cases: 1 at usual coercion and mean salvo.
    """
    if usual <= 0.0:
        return coercion
    return coercion / usual * (1.0 - strike_share + strike_share * salvo)
