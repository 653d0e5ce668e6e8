"""Patrons: how support follows the client's conduct, the rival's patrons and one's fellow patrons."""

from diplomacy_abm.rules.numeric import clip, exp


def wanted_support(
    alignment: float, mood: float, rival_gain: float, fellow_loss: float, counter: float, substitution: float
) -> float:
    """Level of support that a patron wants to give, in [0, 1].

    Label: eq:wanted.
    Source: Ours (judgement), after Pechenkina (2013) (support begets counter-support; outlet and page not checked;
    Regan 2002 only assumes that interventions oppose each other); partial substitution: non-US military allocations
    rose from 1.78 to 3.06 bn EUR a month when the US stopped (Kiel tracker).

    S* = clip(S̄ e^mood (1 + c (S_rival - S_rival,0) + d (S_others,0 - S_others)⁺), 0, 1). `alignment` S̄ in [0, 1];
    `mood` the line of aid in log units; `rival_gain` change of the rival's support since the start; `fellow_loss` ≥ 0
    support lost elsewhere; `counter`, `substitution` ≥ 0.
    Special cases: the alignment when nothing happens; 0 for a party that it is not aligned with.
    Status: checked by ``test_support.test_wanted_support_answers_rivals_fellows_and_mood``.
    """
    return clip(alignment * exp(mood) * (1.0 + counter * rival_gain + substitution * fellow_loss), 0.0, 1.0)


def support_gap(wanted: float, support: float, alignment: float) -> float:
    """How far a patron's support is off what it wants, relative to its usual level.

    Label: eq:gap.
    Source: Ours (judgement).

    (S* - S)/S̄. `wanted` S*, `support` S in [0, 1], `alignment` S̄ > 0.
    Special cases: 0 at the wanted level; positive where too little is given.
    Status: checked by ``test_support.test_a_package_is_due_when_the_gap_is_worth_its_fixed_cost``.
    """
    return (wanted - support) / alignment


def package(wanted: float, support: float) -> float:
    """Level to which a package fills support up.

    Label: eq:package.
    Source: Caplin & Leahy (2010), Journal of Economic Perspectives 24, on (S,s) policies (page not checked): with a
    fixed cost one acts seldom and overshoots; lumpy as the months of the Kiel tracker.

    S* + ½ (S* - S), at most 1, so that the mean between packages is about what is wanted.
    Special cases: S* when nothing is missing.
    Status: checked by ``test_support.test_a_package_is_due_when_the_gap_is_worth_its_fixed_cost``.
    """
    return clip(wanted + 0.5 * (wanted - support), 0.0, 1.0)


def withheld_share(support: float, pooled: float) -> float:
    """How far a client depends on what one patron could withhold.

    Label: eq:withheld.
    Source: Ours (judgement): who carries a third of a war effort can stop it.

    min(1, 3 S/S_pool). `support` S of the patron and `pooled` S_pool of all, in [0, 1].
    Special cases: 0 without any support.
    Status: checked by ``test_support.test_who_carries_a_third_can_stop_it``.
    """
    return clip(3.0 * support / pooled, 0.0, 1.0) if pooled > 0.0 else 0.0


def wanted_sanctions(excess: float, tie: float, mood: float) -> float:
    """Level of sanctions that a patron wants on its client's enemy, of its own making.

    Label: eq:wanted-sanctions.
    Source: Hufbauer, Schott & Elliott (1990), Economic Sanctions Reconsidered (motives and costs to the sender; page
    not checked); form ours.

    x⁺ (1 - tie) e^mood, at most 1. `excess` x of what the target does to the client over what it
    suffers from it, now and at rest, the smaller of the two, in [-1, 1]; `tie` of trade in [0, 1]; `mood` the line
    of coercion, in log units.
    Special cases: 0 for a target that does no more than it suffers.
    Status: checked by ``test_support.test_sanctions_are_for_who_coerces_more_than_it_suffers``.
    """
    return clip(excess * (1.0 - tie) * exp(mood), 0.0, 1.0) if excess > 0.0 else 0.0


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
