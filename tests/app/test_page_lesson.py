"""The page as a lesson, in a real browser: by keyboard alone, for everybody, kept in its address, passed on."""

from __future__ import annotations

import csv
import importlib.util
import io
import re
from itertools import pairwise
from pathlib import Path

import pytest

from diplomacy_abm import api
from diplomacy_abm.app import replay
from diplomacy_abm.app.recorder import watch
from tests.app.browser import Page, skipped

pytestmark = skipped
SIZES = [(1280, 720), (1920, 1080), (390, 844)]
CAPTION = "no forecast"


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """Write a replay of 40 weeks in which something is signed or broken, but not at once."""
    out = tmp_path_factory.mktemp("replay") / "one.html"
    scenario = api.resolve("ukraine-2025", steps=40)
    for seed in range(7, 60):
        run = api.run(scenario, seed=seed)
        turns = run.events.loc[run.events["move"].isin(["sign", "breach"]), "step"]
        if len(run.steps) == 40 and len(turns) and 3 <= turns.min() < 38:
            replay.write([watch(scenario, seed=seed).play()], out)
            return out
    raise AssertionError("no run has a turn")


def opened(chrome, url, size=(1280, 720), dark=False, door=False, **more):
    context = chrome.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if dark else "light", **more
    )
    return context, Page(context, url, door)


def press(page, key: str, until: str, most: int = 60) -> None:
    """Press a key until an expression is true of the page."""
    for _ in range(most):
        if page.evaluate(until):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} does not bring about {until}; at {page.evaluate('document.activeElement.outerHTML')}")


def test_a_lesson_is_walked_through_by_keyboard_alone(chrome, file):
    context, page = opened(chrome, file.as_uri(), door=True)
    page.week(1)
    steps = page.evaluate("DA.door.texts[0].steps.length")
    press(page, "Tab", "document.activeElement.textContent === 'Start'")
    page.keyboard.press("Enter")
    heard = []
    for step in range(steps):
        page.when(f"DA.lesson.at === {step} && document.activeElement.id === 'lesson-title'")
        heard.append(page.evaluate("document.activeElement.textContent"))
        if page.locator("#lesson input[type=radio]").count():
            press(page, "Tab", "document.activeElement.type === 'radio'")
            page.keyboard.press("Space")
            page.when("document.querySelector('#lesson fieldset .told').textContent !== ''")
        press(page, "Tab", "document.activeElement.id === 'lesson-next'")
        page.keyboard.press("Enter")
    assert len(set(heard)) == steps
    page.when("document.body.dataset.lesson === 'menu'")
    assert "Done." in page.inner_text("#lesson")
    page.fine()
    context.close()


@pytest.fixture(scope="module")
def taught(tmp_path_factory):
    """Write a replay of the lesson's first war with a few pairs in it."""
    out = tmp_path_factory.mktemp("replay") / "taught.html"
    recorder = watch("minimal", seed=1).play()
    return replay.write([recorder], out, answers=[replay.answer(recorder, "MED", 60)])


@pytest.mark.slow
def test_a_file_answers_the_question_of_its_lesson_by_pairs(chrome, taught):
    context, page = opened(chrome, taught.as_uri(), door=True)
    page.week(1)
    page.evaluate("DA.door.start(DA.door.texts.find(({ name }) => name === 'mediator'), 0)")
    last = page.evaluate("DA.door.texts[0].steps.length") - 1
    for step in range(last):
        page.when(f"DA.lesson.at === {step}")
        if page.locator("#lesson input[type=radio]").count():
            page.locator("#lesson input[type=radio]").first.check()
        page.click("#lesson-next")
    page.when("document.querySelectorAll('#pairs .dot-mark').length === 200")
    assert not page.locator("#card").is_visible(), "how one course ended does not lie over how a thousand did"
    answer = page.inner_text("#lesson-answer")
    assert re.match(r"You guessed: in hardly any.* Formal talks are held in \d+ of 100", answer)
    assert page.locator("#pairs [role=button]").count() == 0, "a file opens no other run"
    page.click("#lesson-leave")
    page.click("#pairs-close")
    page.evaluate("DA.emit('open', 'compare')")
    page.click("text=60 pairs without Medonia")
    page.when("!document.querySelector('#pairs').hidden")
    assert "Formal talks are held" in page.inner_text("#pairs-sentence")
    page.fine()
    context.close()


@pytest.mark.slow
def test_the_live_lesson_is_completed_by_keyboard_alone(chrome, place):
    context, page = opened(chrome, place, door=True)
    page.week(1)
    steps = page.evaluate("DA.door.texts[0].steps.length")
    press(page, "Tab", "document.activeElement.textContent === 'Start'")
    page.keyboard.press("Enter")
    for step in range(steps - 1):
        page.when(f"DA.lesson.at === {step} && document.activeElement.id === 'lesson-title'")
        if page.locator("#lesson input[type=radio]").count():
            press(page, "Tab", "document.activeElement.type === 'radio'")
            page.keyboard.press("Space")
        if page.evaluate(f"Boolean(DA.door.texts[0].steps[{step}].pairs)"):
            page.when("document.querySelector('#lesson-answer').textContent.includes('Formal talks are held')")
            page.when("document.querySelectorAll('#pairs .dot-mark').length === 200")
        press(page, "Tab", "document.activeElement.id === 'lesson-next'")
        page.keyboard.press("Enter")
    page.when("document.activeElement.id === 'lesson-title' && DA.setup.scenario === 'ukraine-2025'")
    press(page, "Tab", "document.activeElement.id === 'lesson-sit'")
    page.keyboard.press("Enter")
    page.when("document.activeElement.id === 'seat-go'")
    page.keyboard.press("Enter")
    page.wait_for_selector("#choose")
    assert "You are Türkiye" in page.inner_text(".company")
    page.fine()
    context.close()


def test_a_lesson_left_is_gone_on_with_where_it_was(chrome, file):
    context, page = opened(chrome, file.as_uri(), door=True)
    page.week(1)
    page.click("#lesson .lesson-list button")
    for _ in range(3):
        page.click("#lesson-next")
    page.when("DA.lesson.at === 3")
    page.when("document.querySelector('#lesson-told').textContent.includes('believed that the war costs')")
    page.click("#lesson-leave")
    assert not page.locator("#lesson").is_visible()
    page.click("#lessons")
    assert "Go on at 4 of" in page.inner_text("#lesson")
    page.fine()
    context.close()


def test_who_wants_no_lesson_is_left_alone(chrome, place):
    context, page = opened(chrome, place, door=True)
    page.week(1)
    page.click("#lesson-skip")
    assert not page.locator("#lesson").is_visible()
    page.goto(place)
    page.week(1)
    assert not page.locator("#lesson").is_visible()
    page.fine()
    context.close()


def test_a_slow_server_opens_the_front_door_too(chrome, place):
    """The page writes its own address before the first weeks are there; nobody came with that one."""
    context = chrome.new_context()
    context.add_init_script("""const send = WebSocket.prototype.send;
        WebSocket.prototype.send = function (text) { setTimeout(() => send.call(this, text), 700); };""")
    page = Page(context, place, door=True)
    page.week(1)
    page.wait_for_selector("#lesson-skip")
    page.goto("about:blank")
    page.goto(f"{place}#lesson=commitment.2")
    page.week(1)
    page.when("DA.lesson.current?.name === 'commitment' && DA.lesson.at === 1")
    page.fine("about:blank")
    context.close()


def axe(page) -> list[str]:
    source = Path(importlib.util.find_spec("axe_playwright_python").origin).with_name("axe.min.js").read_text("utf-8")
    page.evaluate(source)
    found = page.evaluate("axe.run()")
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"]]


@pytest.mark.parametrize(
    ("size", "dark"),
    [(SIZES[0], False), pytest.param(SIZES[0], True, marks=pytest.mark.slow),
     *(pytest.param(size, dark, marks=pytest.mark.slow) for size in SIZES[1:] for dark in (False, True))],
)  # fmt: skip
def test_axe_finds_nothing(chrome, place, size, dark):
    context, page = opened(chrome, place, size, dark, bypass_csp=True)
    page.week(1)
    for name in ("table", "arms", "actor", "change", "compare", "crowd", "seat"):
        page.evaluate(f"DA.emit('open', '{name}')")
        assert axe(page) == [], name
    page.keyboard.press("End")
    page.week(8)
    assert axe(page) == [], "verdict"
    page.evaluate("DA.byId('lessons').click()")
    assert axe(page) == [], "lessons"
    page.evaluate("DA.door.start(DA.door.texts[0], 6)")
    page.when("DA.lesson.at === 6")
    assert axe(page) == [], "a question"
    page.click("#lesson-leave")
    page.evaluate("DA.emit('open', 'seat')")
    page.click("#seat-go")
    page.wait_for_selector("#choose")
    assert axe(page) == [], "a seat"
    context.close()


@pytest.mark.parametrize("panel", ["table", "actor", "change", "compare", "crowd", "seat"])
def test_few_stops_for_tab_and_all_have_names(chrome, place, panel):
    context, page = opened(chrome, f"{place}#scenario=ukraine-2025")
    page.week(1)
    page.evaluate(f"DA.emit('open', '{panel}')")
    stops = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate("""() => { const el = document.activeElement; if (el === document.body) return null;
            const name = el.getAttribute('aria-label') || el.textContent.trim() || el.title;
            return [name || el.labels?.[0]?.textContent || '',
                    Boolean(el.closest('[aria-hidden=true]')), el.outerHTML.slice(0, 90)]; }""")
        if stop is None:
            break
        stops.append(stop)
    assert 10 < len(stops) <= 40
    assert [html for name, hidden, html in stops if not name or hidden] == []
    context.close()


def test_what_is_touched_on_a_phone_is_large_enough(chrome, place):
    context, page = opened(chrome, place, (390, 844), has_touch=True)
    page.week(1)
    for name in ("table", "compare", "crowd", "seat"):
        page.evaluate(f"DA.emit('open', '{name}')")
        small = page.evaluate("""() => [...document.querySelectorAll('button, select, summary, .disc, [type=range]')]
            .map((el) => [el, el.getBoundingClientRect()]).filter(([el, box]) => box.width && !el.closest('[hidden]'))
            .filter(([el, box]) => Math.min(box.width, box.height) < 44)
            .map(([el]) => el.outerHTML.slice(0, 90))""")
        assert small == [], name
    order = page.evaluate("""() => ['#story', '#stage', '#series', '#side']
        .map((id) => document.querySelector(id).getBoundingClientRect().top)""")
    assert order == sorted(order)
    page.locator(".disc").first.tap()
    page.when("document.body.classList.contains('sheet')")
    box = page.locator("#side").bounding_box()
    assert box["y"] < 844
    page.fine()
    context.close()


@pytest.mark.parametrize("size", SIZES)
def test_the_verdict_is_whole(chrome, file, size):
    context, page = opened(chrome, file.as_uri(), size)
    page.week(1)
    page.keyboard.press("End")
    page.week(40)
    text = page.inner_text("#card")
    assert page.evaluate("DA.state.arms[0].weeks[39].z.text") in text
    assert CAPTION in text.lower()
    cut = page.evaluate(
        "(() => { const b = document.querySelector('.card-body'); return b.scrollHeight - b.clientHeight; })()"
    )
    # on a phone it is a sheet in which one scrolls (tests/app/test_page_walk.py)
    assert cut <= 1 or size[0] < 860
    box = page.locator("#card").bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= size[1]
    page.fine()
    context.close()


def test_the_verdict_of_two_courses_is_whole(chrome, tmp_path):
    war = api.resolve("ukraine-2025", steps=40)
    pair = [watch(war, seed=8, without=without).play() for without in ((), ("TUR",))]
    replay.write(pair, tmp_path / "two.html")
    context, page = opened(chrome, (tmp_path / "two.html").as_uri())
    page.week(1)
    page.keyboard.press("End")
    page.week(40)
    assert page.evaluate("(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)"
                         "(document.querySelector('.card-body'))") <= 1  # fmt: skip
    assert all(recorder.weeks[-1]["z"]["text"] in page.inner_text("#card") for recorder in pair)
    context.close()


def test_the_caption_stands_on_the_page_and_in_every_picture(chrome, file):
    context, page = opened(chrome, file.as_uri())
    page.week(1)
    assert CAPTION in page.inner_text(".standing")
    drawn = page.evaluate("DA.share.picture().text")
    assert drawn.startswith("<svg")
    assert CAPTION in drawn
    assert "var(--" not in drawn, "a picture has its own colours"
    page.click("#share")
    for button, ending in (("#share-svg", ".svg"), ("#share-png", ".png"), ("#share-csv", ".csv")):
        with page.expect_download() as waiting:
            page.click(button)
        got = waiting.value
        assert got.suggested_filename.endswith(ending)
        data = Path(got.path()).read_bytes()
        assert len(data) > 2000
    rows = list(csv.DictReader(io.StringIO(data.decode())))
    assert len(rows) == 40
    assert rows[0]["note"] == "simulated; no forecast"
    assert float(rows[0]["front"]) == pytest.approx(page.evaluate("DA.state.arms[0].get(0, 'front')"))
    page.fine("blob:")
    context.close()


def test_the_story_stops_where_something_is_broken_and_goes_on(chrome, file):
    context, page = opened(chrome, file.as_uri())
    page.week(1)
    chapters = page.evaluate("DA.chapters()")
    turn = next(chapter for chapter in chapters if chapter["kind"] in ("good", "bad"))
    page.evaluate(f"DA.seek({turn['week'] - 1})")
    page.keyboard.press("Space")
    page.when("!DA.state.playing && DA.state.resting")
    assert page.evaluate("DA.state.week") == turn["week"]
    card = re.sub(r"[^a-z0-9]+", " ", page.inner_text("#card").lower())
    told = page.evaluate(f"DA.turnsOf(DA.state.arms[0], {turn['week']})")
    # what is signed or broken whole, the rest up to its terms
    for one in told:
        text = one["text"] if one["kind"] in ("deal", "breach", "end of a deal") else re.split("[:;]", one["text"])[0]
        assert re.sub(r"[^a-z0-9]+", " ", text.lower()).strip() in card
    assert any(one["cause"] for one in told)
    alone = page.locator(".arrow").count()
    page.keyboard.press("Enter")
    page.when(f"DA.state.week > {turn['week']}")
    page.keyboard.press("Space")
    page.when("!DA.state.playing")
    page.evaluate(f"DA.seek({turn['week']})")
    assert alone < page.locator(".arrow").count(), "at a turning point only what made it is drawn"
    page.select_option("#chapters", str(turn["week"]))
    page.week(turn["week"] + 1)
    page.fine()
    context.close()


def test_a_reload_keeps_what_is_shown(chrome, place):
    context, page = opened(chrome, place)
    page.week(1)
    page.click("#tab-change")
    page.click("text=Coming to the table")
    page.locator("[data-name=seen_cost]").fill("0")
    page.when("DA.state.arms[0].head.parameters.seen_cost === 0 && DA.known() > 2")
    page.keyboard.press("Escape")
    page.evaluate("DA.seek(3)")
    page.select_option("#lane", "Fighting")
    page.evaluate("DA.emit('open', 'arms')")
    page.when("location.hash.includes('panel=arms') && location.hash.includes('week=4')")
    page.reload()
    page.week(4)
    page.when("DA.state.arms[0].head.parameters.seen_cost === 0")
    assert page.evaluate("[document.body.dataset.panel, DA.byId('lane').value]") == ["arms", "Fighting"]
    page.goto(place.rstrip("/") + "/#scenario=nowhere&seed=x&change={&week=-3&lane=None")
    page.reload()
    page.week(1)
    page.fine()
    context.close()


def test_nothing_grows_with_the_weeks_that_are_looked_at(chrome, file):
    context, page = opened(chrome, file.as_uri())
    page.week(1)
    page.evaluate("DA.seek(39); DA.seek(0)")
    tools = context.new_cdp_session(page.page)

    def listeners() -> int:
        tools.send("HeapProfiler.collectGarbage")
        return next(
            one["value"] for one in tools.send("Performance.getMetrics")["metrics"] if one["name"] == "JSEventListeners"
        )

    tools.send("Performance.enable")
    before = listeners()
    for _ in range(3):
        page.evaluate("for (let week = 0; week < 40; week += 1) DA.show(week)")
    page.evaluate("DA.seek(0)")
    page.wait_for_timeout(400)
    assert listeners() <= before + 20
    page.fine()
    context.close()


def test_a_replay_that_breaks_off_says_so(chrome, file, tmp_path):
    text = file.read_text("utf-8")
    (tmp_path / "half.html").write_text(text[: len(text) // 2], "utf-8")
    context = chrome.new_context()
    page = Page(context, (tmp_path / "half.html").as_uri())
    page.wait_for_selector("#broken", state="visible")
    assert "breaks off before its end" in page.inner_text("#broken")
    context.close()


def test_a_room_can_read_it(chrome, file):
    context, page = opened(chrome, file.as_uri(), (1920, 1080))
    page.week(1)
    page.keyboard.press("l")
    page.when("document.body.classList.contains('room')")
    page.evaluate("DA.seek(12)")
    small = page.evaluate("""() => [...document.querySelectorAll('body *')].filter((el) => el.checkVisibility())
        .filter((el) => [...el.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
        .filter((el) => !el.closest('.unseen, .skip, option, optgroup'))
        .filter((el) => parseFloat(getComputedStyle(el).fontSize) * (el.ownerSVGElement?.getScreenCTM().a ?? 1) < 23.9)
        .map((el) => el.outerHTML.slice(0, 90))""")
    assert small == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 1920
    page.fine()
    context.close()


def crowded(actors: int, weeks: int):
    """Return the smallest war with more mediators and backers, some with long names."""
    from diplomacy_abm.app.messages import AddedActor, Setup
    from diplomacy_abm.app.setup import prepared

    more = [
        AddedActor(label=f"X{k}", name=f"The Very Long Republic of Number {k}", role="mediator" if k % 2 else "patron")
        for k in range(actors - 3)
    ]
    setup = Setup.model_construct(scenario="minimal", added=more, settings={})
    return watch(prepared(setup, {"minimal": api.resolve("minimal")}), seed=3, steps=weeks)


@pytest.mark.parametrize(
    ("actors", "weeks"), [(2, 12), (20, 6), pytest.param(50, 4, marks=pytest.mark.slow),
                          pytest.param(3, 520, marks=pytest.mark.slow)]
)  # fmt: skip
def test_few_and_many_actors_and_long_runs_are_drawn_without_an_error(chrome, tmp_path, actors, weeks):
    if actors == 2:
        recorder = watch("minimal", seed=3, steps=weeks, without=["MED"])
    else:
        recorder = crowded(actors, weeks)
    replay.write([recorder.play()], tmp_path / "r.html")
    for size in SIZES:
        context, page = opened(chrome, (tmp_path / "r.html").as_uri(), size)
        page.week(1)
        page.keyboard.press("End")
        page.week(weeks)
        page.keyboard.press("Escape")
        overlaps = page.evaluate("""() => { const all = [...document.querySelectorAll('.disc circle')]
            .map((el) => el.getBoundingClientRect()).map((b) => [b.x + b.width / 2, b.y + b.height / 2, b.width / 2]);
            return all.flatMap((a, i) => all.slice(i + 1).filter((b) =>
                Math.hypot(a[0] - b[0], a[1] - b[1]) < 0.9 * (a[2] + b[2]))).length; }""")
        assert overlaps == 0, size
        dates = page.evaluate("""() => [...document.querySelectorAll('.lanes .axis[text-anchor=middle]')]
            .map((el) => el.getBoundingClientRect()).map((b) => [b.left, b.right])""")
        assert all(one[1] <= other[0] for one, other in pairwise(dates)), size
        page.fine()
        context.close()


def test_colours_stand_out_from_the_ground():
    from diplomacy_abm.app.page import asset

    def light(colour: str) -> float:
        parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        lin = [x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
        return 0.2126 * lin[0] + 0.7152 * lin[1] + 0.0722 * lin[2]

    def contrast(one: str, other: str) -> float:
        high, low = sorted((light(one), light(other)), reverse=True)
        return (high + 0.05) / (low + 0.05)

    css, base = asset("style.css"), asset("base.js")
    for theme, block in (("light", css.split(":root {")[1]), ("dark", css.split('[data-theme="dark"] {')[1])):
        named = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block.split("}")[0]))
        names = ["a", "b", "m", "p", "coerce", "arms", "talk", "promise", "zone", "tie", "good", "bad"]
        names += [name for name in named if name.startswith("o-")]
        trust = re.findall(r"#[0-9a-f]{6}", base.split(f"{theme}: [")[1].split("]")[0])
        assert len(trust) == 5
        for colour in [*(named[name] for name in names), *trust]:
            assert contrast(colour, named["ground"]) >= 3.0, (theme, colour)
        moves = {named[name] for name in ("coerce", "arms", "talk", "promise")}
        outcomes = {colour for name, colour in named.items() if name.startswith("o-")}
        groups = [{named["a"], named["b"]}, set(trust), moves, outcomes]
        assert sum(map(len, groups)) == len(set().union(*groups)), "a colour means one thing"
