"""The page of a study is whole, self-contained and honest, whatever the study is like."""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import pairwise

import pyarrow as pa
import pytest
from click.testing import CliRunner

import diplomacy_abm
from diplomacy_abm.analysis.study import typical
from diplomacy_abm.experiment.runner import sweep
from diplomacy_abm.report import write_report
from diplomacy_abm.report.elements import count, interval, number
from diplomacy_abm.report.reading import Reading, _nearest, own_values
from diplomacy_abm.results.manifest import identity
from diplomacy_abm.results.parts import as_parquet, part_path, read_part
from diplomacy_abm.results.store import open_store
from diplomacy_abm.scenario import load
from tests.experiment.designs import written
from tests.report.studies import FULL, STUDY, Page, sampled, spoilt


def store_of(folder, tables, **settings):
    return sweep(written(folder, tables), folder / "store", **settings)


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    folder = tmp_path_factory.mktemp("full")
    return store_of(folder, FULL)


@pytest.fixture(scope="module")
def page(full):
    return Page(write_report(full))


@pytest.fixture(scope="module")
def saltelli(tmp_path_factory):
    folder = tmp_path_factory.mktemp("saltelli")
    return Page(write_report(store_of(folder, sampled("saltelli", 16))))


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    folder = tmp_path_factory.mktemp("alone")
    return Page(write_report(store_of(folder, STUDY)))


def test_sections_of_a_study_with_arms_and_two_factors(page):
    assert page.titles() == [
        "Question", "In short", "Design", "How the runs ended", "One run", "Comparison of the arms",
        "Along the factors", "Two factors at once", "How long war and peace last", "Runs that failed", "Caveats",
        "Making and citing",
    ]  # fmt: skip


@pytest.mark.parametrize("which", ["page", "saltelli", "alone"])
def test_a_page_asks_for_nothing_else(which, request):
    page = request.getfixturevalue(which)
    for place in (*page.values("src"), *page.values("href"), *page.values("srcset")):
        assert place.startswith(("data:", "#")), place[:60]
    assert not re.search(r"@import|url\(|<script", page.source)
    assert "://" not in page.source


@pytest.mark.parametrize("which", ["page", "saltelli", "alone"])
def test_a_page_can_be_read_by_all(which, request):
    page = request.getfixturevalue(which)
    assert page.all("html") == [{"lang": "en-GB"}]
    assert len(page.all("title")) == len(page.all("h1")) == 1
    images = page.all("img")
    assert images
    assert all(len(image["alt"]) > 30 for image in images)
    assert len(images) == len(page.all("figcaption"))
    assert len(page.all("table")) == len(page.all("caption")) > 0
    assert all(count == 1 for count in Counter(page.values("id")).values())
    headings = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert headings[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(headings))


@pytest.mark.parametrize("which", ["page", "saltelli", "alone"])
def test_links_of_the_contents_lead_somewhere(which, request):
    page = request.getfixturevalue(which)
    places = [place[1:] for place in page.values("href") if place.startswith("#")]
    assert len(places) == len(page.titles())
    assert set(places) <= set(page.values("id"))


def test_figures_and_tables_are_numbered_as_they_come(page):
    for kind in ("Figure", "Table"):
        places = [text for place, text in page.texts if place[-1] == "span" and re.fullmatch(rf"{kind} \d+\.", text)]
        assert places == [f"{kind} {n}." for n in range(1, len(places) + 1)]
        assert len(places) > 4


def test_rows_have_as_many_cells_as_their_head(page):
    for table in re.findall(r"<table>.*?</table>", page.source, re.DOTALL):
        lengths = {len(re.findall(r"<t[hd][ >]", row)) for row in re.findall(r"<tr>.*?</tr>", table, re.DOTALL)}
        assert len(lengths) == 1


def test_a_typical_run_of_the_first_arm_is_told_as_its_story_has_it(full, page):
    own = Reading.of(full).base
    row = typical(own.finished().query("arm == 'with'"))
    run = diplomacy_abm.run(
        load(full.path / "scenario.toml"), full.manifest["seed"], int(row["run"]), keep_choices=True,
        settings={"actors.ALF.cost": row["cost"]}, parameters={"lambda_accept": row["accept"]},
    )  # fmt: skip
    history, said = run.history(), page.text("section")
    assert f"Run {row['run']} of the arm “with Medonia” at cost of war 0.05 and sharpness 90." in said
    assert len(history.told) > 1
    for turn in history.told:
        assert f"Week {turn.step + 1}. {turn.text}" in said
        assert turn.cause[1:] in said
    assert history.outcome in said
    assert f"good-offices/scenario.toml --seed {run.seed} --run {run.run} --set actors.ALF.cost=0.05" in said


def test_a_run_that_goes_differently_now_is_not_told(tmp_path):
    store = store_of(tmp_path, STUDY)
    number = store.parts[0]
    path = part_path(store.path, "runs", number)
    table = read_part(path)
    place = table.schema.get_field_index("rounds")
    path.write_bytes(as_parquet(
        table.set_column(place, table.schema.field("rounds"), pa.array([77] * len(table))), identity(store.manifest),
        number,
    ))  # fmt: skip
    said = Page(write_report(open_store(store.path))).text()
    assert "Not shown: the rules have changed since the study was played" in said


def test_without_five_runs_of_a_set_no_table_of_what_cannot_be_told(tmp_path):
    own = STUDY["study"] | {"scenario": "ukraine-2025", "runs": 2, "horizon": 4}
    said = Page(write_report(store_of(tmp_path, {"study": own}))).text("section")
    assert "takes 5 runs of each set to tell" in said
    assert "nan" not in said.split()


def test_a_study_with_arms_and_factors_draws_its_effect_along_the_first_and_pools_nothing(full):
    first = full.plot().axes[0]
    assert [label.get_text() for label in first.get_xticklabels()] == ["0.05", "0.4"]
    assert any("effect by level" in text.get_text() for text in first.texts)


def test_what_the_design_says_is_said(page):
    said = page.text()
    assert "Good offices & <small> wars" in page.text("h1")  # escaped, not an element
    assert "More talks with one (Nobody 1999)." in said
    assert "A war that nobody fought." in page.text("li")
    assert "parameters.overlap = 0.5" in said
    assert "2 arms × 4 points × 24 runs = 192 runs; all finished without failure." in said
    assert "without MED" in said
    assert "cost of war (a year)" in said
    assert "sets parameters.lambda_accept" in said


def test_the_share_in_the_page_is_that_of_the_store(full, page):
    runs = full.finished().query("arm == 'with' and cost == 0.05 and accept == 90.0")
    assert len(runs) == 24
    share = (runs["first_formal"] >= 0).mean()
    assert f"Formal talks: with Medonia {100 * share:.1f}\u00a0%" in page.source


def test_outcomes_and_arms_stand_at_the_scenarios_own_values_unless_pooling_is_asked_for(full, page, tmp_path):
    own = own_values(full)
    assert {name: near for name, (_, near) in own.items()} == {"cost": 0.05, "accept": 90.0}
    said = page.text("section")
    assert f"At the scenario's own values: cost of war 0.05 (nearest to the {own['cost'][0]:g} of the scenario)" in said
    assert "In the scenario as it is" in said
    assert "All points of the design are pooled" not in said
    pooled = Page(write_report(full, tmp_path / "pooled.html", pool=True))
    share = (full.finished().query("arm == 'with'")["first_formal"] >= 0).mean()
    assert f"Formal talks: with Medonia {100 * share:.1f}\u00a0%" in pooled.source
    assert "All points of the design are pooled" in pooled.text("section")
    assert "Over all values of the factors" in pooled.text("section")


@pytest.mark.parametrize(
    ("own", "values", "nearest"),
    [(0.12, [0.05, 0.4], 0.05), (26, [0, 26, 104], 26), ("quantal", ["hawk", "quantal"], "quantal"),
     ("quantal", ["hawk", "dove"], None), (None, [0.1, 0.2], None)],
)  # fmt: skip
def test_the_nearest_value_of_a_factor(own, values, nearest):
    assert _nearest(own, values) == nearest


def test_drawn_factors_have_no_own_point(saltelli):
    assert "All points of the design are pooled" in saltelli.text("section")


def test_how_to_make_it_again(full, page):
    commands = page.text("pre")
    assert "diplomacy-abm sweep design.toml --out good-offices" in commands
    assert "--runs" not in commands
    assert full.manifest["fingerprint"][:16] in page.text("p")
    assert 'name = "good-offices"' in commands


def test_no_place_of_this_machine_is_in_the_page(full, page):
    assert str(full.path) not in page.source
    assert str(full.path.parent) not in page.source


def test_the_same_store_gives_the_same_bytes(full, tmp_path):
    one, two = (write_report(full, tmp_path / name).read_bytes() for name in ("one.html", "two.html"))
    assert one == two
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.html", "two.html"]


def test_one_arm_and_no_factor(alone):
    assert alone.titles() == [
        "Question", "In short", "Design", "How the runs ended", "One run", "How long war and peace last",
        "Runs that failed", "Caveats", "Making and citing",
    ]  # fmt: skip
    assert "1 arm × 1 point × 24 runs = 24 runs" in alone.text()
    assert "all runs" in alone.text("table")


def test_a_saltelli_study_has_indices_boxes_and_a_regression(saltelli):
    assert {"Sensitivity", "Where the outcomes live", "Regression"} <= set(saltelli.titles())
    said = saltelli.text("p")
    assert "onverged at 16 blocks" in said
    assert "of the variance between points is luck" in said
    assert "Saltelli’s scheme with N = 16, 80 points" in said
    assert "ST from luck alone" in saltelli.text("th")


def test_a_morris_study(tmp_path):
    page = Page(write_report(store_of(tmp_path, sampled("morris", 6))))
    assert "onverged at 6 trajectories" in page.text("p")
    assert "mu* from luck alone" in page.text("th")


def test_an_unfinished_study_says_so(tmp_path):
    tables = FULL | {"study": FULL["study"] | {"keep": ["events"]}}
    store = store_of(tmp_path, tables, shard=(1, 2))
    assert not store.complete
    page = Page(write_report(store))
    first = page.text("header")
    assert f"This study is not complete: {count(len(store.runs()))} of 192 runs have been played." in first
    assert str(tmp_path) not in page.source


def test_a_study_without_a_finished_run(tmp_path):
    store = store_of(tmp_path, STUDY)
    page = Page(write_report(spoilt(store, 24, "trust is no number")))
    assert "No run has finished yet" in page.text("p")
    assert "24 of 24 runs (100 %) failed" in page.text("p")


def test_failed_runs_are_counted_with_their_reasons(tmp_path):
    store = spoilt(store_of(tmp_path, STUDY), 3, "trust_ab is no number in step 4")
    page = Page(write_report(store))
    assert "3 of 24 runs (12.5 %) failed" in page.text("p")
    assert "trust_ab is no number in step 4" in page.text("table")
    assert "21 finished without failure" in page.text("p")


def test_what_a_store_of_another_hand_says_is_cleaned(tmp_path):
    store = spoilt(store_of(tmp_path, STUDY), 3, "a\x1b[2J\u202eb\x07")
    assert set(store.runs()["reason"]) == {"", "ab "}
    design = store.path / "design.toml"
    design.write_text(design.read_text("utf-8") + "# \u202e\n", "utf-8")
    page = Page(write_report(store))
    assert not {"\x1b", "\u202e", "\x07"} & set(page.source)
    design.write_bytes(b"\xff")
    assert '"Does the mediator matter?"' in Page(write_report(store)).source.replace("&#34;", '"')


def test_further_figures(full, tmp_path):
    from diplomacy_abm.plots import style

    figure = style.new_figure(2.0)
    figure.add_subplot().plot([0, 1], [0, 1])
    page = Page(write_report(full, tmp_path / "more.html", {"A line that rises from nought to one.": figure}))
    assert page.titles()[-2:] == ["Caveats", "Making and citing"]
    assert "Further figures" in page.titles()
    assert "A line that rises from nought to one." in page.values("alt")


def test_the_command(full, tmp_path):
    from diplomacy_abm.cli import main

    done = CliRunner().invoke(main, ["report", str(full.path), "--out", str(tmp_path / "page.html")])
    assert done.exit_code == 0, done.output
    assert Page(tmp_path / "page.html").titles()
    empty = CliRunner().invoke(main, ["report", str(tmp_path)])
    assert empty.exit_code == 2
    assert empty.output.count("\n") == 1
    assert "name a folder that sweep made" in empty.output


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0, "0"), (1234567.0, "1\u202f234\u202f567"), (-0.5, "−0.5"), (0.12345, "0.123"), (81.66, "81.7"),
     (math.nan, "–"), (-math.inf, "−∞"), (12.0, "12"), (1e-9, "0")],
)  # fmt: skip
def test_numbers_as_they_are_printed(value, said):
    assert number(value) == said


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((0.338, 0.301, 0.376, 100.0, "%"), "33.8\u00a0% [30.1, 37.6]"),
        ((0.5512, 0.5461, 0.5563), "0.551 [0.546, 0.556]"),
        ((-0.00001, -0.004, 0.004), "0.0000 [−0.0040, 0.0040]"),
        ((3.0, 3.0, 3.0), "3.0 [3.0, 3.0]"),
        ((math.nan, 0.0, 1.0), "–"),
    ],
)
def test_intervals_have_the_digits_they_deserve(values, said):
    assert interval(*values) == said


def test_arms_are_compared_at_each_value_of_a_factor_before_anything_is_averaged(page):
    text = page.text("section")
    by = [text.index(f"By {label}") for label in ("cost of war", "sharpness")]
    assert by == sorted(by)
    assert by[-1] < text.index("In the scenario as it is")
    assert "Whether what an arm changes depends on cost of war" in text
    assert "p (Holm)" in text
