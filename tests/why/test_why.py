"""Why: the menus with their terms, what would have flipped a choice, what it changed; all by the rules themselves."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import diplomacy_abm
from diplomacy_abm.cli import main
from diplomacy_abm.model import DiplomacyModel
from diplomacy_abm.moves import catalogue
from diplomacy_abm.phrases import with_article
from diplomacy_abm.results import Run, read
from diplomacy_abm.results.export import write_run
from diplomacy_abm.vocabulary import Channel, Goal, Line
from diplomacy_abm.why import Why, why
from diplomacy_abm.why.choices import COLUMNS, TERMS
from diplomacy_abm.why.flips import REACH, inputs

SEED, STEPS = 7, 40


@cache
def kept() -> Run:
    return diplomacy_abm.run("ukraine-2025", seed=SEED, steps=STEPS, keep_choices=True)


@cache
def week_of(channel: str, *moves: str) -> tuple[int, str]:
    """Return a week in which somebody chose one of some moves, and who; results change with the model, rules do not."""
    table = kept().choices
    found = table[(table["chosen"] == 1) & (table["channel"] == channel) & table["move"].isin(moves)]
    found = found[found["step"] >= 4].iloc[0]
    return int(found["step"]) + 1, str(found["actor"])


@cache
def attack() -> Why:
    return asked(*week_of("military", "offensive"))


@cache
def asked(week: int, actor: str) -> Why:
    return kept().why(week, actor)


def test_keeping_choices_changes_no_byte_of_a_run() -> None:
    bare = diplomacy_abm.run("ukraine-2025", seed=SEED, steps=STEPS)
    assert bare.choices is None
    for name in ("events", "steps", "state"):
        pd.testing.assert_frame_equal(getattr(bare, name), getattr(kept(), name), check_exact=True)


def test_the_terms_of_every_option_add_up_to_its_value_to_the_last_bit() -> None:
    table = kept().choices
    assert tuple(table.columns) == COLUMNS
    total = table[TERMS[0]].to_numpy().copy()
    for name in TERMS[1:]:
        total = total + table[name].to_numpy()
    assert (total == table["value"].to_numpy()).all()
    assert (table[list(TERMS)].abs().sum() > 0).all(), "every term plays a part somewhere"


def test_one_option_of_a_menu_is_chosen_and_the_chances_add_up() -> None:
    menus = kept().choices.groupby(["step", "actor", "channel"])
    assert (menus["chosen"].sum() == 1).all()
    assert menus["chance"].sum().to_numpy() == pytest.approx(1.0, abs=1e-9)


def test_what_is_chosen_is_what_the_events_say() -> None:
    idle = {"hold", "no_exchange", "none", "no_support", "stand_by"}
    table = kept().choices
    chosen = table[(table["chosen"] == 1) & ~table["move"].isin(idle)]
    events = kept().events
    acted = events[(events["channel"] != "outcome")]
    # an offensive is logged with the strikes that go beside it
    beside = acted[acted["move"] == "offensive"][["step", "actor"]].itertuples(index=False, name=None)
    extra = {(step, actor, "strike") for step, actor in beside}
    told = {row[:3] for row in acted[["step", "actor", "move"]].itertuples(index=False, name=None)} - extra
    meant = set(chosen[["step", "actor", "move"]].itertuples(index=False, name=None))
    # of several invitations or texts in one week the leads take up one; the others are chosen and not sent out
    taken = {(step, move) for step, _, move in told if move in ("convene", "formulate")}
    unsent = {row for row in meant - told if (row[0], row[2]) in taken}
    assert meant - unsent == told


def test_a_mediator_that_leaves_it_to_another_is_told_so() -> None:
    """Of several texts in a week one is taken up."""
    told = diplomacy_abm.run("ukraine-2025", seed=1, steps=60, keep_choices=True)
    texts = told.events[told.events["move"] == "formulate"]
    chosen = told.choices.query("chosen == 1 and move == 'formulate'")
    weeks = zip(texts["step"], texts["actor"], strict=True)
    step, first = next((step, one) for step, one in weeks if len(chosen.query("step == @step and actor != @one")))
    meant = chosen.query("step == @step and actor != @first")
    left = why(told, int(step) + 1, str(meant["actor"].iloc[0]))
    assert left.yielded.startswith("It was not taken up: of the texts of this week that of ")
    assert with_article(told.scenario.actors[str(first)].name) in left.yielded
    assert " ".join(left.yielded.split()) in " ".join(str(left).split())
    assert why(told, int(step) + 1, str(first)).yielded == ""


def test_the_menus_of_a_why_are_those_that_were_kept() -> None:
    table = kept().choices
    for week, actor in (week_of("military", "offensive"), week_of("mediation", "shuttle", "convene")):
        same = table[(table["step"] == week - 1) & (table["actor"] == actor)].reset_index(drop=True)
        pd.testing.assert_frame_equal(asked(week, actor).frame, same, check_exact=True)


def opened(week: int) -> DiplomacyModel:
    model = DiplomacyModel("ukraine-2025", SEED, collect=False)
    while model.now < week - 1:
        model.step()
    return model


def chosen_after(week: int, actor: str, channel: str, write: object) -> str:
    """Open a week in a fresh model with something changed at its start."""
    model = opened(week)
    i = model.labels.index(actor)
    write(model.s, model.c, i)
    model.open_week()
    return catalogue()[model.s.move[i, Channel[channel.upper()]]].name


def test_a_flip_flips_and_a_little_less_does_not() -> None:
    tried = 0
    week, actor = week_of("military", "offensive")
    for one in attack().channels:
        for flip in one.flips:
            assert 0.0 < flip.spreads <= REACH
            if flip.name == "the weight of its goal welfare":
                def write(s, c, i, at):
                    c.goal[i, Goal.WELFARE] = at
            elif flip.name == "its line on fighting (in spreads)":
                def write(s, c, i, at):
                    s.line[i, Line.FIGHT] = at
            elif flip.name == "its own cost of war":
                def write(s, c, i, at):
                    s.private_cost[i] = at
            else:
                continue
            tried += 1
            less = flip.before + 0.99 * (flip.after - flip.before)
            args = (week, actor, one.channel)
            done = chosen_after(*args, lambda s, c, i, at=flip.after, write=write: write(s, c, i, at))
            assert done == flip.move != one.chosen.move
            assert chosen_after(*args, lambda s, c, i, at=less, write=write: write(s, c, i, at)) == one.chosen.move
    assert tried >= 3


def test_flips_are_told_nearest_first() -> None:
    for one in attack().channels:
        assert all(a.spreads <= b.spreads for a, b in pairwise(one.flips))


def test_the_margin_is_the_loss_that_makes_another_move_as_good() -> None:
    military = attack().channels[0]
    assert military.margin is not None
    others = [option.value for x, option in enumerate(military.menu) if x != military.place]
    # the choice is sharp, so it flips about where the next best is worth as much
    assert military.margin.after == pytest.approx(max(others), abs=0.004)


def test_what_a_choice_changed_is_the_same_luck_without_it() -> None:
    week, actor = week_of("support", "pledge", "surge", "cut_back", "press_to_talk", "sanction")
    one = next(one for one in asked(week, actor).channels if one.channel == "support")
    found = one.changed
    model, other = opened(week), opened(week)
    model.open_week()
    other.open_week()
    row = next(x for x, move in enumerate(catalogue()) if move.name == found.instead_move)
    target = other.labels.index(found.instead_target) if found.instead_target else -1
    model.close_week()
    other.close_week({actor: {Channel.SUPPORT: (row, target)}})
    while model.now < week - 1 + found.weeks:
        model.step()
        other.step()
    for name, (a, b) in found.numbers.items():
        assert (a, b) == pytest.approx((_metric(model, name), _metric(other, name)))
    told = [(row["step"], row["actor"], row["move"]) for row in (*found.only_with, *found.only_instead)]
    assert (week - 1, actor, one.chosen.move) not in told
    assert found.only_with or found.only_instead or found.numbers, "a package or a sanction shows within eight weeks"


def _metric(model: DiplomacyModel, name: str) -> float:
    from diplomacy_abm.state import METRICS

    return float(model.s.metric[METRICS.index(name)])


def test_a_stored_run_is_played_again_and_says_the_same(tmp_path: Path) -> None:
    folder = write_run(kept(), tmp_path / "run")
    there = read(folder)
    pd.testing.assert_frame_equal(there.choices, kept().choices, check_exact=True, check_dtype=False)
    answer = there.why(*week_of("military", "offensive"))
    assert answer.note == ""
    assert answer.text() == attack().text()


def test_a_run_that_goes_differently_now_says_so_in_a_line(tmp_path: Path) -> None:
    changed = kept().events.copy()
    changed.loc[5, "actor"] = "FRA"
    folder = write_run(replace(kept(), events=changed, choices=None), tmp_path / "run")
    answer = read(folder).why(2, "RUS")
    assert "goes differently now (the same versions, so the code has changed since)" in answer.note
    assert f"Note: {answer.note}" in answer.text(1000)
    # what comes later does not matter
    assert read(write_run(replace(kept(), choices=None), tmp_path / "as-it-was")).why(2, "RUS").note == ""


def test_parameters_that_were_given_are_played_again(tmp_path: Path) -> None:
    run = diplomacy_abm.run("minimal", seed=3, steps=12, parameters={"strike_gain": 0.001})
    assert run.why(10, "ALF").note == ""
    assert read(write_run(run, tmp_path / "run")).why(10, "ALF").note == ""


def test_another_policy_is_named() -> None:
    run = diplomacy_abm.run("minimal", seed=3, steps=4, policies={"ALF": "hawk"})
    assert "It plays hawk" in run.why(2, "ALF").text()


@pytest.mark.parametrize(
    ("week", "actor", "told"),
    [
        (0, "RUS", "week: 0 is out of range"),
        (41, "RUS", "week: 41 is out of range, the run has 40 weeks: must be from 1 to 40"),
        (3, "RUSS", "actor: 'RUSS' is not in this run; did you mean RUS (Russia)?"),
        (3, "Russia", "actor: 'Russia' is not in this run; did you mean RUS (Russia)?"),
        (3, "turkiye", "actor: 'turkiye' is not in this run; did you mean TUR (Türkiye)?"),
        (3, "\x1b[31mX", "actor: 'X' is not in this run; choose from "),
    ],
)
def test_what_cannot_be_asked_is_one_line(week: int, actor: str, told: str) -> None:
    with pytest.raises(ValueError, match=":") as caught:
        why(kept(), week, actor)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_words_give_menu_flip_and_what_followed() -> None:
    text = attack().text(100)
    assert "Military: it chose to attack on the ground as well" in text
    assert "> offensive " in text
    assert "With the same luck it would have chosen otherwise with" in text
    assert ", under the same luck, 8" in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 100


def test_the_week_of_a_breach_begins_with_the_breach() -> None:
    """Keeping is no move of a menu, so the week in which a ceasefire was broken said nothing of it."""
    for seed in range(1, 40):
        run = diplomacy_abm.run("ukraine-2025", seed=seed, steps=60)
        breaches = run.events[(run.events["move"] == "breach") & (run.events["step"] >= 4)]
        if len(breaches):
            break
    else:
        pytest.fail("nobody breaks anything")
    first = breaches.iloc[0]
    answer = why(run, int(first["step"]) + 1, str(first["actor"]))
    (broke,) = answer.broke
    assert " breaks the " in broke
    assert " Why – " in broke
    assert str(answer).index(broke[:30]) < str(answer).index("Military: ")
    assert why(run, int(first["step"]), str(first["actor"])).broke == ()


def test_the_inputs_of_a_party_name_the_sides() -> None:
    model = DiplomacyModel("ukraine-2025", seed=1)
    for agent in model.agents:
        names = {one.name for one in inputs(model, agent)}
        assert not [name for name in names if "side A" in name]
        if agent.label == "UKR":
            assert "how strong it takes Russia to be (log ratio)" in names


def test_the_command_answers_for_a_folder_and_for_a_scenario(tmp_path: Path) -> None:
    folder = write_run(kept(), tmp_path / "run")
    call = CliRunner().invoke
    week, actor = week_of("military", "offensive")
    text = call(main, ["why", str(folder), "--week", str(week), "--actor", actor])
    assert text.exit_code == 0, text.output
    assert "> offensive " in text.output
    played = call(main, ["why", "minimal", "--seed", "3", "--week", "2", "--actor", "MED", "--format", "json"])
    document = json.loads(played.output)
    assert document["actor"] == "MED"
    assert {one["channel"] for one in document["channels"]} == {"mediation"}
    option = document["channels"][0]["menu"][1]
    assert sum(option["terms"].values()) == pytest.approx(option["value"], abs=1e-15)
    refused = call(main, ["why", str(folder), "--week", "30", "--actor", "RUS", "--seed", "4"])
    assert refused.exit_code == 2
    assert "--seed does not go with a folder" in refused.output


def test_asking_leaves_the_memory_of_a_policy_as_it_was() -> None:
    """A policy that counts its menus chooses by the count: tried again it must not have counted the trials."""
    from diplomacy_abm.policies import registry

    @registry.policy("counts-menus", memory={"count": 0})
    def counts(menu, view, memory):
        memory.count += 1
        return list(menu)[memory.count % len(list(menu))]

    try:
        run = diplomacy_abm.run("minimal", seed=3, steps=14, policies={"ALF": "counts-menus"}, keep_choices=True)
        same = run.choices[(run.choices["step"] == 5) & (run.choices["actor"] == "ALF")].reset_index(drop=True)
        answer = run.why(6, "ALF")
        assert answer.note == ""
        pd.testing.assert_frame_equal(answer.frame, same, check_exact=True)
        # its choices do not hang on values, so that no input flips them; what it did next was what it would have done
        assert all(not one.flips and one.margin is None for one in answer.channels)
        again = diplomacy_abm.run("minimal", seed=3, steps=14, policies={"ALF": "counts-menus"})
        for one in answer.channels:
            told = [e for e in one.changed.only_with if e["actor"] == "ALF"]
            mine = again.events[again.events["actor"] == "ALF"]
            acted = set(zip(mine["step"], mine["move"], strict=True))
            assert {(e["step"], e["move"]) for e in told} <= acted
    finally:
        registry.forget("counts-menus")
