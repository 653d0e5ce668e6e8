"""The file of questions that ships, what a file may not say, and the record of what happened."""

import datetime as dt
import math

import pytest

from diplomacy_abm.analysis.readings import Reading
from diplomacy_abm.hindcast.baselines import load_record
from diplomacy_abm.hindcast.questions import Base, QuestionsError, load_questions, questions_in
from diplomacy_abm.scenario import load

FILE, RECORD = load_questions(), load_record()
KNOWN = [question for question in FILE.questions if question.resolved]


def named(questions):
    return [pytest.param(question, id=question.id) for question in questions]


# --- what ships


def test_there_are_enough_questions_of_both_answers_from_several_starts():
    chosen = [question for question in KNOWN if question.set == "chosen"]
    assert len(chosen) >= 40
    for answer in ("yes", "no"):
        assert sum(question.answer == answer for question in chosen) >= len(chosen) / 4
    assert len({question.scenario for question in KNOWN}) >= 8
    assert {question.topic for question in KNOWN} == {"talks", "peace", "deals", "exchanges"}


def test_the_questions_of_the_origin_scenario_are_open():
    origin = FILE.asked_from("ukraine-2025")
    assert [question.answer for question in origin] == ["unresolved"] * 7
    assert sum(question.reading.is_label for question in origin) == 1


def test_every_origin_question_is_asked_alike_from_the_earlier_dates():
    alike = [question for question in KNOWN if question.set == "alike"]
    assert {question.scenario for question in alike} == set(FILE.scenarios) - {"ukraine-2025"}
    for kind in ("round-30", "round-60", "round-90", "hundred", "ceasefire", "war"):
        same = [question for question in alike if question.id.endswith(kind)]
        assert len(same) >= 6
        assert len({question.reading for question in same}) == 1
        assert len({(question.resolves - question.asked).days for question in same}) == 1


def test_who_hosts_is_asked_wherever_the_answer_is_known():
    hosts = [question for question in KNOWN if question.reading.is_label]
    assert {question.set for question in hosts} == {"alike"}
    assert len(hosts) == len(FILE.scenarios) - 2, "not of the origin scenario, nor of the start within a year of it"
    assert {question.answer for question in hosts} == {"BLR", "TUR", "none in time"}


def test_no_question_reaches_beyond_the_day_of_the_origin_scenario():
    today = load("ukraine-2025").scenario.start
    assert max(question.resolves for question in KNOWN) <= today


@pytest.mark.parametrize("question", named(KNOWN))
def test_the_answer_is_what_the_record_says(question):
    """The same reading that reads runs; of exchanges the record holds what the question turns on."""
    assert RECORD.answer(question.dated, question.asked) == question.answer


DECIDED = [q for q in KNOWN if q.persistence and RECORD.decides(q.dated) and not q.reading.at_least]


@pytest.mark.parametrize("question", named(DECIDED))
def test_persistence_is_what_the_record_says(question):
    """The window of equal length before the question was asked, or the state of that day."""
    dated = question.dated
    if dated.on is not None:
        held = RECORD.seen_from(question.asked).calendar.in_force
        expected = dated.state == "war" or dated.deal in held
    else:
        begin = question.asked - (dated.to - dated.begin) - dt.timedelta(days=1)
        before = dated.model_copy(update={"begin": begin, "to": question.asked - dt.timedelta(days=1)})
        expected = RECORD.answer(before, begin, days=1) == "yes"
    assert question.persistence.answer == ("yes" if expected else "no")


def test_the_record_ends_before_the_origin_scenario_begins():
    days = [event["date"] for event in RECORD.events]
    assert days == sorted(days)
    assert days[-1] < load("ukraine-2025").scenario.start
    assert all(event["source"].strip() for event in RECORD.events)


def test_the_record_holds_ten_rounds_and_no_peace():
    assert sum(event["move"] == "round" for event in RECORD.events) == 10
    assert not [event for event in RECORD.events if event.get("subject") in ("ceasefire", "settlement")]
    assert RECORD.seen_from(dt.date(2023, 1, 1)).calendar.in_force == ("black_sea",)
    assert RECORD.seen_from(dt.date(2022, 10, 30)).calendar.in_force == ()


def test_the_record_is_no_judge_of_what_it_holds_in_part():
    assert not RECORD.decides(Reading(event="exchange_held"))
    assert RECORD.decides(Reading(event="round"))
    assert not RECORD.decides(Reading(any=[{"event": "round"}, {"event": "exchange_held"}]))


# --- base rates


def base(**keys):
    return Base(**{"class": "cases", "source": "here", **keys})


def test_a_count_is_a_poisson_rate():
    """(1 + ½)/15 a week over 10 weeks: one expected."""
    assert base(seen=1.0, of=15.0, per="week").probability(70) == pytest.approx(1 - math.exp(-1))
    assert base(seen=1.0, of=15.0, per="week", times=2).probability(70) == pytest.approx(1 - 2 * math.exp(-1))
    assert base(seen=1.0, of=15.0, per="week", kept=True).probability(70) == pytest.approx(math.exp(-1))


def test_renewals_follow_the_rule_of_succession():
    assert base(seen=0.0, of=0.0, per="time").probability(10) == pytest.approx(1 / 2)
    assert base(seen=2.0, of=2.0, per="time").probability(10) == pytest.approx(3 / 4)
    assert base(seen=2.0, of=2.0, per="time", times=2).probability(10) == pytest.approx(9 / 16)


def test_a_rate_is_for_its_time_or_for_the_question():
    assert base(rate=0.2, per="year").probability(2 * 365.25) == pytest.approx(1 - 0.8**2)
    assert base(rate=0.2, per="question").probability(1) == pytest.approx(0.2)


# --- files with mistakes

GOOD = """
[file]
title = "Two questions"

[[questions]]
id = "one"
question = "Is there a round?"
topic = "talks"
scenario = "minimal"
asked = 2025-01-06
resolves = 2025-03-01
reading = { event = "round" }
answer = "no"
source = "made up"
base = { class = "cases", rate = 0.5, per = "question", source = "made up" }
persistence = { answer = "no", why = "none before" }
"""


def test_the_good_file_is_good():
    start = load("minimal").scenario.start
    assert questions_in(GOOD.replace("2025-01-06", str(start))).questions[0].days > 0


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('answer = "no"\ns', 'answer = "perhaps"\ns', 'answer: is "perhaps", must be one of "yes", "no", "unresolved"'),
        ('{ event = "round" }', '{ event = "rounds" }', "questions.1.reading.event"),
        ('{ event = "round" }', '{ evnt = "round" }', "questions.1.reading.evnt: unknown key; did you mean event?"),
        ('{ event = "round" }', '{ deal = "grain" }', 'questions.1.reading: no issue "grain"'),
        ('{ event = "round" }', '{ event = "round", via = "MDE" }', 'reading.via: no actor "MDE"; did you mean MED?'),
        ('{ event = "round" }', "{ }", "must be a reading with exactly one of event, deal, state"),
        ('{ event = "round" }', '{ state = "war", via = "MED" }', "without via, which state does not take"),
        ('{ event = "round" }', '{ event = "round", to = 2026-01-01 }', "must not look past 2025-03-01"),
        ('{ event = "round" }', '{ host_of = "round" }', 'must be one of "MED", "no host", "none in time"'),
        ("resolves = 2025-03-01", "resolves = 2024-03-01", "questions.1.resolves: is 2024-03-01, must be after"),
        ("2025-01-06", "2025-01-07", "questions.1.asked: is 2025-01-07, must be the start of minimal"),
        ('"minimal"', '"minimax"', "no such scenario or file; did you mean minimal?"),
        ('source = "made up"\nb', "b", "questions.1.source: is missing and must be given where the answer is known"),
        ('persistence = { answer = "no", why = "none before" }', "", "questions.1.persistence: is missing"),
        ('class = "cases"', 'clas = "cases"', "questions.1.base.clas: unknown key; did you mean class?"),
        ('class = "cases", ', "", "questions.1.base.class: is missing and must be given"),
        ("rate = 0.5", "rate = 1.5", "questions.1.base.rate: is 1.5, must be from 0 to 1"),
        ("rate = 0.5", "seen = 1", "must be a base with rate, or with seen and of"),
        ('id = "one"', 'id = "one"\nname = "x"', "questions.1.name: unknown key"),
        ("[[questions]]", "[[question]]", "question: unknown key; did you mean questions?"),
        ('title = "Two questions"', "title = Two", "not TOML"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_in_one_line(old, new, told):
    good = GOOD.replace("2025-01-06", str(load("minimal").scenario.start))
    old = old.replace("2025-01-06", str(load("minimal").scenario.start))
    assert old in good
    with pytest.raises(QuestionsError) as caught:
        questions_in(good.replace(old, new), "mine.toml")
    lines = [line for line in caught.value.problems if told in line]
    assert lines, caught.value.problems
    assert all(line.startswith("mine.toml: ") and "\n" not in line for line in caught.value.problems)


def test_two_questions_of_one_name_are_refused():
    good = GOOD.replace("2025-01-06", str(load("minimal").scenario.start))
    with pytest.raises(QuestionsError, match="again, must differ"):
        questions_in(good + good[good.index("[[questions]]") :])


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(QuestionsError, match="no such file of questions"):
        load_questions(tmp_path / "none.toml")
