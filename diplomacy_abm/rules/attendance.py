"""Whether it is worth coming to the table; the readiness of Pruitt (2005) is this value."""

from diplomacy_abm.rules.numeric import positive, power


def attendance_value(
    other_comes: float, deal: float, rounds: float, surplus: float, refusal: float, audience: float
) -> float:
    """Value of coming over staying away.

    Label: eq:attendance. Sources: Zartman (1985, 2000) and Pruitt (2005), Whither Ripeness Theory?, pp. 6-15
    (a way out that both see); Fearon (1994) (audience cost); Min (2020), IO (cost of refusing).
    V = π [1 - (1-P)^n] (A - W - concession)⁺ + refusal·max(π, .2) - audience.
    `other_comes` π, `deal` P in [0, 1]; `rounds` n ≥ 1 expected; `surplus` the bracket; `refusal`, `audience` ≥ 0.
    Special cases: -audience when nothing can be gained and refusing costs nothing.
    """
    hope = 1.0 - power(1.0 - deal, rounds)
    seen = other_comes if other_comes > 0.2 else 0.2
    return other_comes * hope * positive(surplus) + refusal * seen - audience


def audience_cost(base: float, cover: float, relief: float, burden: float, in_session: float) -> float:
    """What being seen at the table costs at home: base·(1 - ½ cover)·(1 - η_w (k-1))⁺·(in session ? x : 1).

    Label: eq:audience. Sources: Fearon (1994), pp. 580-585; wearier publics forgive more (KIIS and Gallup
    series 2022-25). `cover` in [0, 1] by a host; `relief` η_w ≥ 0; `burden` k; `in_session` factor, 1 outside.
    Special cases: base at the start of a war without a host.
    """
    return base * (1.0 - 0.5 * cover) * positive(1.0 - relief * (burden - 1.0)) * in_session


def lifted_chance(chance: float, lift: float, credibility: float) -> float:
    """Chance that the other side comes, when a mediator hosts: π + (1-π)·lift·κ.

    Label: eq:host-lift. Source: Bercovitch & Houston (1996), good offices; size a judgement. `credibility` κ of
    the host with the party that is to come. Special cases: π when the host has no credibility.
    """
    return chance + (1.0 - chance) * lift * credibility


def standing_step(standing: float, half_life_keep: float, noise: float, pull: float) -> float:
    """Standing at home after a step: keep·u + noise + (1-keep)·pull.

    Label: eq:standing. u_t = .97 u_{t-1} + sd √(1-.97²) ε, half-life 23 weeks; `pull` the level that weariness
    suggests. The persistence matters: with white noise the weekly retry makes any deal a matter of the choice
    precision alone. Special cases: decays to `pull` without noise.
    """
    return half_life_keep * standing + noise + (1.0 - half_life_keep) * pull
