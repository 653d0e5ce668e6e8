"""The page walked through as a reader would: phone, room, corners of a run, a game that somebody is about to leave."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from diplomacy_abm.app import replay
from diplomacy_abm.app.recorder import watch
from tests.app.browser import PATIENCE, Page, skipped
from tests.app.house import ORIGIN, SMALL
from tests.app.test_page_lesson import axe, crowded, opened

pytestmark = skipped
PHONE = (390, 844)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """Write a replay of a few weeks."""
    return replay.write([watch(ORIGIN, seed=1).play()], tmp_path_factory.mktemp("replay") / "one.html")


def happens(page, week: int, move: str, **told: object) -> None:
    """Put an event into a week of the run on the page, and show it."""
    page.evaluate(
        """([week, move, told]) => { const arm = DA.state.arms[0];
        const at = arm.head.moves.findIndex(([name]) => name === move);
        arm.weeks[week].e.push([told.actor ?? 0, told.target ?? -1, at, 0, told.subject ?? -1, -1, told.value ?? null]);
        DA.show(week); }""",
        [week, move, told],
    )


def sits(page, seat: str = "MED") -> None:
    page.evaluate("DA.emit('open', 'seat')")
    page.select_option("#seat-pick", seat)
    page.click("#seat-go")
    page.wait_for_selector("#choose")


def test_a_chapter_is_there_with_the_week_that_it_names(chrome, place):
    context, page = opened(chrome, place)
    page.week(1)
    page.when("DA.known() === 8")
    listed, found = page.evaluate("""(() => { DA.seek(7);
        return [document.querySelector('#chapters').options.length - 1, DA.chapters().length]; })()""")
    assert listed == found >= 1
    page.fine()
    context.close()


def test_the_story_has_its_share_of_the_screen_and_says_that_there_is_more(chrome, drawn):
    context, page = opened(chrome, drawn.as_uri())
    page.week(1)
    page.keyboard.press("End")
    page.week(16)
    page.click("#card >> text=Close")
    page.evaluate("document.querySelector('.story .now').append('More and more is told. '.repeat(60))")
    for name in ("table", "compare", "crowd", "seat"):
        page.evaluate(f"document.body.dataset.panel = '{name}'")
        box = page.locator(".story-box").bounding_box()
        assert box["width"] * box["height"] >= 0.09 * 1280 * 720, name
        page.when("!document.querySelector('.story .more').hidden")
    context.close()


def test_no_stop_for_tab_is_a_group_of_marks(chrome, place):
    context, page = opened(chrome, place)
    page.week(1)
    for name in ("arms", "change"):
        page.evaluate(f"DA.emit('open', '{name}')")
        page.evaluate("document.activeElement.blur()")
        page.locator("#lessons").focus()
        stops = []
        while len(stops) < 60:
            page.keyboard.press("Tab")
            stop = page.evaluate("""(() => { const el = document.activeElement; return el === document.body ? null
                : [Boolean(el.ownerSVGElement) && !el.hasAttribute('role'), el.outerHTML.slice(0, 60)]; })()""")
            if stop is None:
                break
            stops.append(stop)
        assert 10 < len(stops) <= 38, name
        assert [html for marks, html in stops if marks] == []
    context.close()


def test_on_a_phone_the_verdict_is_a_sheet_and_the_stage_stays_in_use(chrome, place):
    context, page = opened(chrome, f"{place}#scenario=ukraine-2025&week=1", PHONE, has_touch=True)
    page.week(1)
    page.keyboard.press("End")
    page.week(16)
    box = page.locator("#card").bounding_box()
    assert box["y"] > 0.45 * PHONE[1]
    hit = """(el) => { const box = el.getBoundingClientRect();
        return el.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)); }"""
    for button in page.locator("#card button").all():
        assert button.evaluate(hit), "every button is in reach, under nothing"
    hidden = page.evaluate("""(() => { const body = document.querySelector('.card-body');
        body.scrollTop = body.scrollHeight;
        const [last, all] = [body.lastElementChild, body].map((el) => el.getBoundingClientRect().bottom);
        return last - all; })()""")
    assert hidden <= 1, "the end of it can be read"
    disc = page.locator(".disc[data-actor=VAT]")
    disc.evaluate("(el) => el.scrollIntoView({ block: 'start' })")
    page.evaluate("scrollBy(0, -60)")
    assert disc.evaluate(hit), "the stage is free above it"
    # and the last of the page can be brought there too
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    assert page.locator(".panels").evaluate("(el) => el.getBoundingClientRect().bottom") < box["y"]
    page.locator("#card >> text=Close").tap()
    assert not page.locator("#card").is_visible()
    page.fine()
    context.close()


def test_a_finger_that_scrolls_over_the_curve_leaves_the_week_alone(chrome, drawn):
    context, page = opened(chrome, drawn.as_uri(), PHONE, has_touch=True)
    page.week(1)
    page.evaluate("document.querySelector('.lanes').scrollIntoView({ block: 'center' })")
    box = page.locator(".lanes").bounding_box()
    x, y = box["x"] + 0.7 * box["width"], box["y"] + 0.5 * box["height"]
    tools, before = context.new_cdp_session(page.page), page.evaluate("scrollY")
    touch = lambda kind, *at: tools.send(  # noqa: E731
        "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": at[0], "y": at[1]}] if at else []}
    )
    touch("touchStart", x, y)
    for step in range(1, 16):
        touch("touchMove", x, y - 10 * step)
    touch("touchEnd")
    page.when(f"Math.abs(scrollY - {before}) > 60")
    assert page.evaluate("DA.state.week") == 0
    page.evaluate("document.querySelector('.lanes').scrollIntoView({ block: 'center' })")
    box = page.locator(".lanes").bounding_box()
    page.touchscreen.tap(x, box["y"] + 0.5 * box["height"])
    page.when("DA.state.week > 5")
    page.fine()
    context.close()


@pytest.mark.parametrize(("size", "room"), [(PHONE, False), ((1280, 720), False), ((1920, 1080), True)])
def test_what_was_signed_stands_in_its_box(chrome, drawn, size, room):
    context, page = opened(chrome, drawn.as_uri(), size)
    page.week(1)
    if room:
        page.keyboard.press("l")
    happens(page, 4, "lapse", subject=6)
    happens(page, 4, "sign", subject=0)
    sticks = page.evaluate("""(() => { const out = document.querySelector('.board-table').getBoundingClientRect();
        return [...document.querySelectorAll('.middle text')].map((el) => [el.textContent, el.getBoundingClientRect()])
            .filter(([, b]) => b.left < out.left + 2 || b.right > out.right - 2 || b.top < out.top
                || b.bottom > out.bottom)
            .map(([text]) => text); })()""")
    assert sticks == []
    hidden = page.evaluate("""(() => { const out = document.querySelector('.board-table').getBoundingClientRect();
        return DA.state.arms[0].head.leads.map((i) => document.querySelectorAll('.disc')[i]?.querySelector('circle'))
            .filter(Boolean).map((el) => el.getBoundingClientRect())
            .filter((b) => Math.min(b.right, out.right) - Math.max(b.left, out.left) > 2
                && Math.min(b.bottom, out.bottom) - Math.max(b.top, out.top) > 8).length; })()""")
    assert hidden == 0, "it stands beside the two, not under them"
    context.close()


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), PHONE])
def test_side_by_side_no_word_runs_into_another(chrome, tmp_path, size):
    pair = [watch(ORIGIN, seed=7).play(), watch(ORIGIN, seed=7, without=["TUR"]).play()]
    context, page = opened(chrome, replay.write(pair, tmp_path / "two.html").as_uri(), size)
    page.week(1)
    # each rung is the one that is reached, and all that can be in force is
    for track in range(6):
        page.evaluate("""(track) => { const arm = DA.state.arms[0];
            arm.weeks[2].v[arm.at.get('track:-1:-1')] = track * arm.scales[arm.at.get('track:-1:-1')];
            arm.weeks[2].g = [2, 3, 4, 5, 6].map((slot) => [slot, 0, 0, 0, -1]); DA.show(2); }""", track)
        wrong = page.evaluate("""(() => { const cross = (all) => all.slice(1).filter((b, k) => all[k].width && b.width
                && b.left < all[k].right - 1 && Math.abs(b.top - all[k].top) < 8).length;
            const boxes = (root, what) => [...root.querySelectorAll(what)].map((el) => el.getBoundingClientRect());
            const cut = (el) => el.checkVisibility() && el.scrollWidth > el.clientWidth + 1;
            return [...document.querySelectorAll('.board')].map((board) => [cross(boxes(board, '.rung .word')),
                cross(boxes(board, '.chip')), [...board.querySelectorAll('.chip')]
                    .filter((el) => cut(el) && getComputedStyle(el).overflow === 'visible').length,
                [...board.querySelectorAll('.front-a, .front-b')].filter(cut).length]).flat(); })()""")
        assert set(wrong) == {0}, (track, wrong)
    context.close()


def test_names_stay_on_the_stage_and_off_the_discs(chrome, tmp_path):
    replay.write([crowded(20, 3).play()], tmp_path / "r.html")
    for size in ((1280, 720), (1920, 1080)):
        context, page = opened(chrome, (tmp_path / "r.html").as_uri(), size)
        page.week(1)
        wrong = page.evaluate("""(() => { const out = document.querySelector('.space').getBoundingClientRect();
            const discs = [...document.querySelectorAll('.disc circle')].map((el) => el.getBoundingClientRect());
            const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 3
                && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
            return [...document.querySelectorAll('.network .name')]
                .map((el) => [el.textContent, el.getBoundingClientRect()])
                .filter(([, b]) => b.bottom > out.bottom + 1 || b.left < out.left - 1 || b.right > out.right + 1
                    || discs.some((disc) => over(b, disc))).map(([text]) => text); })()""")
        assert wrong == []
        assert page.locator(".network .name").count() == 20
        context.close()


@pytest.mark.parametrize("place_", ["in the styles", "in the rule itself", "in the scripts", "in the data"])
def test_wherever_a_file_breaks_off_it_says_so(chrome, drawn, tmp_path, place_):
    text = drawn.read_text("utf-8")
    at = {
        "in the styles": text.index("<style>") + 900, "in the rule itself": text.index(".broken {") + 30,
        "in the scripts": text.index("<script>") + 5000, "in the data": len(text) - 200,
    }[place_]  # fmt: skip
    (tmp_path / "half.html").write_text(text[:at], "utf-8")
    context = chrome.new_context()
    page = Page(context, (tmp_path / "half.html").as_uri())
    page.when("document.querySelector('#broken').checkVisibility({ visibilityProperty: true })")
    assert "breaks off before its end" in page.inner_text("#broken")
    context.close()


def test_a_deal_outside_the_drawn_zone_says_why(chrome, drawn):
    context, page = opened(chrome, drawn.as_uri())
    page.week(1)
    hint = "they signed on what they know in private"
    assert page.evaluate("DA.state.arms[0].get(3, 'zone')") < 0
    assert hint not in page.inner_text("#panel-table")
    happens(page, 3, "sign", subject=0)
    assert f"The public saw no package that both would sign: {hint}" in page.inner_text("#panel-table")
    # a zone there is, and what was tabled lies beside it, or in it
    page.evaluate("""() => { const arm = DA.state.arms[0], put = (name) => { arm.weeks[5].v[arm.at.get(name)] = 9; };
        for (const lead of arm.head.leads) for (const q of [0, 1, 2]) put(`margin:${lead}:${q}`);
        put('zone:-1:-1'); }""")
    happens(page, 5, "offer", subject=0, value=1.0)
    happens(page, 5, "sign", subject=0)
    assert f"outside the zone that the public sees: {hint}" in page.inner_text("#panel-table")
    happens(page, 5, "offer", subject=0, value=0.0)
    assert hint not in page.inner_text("#panel-table")
    context.close()


def test_on_paper_the_front_and_the_caption_stay(chrome, drawn):
    context, page = opened(chrome, drawn.as_uri())
    page.week(1)
    page.emulate_media(media="print")
    bar = page.evaluate("""(() => { const look = getComputedStyle(document.querySelector('.front .bar'));
        return [look.printColorAdjust, look.backgroundColor, parseFloat(look.height)]; })()""")
    assert bar[0] == "exact"
    assert bar[1] not in ("rgba(0, 0, 0, 0)", "rgb(255, 255, 255)")
    assert bar[2] > 5
    assert page.locator(".standing").is_visible()
    assert not page.locator("#transport").is_visible()
    context.close()


def test_no_tip_speaks_of_side_a(chrome, place):
    context, page = opened(chrome, place)
    page.week(1)
    tips = page.evaluate("Object.keys(DA.words).map((key) => DA.explain(key, '').text)")
    assert [text for text in tips if "side A" in text or "side B" in text] == []
    assert any("Share of the contested ground that Alfland holds" in text for text in tips)
    page.evaluate("DA.emit('open', 'change')")
    page.click("text=Actors: who takes part")
    page.click("text=its means")
    assert "leaning, above 0 to Alfland" in page.inner_text("#panel-change")
    page.fine()
    context.close()


def test_a_war_without_mediators_is_compared_by_what_differs(chrome, place):
    change = json.dumps({"without": ["MED"]})
    context, page = opened(chrome, f"{place}#scenario=minimal&week=1&panel=compare&change={change}")
    page.week(1)
    page.when("DA.byId('compare-kind').value === 'policy'")
    own, other = page.evaluate("""(() => { const [label] = Object.keys(DA.state.arms[0].head.policies).concat('ALF');
        const actor = DA.state.arms[0].head.actors.find((one) => one.label === DA.byId('compare-what').value);
        return [actor.policy, document.querySelector('[aria-label=Policy]').value]; })()""")
    assert own != other
    page.click("#compare-go")
    page.when("DA.state.arms.length === 2 && DA.known() > 2")
    assert f"ALF plays {other}" in page.locator(".board").nth(1).inner_text()
    page.fine()
    context.close()


def test_a_briefing_is_read_in_words(chrome, place):
    context, page = opened(chrome, place, bypass_csp=True)
    page.week(1)
    sits(page)
    page.click("text=What everybody knows")
    facts = page.locator("#panel-seat .facts dt").all_inner_texts()
    assert len(facts) > 20
    raw = page.evaluate("Object.keys(DA.seat.meanings).map((name) => DA.capital(DA.plain(name)))")
    assert set(facts) & set(raw) == set()
    text = page.inner_text("#panel-seat")
    assert "Your leaning: above 0 toward Alfland" in text
    assert "Side\nAlfland" in text
    page.locator("#panel-seat .facts dt").first.hover()
    page.wait_for_selector("#tip:not([hidden])")
    assert page.locator("#tip").is_visible()
    assert axe(page) == []
    page.fine()
    context.close()


def test_nobody_is_taken_out_of_a_game_unasked(chrome, place):
    context, page = opened(chrome, place)
    page.week(1)
    sits(page)
    code = page.inner_text("#code")
    for deed in ("DA.openRun(3)", "DA.live.begin({ keep: false })"):
        page.evaluate(deed)
        page.wait_for_selector("#leave-game")
        assert code in page.inner_text("#notes")
        page.click("[aria-label='Close this message']")
        assert page.evaluate("DA.seat.code") == page.inner_text("#code") == code
    page.click("#skip")
    page.when("DA.seat.week === 1")
    page.evaluate("DA.openRun(3)")
    page.click("#leave-game")
    page.when("DA.state.seat === null && DA.known() > 2 && DA.state.arms[0].head.run === 3")
    page.fine()
    context.close()


@pytest.mark.slow
def test_a_bar_of_an_ending_opens_a_run_of_the_game(chrome, place):
    context, page = opened(chrome, place)
    page.week(1)
    sits(page)
    for week in range(8):
        page.click("#skip:not([disabled])")
        page.when(f"DA.seat.week === {week + 1}")
    page.click("#ending-go")
    # a busy machine that has to compile first takes its time
    page.wait_for_selector(".outcomes .opens", timeout=5 * PATIENCE)
    seed = page.evaluate("DA.state.arms[0].head.seed")
    bar = page.locator(".outcomes .opens").first
    name = bar.inner_text()
    # the bar may open any run, run 0 and the game's own number included: what tells it is a head of its own
    page.evaluate("void (DA.headOfGame = DA.state.arms[0].head)")
    bar.evaluate("(el) => el.click()")
    page.click("#leave-game")
    page.when("DA.state.seat === null && DA.state.arms[0]?.head !== DA.headOfGame && DA.known() > 0")
    page.keyboard.press("End")
    page.week(8)
    assert page.evaluate("DA.outcomeName(DA.state.arms[0].weeks[7].z.outcome)") == name
    assert page.evaluate("[DA.state.arms[0].head.seed, DA.byId('seed').value]") == [seed, seed]
    page.fine()
    context.close()


@pytest.mark.parametrize(("stood", "ended"), [(12, "settlement untried"), (13, "settlement held")])
def test_a_settlement_of_the_last_weeks_does_not_count_as_held(monkeypatch, stood, ended):
    result = SimpleNamespace(summary={"outcome": "settlement held", "settlement_stood": stood})
    monkeypatch.setattr("diplomacy_abm.api.result_of", lambda *_args: result)
    monkeypatch.setattr("diplomacy_abm.app.recorder.ending", lambda _result: "")
    assert watch(SMALL, seed=3)._ending()["outcome"] == ended
