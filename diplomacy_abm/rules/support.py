"""Patrons: how support follows the client's conduct, the rival's patrons and one's fellow patrons."""

from diplomacy_abm.rules.numeric import clip


def support_target(
    alignment: float, restraint: float, strikes: float, rival_gain: float, fellow_loss: float,
    praise: float, blame: float, counter: float, substitution: float,
) -> float:
    """Level that a patron's support moves toward, in [0, 1].

    Label: eq:support.
    Source: Regan (2002), Journal of Conflict Resolution 46, pp. 55-73, and Pechenkina (2013) (support begets
    counter-support; outlet and page not checked); partial substitution: non-US military allocations rose from 1.78
    to 3.06 bn EUR a month when the US stopped (Kiel tracker); form ours.

    clip(alignment + praise·restraint - blame·strikes + counter·rival_gain + substitution·fellow_loss, 0, 1).
    `restraint`, `strikes` conduct of the client in [0, 1]; `rival_gain` change of the rival's support since the
    start; `fellow_loss` ≥ 0 support lost since the start.
    Special cases: the alignment when nothing happens.
    Status: checked by ``test_support.test_regan_support_answers_the_rivals_patrons``.
    """
    level = alignment + praise * restraint - blame * strikes
    return clip(level + counter * rival_gain + substitution * fellow_loss, 0.0, 1.0)


def pooled_support(shortfall: float) -> float:
    """Support of several patrons together.

    Label: eq:pooled-support.
    Source: Ours (judgement): each further patron fills part of what is missing.

    1 - Π (1 - S_p), `shortfall` the product, in [0, 1].
    Special cases: 0 with none.
    Status: checked by ``test_support.test_pooled_support_grows_with_each_patron``.
    """
    return 1.0 - shortfall


def without_one(pooled: float, own: float) -> float:
    """Support of the other patrons, when `own` is one patron's part of the pool.

    Label: eq:fellow-support.
    Source: Ours (judgement), the inverse of :func:`pooled_support`.

    1 - (1 - pooled)/(1 - own). `pooled`, `own` in [0, 1].
    Special cases: the pool itself for a patron that gives nothing; 0 for one that gives everything.
    Status: checked by ``test_support.test_without_one_undoes_the_pool``.
    """
    return 1.0 - (1.0 - pooled) / (1.0 - own) if own < 1.0 else 0.0


def due_between(rate: float, first: float, last: float, begin: float, end: float) -> float:
    """Deliveries due in steps [begin, end) of a pipeline that pays `rate` a step in [first, last).

    Label: eq:pipeline.
    Source: Ours (judgement): accounting.

    rate·(min(last, end) - max(first, begin))⁺, in units of capability.
    Special cases: 0 before its lead time is over; rate·(last - first) over its whole span.
    Status: checked by ``test_support.test_pipeline_pays_its_whole_amount_over_its_span``.
    """
    start = first if first > begin else begin
    stop = last if last < end else end
    return rate * (stop - start) if stop > start else 0.0
