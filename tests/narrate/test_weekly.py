"""The story: who did what to whom, each thing once, and how it ended."""

from __future__ import annotations

from dataclasses import replace

import pytest

from diplomacy_abm.moves import by_name, catalogue
from diplomacy_abm.narrate import outcome, story
from diplomacy_abm.phrases import MOVES, OUTCOMES, counted, listed, sentence, with_article, within
from diplomacy_abm.results import Run
from diplomacy_abm.vocabulary import OUTCOME_NAMES
from tests.fixtures_frames import event, events_frame, made_up_run

RUN = made_up_run(12)
ROWS = [move.name for move in catalogue()]


def told(*rows: dict[str, object], **changes: object) -> list[str]:
    """Return the weeks of a story of a few events on a track that never moves."""
    steps = RUN.steps.assign(track=0)
    return story(replace(RUN, events=events_frame(list(rows)), steps=steps, **changes))[1:-1]


def test_weeks_have_numbers_and_dates() -> None:
    weeks = told(event(2, "TUR", "", "mediation", "convene"))
    assert weeks[1] == "Week 3 (1 December 2025). Türkiye invites both sides to a round."


def test_quiet_weeks_are_told_together_with_the_fire() -> None:
    before, _, after = told(event(2, "TUR", "", "mediation", "convene"))
    assert before.startswith("Weeks 1 to 2 (17 November 2025 to 30 November 2025). Nothing new; the fighting goes on")
    assert "drones a week" in before
    assert after.startswith("Weeks 4 to 12")


def test_quiet_weeks_of_a_truce_are_peace() -> None:
    steps = RUN.steps.assign(track=4, ceasefire=1)
    weeks = story(replace(RUN, events=events_frame([]), steps=steps))
    assert any("the peace holds" in week for week in weeks)


def test_actors_who_do_the_same_are_told_together() -> None:
    rows = [event(0, label, "UKR", "support", "pledge") for label in ("FRA", "EUN", "ESP")]
    assert told(*rows)[0].endswith("France, the European Union and Spain announce packages of aid for Ukraine.")


def test_enemies_strike_each_other() -> None:
    week = told(event(0, "RUS", "UKR", "military", "strike"), event(0, "UKR", "RUS", "military", "strike"))[0]
    assert week.endswith("Russia and Ukraine strike each other.")


def test_a_package_of_one() -> None:
    week = told(event(0, "FRA", "UKR", "support", "pledge"))[0]
    assert week.endswith("France announces a package of aid for Ukraine.")


def test_an_attack_on_the_ground_is_told_beside_the_strikes() -> None:
    week = told(
        event(0, "RUS", "UKR", "military", "offensive"), event(0, "RUS", "UKR", "military", "strike"),
        event(0, "UKR", "RUS", "military", "strike"),
    )[0]  # fmt: skip
    assert week.endswith("Russia and Ukraine strike each other. Russia goes on the offensive.")


def test_answers_in_secret_are_told_to_the_reader() -> None:
    sounding = {"channel": "outcome", "move": "sounding"}
    weeks = told(
        event(0, "TUR", "UKR", "mediation", "shuttle"), event(0, "TUR", "UKR", **sounding, accepted="yes"),
        event(1, "TUR", "RUS", **sounding, accepted="no"), event(1, "EUN", "RUS", **sounding, accepted="no"),
        event(2, "TUR", "UKR", "mediation", "shuttle"), event(2, "TUR", "UKR", **sounding, accepted="yes"),
        event(3, "TUR", "UKR", "mediation", "shuttle"), event(3, "TUR", "UKR", **sounding, accepted="no"),
    )  # fmt: skip
    # the visit goes without saying, and the same answer again is no news
    assert weeks[0].endswith("(17 November 2025). Türkiye sounds Ukraine, which would come if Russia did.")
    assert weeks[1].endswith("Türkiye and the European Union sound Russia, which would not come even if Ukraine did.")
    assert weeks[2].startswith("Week 3")
    assert "Nothing new" in weeks[2]
    assert weeks[3].endswith("Türkiye sounds Ukraine, which would not come even if Russia did.")


def test_a_lead_that_goes_to_a_mediator_is_the_one_who_speaks() -> None:
    answer = event(0, "TUR", "UKR", "outcome", "sounding", accepted="yes")
    rows = [event(0, "UKR", "TUR", "diplomatic", "court"), answer]
    wanted = "(17 November 2025). Ukraine courts Türkiye and lets it know that it would come if Russia did."
    assert told(*rows)[0].endswith(wanted)
    no = event(0, "TUR", "UKR", "outcome", "sounding", accepted="no")
    asked = "Ukraine courts Türkiye. Türkiye sounds Ukraine, which would not come even if Russia did."
    assert told(rows[0], no)[0].endswith(asked)
    # who sees the visit and not the answer reads of the visit
    assert told(rows[0])[0].endswith("Ukraine courts Türkiye.")


def test_one_event_with_two_effects_is_told_once() -> None:
    rows = [
        event(0, label, "", "outcome", "exogenous", subject="Midterm elections in the United States")
        for label in ("RUS", "USA")
    ]
    assert told(*rows)[0].endswith("(17 November 2025). Midterm elections in the United States.")


def test_one_strikes_while_the_other_restrains() -> None:
    week = told(event(0, "RUS", "UKR", "military", "strike"), event(0, "UKR", "RUS", "military", "restrain"))[0]
    assert "Russia strikes Ukraine. Ukraine restrains its forces." in week


def test_routine_is_told_once_and_again_after_a_pause() -> None:
    weekly = [event(step, "RUS", "UKR", "military", "strike") for step in range(6)]
    later = event(11, "RUS", "UKR", "military", "strike")
    weeks = told(*weekly, later)
    assert [week for week in weeks if "Russia strikes Ukraine" in week] == [weeks[0], weeks[-1]]


def test_a_round_an_offer_and_its_answer_are_one_scene() -> None:
    week = told(
        event(0, "RUS", "UKR", "outcome", "round", subject="proximity", via="TUR"),
        event(0, "RUS", "UKR", "outcome", "offer", subject="settlement", via="TUR"),
        event(0, "UKR", "RUS", "outcome", "reject", subject="settlement", accepted="no"),
    )[0]
    assert "A round of talks is held (proximity), hosted by Türkiye." in week
    assert "Russia offers a settlement; Ukraine refuses." in week


def test_answers_without_an_offer_still_make_sense() -> None:
    week = told(
        event(0, "RUS", "", "outcome", "accept", subject="energy_strikes"),
        event(0, "UKR", "", "outcome", "reject", subject="energy_strikes"),
    )[0]
    assert week.endswith("A deal on energy strikes is on the table; Russia accepts, Ukraine refuses.")


def test_coming_alone_is_told() -> None:
    week = told(event(0, "UKR", "RUS", "diplomatic", "attend"))[0]
    assert "Ukraine is ready to sit down, but no round comes about." in week


def test_a_deal_is_signed_once_however_many_rows_it_has() -> None:
    rows = [event(0, a, b, "outcome", "sign", subject="energy_strikes") for a, b in (("RUS", "UKR"), ("UKR", "RUS"))]
    assert told(*rows)[0].endswith("(17 November 2025). Russia and Ukraine sign a deal on energy strikes.")


def test_a_mirror_agreement_is_signed_with_the_mediator() -> None:
    rows = [event(0, label, "TUR", "outcome", "sign", subject="shipping", via="TUR") for label in ("RUS", "UKR")]
    assert told(*rows)[0].endswith("Russia and Ukraine each sign a deal on Black Sea shipping with Türkiye.")


@pytest.mark.parametrize(
    ("move", "subject", "text"),
    [
        ("breach", "ceasefire", "Russia breaks the ceasefire."),
        ("breach", "energy_strikes", "Russia breaks the deal on energy strikes."),
        ("renew", "energy_strikes", "The deal on energy strikes is renewed."),
        ("lapse", "settlement", "The settlement lapses."),
        ("deliver", "SAMP/T", "Russia delivers arms to Ukraine (SAMP/T)."),
        ("slip", "SAMP/T", "A delivery of Russia to Ukraine slips (SAMP/T)."),
        ("exchange_held", "", "Russia and Ukraine exchange prisoners."),
        ("exogenous", "Midterm elections", "Midterm elections."),
        ("victory", "", "Russia wins the war."),
        ("new_leader", "", "Russia has a new leader."),
    ],
)
def test_what_follows_from_moves(move: str, subject: str, text: str) -> None:
    assert told(event(0, "RUS", "UKR", "outcome", move, subject=subject))[0].endswith(f". {text}")


def test_the_track_is_told_when_it_rises_and_when_peace_ends() -> None:
    track = [1, 2, 3, 3, 4, 4, 1, 1, 1, 1, 1, 1]
    text = "\n".join(story(replace(RUN, events=events_frame([]), steps=RUN.steps.assign(track=track))))
    for phrase in ("Early discussions begin", "Formal talks open", "A general ceasefire is in force"):
        assert text.count(phrase) == 1
    assert "Week 7 (29 December 2025). The ceasefire is no longer in force." in text


def test_the_heading_names_what_was_changed() -> None:
    heading = story(replace(RUN, policies={"RUS": "hawk"}, without=("USA",)))[0]
    assert heading == "A made-up war: seed 1, run 0 (Russia plays hawk; without the United States)."


def test_steps_that_are_not_weeks_are_called_steps() -> None:
    weeks = told(event(2, "TUR", "", "mediation", "convene"), scenario=replace(RUN.scenario, step_days=14))
    assert not any(week.startswith("Week") for week in weeks)


def test_every_outcome_has_its_words() -> None:
    assert set(OUTCOMES) == set(OUTCOME_NAMES.values())


def test_moves_are_told_from_mediators_to_arms_and_early_ones_first_of_their_channel() -> None:
    """One sentence a move, in an order that the rows of the catalogue give."""
    rows = [event(2, "TUR", "UKR", by_name(move).channel.name.lower(), move) for move in reversed(MOVES)]
    said = told(*rows)[1].split(". ", 1)[1]
    places = [(-by_name(move).channel, not by_name(move).told.early, ROWS.index(move)) for move in MOVES]
    assert places == sorted(places)
    wanted = [sentence(MOVES[move][0].format(a="Türkiye", t="Ukraine")) for move in MOVES]
    assert said == " ".join(wanted)


def test_a_move_without_words_is_silent() -> None:
    assert "exchange" not in MOVES
    assert told(event(2, "RUS", "UKR", "humanitarian", "exchange")) == told()


@pytest.mark.parametrize("ended", list(OUTCOMES))
def test_the_outcome_is_said_for_every_class(ended: str) -> None:
    text = outcome(with_summary(outcome=ended))
    said = ended.replace("of A", "of Russia").replace("of B", "of Ukraine")
    assert text.startswith(f"Outcome after 12 weeks (to 2 February 2026): {said}.")
    assert "{" not in text


def test_the_outcome_counts_and_compares() -> None:
    text = outcome(made_up_run())
    assert "5 rounds in all" in text
    assert "hosted by Türkiye" in text
    assert "26 prisoner exchanges, 1 partial deal, 1 breach and 43 weeks of ceasefire" in text
    assert f"to {made_up_run().steps['front'].iloc[-1]:.1%}" in text


def test_no_talks_no_host() -> None:
    assert "Formal talks never opened." in outcome(
        with_summary(first_formal=-1, first_formal_form="", first_formal_host="")
    )


def with_summary(**values: object) -> Run:
    return replace(RUN, summary={**RUN.summary, **values})


def test_the_story_changes_nothing_and_repeats_itself() -> None:
    before = RUN.events.copy()
    assert story(RUN) == story(RUN)
    assert before.equals(RUN.events)


def test_words() -> None:
    assert listed(["A"]) == "A"
    assert listed(["A", "B", "C"]) == "A, B and C"
    assert sentence("it ends") == "It ends."
    assert sentence("it ends!") == "It ends!"
    assert [counted(n, "round") for n in (0, 1, 2)] == ["no rounds", "1 round", "2 rounds"]
    assert with_article("United States") == "the United States"
    assert with_article("Spain") == "Spain"
    assert [within(label) for label in ("Energy strikes", "Black Sea shipping", "UN")] == [
        "energy strikes", "Black Sea shipping", "UN",
    ]  # fmt: skip
