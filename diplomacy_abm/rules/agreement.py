"""What an agreement is worth, given that the other side may break it."""

from diplomacy_abm.rules.numeric import logistic, positive


def breach_cost(honour: float, deterrence: float, coverage: float, detection: float, monitored: float) -> float:
    """What breaking an agreement costs the breaker: b_0 + b_G G + b_M·monitored.

    Label: eq:breach-cost. Sources: Walter (1997), IO 51, pp. 340-345 (guarantees); Fortna (2003), IO 57,
    pp. 339-346 (monitoring). `honour` b_0, `deterrence` b_G, `detection` b_M ≥ 0 in units of the stake;
    `coverage` G the other side has been promised and `monitored` in [0, 1].
    Special cases: b_0 alone without guarantee and monitors.
    """
    return honour + deterrence * coverage + detection * monitored


def perceived_breach(coverage: float, trust: float, keeping: float, breaking: float, temper: float) -> float:
    """Chance, as i sees it, that j will break: ν = (1-G)(1 - τ σ((keeping - breaking)/φ)).

    Label: eq:perceived-breach. Sources: Fearon (1995), pp. 401-404; Powell (2006), pp. 180-185 (commitment).
    `coverage` G of i, `trust` τ of i in j, `keeping` U_j + I_j, `breaking` B_j = W'_j - breach cost, `temper` φ > 0.
    Special cases: 0 under full coverage; 1 - τ (for G = 0) when j plainly gains by keeping; 1 without trust.
    """
    return (1.0 - coverage) * (1.0 - trust * logistic((keeping - breaking) / temper))


def agreement_value(utility: float, inducement: float, breach: float, war_to_come: float, surprise: float) -> float:
    """Value of an agreement to i: A = (1-ν)(U + I) + ν (W' - s).

    Label: eq:agreement. Sources: as :func:`perceived_breach`. `utility` U, `inducement` I ≥ 0, `breach` ν,
    `war_to_come` W'_i, `surprise` s. Special cases: U + I when no breach is feared.
    """
    return (1.0 - breach) * (utility + inducement) + breach * (war_to_come - surprise)


def concession_cost(rate: float, utility: float, cover: float) -> float:
    """What signing costs at home: a share `rate` of the distance from one's ideal, less political cover.

    Label: eq:concession. Source: Fearon (1994), APSR 88, pp. 580-585 (audience costs); cover by a mediator:
    Allee & Huth (2006), APSR 100, pp. 222-225. rate·(1 - U)⁺·(1 - cover). `cover` in [0, 1].
    Special cases: 0 at one's ideal point or under full cover.
    """
    return rate * positive(1.0 - utility) * (1.0 - cover)


def ceasefire_gain(
    spared: float, war_cost: float, breach: float, surprise: float, shift: float, momentum_lost: float
) -> float:
    """Gain of a general ceasefire over fighting on: ζ_C c k (1-ν) - .6 s ν + min(0, shift) - lost momentum.

    Label: eq:ceasefire. Ours, after Smith (1995), Stopping Wars, ch. 1 and Wagner (2000), AJPS 44 (a truce
    freezes what arms could still change). `spared` ζ_C share of the cost of war that stops; `war_cost` c k;
    `shift` forecast change of the value of war; `momentum_lost` ≥ 0. The .6 is a judgement: a surprise under a
    ceasefire finds an army still in its trenches. Special cases: ζ_C c k when nothing is feared or lost.
    """
    lost = shift if shift < 0.0 else 0.0
    return spared * war_cost * (1.0 - breach) - 0.6 * surprise * breach + lost - momentum_lost


def separable_gain(
    direct: float, spared: float, war_cost: float, surprise: float, coverage: float, trust: float, home: float
) -> float:
    """Gain of a deal on one separable issue while the war goes on.

    Label: eq:separable. y + ζ_T c k - .25 s (1-G)(1-τ) - home. `direct` gains y ≥ 0 (people returned, revenue);
    `spared` ζ_T ≥ 0, 0 where the deal covers no violence; `home` ≥ 0 what dealing with the enemy costs at
    home. The .25 is a judgement: only part of the strength is exposed. Special cases: y - home for pure trade
    or humanitarian deals between parties that trust each other.
    """
    return direct + spared * war_cost - 0.25 * surprise * (1.0 - coverage) * (1.0 - trust) - home


def inducement_left(amount: float, fade: float) -> float:
    """What is left of an inducement a step later: I (1 - fade). Label: eq:fade. Source: Beardsley (2008), JCR 52."""
    return amount * (1.0 - fade)
