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

    Label: eq:value-strike. Source: Schelling (1966), Arms and Influence, pp. 1-6 (power to hurt).
    ω_sec·gain·(½+hawkishness) - ω_wel·ck·retaliation - ω_all·S·disapproval - ω_peace·push.
    Special cases: only its gain for an actor with security as its one goal.
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

    Label: eq:value-offensive. ω_sec·ground·(½+hawkishness) - ω_wel·ck·losses - ω_peace·push; `ground` the
    expected move of the front over the planning horizon. Source: Lanchester (1916) in spirit; ours.
    """
    return security * ground * (0.5 + hawkishness) - welfare * war_cost * losses - peace * push


def restrain_value(
    security: float, alliance: float, peace: float, issue: float,
    exposure: float, support: float, praise: float, push: float, hope: float,
) -> float:
    """Value of an announced pause: patrons' praise, peace and the hope of a deal, against exposure.

    Label: eq:value-restrain. Source: Osgood (1962), An Alternative to War or Surrender (GRIT).
    ω_all·S·praise + ω_peace·|push| + ω_iss·hope - ω_sec·exposure; `push` < 0.
    """
    return alliance * support * praise - peace * push + issue * hope - security * exposure


def court_value(alliance: float, gain: float, support: float, worth: float, cost: float) -> float:
    """Value of visiting a partner: ω_all·gain·(1-S)·worth - cost.

    Label: eq:value-court. `worth` in [0, 1] of what the partner can give. Special case: -cost at full support.
    """
    return alliance * gain * (1.0 - support) * worth - cost


def threaten_value(
    issue: float, welfare: float, gain: float, hawkishness: float, war_cost: float, retaliation: float, cost: float
) -> float:
    """Value of a threat: ω_iss·gain·hawkishness - ω_wel·ck·retaliation - cost.

    Label: eq:value-threaten. Source: Fearon (1997), JCR 41 (tying hands).
    """
    return issue * gain * hawkishness - welfare * war_cost * retaliation - cost


def walk_out_value(standing: float, gain: float, hawkishness: float, refusal: float, hope: float, cost: float) -> float:
    """Value of walking out of a session: applause at home, against what a no costs and the hope given up.

    Label: eq:value-walk-out. ω_st·gain·hawkishness - refusal - hope - cost.
    """
    return standing * gain * hawkishness - refusal - hope - cost


def pledge_value(
    alliance: float, gain: float, support: float, need: float, filled: float, rival: float, cost: float
) -> float:
    """Value of pledging arms: ω_all·gain·S·(need + rival)·(1-filled) - cost.

    Label: eq:value-pledge. Source: Regan (2002), pp. 63-65 (support and counter-support). `need` of the client,
    `rival` rise of the rival's support, `filled` share of the patron's capacity already pledged, [0, 1].
    """
    return alliance * gain * support * (need + rival) * (1.0 - filled) - cost


def surge_value(alliance: float, gain: float, support: float, danger: float, cost: float) -> float:
    """Value of delivering at once: ω_all·gain·S·danger - cost. Label: eq:value-surge. `danger` front being lost."""
    return alliance * gain * support * danger - cost


def cut_back_value(welfare: float, alliance: float, saving: float, support: float, burden: float, cost: float) -> float:
    """Value of cutting back: ω_wel·saving·burden·S - ω_all·S·saving - cost. Label: eq:value-cut-back.

    `burden` weariness of the client's war as the patron's public feels it. Ours.
    """
    return welfare * saving * burden * support - alliance * saving * support - cost


def sanction_value(
    alliance: float, commerce: float, gain: float, support: float, escalation: float, tie: float, level: float, cost: float
) -> float:
    """Value of a sanction on the client's enemy: ω_all·gain·S·e·(1-level) - ω_com·gain·tie - cost.

    Label: eq:value-sanction. Source: Hufbauer, Schott & Elliott (1990), ch. 5. `tie` trade with the target,
    `level` of sanctions already in force, both in [0, 1].
    """
    return alliance * gain * support * escalation * (1.0 - level) - commerce * gain * tie - cost


def relieve_value(peace: float, commerce: float, gain: float, restraint: float, tie: float, level: float, cost: float) -> float:
    """Value of easing a sanction: level·gain·(ω_peace·restraint + ω_com·tie) - cost. Label: eq:value-relieve. Ours."""
    return level * gain * (peace * restraint + commerce * tie) - cost


def press_to_talk_value(peace: float, gain: float, grip: float, absent: float, cost: float) -> float:
    """Value of pressing a party to talk: ω_peace·gain·grip·(1-π) - cost.

    Label: eq:value-press-to-talk. Source: Min (2020), IO 74 (third-party pressure for talks). `grip` what the
    party has to lose with this patron, in [0, 1]; `absent` = 1 - π.
    """
    return peace * gain * grip * absent - cost


def guarantee_value(peace: float, gain: float, missing: float, prospect: float, cost: float) -> float:
    """Value of promising a guarantee: ω_peace·gain·missing·prospect - cost·missing.

    Label: eq:value-guarantee. Source: Walter (1997), pp. 340-345. `missing` coverage still to be promised,
    `prospect` in [0, 1] how near a deal is. Special case: 0 when all it could promise is promised.
    """
    return (peace * gain * prospect - cost) * missing


def shuttle_value(peace: float, gain: float, stake: float, credibility: float, silence: float, cost: float) -> float:
    """Value of a visit to one party: ω_peace·gain·stake·κ·silence - cost.

    Label: eq:value-shuttle. `silence` in [0, 1], how long nobody has carried a message. Ours.
    """
    return peace * gain * stake * credibility * silence - cost


def convene_value(
    peace: float, prestige: float, stake: float, prospect: float, before: float, after: float, honour: float, cost: float
) -> float:
    """Value of inviting: ω_peace·stake·(after - before)·prospect + ω_pre·honour·after - cost.

    Label: eq:value-convene. Source: Touval & Zartman (1985), pp. 8-12. `before`, `after` chance that both come
    without and with the invitation.
    """
    return peace * stake * (after - before) * prospect + prestige * honour * after - cost


def formulate_value(peace: float, gain: float, stake: float, credibility: float, prospect: float, cost: float) -> float:
    """Value of tabling a text: ω_peace·gain·stake·κ·prospect - cost. Label: eq:value-formulate. Ours."""
    return peace * gain * stake * credibility * prospect - cost


def lever_value(
    peace: float, commerce: float, stake: float, slope: float, amount: float, tie: float, lean: float, cost: float
) -> float:
    """Value of inducing or pressing a party: ω_peace·stake·min(1, slope·amount) - amount·(ω_com·tie + lean) - cost.

    Label: eq:value-lever. Source: Touval & Zartman (1985), pp. 13-15; Kydd (2003) (`lean`: cost of going against
    the side one favours). `slope` of the chance of acceptance in the amount. Special cases: -cost without leverage.
    """
    return peace * stake * clip(slope * amount, 0.0, 1.0) - amount * (commerce * tie + positive(lean)) - cost


def hand_over_value(peace: float, prestige: float, gain: float, own: float, other: float, honour: float, cost: float) -> float:
    """Value of handing over to a better placed mediator: ω_peace·gain·(κ_other - κ_own)⁺ - ω_pre·honour - cost.

    Label: eq:value-hand-over. Source: Crocker, Hampson & Aall (1999), ch. 27 (multiparty mediation). Ours.
    """
    return peace * gain * positive(other - own) - prestige * honour - cost
