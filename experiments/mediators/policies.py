"""A state that keeps all its other seats and does not mediate."""

from diplomacy_abm import policy
from diplomacy_abm.policies.builtin import quantal


@policy("stands-by")
def no_mediation(values, shares, tones, precision, u, view, weights):
    """Stands by as a mediator; the default on all other channels."""
    if view[9] == 4.0:
        return 0
    return quantal(values, shares, tones, precision, u, view, weights)
