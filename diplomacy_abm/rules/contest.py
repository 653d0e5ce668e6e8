"""Fighting: who prevails, how the front moves, what it costs in strength."""

import math

from diplomacy_abm.rules.numeric import clip, log, logistic, logit, positive, standard_normal


def contest_success(own: float, enemy: float, decisiveness: float, hidden: float) -> float:
    """Contest success function: the chance that the own side prevails, with what no count shows of its strength.

    Label: eq:contest.
    Source: Hirshleifer (1989), Public Choice 63, pp. 101-112 (ratio form; page of the equation not checked); hidden
    power: Slantchev (2003), APSR 97, pp. 621-632; Powell (2004), AJPS 48, pp. 231-241; Smith & Stam (2004), JCR 48,
    pp. 783-813.

    p = σ(γ (ln(M_own / M_enemy) + η)). The true η moves the front; what a party believes of it enters its value of war.
    Special cases: ½ at equal strength with nothing hidden; γ = 1 and η = 0 give M_own / (M_own + M_enemy).
    Status: checked by ``test_contest.test_hirshleifer_ratio_form_with_decisiveness_one_is_proportional``.

    Parameters
    ----------
    own, enemy
        Capabilities of the two sides, > 0, in units of capability.
    decisiveness
        γ ≥ 0, how much strength decides.
    hidden
        η in log-ratio; 0 for what the counts say.
    """
    return prevailing(strength_ratio(own, enemy), decisiveness, hidden)


def strength_ratio(own: float, enemy: float) -> float:
    """Relative strength of two sides, the same for every view of what is hidden.

    Label: eq:strength-ratio.
    Source: Hirshleifer (1989), Public Choice 63, pp. 101-112, as :func:`contest_success`.

    ln(M_own / M_enemy). `own`, `enemy` > 0 in units of capability.
    Special cases: 0 at equal strength; changes its sign when the sides are swapped, but for rounding.
    Status: checked by ``test_contest.test_contest_is_prevailing_at_the_relative_strength``.
    """
    return log(own / enemy)


def prevailing(ratio: float, decisiveness: float, hidden: float) -> float:
    """Chance that the own side prevails, for a relative strength that is known already.

    Label: eq:prevailing.
    Source: Hirshleifer (1989), as :func:`contest_success`.

    p = σ(γ (m + η)). `ratio` m of :func:`strength_ratio`, `decisiveness` γ ≥ 0, `hidden` η in log-ratio.
    Special cases: ½ at equal strength with nothing hidden.
    Status: checked by ``test_contest.test_contest_is_prevailing_at_the_relative_strength``.
    """
    return logistic(decisiveness * (ratio + hidden))


def momentum(front: float, front_before: float, stuck: float) -> float:
    """Momentum of side A: the front's move over the look-back in units of a stalemate.

    Label: eq:momentum.
    Source: Ours (judgement): recent movement is read as a sign of what comes.

    clip((f_t - f_(t-S)) / stuck, -3, 3). `front`, `front_before` shares in [0, 1]; `stuck` > 0, the move below which a
    front counts as still.
    Special cases: 0 when the front has not moved; odd in the move.
    Status: checked by ``test_contest.test_momentum_is_bounded_and_zero_on_a_still_front``.
    """
    return clip((front - front_before) / stuck, -3.0, 3.0)


def danger(momentum_against: float) -> float:
    """How far a front that is being lost calls for help, its move over the look-back in units of a stalemate.

    Label: eq:danger.
    Source: Ours (judgement).

    (μ - 1)⁺/2, the momentum beyond that of a still front over its largest. `momentum_against` μ in [-3, 3] of
    :func:`momentum`, positive where the front moves against the one in danger.
    Special cases: 0 while the front counts as still; 1 at the largest momentum.
    Status: checked by ``test_contest.test_danger_begins_where_a_front_no_longer_counts_as_still``.
    """
    return positive(momentum_against - 1.0) / 2.0


def front_drift(
    p: float, intensity: float, offensive_a: float, offensive_b: float, speed: float, boost: float
) -> float:
    """Expected move of the front toward side A in a week.

    Label: eq:front.
    Source: Lanchester (1916) in spirit; form ours.

    v·I·[(p - ½) + boost·(o_A p - o_B (1-p))]. An offensive adds to its own side's drift (multiplying the drift, as
    first designed, would push a weaker attacker backwards).
    Special cases: 0 at parity with no or equal offensives; changes sign when the sides are swapped.
    Status: checked by ``test_contest.test_front_drift_is_antisymmetric_and_offensives_help_their_side``.

    Parameters
    ----------
    p
        Chance of side A with what its strength truly is, [0, 1].
    intensity
        I of ground fighting, [0, 1].
    offensive_a, offensive_b
        Shares of a side on the offensive, [0, 1].
    speed
        v ≥ 0, share of the contested ground a week.
    boost
        ≥ 0, what an offensive adds.
    """
    return speed * intensity * ((p - 0.5) + boost * (offensive_a * p - offensive_b * (1.0 - p)))


def worn_by_attack(loss: float, coercion: float, extra: float, capability: float, weeks: float, slope: float) -> float:
    """What an offensive takes from the value of war by the strength that it costs.

    Label: eq:worn.
    Source: Lanchester (1916) (an attacker spends the strength by which it would win); form ours, from eq:attrition and
    eq:contest.

    |dW/dη| · weeks · ℓ C extra / M, in units of the stake: the extra losses of the planning horizon as a log ratio of
    strength, times what such a ratio is worth. `loss` ℓ in [0, 1] a week per unit of `coercion` C; `extra` ≥ 0 losses
    on the offensive; `capability` M > 0; `weeks` ≥ 0; `slope` dW/dη, any sign.
    Special cases: 0 for one that loses no more by attacking.
    Status: checked by ``test_contest.test_an_attack_wears_out_the_weaker_sooner``.
    """
    size = slope if slope > 0.0 else -slope
    return size * weeks * loss * coercion * extra / capability


def capability_change(
    capability: float, sustainable: float, production: float, loss: float, coercion: float, usual: float
) -> float:
    """Change of capability in a step from production and losses.

    Label: eq:attrition.
    Source: Lanchester (1916), Aircraft in Warfare (aimed fire; page not checked), with replacement.

    r (M* - M) - ℓ (C - C_0): losses at the usual coercion are already part of M*. `production` r and `loss` ℓ in
    [0, 1] per step; `coercion` C = Σ e_ji M_j now and `usual` C_0 at the start, in units of capability.
    Special cases: 0 at M = M* and usual coercion. Without the pull the pair is a saddle (Lanchester).
    Status: checked by ``test_contest.test_lanchester_pair_without_production_is_a_saddle``.
    """
    return production * (sustainable - capability) - loss * (coercion - usual)


def sustainable_level(level: float, dependence: float, support: float, support_before: float) -> float:
    """Level of capability a party can sustain, given its outside support now and at the start.

    Label: eq:sustainable.
    Source: Ours (judgement).

    M* (1 - d (1 - min(S/S_0, 1.5))). `dependence` d in [0, 1), the share that rests on support; `support` S,
    `support_before` S_0 in [0, 1].
    Special cases: M* when support is as at the start, d = 0, or there was none at the start.
    Status: checked by ``test_contest.test_sustainable_level_follows_support``.
    """
    if support_before <= 0.0:
        return level
    return level * (1.0 - dependence * (1.0 - clip(support / support_before, 0.0, 1.5)))


def surprise_cost(p: float, decisiveness: float, share_lost: float) -> float:
    """What being attacked under an agreement costs: the fall of one's chance to prevail.

    Label: eq:surprise.
    Source: Ours (judgement), in the contest of Hirshleifer (1989).

    s = p - σ(logit p + γ ln(1-ς)). `p` in (0, 1); `decisiveness` γ ≥ 0; `share_lost` ς in [0, 1) of strength lost
    in a surprise.
    Special cases: 0 at ς = 0; about 0.07 at p = ½, γ = 1, ς = .25.
    Status: checked by ``test_contest.test_surprise_cost_at_parity_is_about_seven_percent``.
    """
    return p - logistic(logit(p) + decisiveness * log(1.0 - share_lost))


def salvo_ratio(dispersion: float, u: float) -> float:
    """Size of a week's salvo relative to its mean: a gamma variate of mean 1 and shape k.

    Label: eq:salvo.
    Source: Wilson & Hilferty (1931), PNAS 17, pp. 684-688 (cube-root normal approximation).

    (1 - a + z√a)³ with a = 1/(9k), z the normal quantile of `u`. `dispersion` k > 0; the mean is within 1 % of 1
    for k ≥ 1 and off below that.
    Special cases: tends to 1 as k grows; never negative.
    Status: checked by ``test_contest.test_salvo_has_the_mean_and_variance_of_a_gamma``.
    """
    a = 1.0 / (9.0 * dispersion)
    root = 1.0 - a + standard_normal(u) * math.sqrt(a)
    return root * root * root if root > 0.0 else 0.0


def count_around(mean: float, u: float) -> float:
    """Poisson count around `mean`, by the rounded normal approximation, at least 0.

    Label: eq:count.
    Source: Ours (judgement): normal approximation of the Poisson law.

    ⌊mean + √mean·z + ½⌋⁺. `mean` ≥ 0, `u` uniform. With a gamma mean this is near the negative binomial. An
    observation layer only: counts feed nothing back into the model.
    Special cases: 0 at mean 0.
    Status: checked by ``test_contest.test_counts_have_their_mean``.
    """
    value = math.floor(mean + math.sqrt(mean) * standard_normal(u) + 0.5)
    return value if value > 0.0 else 0.0


def relative_damage(coercion: float, usual: float, salvo: float, strike_share: float) -> float:
    """Damage of a week in units of the damage at the start of the war.

    Label: eq:damage.
    Source: Ours (judgement).

    (1 - w)·C/C_0 + w·salvo·C/C_0. `coercion` C = Σ e_ji M_j, `usual` C_0 ≥ 0, `salvo` ≥ 0 in units of a full
    salvo's mean, `strike_share` w in [0, 1] the part of damage done by strikes.
    Special cases: 1 at usual coercion and mean salvo; C itself where nothing was usual.
    Status: checked by ``test_contest.test_damage_is_one_at_usual_coercion_and_mean_salvo``.
    """
    if usual <= 0.0:
        return coercion
    return coercion / usual * (1.0 - strike_share + strike_share * salvo)
