"""What each move does for the goals of its actor, one step ahead.

A rule here returns the motives of a move, one number for each goal in the order of
:class:`diplomacy_abm.vocabulary.Goal`, in units of the stake and not yet weighted. The value is their weighted sum with
the circumstance and the price (:func:`diplomacy_abm.rules.choice.move_value`), so that every value can be told goal by
goal. Nobody looks into anybody's private numbers.
"""

from diplomacy_abm.rules.choice import Motives
from diplomacy_abm.rules.numeric import positive


def strike_motives(
    gain: float, hawkishness: float, war_cost: float, retaliation: float, support: float, disapproval: float,
    push: float,
) -> Motives:
    """A strike: what it destroys, against expected retaliation, patrons' displeasure, and escalation.

    Label: eq:value-strike.
    Source: Schelling (1966), Arms and Influence (the power to hurt; page not checked); form ours.

    security gain·(½+h_w); welfare -ck·retaliation; alliance -S·disapproval; peace -push.
    Special cases: only its gain for an actor with security as its one goal.
    Status: checked by ``test_move_value.test_schelling_strike_is_its_gain_for_security_alone``.
    """
    return 0.0, gain * (0.5 + hawkishness), -war_cost * retaliation, 0.0, -support * disapproval, -push, 0.0, 0.0


def campaign_motives(
    strike_security: float, strike_welfare: float, strike_alliance: float,
    ground: float, hawkishness: float, war_cost: float, losses: float, worn: float, start: float, push: float,
) -> Motives:
    """A week of a ground campaign, which goes beside the strikes: ground it can expect, against its losses.

    Label: eq:value-offensive.
    Source: Lanchester (1916) in spirit; a cost of starting makes campaigns last: Dixit (1989), Journal of Political
    Economy 97, pp. 620-638 (hysteresis of entry; page not checked); form ours.

    As a strike, and security + ground·(½+h_w) - worn - start, welfare - ck·losses, peace - push. `ground` the expected
    move of the front over the planning horizon, share of the contested ground; `worn` ≥ 0 of :func:`worn_by_attack`;
    `start` ≥ 0 the cost of starting, 0 for one that is on the offensive already.
    Special cases: a strike where no ground is gained and nothing is lost.
    Status: checked by ``test_move_value.test_a_campaign_goes_on_where_it_would_not_be_begun``.
    """
    security = strike_security + ground * (0.5 + hawkishness) - worn - start
    return 0.0, security, strike_welfare - war_cost * losses, 0.0, strike_alliance, -push, 0.0, 0.0


def restrain_motives(
    exposure: float, support: float, praise: float, push: float, hope: float, spared: float
) -> Motives:
    """An announced pause needs a reason: patrons' praise, or the enemy's own pause and the hope of talks that it gives.

    Label: eq:value-restrain.
    Source: Osgood (1962), An Alternative to War or Surrender (GRIT; page not checked); form ours.

    issue hope; security -exposure; welfare spared; alliance S·praise; peace -push (push < 0). `spared` ≥ 0 what the
    enemy's pause of last week spares while it is answered in kind, `hope` ≥ 0 what talks promise after such a pause;
    both 0 where the enemy did not pause: silence that is not answered brings nobody to a table.
    Special cases: -exposure for security alone.
    Status: checked by ``test_move_value.test_osgood_restraint_earns_peace_and_hope``.
    """
    return hope, -exposure, spared, 0.0, support * praise, -push, 0.0, 0.0


def exchange_motives(gain: float, stock: float, cost: float, help_of_mediator: float) -> Motives:
    """An exchange of prisoners: people brought home, against the cost of dealing with the enemy.

    Label: eq:exchange.
    Source: Ours (judgement); rate checked against 66 exchanges in 41 months (2022 - July 2025).

    welfare y·min(2, stock); standing -cost·(1 - help). `gain` y of a usual batch, `cost` of dealing with the enemy,
    in units of the stake; `stock` ≥ 0 of prisoners in usual batches; `help_of_mediator` in [0, 1] = effect·κ.
    Special cases: -cost with nobody to exchange and nobody to help.
    Status: checked by ``test_move_value.test_exchange_value_is_capped_at_two_batches``.
    """
    batch = stock if stock < 2.0 else 2.0
    return 0.0, 0.0, gain * batch, -cost * (1.0 - help_of_mediator), 0.0, 0.0, 0.0, 0.0


def court_motives(gain: float, alignment: float, told: float, silence: float) -> Motives:
    """A visit to a partner: to win a patron's zeal, or to tell a mediator that one would come.

    Label: eq:value-court.
    Source: Ours (judgement).

    issue gain·told; alliance gain·S̄·silence. `alignment` S̄ of the partner with the visitor, `silence` in [0, 1] the
    time since the last visit; `told` in [0, 1] the credibility of a mediator times how open it is for it whether the
    visitor would come (:func:`diplomacy_abm.rules.attendance.open_question`), 0 for a visitor that would not.
    Special cases: 0 right after a visit.
    Status: checked by ``test_move_value.test_a_visit_right_after_a_visit_is_worth_nothing``.
    """
    return gain * told, 0.0, 0.0, 0.0, gain * alignment * silence, 0.0, 0.0, 0.0


def attend_motives(
    other_comes: float, hope: float, learning: float, stalling: float, side_deal: float, ripe: float,
    refusal: float, image: float, seen: float, tired: float,
) -> Motives:
    """Coming to the table: a way out, side benefits and approval, against being seen and past failures.

    Label: eq:attendance.
    Source: Zartman (1985, 2000) and Pruitt (2005), Whither Ripeness Theory? (a way out that both see); Wagner (2000),
    Richmond (1998), Beardsley (2010) (side benefits); Min (2020), International Organization 74, pp. 610-632 (cost of
    refusing); form ours.

    issue π·(hope + learning); security π·stalling; welfare π·side deal + ripe; standing refusal + image - seen -
    tired. `tired` is what past failures cost, and what backing down does for one that comes to concede. `other_comes`
    π in [0, 1], the rest ≥ 0 in units of the stake, by the rules of :mod:`diplomacy_abm.rules.attendance`. An answer
    in secret weighs the same, with the π of one who has heard that the other would come: the answer is free, the
    coming that it is about is not.
    Special cases: -seen when nothing can be gained, refusing costs nothing and nobody approves.
    Status: checked by ``test_move_value.test_coming_is_worth_what_it_promises``.
    """
    return (
        other_comes * (hope + learning), other_comes * stalling, other_comes * side_deal + ripe,
        refusal + image - seen - tired, 0.0, 0.0, 0.0, 0.0,
    )  # fmt: skip


def threaten_motives(underrated: float, audience: float, climb_down: float) -> Motives:
    """A public threat: it shows resolve that the enemy underrates, and builds a cost of backing down.

    Label: eq:value-threaten.
    Source: Fearon (1994), APSR 88, pp. 577-592 (audience costs are for backing down); Fearon (1997), Journal of
    Conflict Resolution 41, pp. 68-90 (tying hands); form ours.

    issue ½·underrated; standing -audience·P. `underrated` how much less the war costs it than others believe, in
    units of the stake, any sign: half of it would move the terms (Nash's split); `audience` ψ ≥ 0 what backing down
    will cost at home; `climb_down` P in [0, 1] the chance that it comes to that.
    Special cases: never worth it for one that is weaker than it is thought, so a threat informs.
    Status: checked by ``test_move_value.test_fearon_threats_are_for_the_resolved``.
    """
    return 0.5 * underrated, 0.0, 0.0, -audience * climb_down, 0.0, 0.0, 0.0, 0.0


def walk_out_motives(applause: float, hawkishness: float, refusal: float, hope: float) -> Motives:
    """Walking out of a session: applause at home, against what a no costs and the hope given up.

    Label: eq:value-walk-out.
    Source: Ours (judgement).

    issue -hope; standing applause·h_w - refusal.
    Special cases: 0 for a dove where nothing is refused or hoped for.
    Status: checked by ``test_move_value.test_walking_out_gives_up_the_hope``.
    """
    return -hope, 0.0, 0.0, applause * hawkishness - refusal, 0.0, 0.0, 0.0, 0.0


def package_motives(gain: float, usual: float, gap: float) -> Motives:
    """A package of aid for a client: the loss of being off the wanted level that it ends.

    Label: eq:value-pledge.
    Source: Caplin & Leahy (2010) on (S,s) policies (page not checked): a quadratic loss and a fixed cost, the price
    of the move; form ours. The fixed cost is the same for all, so small donors act seldom: in the Kiel tracker Germany
    allocates in most months, France in a third of them, Spain in a quarter.

    alliance g·S̄·gap⁺². `gain` g ≥ 0, `usual` S̄ in [0, 1] the patron's usual level, `gap` of
    :func:`diplomacy_abm.rules.support.support_gap`.
    Special cases: 0 for a patron that gives what it wants.
    Status: checked by ``test_move_value.test_packages_wait_for_the_gap``.
    """
    short = positive(gap)
    return 0.0, 0.0, 0.0, 0.0, gain * usual * short * short, 0.0, 0.0, 0.0


def surge_motives(gain: float, danger: float, filled: float, relief: float) -> Motives:
    """A delivery from stocks at once, in danger.

    Label: eq:value-surge.
    Source: Ours (judgement).

    alliance g·danger·(1 - filled)·relief. `gain` g times the level of support that the patron wants to give; `danger`
    in [0, 1] momentum against the client beyond that of a still front, over its largest; `filled` in [0, 1] what is
    already on its way; `relief` in [0, 1] what it brings, all of it from a hundredth of the client's strength on.
    Special cases: 0 while the front holds.
    Status: checked by ``test_move_value.test_surges_answer_danger_once``.
    """
    return 0.0, 0.0, 0.0, 0.0, gain * danger * (1.0 - filled) * relief, 0.0, 0.0, 0.0


def cut_motives(
    gain: float, usual: float, gap: float, saving: float, burden: float, support: float, refused: float
) -> Motives:
    """A public cut of aid: a level above the wanted one, or a client that refused when it was pressed.

    Label: eq:value-cut-back.
    Source: Ours (judgement).

    welfare saving·S·(k - 1)⁺; alliance g·S̄·(gap⁻)² - saving·S; peace saving·S·refused. `usual` S̄ and `gap` as for a
    package, the gap negative where too much is given; `saving` the share cut,
    `support` S, `burden` k the client's war as its public sees it, `refused` after a no to own pressure the share of
    what the client could not do without (:func:`diplomacy_abm.rules.support.withheld_share`), else 0.
    Special cases: a loss for a patron that gives what it wants to one that refused nothing.
    Status: checked by ``test_move_value.test_a_cut_needs_a_reason``.
    """
    over = positive(-gap)
    cut = saving * support
    return 0.0, 0.0, cut * positive(burden - 1.0), 0.0, gain * usual * over * over - cut, cut * refused, 0.0, 0.0


def sanction_motives(gain: float, gap: float, size: float, tie: float, welcome: float) -> Motives:
    """A step of sanctions on the client's enemy.

    Label: eq:value-sanction.
    Source: Hufbauer, Schott & Elliott (1990) (motives and costs to the sender; page not checked); Touval & Zartman
    (1985) (a mediator is received as long as it is welcome; page not checked); form ours.

    alliance g·gap⁺; prestige -size·κ; commerce -size·tie. `gap` between the wanted and the own level, `size` of the
    step, `tie` in [0, 1]; `welcome` κ in [0, 1] the credibility with the target of a sender that mediates too, 0 for
    the others.
    Special cases: 0 at the wanted level without trade for one that does not mediate.
    Status: checked by ``test_move_value.test_sanctions_stop_at_the_wanted_level``.
    """
    return 0.0, 0.0, 0.0, 0.0, gain * positive(gap), 0.0, -size * welcome, -size * tie


def relieve_motives(gain: float, level: float, restraint: float, size: float, tie: float) -> Motives:
    """Easing sanctions of one's own, for restraint or a deal.

    Label: eq:value-relieve.
    Source: Ours (judgement).

    peace g·level·restraint; commerce size·tie·restraint. `level` of own sanctions in force, `restraint` in [0, 1]:
    trade comes back as far as what is eased stays eased.
    Special cases: 0 without restraint.
    Status: checked by ``test_move_value.test_easing_rewards_restraint``.
    """
    return 0.0, 0.0, 0.0, 0.0, 0.0, gain * level * restraint, 0.0, size * tie * restraint


def press_to_talk_motives(gain: float, grip: float, support: float, hinge: float, fresh: float) -> Motives:
    """Pressure on the party by which talks fail.

    Label: eq:value-press-to-talk.
    Source: Min (2020), International Organization 74, pp. 610-632 (third-party pressure for talks); form ours.

    alliance -gain·S·fresh; peace gain·grip·hinge·fresh. `support` S of a client that is pressed, `grip` what the
    party has to lose with the sender, `hinge` how far talks hang on it
    (:func:`diplomacy_abm.rules.attendance.hinge`), `fresh` time since it was last pressed, all in [0, 1].
    Special cases: 0 without a grip, toward one that comes or where the other would not, or right after pressure.
    Status: checked by ``test_move_value.test_pressure_is_for_the_absent``.
    """
    return 0.0, 0.0, 0.0, 0.0, -gain * support * fresh, gain * grip * hinge * fresh, 0.0, 0.0


def guarantee_motives(gain: float, missing: float, prospect: float) -> Motives:
    """A promise to guarantee what is on the table.

    Label: eq:value-guarantee.
    Source: Walter (1997), International Organization 51, pp. 335-364 (motive); form ours.

    peace gain·missing·prospect. `missing` coverage still to be promised, `prospect` how near a deal is, in [0, 1].
    Special cases: 0 when all it could promise is promised.
    Status: checked by ``test_move_value.test_a_guarantee_already_given_gains_nothing``.
    """
    return 0.0, 0.0, 0.0, 0.0, 0.0, gain * missing * prospect, 0.0, 0.0


def visit_motives(gain: float, stake: float, credibility: float, occasion: float) -> Motives:
    """A mediator's visit to one party: it listens, sounds, and carries a message.

    Label: eq:value-shuttle.
    Source: Greig & Diehl (2012) (a mediator asks first; page not checked); form ours.

    peace g·stake·κ·occasion. `stake` what peace would spare both, `credibility` κ with the party, `occasion` in
    [0, 1] the largest of silence, an open question (:func:`diplomacy_abm.rules.attendance.open_question`) and a window.
    Special cases: 0 without credibility, or when all was asked last week and nothing happened.
    Status: checked by ``test_move_value.test_no_credibility_no_leverage_no_value_of_mediating``.
    """
    return 0.0, 0.0, 0.0, 0.0, 0.0, gain * stake * credibility * occasion, 0.0, 0.0


def convene_motives(stake: float, prospect: float, before: float, after: float, honour: float) -> Motives:
    """An invitation: talks not held else, and the honour of hosting against the shame of an empty table.

    Label: eq:value-convene.
    Source: Touval & Zartman (1985) (motives of mediators; page not checked); a snub costs prestige: ours.

    peace stake·(after - before)⁺·prospect; prestige honour·(2·after - 1). `before`, `after` chance that both come
    without the invitation and with it.
    Special cases: a loss for a host that nobody has answered.
    Status: checked by ``test_move_value.test_convening_needs_two_likely_answers``.
    """
    return 0.0, 0.0, 0.0, 0.0, 0.0, stake * positive(after - before) * prospect, honour * (2.0 * after - 1.0), 0.0


def formulate_motives(credibility: float, expected: float) -> Motives:
    """A text of the mediator's own: what its best item would spare, as far as it is heard and accepted.

    Label: eq:value-formulate.
    Source: Raiffa (1982), The Art and Science of Negotiation (single-text procedure; page not checked); form ours.

    peace min κ·Π P̂·Ĝ. `credibility` the smaller κ, `expected` the chance of two yeses at public values times what
    the item spares both, in units of the stake.
    Special cases: 0 without credibility.
    Status: checked by ``test_move_value.test_no_credibility_no_leverage_no_value_of_mediating``.
    """
    return 0.0, 0.0, 0.0, 0.0, 0.0, credibility * expected, 0.0, 0.0


def lever_motives(stake: float, rise: float, amount: float, tie: float, lean: float) -> Motives:
    """A reward or pressure for signing what is on the table.

    Label: eq:value-lever.
    Source: Touval & Zartman (1985) (leverage; page not checked); Kydd (2003) (`lean`: cost of going against the side
    one favours); form ours.

    issue -amount·lean⁺; peace stake·rise; commerce -amount·tie. `rise` of the chance of two yeses by the amount, at
    public values; `tie` to the party, in [0, 1].
    Special cases: 0 without leverage.
    Status: checked by ``test_move_value.test_no_credibility_no_leverage_no_value_of_mediating``.
    """
    return -amount * positive(lean), 0.0, 0.0, 0.0, 0.0, stake * rise, 0.0, -amount * tie


def hand_over_motives(gain: float, own: float, other: float, honour: float) -> Motives:
    """Yielding the chair to a better placed mediator.

    Label: eq:value-hand-over.
    Source: Crocker, Hampson & Aall (1999), Herding Cats (coordination; page not checked); form ours.

    peace gain·(κ_other - κ_own)⁺; prestige -honour.
    Special cases: a loss for one that is better placed itself.
    Status: checked by ``test_move_value.test_handing_over_is_for_a_better_placed_mediator``.
    """
    return 0.0, 0.0, 0.0, 0.0, 0.0, gain * positive(other - own), -honour, 0.0
