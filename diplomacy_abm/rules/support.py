"""Patrons: how support follows the client's conduct, the rival's patrons and one's fellow patrons."""

from diplomacy_abm.rules.numeric import clip


def support_target(
    alignment: float, restraint: float, strikes: float, rival_gain: float, fellow_loss: float,
    praise: float, blame: float, counter: float, substitution: float,
) -> float:
    """Level that a patron's support moves toward, in [0, 1].

    Label: eq:support. Sources: Regan (2002), JCR 46, pp. 63-65 and Pechenkina (2013) (support begets
    counter-support); partial substitution: non-US military allocations rose from 1.78 to 3.06 bn EUR a month
    when the US stopped (Kiel tracker). alignment + praise·restraint - blame·strikes + counter·rival_gain
    + substitution·fellow_loss. `restraint`, `strikes` conduct of the client in [0, 1]; `rival_gain` change of the
    rival's support since the start; `fellow_loss` ≥ 0 support lost elsewhere.
    Special cases: the alignment when nothing happens.
    """
    level = alignment + praise * restraint - blame * strikes
    return clip(level + counter * rival_gain + substitution * fellow_loss, 0.0, 1.0)


def pooled_support(shortfall: float) -> float:
    """Support of several patrons together: 1 - Π (1 - S_p), `shortfall` the product.

    Label: eq:pooled-support. Ours: each further patron fills part of what is missing. Special case: 0 with none.
    """
    return 1.0 - shortfall


def due_between(rate: float, first: float, last: float, begin: float, end: float) -> float:
    """Deliveries due in steps [begin, end) of a pipeline that pays `rate` a step in [first, last).

    Label: eq:pipeline. Special cases: 0 before its lead time is over; rate·(last - first) over its whole span.
    """
    start = first if first > begin else begin
    stop = last if last < end else end
    return rate * (stop - start) if stop > start else 0.0
