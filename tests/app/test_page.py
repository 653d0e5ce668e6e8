"""The page in a real browser: play, scrub, change, compare, sit down; two tabs apart; the replay offline."""

from __future__ import annotations

import re

import pytest

from diplomacy_abm.app import replay
from diplomacy_abm.app.recorder import watch
from tests.app.browser import Page, served, skipped
from tests.app.house import ORIGIN, SMALL

pytestmark = skipped


@pytest.fixture
def page(chrome, place):
    context = chrome.new_context(viewport={"width": 1280, "height": 720})
    opened = Page(context, place)
    opened.week(1)
    yield opened
    opened.fine()
    context.close()


def numbers(page) -> list:
    return page.evaluate("DA.state.arms.map((arm) => arm.weeks.map((week) => week.v))")


def test_the_page_loads_and_steps_on_and_back(page):
    assert page.inner_text("#title") == SMALL.scenario.title
    assert page.locator(".disc").count() == 3
    page.click("#next")
    page.week(2)
    page.keyboard.press("ArrowRight")
    page.week(3)
    page.click("#back")
    page.week(2)
    page.keyboard.press("End")
    page.week(8)
    assert "Outcome after 8 weeks" in page.inner_text("#card")
    page.keyboard.press("Home")
    page.week(1)


def test_it_plays_to_the_end_and_stops_there(page):
    page.select_option("#speed", "20")
    page.click("#play")
    page.week(8)
    page.when("DA.state.playing === false")
    assert page.get_attribute("#play", "aria-label").startswith("Play")
    shown = numbers(page)[0]
    assert shown == [week["v"] for week in watch(SMALL).play().weeks]


def test_scrubbing_moves_the_whole_page(page):
    page.keyboard.press("End")
    page.week(8)
    box = page.locator(".lanes").bounding_box()
    page.click("#card >> text=Close")
    page.mouse.click(box["x"] + 60, box["y"] + 40)
    page.week(1)
    page.locator("#slide").fill("5")
    page.week(6)
    story = page.inner_text("#story .now")
    assert story.strip() == watch(SMALL).play().weeks[5]["s"]
    assert page.locator("#slide").get_attribute("aria-valuetext").startswith("week 6 of 8")


def test_a_slider_makes_another_run_with_the_same_luck_at_the_same_week(page):
    page.keyboard.press("ArrowRight")
    page.week(2)
    before = numbers(page)[0]
    page.click("#tab-change")
    page.click("text=Coming to the table")
    page.locator("[data-name=seen_cost]").fill("0")
    page.when("DA.state.arms[0].head.parameters.seen_cost === 0 && DA.known() > 2")
    page.week(2)
    assert numbers(page)[0][:3] != before[:3]
    assert "seen cost 0" in page.inner_text("#about")
    assert "1 change" in page.inner_text("#panel-change")
    expected = watch(SMALL, parameters={"seen_cost": 0.0}).play().weeks
    shown = numbers(page)[0]
    assert shown == [week["v"] for week in expected[: len(shown)]]
    page.click("text=Reset all")
    page.when("DA.state.arms[0].head.parameters.seen_cost === undefined && DA.known() > 2")
    assert numbers(page)[0][:3] == before[:3]


def test_actors_come_and_go_and_choose_otherwise(page):
    page.click("#tab-change")
    page.click("text=Actors: who takes part")
    page.locator("[aria-label='Code of the new actor']").fill("QAT")
    page.locator("[aria-label='Name of the new actor']").fill("Qatar")
    page.click("form >> text=Add >> nth=-1")
    page.when("DA.state.arms[0].index('QAT') === 3 && DA.known() > 2")
    assert page.locator(".disc").count() == 4
    page.locator("[aria-label='How Alfland chooses']").select_option("hawk")
    page.when("DA.state.arms[0].head.policies.ALF === 'hawk' && DA.known() > 2")
    page.locator("[aria-label='Medonia takes part']").uncheck()
    page.when("DA.state.arms[0].head.without[0] === 'MED' && DA.known() > 2")
    assert page.locator(".disc").count() == 3


def test_an_actor_tells_why_it_did_what_it_did(page):
    page.locator(".disc", has_text="MED").click()
    panel = page.locator("#panel-actor")
    assert "It chose" in panel.inner_text() or "no other choice" in panel.inner_text()
    assert panel.locator(".weighed tr.chosen").count() >= 1
    assert "peace" in panel.inner_text()
    panel.locator(".weighed tbody tr").first.hover()
    assert "Rule: eq:" in page.inner_text("#tip")


def test_every_tie_and_arrow_explains_itself_and_names_a_rule(page):
    found = page.evaluate("""() => [...document.querySelectorAll('.bond, .arrow, .disc')].map((el) => el.daTip())""")
    assert len(found) > 8
    assert all(tip["title"] and tip["text"] for tip in found)
    assert sum("eq:" in (tip["rule"] or "") for tip in found) > 6


def test_two_runs_stand_side_by_side_and_say_where_they_part(page):
    page.keyboard.press("ArrowRight")
    page.week(2)
    page.click("#tab-compare")
    page.click("#compare-go")
    page.when("DA.state.arms.length === 2 && DA.known() > 2")
    page.week(2)
    assert page.locator(".board").count() == 2
    assert "without MED" in page.locator(".board").nth(1).inner_text()
    page.keyboard.press("End")
    page.week(8)
    parted = page.evaluate("DA.state.parting")
    arms = [watch(SMALL).play(), watch(SMALL, without=["MED"]).play()]
    from diplomacy_abm.app.document import parting

    assert parted == parting(*arms)
    assert "histor" in page.inner_text("#parting")
    assert numbers(page) == [[week["v"] for week in arm.weeks] for arm in arms]
    page.click("#compare-end")
    page.when("DA.state.arms.length === 1 && DA.known() > 2")


def test_a_seat_is_taken_played_reloaded_and_ended(chrome, place):
    context = chrome.new_context(viewport={"width": 1280, "height": 720})
    page = Page(context, place)
    page.week(1)
    page.click("#tab-seat")
    page.select_option("#seat-pick", "MED")
    page.click("#seat-go")
    page.wait_for_selector("#choose")
    assert re.fullmatch("[A-Z2-9]{6}", page.inner_text("#code"))
    assert page.evaluate("DA.state.arms[0].get(0, 'private_cost', 0)") is None
    assert page.evaluate("DA.state.arms[0].get(0, 'front')") == pytest.approx(0.5)
    assert page.locator(".option input:checked").count() == 0, "nothing is chosen for the player"
    assert page.locator(".worth").count() == 0, "advice comes when it is asked for"
    page.click("#advice")
    assert page.locator(".worth").count() == page.locator(".option").count()
    page.locator(".option", has_text="shuttle → BET").locator("input").check()
    page.click("#choose")
    page.when("DA.seat.week === 1")
    assert "sends an envoy to" in page.inner_text("#did")
    assert "You want:" in page.inner_text("#goals")
    assert page.evaluate("DA.eventsOf(DA.state.arms[0], 0).some((e) => e.move === 'shuttle' && e.target === 1)")
    page.reload()
    page.when("DA.seat.week === 1")
    assert page.inner_text("#code") == page.evaluate("new URLSearchParams(location.hash.slice(1)).get('game')")
    for week in range(1, 8):
        page.click(f"#{'skip' if week % 2 else 'choose'}:not([disabled])")
        page.when(f"DA.seat.week === {week + 1}")
        page.keyboard.press("Space")
        assert page.evaluate("[DA.state.week, DA.state.playing]") == [week, False] or week == 7, "Play does not rewind"
    page.wait_for_selector("#ending-go")
    # all is shown once it is over; what was hidden comes as a message of its own
    page.when("DA.state.arms[0].get(0, 'private_cost', 0) != null")
    page.fine()
    context.close()


def test_two_tabs_sit_at_one_game_and_a_third_is_apart(chrome, place):
    contexts = [chrome.new_context(viewport={"width": 1280, "height": 720}) for _ in range(2)]
    one, other, apart, same = (Page(contexts[k], place) for k in (0, 1, 0, 0))
    for tab in (one, other, apart):
        tab.week(1)
    one.click("#tab-seat")
    one.select_option("#seat-pick", "MED")
    one.check("#seat-open")
    one.click("#seat-go")
    one.wait_for_selector("#code")
    same.week(1)
    same.click("#tab-seat")
    same.fill("#join-code", one.inner_text("#code"))
    same.fill("#join-seat", "ALF")
    same.click("#join-go")
    same.wait_for_selector("#notes.bad")
    assert "you hold MED" in same.inner_text("#notes"), "one browser does not look at both sides"
    other.click("#tab-seat")
    other.fill("#join-code", one.inner_text("#code").lower())
    other.fill("#join-seat", "ALF")
    other.click("#join-go")
    other.wait_for_selector("#choose")
    one.when("document.querySelector('.company').textContent.includes('Alfland is thinking')")
    one.click("#choose")
    one.when("document.querySelector('#choose').textContent === 'Waiting for the others'")
    assert other.evaluate("DA.seat.week") == 0
    other.click("#choose")
    for tab in (one, other):
        tab.when("DA.seat.week === 1")
    other.page.close()
    one.click("#choose:not([disabled])")
    one.click("#go-on")
    one.when("DA.seat.week === 2")
    apart.keyboard.press("ArrowRight")
    apart.week(2)
    assert apart.evaluate("DA.state.seat") is None
    one.fine()
    apart.fine()
    for context in contexts:
        context.close()


def test_a_seat_asked_for_on_the_command_line_is_taken_at_once(chrome, tmp_path):
    with served(tmp_path, "MED") as url:
        context = chrome.new_context()
        page = Page(context, url)
        page.wait_for_selector("#choose")
        assert "You are Medonia" in page.inner_text(".company")
        page.fine()
        context.close()


def test_a_server_that_goes_away_is_said_so_and_the_page_can_begin_again(chrome, tmp_path):
    context = chrome.new_context()
    with served(tmp_path) as url:
        page = Page(context, url)
        page.week(1)
    page.wait_for_selector("text=The server has gone")
    assert page.locator("text=Begin again").is_visible()
    context.close()


def test_a_message_that_is_refused_is_shown_and_the_page_goes_on(page):
    page.evaluate("DA.live.send({ do: 'begin', scenario: 'nowhere' })")
    page.wait_for_selector(".notes.bad")
    assert "must be one of" in page.inner_text("#notes")
    page.keyboard.press("ArrowRight")
    page.week(2)


def test_keys_have_a_list_and_the_theme_turns(page):
    page.keyboard.press("?")
    assert page.locator("#keys[open]").is_visible()
    page.keyboard.press("Escape")
    page.when("!document.querySelector('#keys').open")
    before = page.evaluate("document.documentElement.dataset.theme")
    page.keyboard.press("d")
    assert page.evaluate("document.documentElement.dataset.theme") != before
    page.keyboard.press("3")
    assert page.locator("#panel-actor").is_visible()


def test_everything_that_can_be_pressed_has_a_name(page):
    pressed = "button, select, input, [role=button], [tabindex='0']"
    nameless = page.evaluate(
        """(pressed) => [...document.querySelectorAll(pressed)]
        .filter((el) => el.offsetParent !== null || el.ownerSVGElement)
        .filter((el) => !(el.getAttribute('aria-label') || el.getAttribute('aria-labelledby') || el.textContent.trim()
                          || el.labels?.length || el.title)).map((el) => el.outerHTML)""",
        pressed,
    )
    assert nameless == []
    page.keyboard.press("ArrowRight")
    page.week(2)
    page.when("document.querySelector('#live').textContent.startsWith('week 2')")


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (390, 844)])
def test_nothing_sticks_out_of_the_window(chrome, place, size):
    context = chrome.new_context(viewport={"width": size[0], "height": size[1]})
    page = Page(context, place)
    page.week(1)
    for name in ("table", "arms", "actor", "change", "compare", "crowd", "seat"):
        page.evaluate(f"DA.emit('open', '{name}')")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], name
    sizes = page.evaluate("""[...document.querySelectorAll('.network text')]
        .map((el) => parseFloat(getComputedStyle(el).fontSize))""")
    assert min(sizes) >= 12
    page.fine()
    context.close()


@pytest.fixture(scope="module")
def replayed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("replay")
    arms = [watch(ORIGIN, seed=1).play(), watch(ORIGIN, seed=1, without=["TUR"]).play()]
    replay.write(arms[:1], folder / "one.html", ["A note <b>."])
    replay.write(arms, folder / "two.html")
    return folder, arms


def test_the_replay_opens_from_disk_with_the_network_off(chrome, replayed):
    folder, arms = replayed
    context = chrome.new_context(viewport={"width": 1280, "height": 720})
    context.set_offline(True)
    page = Page(context, (folder / "one.html").as_uri())
    page.week(1)
    assert "A note <b>." in page.inner_text("#notes")
    assert numbers(page)[0] == [week["v"] for week in arms[0].weeks]
    page.keyboard.press("End")
    page.week(16)
    assert page.inner_text("#story .now").startswith(arms[0].weeks[-1]["s"][:40])
    page.select_option("#speed", "20")
    page.keyboard.press("Escape")
    page.click("#play")
    page.when("DA.state.week > 5")
    page.click("#tab-arms")
    assert "Ukraine" in page.inner_text("#panel-arms")
    page.fine()
    assert page.asked == [page.url]
    context.close()


def test_a_replay_of_two_runs_says_where_they_part(chrome, replayed):
    folder, _ = replayed
    context = chrome.new_context(viewport={"width": 1280, "height": 720})
    context.set_offline(True)
    page = Page(context, (folder / "two.html").as_uri())
    page.week(1)
    page.click("#tab-compare")
    assert "part in week" in page.inner_text("#parting")
    assert page.locator(".board").count() == 2
    page.fine()
    context.close()
