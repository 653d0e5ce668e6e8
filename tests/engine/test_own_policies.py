"""Policies with names compiled: what can be rewritten, what is refused and why, and the same bits in both ways."""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from diplomacy_abm import api
from diplomacy_abm.engine.own import prelude, ready
from diplomacy_abm.engine.own.build import Book
from diplomacy_abm.engine.own.source import UncompilableError
from diplomacy_abm.policies import views
from diplomacy_abm.policies.past import KEPT, PAST, note, row_before
from diplomacy_abm.policies.registry import get
from diplomacy_abm.state import view as view_of

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


pytestmark = pytest.mark.usefixtures("own_policies_forgotten")


def loaded(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(f"own_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- what cannot be rewritten is refused with its line and reason

LIMITS = {"strike": 1}
SEEN: list[str] = []


def a_dictionary(menu, view):
    return menu[LIMITS["strike"]]


def a_text(menu, view):
    return menu[0] if f"{view.week}" == "3" else menu.best


def a_sort(menu, view):
    return sorted(menu, key=lambda option: option.value)[1]


def a_power(menu, view):
    return menu[0] if view.front**0.5 > 0.3 else menu.best


def an_exponential(menu, view):
    return menu[0] if math.exp(view.front) > 0.3 else menu.best


def a_view_kept(menu, view):
    trust = view.trust
    return menu[0] if trust["BET"] > 0.3 else menu.best


def a_number_returned(menu, view):
    return len(menu) - 1


def an_order_of_words(menu, view):
    return menu[0] if view.channel < "military" else menu.best


def a_part_of_a_word(menu, view):
    return menu[0] if "strike" in menu[0].move else menu.best


def a_list_outside(menu, view):
    SEEN.append(view.channel)
    return menu[0]


def a_misspelt_name(menu, view):
    return menu[0] if view.fronts > 0.5 else menu.best


def a_numpy_function(menu, view):
    return menu[int(np.argmax([option.value for option in menu]))]


def an_unknown_none(menu, view):
    last = [view.last_moves["BET"], 3][0]
    return menu[0] if last is None else menu.best


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (a_dictionary, "LIMITS is a dict from outside the policy"),
        (a_text, "JoinedStr has no compiled counterpart"),
        (a_sort, r"sorted\(\) has no compiled counterpart"),
        (a_power, "a power is not the same to the last bit"),
        (an_exponential, "math.exp is not the same to the last bit"),
        (a_view_kept, "view.trust is no name of the view, or lacks an actor behind it"),
        (a_number_returned, "returns something else than an option of the menu"),
        (an_order_of_words, "words can be compared by == and != only"),
        (a_part_of_a_word, "whether a word is part of another"),
        (a_list_outside, "a list from outside is filled"),
        (a_misspelt_name, "view.fronts is no name of the view"),
        (a_numpy_function, r"\.argmax\(\) has no compiled counterpart"),
        (an_unknown_none, "it is not known whether this is a word, a number or an option"),
    ],
)
def test_what_has_no_sure_counterpart_is_refused_with_its_line(function: Any, words: str):
    with pytest.raises(UncompilableError, match=words) as raised:
        Book(function).text(cache=False)
    first = function.__code__.co_firstlineno
    line = int(str(raised.value).split()[1].rstrip(":"))
    assert first < line <= first + 2


class Careless:
    def __init__(self):
        self.moves = []
        self.count = 0
        self.last = None

    def choose(self, menu, view):
        if view.week == 1:
            self.count = "many"
        return menu[0]


class Listing(Careless):
    def choose(self, menu, view):
        return menu[0] if len(self.moves) > 2 else menu.best


class Forgetful(Careless):
    def choose(self, menu, view):
        self.other = 3
        return menu[0]


class Hoarding(Careless):
    def choose(self, menu, view):
        self.last = menu.best
        return menu[0]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Careless, "count holds a number and is given word"),
        (Listing, "moves holds a list"),
        (Forgetful, "other is not set at the start"),
        (Hoarding, "last holds a word and is given option"),
    ],
)
def test_a_memory_of_other_things_than_numbers_and_words_is_refused(kind: type, words: str):
    with pytest.raises(UncompilableError, match=words):
        Book(kind).text(cache=False)


def reading(limit: int, word: str) -> Any:
    def reads(menu, view):
        return menu[0] if view.week > limit and view.last_moves[view.enemy] == word else menu.best

    return reads


def test_the_text_hangs_on_all_that_a_policy_reads():
    texts = set()
    for limit, word in ((1, "strike"), (2, "strike"), (1, "hold")):

        texts.add(Book(reading(limit, word)).text(cache=False))
    assert len(texts) == 3


# --- what rewritten policies call, in plain Python


def test_sums_are_pythons_own():
    rng = np.random.default_rng(1)
    for _ in range(50):
        listed = (rng.normal(size=30) * 10.0 ** rng.integers(-9, 9, 30)).tolist()
        assert prelude.summed(listed) == sum(listed)


def test_first_of_equals_as_in_python():
    rng = np.random.default_rng(2)
    for _ in range(50):
        keys = rng.integers(0, 4, 6).tolist()
        places = list(range(6))
        assert prelude.max_by(places, keys) == max(places, key=lambda k: keys[k])
        assert prelude.min_by(places, keys) == min(places, key=lambda k: keys[k])
        assert prelude.largest(keys) == max(keys)
    assert prelude.max_by_or([], [], 7) == 7
    for empty in (prelude.max_by, prelude.min_by):
        with pytest.raises(ValueError, match="nothing to take"):
            empty([], [])


def test_the_past_keeps_a_year_however_long_the_run():
    model = api.resolve("minimal")
    from diplomacy_abm.model import DiplomacyModel

    played, h = DiplomacyModel(model, 1, collect=False), view_of(np.zeros(1, PAST))
    s, c = played.s, played.c
    for week in range(5 * KEPT):
        s.step = week
        s.move[1, 0] = week % 90
        note(s, c, h)
        for back in range(1, min(week, KEPT) + 1):
            assert row_before(h, 1, 0, back) == (week - back + 1) % 90
    s.step = 0
    note(s, c, h)
    assert h.past_end == 0


# --- compiled


def everything(path: Path) -> Any:
    """A policy that reads every name of the view, and chooses by the last digits of the sum."""
    lines = ["from math import isnan, sqrt", "import math", "from diplomacy_abm import policy", "", ""]
    lines += ["def plain(x):", "    return 0.0 if math.isnan(x) else x", "", ""]
    lines += ['@policy("everything")', "class Everything:", "    def __init__(self):", "        self.total = 0.0"]
    lines += ["        self.last = None", "        self.calm = True", ""]
    lines += ["    def add(self, x):", "        self.total = self.total + plain(x)", ""]
    lines += ["    def choose(self, menu, view):"]
    words = {"actor": "ALF", "channel": "military", "enemy": "BET", "host": "MED", "track": "contacts"}
    words["form"] = "direct"
    for name in views.ONE:
        value = f"1.5 if view.{name} == {words[name]!r} else 0.25" if name in words else f"view.{name} * 1.25"
        lines.append(f"        self.add({value})")
    for label in ("ALF", "BET", "MED"):
        for name in (*views.PARTIES, "due", *views.RELATIONS, "last_tones"):
            lines.append(f"        self.add(view.{name}[{label!r}])")
        visits = f"view.last_moves[{label!r}, 'mediation'] in ('shuttle', 'convene')"
        lines.append(f"        self.add(2.5 if {visits} else 0.5)")
        past = f"view.history[{label!r}]"
        lines.append(f"        self.add(len({past}) + {past}.count('strike') * 0.125)")
    lines += ["        if view.enemy is not None:", "            self.add(view.burden[view.enemy])"]
    lines += ["        for k, option in enumerate(menu):"]
    lines += ["            self.add(option.value * k + option.tone + option.chance)"]
    lines += ["            self.add(0.3 if option.target is None else view.standing[option.target])"]
    lines += [f"            self.add(option.terms[{term!r}])" for term in ("issue", "peace", "circumstances", "cost")]
    lines += ["        best = None", "        for option in menu:"]
    lines += ["            if option.tone >= 0 and (best is None or option.value > best.value):"]
    lines += ["                best = option"]
    lines += ["        if self.last == menu.usual.move:", "            self.calm = not self.calm"]
    lines += ["        self.last = best.move if best is not None and self.calm else None"]
    lines += ["        lively = [option for option in menu if option is not menu[0]]"]
    lines += ["        if lively and sum(option.chance for option in lively) > 0.9 and self.last is None:"]
    lines += ["            return max(lively, key=lambda option: (option.tone, -option.value))"]
    lines += ["        if any(option.move == 'exchange' for option in menu) and int(self.total * 16) % 2 == 0:"]
    lines += ["            return next(option for option in menu if option.move == 'exchange')"]
    lines += ["        return menu[int(abs(self.total) * 1024) % len(menu)]"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return loaded(path)


@pytest.mark.slow
def test_every_name_is_the_same_to_the_last_bit_in_both_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    everything(tmp_path / "everything.py")
    monkeypatch.setattr(ready, "too_few", lambda names, weeks: False)
    chosen = dict.fromkeys(("ALF", "BET", "MED"), "everything")
    share = {"scenario": "minimal", "runs": 6, "seed": 3, "policies": chosen, "keep": ("events", "steps")}
    compiled = api.run_ensemble(**share)
    interpreted = api.run_ensemble(engine="mesa", **share)
    assert (compiled.runs["status"] == "ok").all()
    assert compiled.runs.equals(interpreted.runs)
    assert compiled.events.equals(interpreted.events)
    assert compiled.steps.equals(interpreted.steps)
    assert compiled.events["move"].nunique() > 12


@pytest.mark.slow
def test_the_strategies_of_the_examples_are_the_same_in_both_ways(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    module = loaded(EXAMPLES / "strategies.py")
    monkeypatch.setattr(ready, "too_few", lambda names, weeks: False)
    for name in module.STRATEGIES:
        share = {"scenario": "minimal", "runs": 4, "seed": 3, "steps": 60, "policies": {"ALF": name, "BET": "random"}}
        with caplog.at_level("WARNING"):
            compiled = api.run_ensemble(**share)
        assert f"policy {name!r} runs compiled" in caplog.text
        assert compiled.runs.equals(api.run_ensemble(engine="mesa", **share).runs)


@pytest.mark.slow
def test_a_policy_is_compiled_once_for_all_processes(tmp_path: Path):
    from diplomacy_abm.engine.own import compile as own_compile

    path = tmp_path / "once.py"
    path.write_text(
        f"from diplomacy_abm import policy\n\n@policy('once')\ndef once(menu, view):\n"
        f"    return menu[0] if view.week < {hash(path) % 10**9} else menu.best\n",
        encoding="utf-8",
    )
    loaded(path)
    function = get("once").function
    assert not own_compile.in_cache(function)
    assert not own_compile.own(function).cached
    assert own_compile.in_cache(function)
    own_compile.own.cache_clear()
    assert own_compile.own(function).cached


@pytest.mark.slow
def test_numbers_and_names_play_together_and_a_bug_says_its_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    path = tmp_path / "both.py"
    path.write_text(
        "from diplomacy_abm import policy\n\n\n@policy('of-numbers')\n"
        "def of_numbers(values, shares, tones, precision, u, view, weights):\n    return len(values) - 1\n\n\n"
        "@policy('late')\ndef late(menu, view):\n    share = 1 / (9 - view.week)\n"
        "    return menu.usual if share < 2 else menu[0]\n",
        encoding="utf-8",
    )
    loaded(path)
    monkeypatch.setattr(ready, "too_few", lambda names, weeks: False)
    share = {"scenario": "minimal", "runs": 5, "seed": 3, "policies": {"ALF": "of-numbers", "BET": "late"}}
    fine = api.run_ensemble(steps=9, **share)
    assert fine.runs.equals(api.run_ensemble(engine="mesa", steps=9, **share).runs)
    bad = api.run_ensemble(steps=12, **share).runs
    assert (bad["status"] == "failed").all()
    assert bad["reason"].str.startswith("step 9: policy 'late' (both.py, line 11): ZeroDivisionError").all()


@pytest.mark.slow
def test_a_compiled_policy_that_chooses_otherwise_is_found_out(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
):
    path = tmp_path / "turncoat.py"
    text = "from diplomacy_abm import policy\n\n@policy('turncoat')\ndef turncoat(menu, view):\n    return {}\n"
    path.write_text(text.format("menu.best"), encoding="utf-8")
    loaded(path)
    compiled = get("turncoat").function
    other = tmp_path / "other.py"
    other.write_text(text.format("menu[0]"), encoding="utf-8")
    loaded(other)
    monkeypatch.setattr(ready, "too_few", lambda names, weeks: False)
    made = ready.own(compiled)
    monkeypatch.setattr(type(made), "tried", lambda self: False)
    monkeypatch.setattr(ready, "own", lambda function: made)
    with caplog.at_level("WARNING"):
        played = api.run_ensemble("minimal", 2, 3, steps=20, policies={"ALF": "turncoat"}, workers=1)
    assert "policy 'turncoat' chooses otherwise when it is compiled" in caplog.text
    assert played.runs.equals(api.run_ensemble("minimal", 2, 3, steps=20, policies={"ALF": "status-quo"}).runs)
