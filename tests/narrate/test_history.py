"""The history on a page: turning points with their causes and brokers, routine by season, and how it ended."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import diplomacy_abm
from diplomacy_abm.model import DiplomacyModel
from diplomacy_abm.moves import BECAUSE, catalogue
from diplomacy_abm.narrate import History, history, outcome
from diplomacy_abm.narrate.agreements import agreements
from diplomacy_abm.narrate.causes import Causes
from diplomacy_abm.narrate.ending import ending
from diplomacy_abm.narrate.fronts import turning_points
from diplomacy_abm.narrate.history import LINES, MOST_IN_SHORT, MOST_TURNS, _line
from diplomacy_abm.narrate.names import Names
from diplomacy_abm.narrate.reasons import reason
from diplomacy_abm.narrate.seasons import spans
from diplomacy_abm.narrate.terms import terms
from diplomacy_abm.narrate.turns import Turn
from diplomacy_abm.phrases import ACTS, OUTCOMES
from diplomacy_abm.results import Run, read
from diplomacy_abm.results.card import card
from diplomacy_abm.results.export import write_run
from diplomacy_abm.scenario import load, with_settings
from diplomacy_abm.vocabulary import OUTCOME_NAMES
from diplomacy_abm.why.choices import TERMS
from tests.fixtures_frames import CARD, event, events_frame, made_up_run

RUN = made_up_run(26)


@cache
def played(seed: int = 5) -> Run:
    return diplomacy_abm.run("ukraine-2025", seed=seed, keep_choices=True)


@cache
def page(seed: int = 5) -> History:
    return history(played(seed))


def told(*rows: dict[str, object], **changes: object) -> History:
    summary = {**RUN.summary, "first_contact": 0}
    return history(replace(RUN, events=events_frame(list(rows)), summary=summary, **changes))


def texts(found: History, kind: str) -> list[str]:
    return [turn.text for turn in found.turns if turn.kind == kind]


def outcome_event(step: int, actor: str, target: str, move: str, **rest: object) -> dict[str, object]:
    return event(step, actor, target, "outcome", move, **rest)


# --- the page ------------------------------------------------------------------------------------------------------


def test_a_run_fits_a_page_and_names_what_turned() -> None:
    text = page().text(100)
    lines = text.splitlines()
    assert max(map(len, lines)) <= 100
    assert len(lines) <= LINES + 5
    assert lines[1].startswith("The question: Can Ankara")
    assert len(text.split()) < len(" ".join(played().story("weekly").split()).split()) / 2
    assert len(page().full().splitlines()) > len(lines)
    open_table = diplomacy_abm.run("ukraine-2025", seed=7, settings={"parameters.sample": "central"})
    kinds = {turn.kind for found in (page(), history(open_table)) for turn in found.turns}
    assert {"talks", "sounding", "backer", "leader", "event"} <= kinds
    assert kinds & {"deal", "breach", "end of a deal"}


def test_the_page_ends_with_what_to_look_at_next_and_that_works() -> None:
    lines = page().next("ukraine-2025 --seed 5")
    assert lines[0].startswith("diplomacy-abm why ukraine-2025 --seed 5 --week ")
    assert lines[-1] == "diplomacy-abm run ukraine-2025 --seed 5 --weekly"
    assert page().next()[0].startswith("print(run.why(")
    assert page().next("out/five")[-1] == "diplomacy-abm plot out/five"
    words = lines[0].split()
    week, actor = int(words[words.index("--week") + 1]), words[words.index("--actor") + 1]
    assert played().why(week, actor).channels


def test_turning_points_beyond_a_page_are_left_out_and_counted() -> None:
    rows = [outcome_event(step, "RUS", "UKR", "sign", subject="shipping") for step in range(24)]
    found = told(*rows, outcome_event(25, "RUS", "UKR", "breach", subject="shipping"))
    assert len(found.told) == MOST_TURNS
    assert "breach" in {turn.kind for turn in found.told}
    left = 25 - MOST_TURNS - MOST_IN_SHORT
    assert f"{left} lesser turning points left out; --full tells them, --weekly every week." in found.text()
    assert found.text().count("  - Week") == MOST_TURNS + MOST_IN_SHORT
    assert found.full().count("sign a deal on Black Sea shipping") == 24


def test_what_is_signed_or_broken_is_never_lesser() -> None:
    """On a full page it stands without its cause."""
    signed = [outcome_event(step, "RUS", "UKR", "sign", subject="shipping") for step in range(0, 20, 2)]
    broken = [outcome_event(step + 1, "RUS", "UKR", "breach", subject="shipping") for step in range(0, 20, 2)]
    text = told(*(row for pair in zip(signed, broken, strict=True) for row in pair)).text()
    assert "left out" not in text
    assert text.count(" sign a deal on ") == text.count(" breaks the deal on Black Sea shipping after 1 week") == 10


def test_the_front_goes_on_from_season_to_season() -> None:
    """What is gained adds up to what is held, from the front of the scenario on; a season without gains is not told."""
    shares = re.findall(r"goes from ([\d.]+)% to ([\d.]+)%", page().text(1000))
    assert len(shares) > 2
    assert all(abs(float(before) - float(after)) < 0.15 for (_, before), (after, _) in pairwise(shares))
    assert float(shares[0][0]) == pytest.approx(100.0 * played().scenario.front.share, abs=0.05)


@pytest.mark.parametrize(
    ("hosts", "told_as"),
    [(["TUR"], "1 round of talks, hosted by Türkiye."), (["TUR", "TUR"], "2 rounds of talks, both hosted by Türkiye."),
     (["TUR", "TUR", "USA"], "3 rounds of talks, hosted by Türkiye (2) and the United States (1)."),
     ([""], "1 round of talks. ")],
)  # fmt: skip
def test_the_outcome_says_who_hosted(hosts: list[str], told_as: str) -> None:
    rounds = [outcome_event(step, "RUS", "UKR", "round", subject="direct", via=host) for step, host in enumerate(hosts)]
    run = replace(RUN, events=events_frame(rounds), summary={**RUN.summary, "rounds": len(hosts)})
    assert told_as in ending(run)


def test_deals_of_one_week_stand_in_one_paragraph_and_quiet_seasons_in_one() -> None:
    rows = [outcome_event(20, "RUS", "UKR", "sign", subject=name) for name in ("shipping", "energy_strikes")]
    text = told(*rows).text()
    assert "sign a deal on Black Sea shipping, and a deal on energy strikes." in text
    quiet = told().text()
    assert "November 2025 to May 2026. " in quiet
    assert "March to May 2026" not in quiet


def test_the_facts_of_a_history_are_what_the_page_says() -> None:
    facts = page().facts()
    assert json.loads(json.dumps(facts)) == facts
    told_ = {(turn["step"], turn["text"]) for season in facts["seasons"] for turn in season["turns"] if turn["told"]}
    assert told_ == {(turn.step + 1, turn.text) for turn in page().told}
    text = " ".join(page().text().split())
    assert all(
        " ".join(line.rstrip(".").split()) in text for line in (facts["heading"], facts["outcome"], *facts["aside"])
    )
    assert not any("--" in line for line in facts["aside"])
    assert played().history().facts() == facts


def test_five_lines_are_five_lines() -> None:
    for found in (page(), told()):
        assert len(found.brief) == 5
        assert found.brief[-1].startswith("Outcome: ")


def test_the_same_facts_come_from_a_stored_run(tmp_path: Path) -> None:
    """Choices that were not kept are played again, and the page is the same."""
    folder = write_run(replace(played(), choices=None), tmp_path / "run")
    stored = read(folder)
    assert stored.choices is None
    assert stored.story() == page().text(100, str(folder))
    with pytest.raises(ValueError, match="kind: 'all' is unknown, must be one of page, full, brief, weekly"):
        stored.story("all")


def test_a_run_that_goes_differently_now_is_told_without_causes(tmp_path: Path) -> None:
    changed = played().events.copy()
    changed.loc[5, "actor"] = "FRA"
    stored = read(write_run(replace(played(), events=changed, choices=None), tmp_path / "run"))
    assert "Why – The United States" not in stored.story()


# --- causes --------------------------------------------------------------------------------------------------------


def choices(*rows: tuple[object, ...]) -> pd.DataFrame:
    """Return a table of choices: step, option, move, chosen, then terms by name."""
    table = []
    for step, option, move, chosen, values in rows:
        row = {"step": step, "actor": "RUS", "channel": "diplomatic", "option": option, "move": move}
        row |= {"target": "UKR" if option else "", "chosen": chosen}
        table.append(row | {"value": sum(values.values())} | {name: values.get(name, 0.0) for name in TERMS})
    return pd.DataFrame(table)


def test_a_cause_is_what_changed_since_the_actor_last_chose_otherwise() -> None:
    table = choices(
        (3, 0, "none", 1, {}), (3, 1, "attend", 0, {"issue": 0.05, "standing": -0.08, "circumstances": -0.03}),
        (4, 0, "none", 0, {}), (4, 1, "attend", 1, {"issue": 0.06, "standing": -0.02, "circumstances": 0.01}),
        (5, 0, "none", 0, {}), (5, 1, "attend", 1, {"issue": 0.09, "standing": -0.02, "circumstances": 0.01}),
    )  # fmt: skip
    found = Causes(table, str)
    told = found.told(4, "RUS", "diplomatic", "attend")
    # the issue term is the largest and hardly moved
    assert told == "less to lose at home and abroad by coming and a mood for talks at home"
    assert found.otherwise(5, "RUS", "diplomatic", "attend") == 3
    assert found.told(5, "RUS", "diplomatic", "attend").startswith("less to lose at home and abroad by coming")
    assert found.told(5, "RUS", "diplomatic", "propose") == ""
    assert found.told(9, "RUS", "diplomatic", "attend") == ""
    assert Causes(None, str).told(4, "RUS", "diplomatic", "attend") == ""


def test_what_was_worse_about_the_other_move_is_told_as_such() -> None:
    table = choices(
        (3, 0, "none", 0, {}), (3, 1, "attend", 0, {"issue": 0.01}), (3, 2, "threaten", 1, {"issue": 0.05}),
        (4, 0, "none", 0, {}), (4, 1, "attend", 1, {"issue": 0.01}), (4, 2, "threaten", 0, {"issue": -0.02}),
    )  # fmt: skip
    found = Causes(table, lambda label: {"UKR": "Ukraine"}[label])
    assert found.told(4, "RUS", "diplomatic", "attend") == "less reason to threaten Ukraine instead"
    assert found.told(4, "RUS", "diplomatic", "attend", own=True) == ""


def test_a_tremble_has_no_reason() -> None:
    worse = {"issue": 0.01, "standing": -0.02}
    table = choices((3, 0, "none", 1, {}), (4, 0, "none", 0, {}), (4, 1, "attend", 1, worse))
    assert Causes(table, str).told(4, "RUS", "diplomatic", "attend") == ""


def test_a_move_that_was_not_open_before_is_told_by_its_terms() -> None:
    table = choices((3, 0, "none", 1, {}), (4, 0, "none", 0, {}), (4, 1, "attend", 1, {"issue": 0.04, "welfare": 0.03}))
    told = Causes(table, str).told(4, "RUS", "diplomatic", "attend")
    assert told == "more to hope for from a deal and the toll of the war at home"


def test_reasons_are_of_moves_and_terms_that_there_are() -> None:
    assert [*BECAUSE, "cost"] == list(TERMS)
    assert {move.name for move in catalogue() if move.chosen} == set(ACTS)
    for move in catalogue():
        for term in BECAUSE:
            assert reason(move.name, term) == (move.told.because.get(term) or reason("hold", term))
    assert reason("hold", "issue") == "its issue"
    assert reason("hold", "circumstances") == "its line of policy"


# --- talks, offers, deals -----------------------------------------------------------------------------------------


def test_rounds_near_each_other_are_one_session_with_its_broker() -> None:
    rows = [
        event(1, "TUR", "", "mediation", "convene"),
        outcome_event(0, "TUR", "RUS", "sounding", accepted="yes"),
        outcome_event(0, "TUR", "UKR", "sounding", accepted="no"),
        event(2, "USA", "UKR", "support", "press_to_talk"),
        *[outcome_event(step, "RUS", "UKR", "round", subject="proximity", via="TUR") for step in (2, 3, 5)],
        outcome_event(15, "RUS", "UKR", "round", subject="direct"),
    ]  # fmt: skip
    first, second = [turn for turn in told(*rows).turns if turn.kind == "talks"]
    assert first.text == "Formal talks open (proximity), hosted by Türkiye; 3 rounds until 22 December 2025."
    assert first.broker == (
        "Türkiye invited both and had the word of Russia; the United States pressed Ukraine to talk"
    )
    assert second.text == "The sides meet again (direct)."
    assert second.broker == ""


def test_who_walks_out_of_a_session_is_told_with_the_week() -> None:
    """Otherwise a party seems to leave and to sign in one week."""
    rounds = [outcome_event(step, "RUS", "UKR", "round", subject="direct") for step in (5, 7, 20)]
    leaving = [event(step, who, "", "diplomatic", "walk_out") for step, who in ((6, "UKR"), (8, "RUS"))]
    first, second = texts(told(*rounds, *leaving), "talks")
    assert first.endswith("; Ukraine walks out in week 7 and Russia walks out in week 9.")
    assert "walk" not in second


def test_an_offer_has_its_terms_and_answers_with_their_worth() -> None:
    packages = pd.DataFrame({"energy_strikes": [1.0, 0.5, 0.0], "shipping": [0.9, 0.7, 0.1]})
    rows = [
        outcome_event(3, "RUS", "", "offer", subject="settlement", value=0.5),
        outcome_event(3, "UKR", "RUS", "reject", subject="settlement", accepted="no", value=-0.04),
        outcome_event(9, "RUS", "", "offer", subject="settlement", value=1.0),
    ]
    first, second = texts(told(*rows, packages=packages), "offer")
    assert first == (
        "Russia offers a settlement: energy strikes halfway; Black Sea shipping nearer to Russia; Ukraine says no."
    )
    assert second == "Russia offers a settlement, with more for Ukraine than before."
    assert texts(told(*rows), "offer")[0].startswith("Russia offers a settlement; Ukraine says no")


def test_terms_are_those_that_the_rules_give() -> None:
    """The packages of a run are the state's own table; an offer's level picks its row."""
    run = played()
    model = DiplomacyModel("ukraine-2025", 5, collect=False)
    assert (run.packages.to_numpy() == np.asarray(model.s.package)[:, : len(run.packages.columns)]).all()
    names = Names(card(run.scenario))
    assert terms(names, run.packages, 0.0).endswith("as Russia wants")
    assert "as Ukraine wants" in terms(names, run.packages, 1.0)
    assert terms(names, run.packages, -1.0) == terms(names, None, 0.5) == ""


def test_a_deal_is_told_with_who_brokered_it_by_what() -> None:
    rows = [
        event(4, "TUR", "", "mediation", "formulate"), event(4, "USA", "UKR", "mediation", "press"),
        event(3, "USA", "UKR", "mediation", "induce"),
        *[outcome_event(4, label, "TUR", "accept", subject="energy_strikes", accepted="yes", value=v)
          for label, v in (("RUS", 0.01), ("UKR", 0.02))],
        outcome_event(4, "RUS", "UKR", "sign", subject="energy_strikes", via="TUR"),
    ]  # fmt: skip
    (deal,) = [turn for turn in told(*rows).turns if turn.kind == "deal"]
    assert deal.text == "Russia and Ukraine each sign a deal on energy strikes with Türkiye."
    assert deal.cause == "a little better than going on for Russia and better for Ukraine"
    # leverage moves the end of a war, not a single issue
    assert deal.broker == "the text came from Türkiye"
    war = [{**row, "subject": "ceasefire"} if row["subject"] else row for row in rows]
    (deal,) = [turn for turn in told(*war).turns if turn.kind == "deal"]
    assert deal.broker == (
        "the text came from Türkiye; the United States leaned on Ukraine and offered Ukraine a reward"
    )


@pytest.mark.parametrize(
    ("covers", "told_"),
    [("strikes", "dampens missiles and drones and not the ground"), ("ground", "dampens the ground and not missiles"),
     ("none", "sign a deal on strikes on energy.")],
)  # fmt: skip
def test_a_truce_says_what_it_covers(covers: str, told_: str) -> None:
    scenario = with_settings(load("ukraine-2025"), {"issues.energy_strikes.covers": covers})
    rows = [outcome_event(4, "RUS", "UKR", "sign", subject="energy_strikes")]
    assert told_ in texts(told(*rows, scenario=scenario), "deal")[0]


def test_where_no_missile_is_counted_a_truce_speaks_of_strikes_from_afar() -> None:
    settings = {"issues.energy_strikes.covers": "ground", "parameters.missiles_mean": 0, "parameters.drones_mean": 0}
    scenario = with_settings(load("ukraine-2025"), settings)
    rows = [outcome_event(4, "RUS", "UKR", "sign", subject="energy_strikes")]
    (text,) = texts(told(*rows, scenario=scenario), "deal")
    assert text.endswith("which dampens the ground and not strikes from afar.")


def test_a_breach_says_after_how_long_and_what_had_changed() -> None:
    rows = [
        outcome_event(4, "RUS", "UKR", "sign", subject="shipping"),
        outcome_event(9, "UKR", "", "new_leader"),
        outcome_event(10, "UKR", "RUS", "breach", subject="shipping"),
    ]
    steps = RUN.steps.assign(front=[0.5 + 0.002 * step for step in range(26)])
    (breach,) = [turn for turn in told(*rows, steps=steps).turns if turn.kind == "breach"]
    assert breach.text == "Ukraine breaks the deal on Black Sea shipping after 6 weeks."
    assert "a new leader had come" in breach.cause
    assert "the front had moved 1.2 points against it" in breach.cause


def test_invitations_in_vain_are_told_together() -> None:
    rows = [event(step, "TUR", "", "mediation", "convene") for step in (4, 8)]
    rows += [event(9, "UKR", "RUS", "diplomatic", "attend"), event(20, "USA", "", "mediation", "convene")]
    rows += [outcome_event(22, "RUS", "UKR", "round", subject="direct")]
    found = told(*rows)
    assert texts(found, "invitation") == [
        "Türkiye invites both in vain; nobody comes.", "Türkiye invites both in vain; Russia stays away.",
    ]  # fmt: skip
    assert "Invitations in vain: by Türkiye twice." in found.text()


def test_soundings_are_told_the_first_time_and_when_both_say_yes() -> None:
    rows = [
        outcome_event(0, "TUR", "RUS", "sounding", accepted="no"),
        outcome_event(1, "TUR", "RUS", "sounding", accepted="yes"),
        outcome_event(2, "USA", "UKR", "sounding", accepted="yes"),
        outcome_event(3, "TUR", "UKR", "sounding", accepted="yes"),
        outcome_event(9, "USA", "RUS", "sounding", accepted="yes"),
    ]  # fmt: skip
    assert texts(told(*rows), "sounding") == [
        "Russia tells Türkiye in secret that it would not come even if Ukraine did.",
        "Ukraine tells the United States in secret that it would come if Russia did.",
        "Türkiye now has both in secret: each would come if the other did.",
    ]


def test_a_backers_act_is_news_once_in_half_a_year() -> None:
    rows = [event(step, "USA", "UKR", "support", "press_to_talk") for step in (0, 5, 10)]
    rows += [event(2, label, "RUS", "support", "sanction") for label in ("EUN", "USA")]
    assert texts(told(*rows), "backer") == [
        "The United States presses Ukraine to talk.",
        "The European Union puts sanctions on Russia; so does the United States.",
    ]


# --- the front, seasons, endings ----------------------------------------------------------------------------------


def test_a_front_turns_where_it_moves_back_by_enough() -> None:
    up = [0.5 + 0.001 * x for x in range(30)]
    down = [up[-1] - 0.001 * x for x in range(1, 25)]
    assert turning_points([*up, *down]) == [29]
    assert turning_points(up) == turning_points([0.5] * 9) == []
    # a wobble is no turn
    assert turning_points([*up, *[up[-1] - 0.001 * x for x in range(1, 10)], *[0.6] * 3]) == []


def test_a_reversal_says_who_gains_and_why() -> None:
    front = [0.5 + 0.002 * step for step in range(13)] + [0.524 - 0.002 * step for step in range(13)]
    steps = RUN.steps.assign(front=front, cap_a=1.0, cap_b=[1.0] * 13 + [1.1] * 13)
    rows = [event(step, "UKR", "RUS", "military", "offensive") for step in range(14, 20)]
    (turn,) = [turn for turn in told(*rows, steps=steps).turns if turn.kind == "front"]
    assert (turn.step, turn.text) == (12, "The front turns: Ukraine gains 2.4 points in the next 13 weeks.")
    assert turn.cause == "Ukraine: it attacked on the ground in 6 weeks and it had grown 8 % stronger beside its enemy"


def test_seasons_of_a_long_run_are_years_and_short_ends_join_their_neighbours() -> None:
    names = Names(CARD)
    assert [title for title, _ in spans(names, range(26))] == ["November 2025 to February 2026", "March to May 2026"]
    assert [len(steps) for _, steps in spans(names, range(26))] == [15, 11]
    assert len(spans(names, range(400))) == 9


def test_routine_is_summed_up() -> None:
    rows = [event(step, label, "", "military", "strike") for step in range(26) for label in ("RUS", "UKR")]
    rows += [event(step, "USA", "UKR", "support", "pledge") for step in (1, 2, 3)]
    rows += [event(step, "RUS", "UKR", "military", "offensive") for step in (1, 2)]
    rows += [outcome_event(4, "RUS", "UKR", "exchange_held")]
    steps = RUN.steps.assign(ceasefire=0, settlement=0)
    text = told(*rows, steps=steps).seasons[0].routine
    assert text.startswith("Both strike every week (Russia: ")
    assert "ground attacks by Russia in 2 weeks; " in text
    assert "packages of arms: 3 for Ukraine, by the United States; 1 prisoner exchange." in text
    front = [0.5 + 0.001 * step for step in range(26)]
    quiet = told(steps=steps.assign(ceasefire=1, front=front)).seasons[0].routine
    assert quiet.startswith("Both hold their fire, as agreed; the line creeps 1.4 points Russia's way (Russia's share")
    half = [row for row in rows if row["actor"] != "UKR"]
    one_sided = told(*half, steps=steps).seasons[0].routine
    assert one_sided.startswith("Russia strikes in 15 and Ukraine strikes in none of 15 weeks (Russia: ")
    assert told(steps=steps).seasons[0].routine.startswith("Neither strikes (Russia: ")


def test_the_end_says_what_stood_for_how_long_and_what_there_had_been() -> None:
    rows = [
        outcome_event(2, "RUS", "UKR", "sign", subject="ceasefire", value=-1.0),
        outcome_event(10, "RUS", "UKR", "breach", subject="ceasefire"),
        outcome_event(12, "RUS", "UKR", "lapse", subject="shipping"),
        outcome_event(13, "RUS", "UKR", "sign", subject="energy_strikes"),
        outcome_event(14, "RUS", "UKR", "sign", subject="ceasefire", value=-1.0),
    ]
    run = replace(RUN, events=events_frame(rows))
    text = outcome(run)
    assert (
        "At the end stood the deal on energy strikes, signed 13 weeks before, and the ceasefire, signed 12 weeks "
        "before, too late to tell whether it holds."
    ) in text
    assert "the deal on Black Sea shipping, in force at the start, stood 12 weeks until it lapsed" in text
    assert "the ceasefire stood 8 weeks until Russia broke it" in text
    assert "Nothing was signed." in outcome(replace(RUN, events=events_frame([])))


def test_a_ceasefire_that_broke_is_not_passed_over_by_the_class() -> None:
    run = replace(RUN, events=events_frame([]), summary={**RUN.summary, "outcome": "formal talks only"})
    assert OUTCOMES["formal talks only"] in outcome(replace(run, summary={**run.summary, "ceasefires": 0}))
    resumed = replace(run, summary={**run.summary, "ceasefires": 1})
    assert "there was a general ceasefire, and it did not last" in outcome(resumed)
    assert "there was a general ceasefire, and it did not last" in history(resumed).outcome


def test_five_lines_are_told_in_the_order_of_time() -> None:
    rows = [
        outcome_event(2, "RUS", "UKR", "sign", subject="energy_strikes"),
        outcome_event(9, "RUS", "UKR", "breach", subject="energy_strikes"),
    ]
    brief = told(*rows).brief
    assert brief[1].startswith("Week 3: Russia and Ukraine sign")
    assert all(line.endswith(".") and ". (" not in line for line in brief)
    assert brief[2].startswith("Week 10: Russia breaks")
    assert brief[3] == "Formal talks never open."


def test_five_lines_leave_out_what_a_deal_covers_and_gives() -> None:
    week = Names(card(RUN.scenario))
    for more in ("", ", which covers missiles", ": the land as Russia wants"):
        turns = [Turn(2, "deal", f"They sign a deal{more}."), Turn(4, "deal", "They sign another.")]
        assert _line(week, turns, "") == "Week 3: They sign a deal (and 1 more)."


def test_a_settlement_takes_the_place_of_what_was_agreed() -> None:
    rows = [
        outcome_event(2, "RUS", "UKR", "sign", subject="shipping"),
        outcome_event(5, "RUS", "UKR", "sign", subject="settlement", value=0.5),
    ]
    deal, settlement = agreements(replace(RUN, events=events_frame(rows)))
    assert (deal.end, deal.how) == (5, "settlement")
    assert (settlement.end, settlement.value) == (None, 0.5)


@pytest.mark.parametrize("ended", list(OUTCOME_NAMES.values()))
def test_no_class_of_outcome_denies_what_there_was(ended: str) -> None:
    """A run with a broken ceasefire is of the class of its last rung; the words must not say that there was none."""
    said = OUTCOMES[ended].lower()
    assert "neither" not in said
    assert " no general ceasefire" not in said
