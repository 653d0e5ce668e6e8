"""What each move is worth to the actor, one step ahead, goal by goal.

All values are in units of the stake of the dispute. Sources of the motives are named in each rule; the sizes
are judgements and stand in the parameter table. Nobody looks into anybody's private numbers.
"""

from diplomacy_abm.rules.numeric import clip, positive


def strike_value(
    security: float, welfare: float, alliance: float, peace: float,
    gain: float, hawkishness: float, war_cost: float, retaliation: float,
    support: float, disapproval: float, push: float,
) -> float:
    """Value of a strike: what it destroys, against expected retaliation, patrons' displeasure, and escalation.

    Label: eq:value-strike.
    Source: Schelling (1966), Arms and Influence (the power to hurt; page not checked); form ours.

    ω_sec·gain·(½+hawkishness) - ω_wel·ck·retaliation - ω_all·S·disapproval - ω_peace·push.
    Special cases: only its gain for an actor with security as its one goal.
    Status: checked by ``test_move_value.test_schelling_strike_is_its_gain_for_security_alone``.
    """
    return (
        security * gain * (0.5 + hawkishness)
        - welfare * war_cost * retaliation
        - alliance * support * disapproval
        - peace * push
    )


def offensive_value(
    security: float, welfare: float, peace: float,
    ground: float, hawkishness: float, war_cost: float, losses: float, push: float,
) -> float:
    """Value of an offensive: ground it can expect, against its losses and escalation.

    Label: eq:value-offensive.
    Source: Ours (judgement), Lanchester (1916) in spirit.

    ω_sec·ground·(½+hawkishness) - ω_wel·ck·losses - ω_peace·push; `ground` the expected move of the front over the
    planning horizon, share of the contested ground.
    Special cases: 0 for an actor without goals.
    Status: checked by ``test_move_value.test_move_values_are_finite_and_move_the_right_way``.
    """
    return security * ground * (0.5 + hawkishness) - welfare * war_cost * losses - peace * push


def restrain_value(
    security: float, alliance: float, peace: float, issue: float,
    exposure: float, support: float, praise: float, push: float, hope: float,
) -> float:
    """Value of an announced pause: patrons' praise, peace and the hope of a deal, against exposure.

    Label: eq:value-restrain.
    Source: Osgood (1962), An Alternative to War or Surrender (GRIT; page not checked); form ours.

    ω_all·S·praise + ω_peace·|push| + ω_iss·hope - ω_sec·exposure; `push` < 0.
    Special cases: -exposure for security alone.
    Status: checked by ``test_move_value.test_osgood_restraint_earns_peace_and_hope``.
    """
    return alliance * support * praise - peace * push + issue * hope - security * exposure


def court_value(alliance: float, gain: float, support: float, worth: float, cost: float) -> float:
    """Value of visiting a partner.

    Label: eq:value-court.
    Source: Ours (judgement).

    ω_all·gain·(1-S)·worth - cost. `worth` in [0, 1] of what the partner can give.
    Special cases: -cost at full support.
    Status: checked by ``test_move_value.test_courting_a_full_supporter_costs_and_gains_nothing``.
    """
    return alliance * gain * (1.0 - support) * worth - cost


def threaten_value(
    issue: float, welfare: float, gain: float, hawkishness: float, war_cost: float, retaliation: float, cost: float
) -> float:
    """Value of a threat.

    Label: eq:value-threaten.
    Source: Fearon (1997), Journal of Conflict Resolution 41, pp. 68-90 (tying hands); form ours.

    ω_iss·gain·hawkishness - ω_wel·ck·retaliation - cost.
    Special cases: -cost for an actor without goals.
    Status: checked by ``test_move_value.test_move_values_are_finite_and_move_the_right_way``.
    """
    return issue * gain * hawkishness - welfare * war_cost * retaliation - cost


def walk_out_value(standing: float, gain: float, hawkishness: float, refusal: float, hope: float, cost: float) -> float:
    """Value of walking out of a session: applause at home, against what a no costs and the hope given up.

    Label: eq:value-walk-out.
    Source: Ours (judgement).

    ω_st·gain·hawkishness - refusal - hope - cost.
    Special cases: -cost where nothing is refused or hoped for.
    Status: checked by ``test_move_value.test_move_values_are_finite_and_move_the_right_way``.
    """
    return standing * gain * hawkishness - refusal - hope - cost


def pledge_value(
    alliance: float, gain: float, support: float, need: float, filled: float, rival: float, cost: float
) -> float:
    """Value of pledging arms.

    Label: eq:value-pledge.
    Source: Regan (2002), Journal of Conflict Resolution 46, pp. 55-73 (support and counter-support); form ours.

    ω_all·gain·S·(need + rival)·(1-filled) - cost. `need` of the client in [0, 1.5], `rival` rise of the rival's
    support, `filled` share of the patron's capacity already pledged, [0, 1].
    Special cases: -cost when its capacity is pledged.
    Status: checked by ``test_move_value.test_pledging_beyond_capacity_gains_nothing``.
    """
    return alliance * gain * support * (need + rival) * (1.0 - filled) - cost


def surge_value(alliance: float, gain: float, support: float, danger: float, cost: float) -> float:
    """Value of delivering at once.

    Label: eq:value-surge.
    Source: Ours (judgement).

    ω_all·gain·S·danger - cost. `danger` ≥ 0 in units of momentum, the front being lost.
    Special cases: -cost while the front holds.
    Status: checked by ``test_move_value.test_move_values_are_finite_and_move_the_right_way``.
    """
    return alliance * gain * support * danger - cost


def cut_back_value(welfare: float, alliance: float, saving: float, support: float, burden: float, cost: float) -> float:
    """Value of cutting back.

    Label: eq:value-cut-back.
    Source: Ours (judgement).

    ω_wel·saving·burden·S - ω_all·S·saving - cost. `burden` ≥ 0 the client's weariness as the patron's public feels
    it.
    Special cases: -cost without support to cut.
    Status: checked by ``test_move_value.test_move_values_are_finite_and_move_the_right_way``.
    """
    return welfare * saving * burden * support - alliance * saving * support - cost


def sanction_value(
    alliance: float, commerce: float,
    gain: float, support: float, escalation: float, tie: float, level: float, cost: float,
) -> float:
    """Value of a sanction on the client's enemy.

    Label: eq:value-sanction.
    Source: Hufbauer, Schott & Elliott (1990), Economic Sanctions Reconsidered (motives and costs to the sender;
    page not checked); form ours.

    ω_all·gain·S·e·(1-level) - ω_com·gain·tie - cost. `tie` trade with the target, `level` of sanctions already in
    force, both in [0, 1].
    Special cases: -cost at full sanctions without trade.
    Status: checked by ``test_move_value.test_sanctions_at_full_level_gain_nothing_and_none_need_easing``.
    """
    return alliance * gain * support * escalation * (1.0 - level) - commerce * gain * tie - cost


def relieve_value(
    peace: float, commerce: float, gain: float, restraint: float, tie: float, level: float, cost: float
) -> float:
    """Value of easing a sanction.

    Label: eq:value-relieve.
    Source: Ours (judgement).

    level·gain·(ω_peace·restraint + ω_com·tie) - cost.
    Special cases: -cost without sanctions.
    Status: checked by ``test_move_value.test_sanctions_at_full_level_gain_nothing_and_none_need_easing``.
    """
    return level * gain * (peace * restraint + commerce * tie) - cost


def press_to_talk_value(peace: float, gain: float, grip: float, absent: float, cost: float) -> float:
    """Value of pressing a party to talk.

    Label: eq:value-press-to-talk.
    Source: Min (2020), International Organization 74, pp. 610-632 (third-party pressure for talks); form ours.

    ω_peace·gain·grip·absent - cost. `grip` what the party has to lose with this patron, `absent` = 1 - π, both in
    [0, 1].
    Special cases: -cost without a grip.
    Status: checked by ``test_move_value.test_move_values_are_finite_and_move_the_right_way``.
    """
    return peace * gain * grip * absent - cost


def guarantee_value(peace: float, gain: float, missing: float, prospect: float, cost: float) -> float:
    """Value of promising a guarantee.

    Label: eq:value-guarantee.
    Source: Walter (1997), International Organization 51, pp. 335-364 (motive); form ours.

    ω_peace·gain·missing·prospect - cost. `missing` coverage still to be promised, `prospect` how near a deal is,
    both in [0, 1].
    Special cases: -cost when all it could promise is promised.
    Status: checked by ``test_move_value.test_a_guarantee_already_given_costs_and_gains_nothing``.
    """
    return peace * gain * missing * prospect - cost


def shuttle_value(peace: float, gain: float, stake: float, credibility: float, silence: float, cost: float) -> float:
    """Value of a visit to one party.

    Label: eq:value-shuttle.
    Source: Ours (judgement).

    ω_peace·gain·stake·κ·silence - cost. `silence` in [0, 1], how long nobody has carried a message.
    Special cases: -cost without credibility.
    Status: checked by ``test_move_value.test_no_credibility_no_leverage_no_value_of_mediating``.
    """
    return peace * gain * stake * credibility * silence - cost


def convene_value(
    peace: float, prestige: float,
    stake: float, prospect: float, before: float, after: float, honour: float, cost: float,
) -> float:
    """Value of inviting.

    Label: eq:value-convene.
    Source: Touval & Zartman (1985) (motives of mediators; page not checked); form ours.

    ω_peace·stake·(after - before)·prospect + ω_pre·honour·after - cost. `before`, `after` chance that both come
    without and with the invitation.
    Special cases: -cost for a host that lifts nothing and seeks no prestige.
    Status: checked by ``test_move_value.test_convening_is_worth_the_rise_of_the_chance_that_both_come``.
    """
    return peace * stake * (after - before) * prospect + prestige * honour * after - cost


def formulate_value(peace: float, gain: float, stake: float, credibility: float, prospect: float, cost: float) -> float:
    """Value of tabling a text.

    Label: eq:value-formulate.
    Source: Ours (judgement).

    ω_peace·gain·stake·κ·prospect - cost.
    Special cases: -cost without credibility.
    Status: checked by ``test_move_value.test_no_credibility_no_leverage_no_value_of_mediating``.
    """
    return peace * gain * stake * credibility * prospect - cost


def lever_value(
    peace: float, commerce: float, stake: float, slope: float, amount: float, tie: float, lean: float, cost: float
) -> float:
    """Value of inducing or pressing a party.

    Label: eq:value-lever.
    Source: Touval & Zartman (1985) (leverage; page not checked); Kydd (2003) (`lean`: cost of going against the
    side one favours); form ours.

    ω_peace·stake·min(1, slope·amount) - amount·(ω_com·tie + lean⁺) - cost. `slope` of the chance of acceptance in
    the amount, 1/stake.
    Special cases: -cost without leverage.
    Status: checked by ``test_move_value.test_kydd_lever_against_the_favoured_side_costs_more``.
    """
    return peace * stake * clip(slope * amount, 0.0, 1.0) - amount * (commerce * tie + positive(lean)) - cost


def hand_over_value(
    peace: float, prestige: float, gain: float, own: float, other: float, honour: float, cost: float
) -> float:
    """Value of handing over to a better placed mediator.

    Label: eq:value-hand-over.
    Source: Crocker, Hampson & Aall (1999), Herding Cats (multiparty mediation; chapter not checked); form ours.

    ω_peace·gain·(κ_other - κ_own)⁺ - ω_pre·honour - cost.
    Special cases: -cost to a peer when prestige counts for nothing.
    Status: checked by ``test_move_value.test_no_credibility_no_leverage_no_value_of_mediating``.
    """
    return peace * gain * positive(other - own) - prestige * honour - cost
