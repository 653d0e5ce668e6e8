"""What the model does not see and lasts: lines of policy, moods at home, who leads.

A line is a persistent circumstance of an actor, a standard normal number that is drawn once a step by name. It
enters values and wanted levels; a choice is not shaken anew each week.
"""

import math

from diplomacy_abm.rules.numeric import power


def persistence(half_life: float, days: float) -> float:
    """Share of a circumstance that is left after a step.

    Label: eq:persistence.
    Source: Heckman (1981), in Manski & McFadden (eds.), Structural Analysis of Discrete Data, and Train (2009),
    Discrete Choice Methods with Simulation, ch. 6 (serially correlated unobservables; pages not checked).

    ρ = ½^(days/(7·life)). `half_life` > 0 in weeks, `days` > 0 in a step.
    Special cases: ½ after one half-life; 1 as the life grows.
    Status: checked by ``test_lines.test_half_is_left_after_a_half_life``.
    """
    return power(0.5, days / (7.0 * half_life))


def line_step(x: float, keep: float, shock: float) -> float:
    """Line of an actor after a step; stationary with mean 0 and variance 1.

    Label: eq:line.
    Source: Heckman (1981) and Train (2009), as :func:`persistence`; an autoregression of order one.

    x ← ρ x + √(1-ρ²) ε. `x` in standard deviations, `keep` ρ in [0, 1), `shock` ε standard normal.
    Special cases: decays to 0 without shocks; the shock itself at ρ = 0.
    Status: checked by ``test_lines.test_a_line_keeps_its_stationary_law``.
    """
    return keep * x + math.sqrt(1.0 - keep * keep) * shock


def standing_step(standing: float, keep: float, spread: float, shock: float, pull: float) -> float:
    """Standing at home after a step.

    Label: eq:standing.
    Source: Ours (judgement): an autoregression of order one around what weariness makes of it.

    u ← ρ u + sd √(1-ρ²) ε + (1-ρ) pull. `standing` u, `spread` sd and `pull` in units of the stake, `keep` ρ of
    :func:`persistence`, `shock` ε standard normal. With white noise the weekly retry would make any deal a matter
    of the choice precision alone.
    Special cases: decays to `pull` without noise.
    Status: checked by ``test_lines.test_standing_decays_to_its_pull``.
    """
    return keep * standing + spread * math.sqrt(1.0 - keep * keep) * shock + (1.0 - keep) * pull
