"""Whether it is worth coming to the table; the readiness of Pruitt (2005) is this value."""

from diplomacy_abm.rules.numeric import positive, power


def hope(deal: float, rounds: float, surplus: float) -> float:
    """What a session promises: the chance of a deal in its rounds times what it would bring.

    Label: eq:hope.
    Source: Zartman (2000) and Pruitt (2005) (a way out that both see); form ours.

    [1 - (1-P)^n] margin⁺. `deal` P in [0, 1] of a yes in a round, `rounds` n ≥ 1, `surplus` in units of the stake.
    Special cases: 0 where nothing can be gained.
    Status: checked by ``test_attendance.test_zartman_ripeness_needs_a_way_out_that_both_see``.
    """
    return (1.0 - power(1.0 - deal, rounds)) * positive(surplus)


def learning_benefit(share: float, spread: float) -> float:
    """Worth of what a round tells of the other side.

    Label: eq:learning.
    Source: Wagner (2000), AJPS 44, pp. 469-484; Slantchev (2003), APSR 97, pp. 621-632 (talks inform); form ours.

    b·sd. `share` b in [0, 1]; `spread` the sd of what is believed of the other's value of war, ≥ 0.
    Special cases: 0 when all is known.
    Status: checked by ``test_attendance.test_side_benefits_grow_with_what_they_are_made_of``.
    """
    return share * spread


def stalling_benefit(share: float, rise: float, lost: float) -> float:
    """Worth of talks as a delay: arms that are to come, or an advance of the other that a table may slow.

    Label: eq:stalling.
    Source: Richmond (1998), Journal of Peace Research 35, pp. 707-722 (devious objectives); Beardsley (2010),
    Journal of Peace Research 47, pp. 395-406; Min (2020), International Organization 74, pp. 610-632; form ours.

    b·(rise⁺ + lost⁺). `rise` of the value of war by what the pipelines hold, `lost` the enemy's
    :func:`diplomacy_abm.rules.agreement.halted_advance`, in units of the stake.
    Special cases: 0 for one whose time is not coming and whose front holds.
    Status: checked by ``test_attendance.test_side_benefits_grow_with_what_they_are_made_of``.
    """
    return share * (positive(rise) + positive(lost))


def ripeness(weight: float, war_cost: float, momentum: float, way_out: float) -> float:
    """Pull of a hurting stalemate with a way out, beside the hope of a deal.

    Label: eq:ripeness.
    Source: Zartman (1985, 2000); Pruitt (2005). Min (2020) finds little support in battle data: 0 is in the range.

    ω c k (1-|μ|)⁺ g. `weight` ω in [0, .4], `war_cost` c k (1-σ_S S) in units of the stake, `momentum` μ, `way_out`
    g in [0, 1], the chance of a yes as the party sees it.
    Special cases: 0 while either side advances; 0 without a way out.
    Status: checked by ``test_attendance.test_ripeness_needs_stalemate_and_a_way_out``.
    """
    size = momentum if momentum > 0.0 else -momentum
    return weight * war_cost * positive(1.0 - size) * way_out


def refusal_seen(refusal: float, other_comes: float) -> float:
    """Cost of a no, as far as it is seen.

    Label: eq:refusal.
    Source: Min (2020), International Organization 74, pp. 610-632 (cost of refusing to talk); form ours.

    R·max(π, .2). `refusal` R ≥ 0 in units of the stake, `other_comes` π in [0, 1]. A no beside an empty chair is
    noticed one time in five (judgement).
    Special cases: 0 when refusing costs nothing.
    Status: checked by ``test_attendance.test_a_no_costs_more_when_the_other_comes``.
    """
    return refusal * (other_comes if other_comes > 0.2 else 0.2)


def seen_cost(base: float, cover: float, relief: float, burden: float, precedent: float) -> float:
    """What being seen at the table costs at home; not an audience cost, which is for backing down.

    Label: eq:seen.
    Source: Ours (judgement); that cover and precedent lower it: Allee & Huth (2006), APSR 100, pp. 219-234 (cover);
    wearier publics forgive more (KIIS and Gallup series 2022-25).

    a (1 - ½ cover)(1 - η_w (k-1))⁺ (1 - π). `base` a ≥ 0 in units of the stake; `cover` in [0, 1] by a host;
    `relief` η_w ≥ 0; `burden` k ≥ 0; `precedent` π in [0, 1], how usual its coming has become.
    Special cases: a at the start of a war without a host; 0 for one that has been coming.
    Status: checked by ``test_attendance.test_seen_cost_falls_with_cover_weariness_and_precedent``.
    """
    return base * (1.0 - 0.5 * cover) * positive(1.0 - relief * (burden - 1.0)) * (1.0 - precedent)


def image(scale: float, support: float, credibility: float) -> float:
    """Approval of one who comes: by its backers, and by a host whose word counts.

    Label: eq:image.
    Source: Beardsley (2010) (side benefits of accepting mediation); Min (2020); form ours.

    ι (S + κ)/2. `scale` ι ≥ 0 in units of the stake; `support` S pooled and `credibility` κ of the host (0 without
    one), both in [0, 1].
    Special cases: 0 for one without backers and host.
    Status: checked by ``test_attendance.test_side_benefits_grow_with_what_they_are_made_of``.
    """
    return 0.5 * scale * (support + credibility)


def backing_down(more: float, chance: float) -> float:
    """What a lower demand costs at home as long as it brings no deal.

    Label: eq:backing-down.
    Source: Fearon (1994), APSR 88, pp. 577-592 (audience costs are for backing down); form ours.

    x (1 - P). `more` x what the lower demand costs at home beyond the best offer, in units of the stake
    (:func:`diplomacy_abm.rules.agreement.concession_cost` of both); `chance` P in [0, 1] that it is accepted. With a
    deal the cost is in what the deal is worth.
    Special cases: 0 for a demand that is sure to be met; all of it where nothing is agreed.
    Status: checked by ``test_attendance.test_backing_down_for_nothing_costs_most``.
    """
    return more * (1.0 - chance)


def tired_after(tired: float, keep: float, fruitless: float) -> float:
    """Count of fruitless efforts that still tells.

    Label: eq:tired.
    Source: Pruitt (2005), Whither Ripeness Theory? (optimism falls with failure); form ours.

    t ← ρ t + fruitless. `tired` t ≥ 0 in rounds, `keep` ρ in [0, 1] a step, `fruitless` 1 in a step with a round
    without result or a coming that was not answered. It costs `fruitless_cost`·t.
    Special cases: forgotten without further failures.
    Status: checked by ``test_attendance.test_failures_tell_and_are_forgotten``.
    """
    return keep * tired + fruitless


def heard_chance(chance: float, credibility: float, age: float, answer: float) -> float:
    """Chance that the other comes, for one who is invited by a mediator that has sounded the other.

    Label: eq:heard.
    Source: Greig & Diehl (2012), International Mediation, and Beardsley (2011), The Mediation Dilemma (what a
    mediator learns beforehand; pages not checked); form ours.

    π + κ ρ^age (a - π). `chance` π in [0, 1] without it; `credibility` κ of the mediator; `age` ρ^age in [0, 1],
    what is left of the answer; `answer` a 1 for yes, 0 for no.
    Special cases: π without credibility or when the answer is old.
    Status: checked by ``test_attendance.test_an_answer_is_heard_by_credibility_and_ages``.
    """
    return chance + credibility * age * (answer - chance)


def sounded_chance(age: float, answer: float) -> float:
    """Chance that a lead comes, as the mediator that sounded it sees it.

    Label: eq:sounded.
    Source: Ours (judgement), after Greig & Diehl (2012) as :func:`heard_chance`.

    ½ + ρ^age (a - ½). `age` ρ^age in [0, 1], 0 for one that was never asked; `answer` a 1 or 0.
    Special cases: ½, an open question, for one never asked.
    Status: checked by ``test_attendance.test_an_answer_is_heard_by_credibility_and_ages``.
    """
    return 0.5 + age * (answer - 0.5)


def open_question(chance: float) -> float:
    """How open it is whether a lead comes.

    Label: eq:open-question.
    Source: Ours (judgement): the variance of a yes, in units of its largest.

    4 w (1-w). `chance` w in [0, 1].
    Special cases: 1 at ½, 0 when the answer is known.
    Status: checked by ``test_attendance.test_open_questions_are_those_near_one_half``.
    """
    return 4.0 * chance * (1.0 - chance)


def hinge(chance: float, other: float) -> float:
    """How far talks hang on one lead: it would stay away, and the other would come.

    Label: eq:hinge.
    Source: Ours (judgement): the derivative of the chance that both come, as far as the one's can still rise.

    (1 - w) w_other. `chance` w that it comes, `other` that the other does, in [0, 1], as who asks has sounded them
    (:func:`sounded_chance`).
    Special cases: 0 for one that comes already; 0 where the other stays away whatever it does.
    Status: checked by ``test_attendance.test_talks_hang_on_the_one_that_stays_away``.
    """
    return (1.0 - chance) * other
