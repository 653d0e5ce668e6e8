"""Results show themselves: one line, a figure, a small table in a notebook; they pickle and copy."""

from __future__ import annotations

import base64
import copy
import pickle
from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest
from matplotlib.figure import Figure

import diplomacy_abm
from diplomacy_abm.analysis.compare import Comparison, compare
from diplomacy_abm.narrate import history
from diplomacy_abm.results.above import shown
from diplomacy_abm.scenario import ScenarioError, library, load
from tests.fixtures_frames import made_up_ensemble, made_up_run

RUN, MANY = made_up_run(26), made_up_ensemble(40)


def compared() -> Comparison:
    other = replace(MANY, runs=MANY.runs.assign(rounds=MANY.runs["rounds"] + MANY.runs["run"] % 3))
    return compare(MANY, other, columns=["rounds", "exchanges", "outcome"])


class Parts(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


def test_every_result_is_one_line() -> None:
    for one in (RUN, MANY, compared(), compared().iloc[:0].pipe(Comparison), *(load(name) for name in library()[:3])):
        assert "\n" not in repr(one)
        assert len(repr(one)) < 300
    assert "made to fail" not in repr(MANY)
    assert ", 1 failed)" in repr(MANY)
    assert f"{(MANY.finished['outcome'] == 'formal talks only').sum()} formal talks only" in repr(MANY)
    assert repr(compared()) == "Comparison(10 quantities, 39 pairs, 1 moved at 5 % after Holm)"
    assert str(load("minimal")) == "Scenario('minimal', actors=3, issues=1, steps=104, start=2025-01-06)"


def test_every_result_draws_itself() -> None:
    for one in (RUN, MANY, compared()):
        assert isinstance(one.plot(), Figure)
    with pytest.raises(ValueError, match="no quantity differs in any pair"):
        compare(MANY, MANY, columns=["rounds"]).plot()


def test_a_comparison_is_printed_whole_and_in_words() -> None:
    """A terminal cut the interval out of the middle of the table."""
    text = str(compared())
    first, second = text.splitlines()[:2]
    assert first.split() == ["quantity", "base", "arm", "difference", "low", "high", "p_holm", "n"]
    assert second.strip().startswith("rounds of formal talks")
    assert "victory of Russia (share)" in text
    early, late = (replace(MANY, runs=MANY.runs.assign(front_end=held)) for held in (0.5, 0.9))
    drawn = compare(early, late, columns=["front_end"]).plot()
    assert "Russia" in " ".join(label.get_text() for label in drawn.axes[0].get_yticklabels())
    assert "..." not in text


def test_a_notebook_sees_a_table_and_a_figure() -> None:
    for one in (RUN, MANY, compared()):
        tags = Parts(one._repr_html_()).tags
        assert tags.count("img") == 1
        assert "td" in tags
    tags = Parts(load("ukraine-2025")._repr_html_()).tags
    assert tags.count("tr") == len(load("ukraine-2025").actors)
    assert tags.count("img") == 1


def test_the_figure_in_a_notebook_is_a_picture() -> None:
    text = shown("a", {}, RUN.plot)
    data = base64.b64decode(text.split("base64,")[1].split('"')[0])
    assert data.startswith(b"\x89PNG")
    assert data.endswith(b"IEND\xaeB`\x82")


def test_what_a_notebook_sees_is_escaped_and_a_figure_that_fails_is_a_line() -> None:
    def broken() -> None:
        raise ValueError("nothing <to> draw")

    text = shown("<b>", {"<i>": "<script>"}, broken)
    assert Parts(text).tags == ["p", "table", "tr", "td", "td", "p"]
    assert "nothing &lt;to&gt; draw" in text


def test_results_pickle_and_copy() -> None:
    told = history(RUN)
    assert str(pickle.loads(pickle.dumps(told))) == str(copy.deepcopy(told)) == str(told)
    for one in (RUN, MANY, compared(), load("minimal")):
        for other in (pickle.loads(pickle.dumps(one)), copy.copy(one), copy.deepcopy(one)):
            assert type(other) is type(one)
    assert pickle.loads(pickle.dumps(load("minimal"))) == load("minimal")
    # a part of a comparison is a plain table
    assert type(compared()[["quantity", "p_holm"]]) is pd.DataFrame


def test_a_scenario_is_edited_without_dictionaries() -> None:
    base = load("minimal")
    changed = base.with_(actors__ALF__cost=0.3, parameters__lambda_accept=20)
    assert (changed.actors["ALF"].cost, changed.parameters.values["lambda_accept"]) == (0.3, 20)  # noqa: PD011
    assert base.actors["ALF"].cost != 0.3
    with pytest.raises(ScenarioError, match="actors"):
        base.with_(actors__ALF__costs=0.3)


def test_parts_of_the_package_are_found_and_listed() -> None:
    assert diplomacy_abm.plots.figure_run
    assert {"plots", "narrate", "why", "run"} <= set(dir(diplomacy_abm))
    assert set(dir(diplomacy_abm.plots)) == {
        "animate", "figure_effects", "figure_ensemble", "figure_network", "figure_run", "save",
    }  # fmt: skip
    for name in dir(diplomacy_abm):
        assert getattr(diplomacy_abm, name) is not None
