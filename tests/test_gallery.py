"""The gallery is whole, its tables hold together, and a fresh small run under other luck agrees with them."""

import re
import shutil
import tomllib
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pandas as pd
import pytest

from diplomacy_abm import load
from diplomacy_abm.experiment.design import load_design
from diplomacy_abm.report.folder import SIGNS, play_folder, tables_of

ROOT = Path(__file__).parents[1]
DESIGNS = sorted((ROOT / "experiments").glob("*/design*.toml"))
FOLDERS = sorted({path.parent.name for path in DESIGNS})
"""Folders that play studies; the others (limits, cases, hindcast, …) have tests of their own."""

RUN_WEEKS = 1.5e6
"""What a fresh run of a folder may take; two processors play some 200,000 run-weeks a second."""
FEWEST = 24
"""Runs of a point, or blocks of a sample, that a fresh run has at least."""
OTHER_LUCK = 90210
"""Seed of the runs of a fresh run, or of its sample where there is one: indices of sensitivity and what else is made
of a sample have intervals for the sample that was drawn, under the luck that all its points share."""

SURE = 3.29
"""Standard errors between two equal things once in a thousand times."""
NEVER = 6.0
"""Standard errors that chance does not bring in all the tables together."""
FEW = 5
"""Cases below which an interval says too little to compare with."""


def text_tables(name):
    """Tables of results of a folder, as they were committed; signs, and what ends in -detail, hold none."""
    paths = sorted((ROOT / "results" / name).glob("*.csv"))
    return {path.stem: pd.read_csv(path) for path in paths if path.stem != SIGNS and not path.stem.endswith("-detail")}


def keys_of(table):
    return [name for name in table.columns if name not in ("estimate", "low", "high", "n")]


# --- agreement of two tables -------------------------------------------------------------------------------------


def distances(kept, fresh):
    """Distance of each pair of estimates in standard errors.

    An interval need not be symmetric, as Wilson's near 0 and 1 is not. The standard error of each estimate is that
    of its side which faces the other: the smaller one's upper half, the larger one's lower half, over 1.96.
    Intervals with no width are exact, so two of them must be equal, up to the four digits of a table.
    """
    keys = keys_of(kept)
    assert keys == keys_of(fresh), "the columns differ"
    both = kept.merge(fresh, on=keys, how="outer", suffixes=("", "_new"), indicator=True)
    assert (both["_merge"] == "both").all(), "the rows differ"
    a, b = both["estimate"], both["estimate_new"]
    up, down = both["high"] - a, a - both["low"]
    up_new, down_new = both["high_new"] - b, b - both["low_new"]
    error = np.where(a <= b, np.hypot(up, down_new), np.hypot(down, up_new)) / 1.96
    gap = np.maximum((a - b).abs() - 1e-3 * np.maximum(a.abs(), b.abs()), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(gap == 0.0, 0.0, gap / error)
    few = np.minimum(both.get("n", pd.Series(np.inf, both.index)), both.get("n_new", np.inf)) < FEW
    exact = (up == 0.0) & (down == 0.0) & (up_new == 0.0) & (down_new == 0.0)
    # none of a few runs changed: an interval without width then says "too rare to be seen", not "exactly none"
    unseen = ((up == 0.0) & (down == 0.0)) ^ ((up_new == 0.0) & (down_new == 0.0))
    unknown = a.isna() | b.isna() | (few & ~exact) | unseen
    return both.assign(z=np.where(unknown, 0.0, z))[[*keys, "estimate", "estimate_new", "z"]]


def allowed(rows):
    """Rows of a table that may disagree at 99.9 %: one, and one in twenty.

    All rows share the luck of their runs, so those that disagree come together: what would be many by themselves is
    one unusual run that all points play.
    """
    return 1 + rows // 20


def complaints(kept, fresh):
    """What speaks against the two sets of tables showing the same, in words."""
    if sorted(kept) != sorted(fresh):
        return [f"tables {sorted(kept)} are not {sorted(fresh)}"]
    found = []
    for name in kept:
        rows = distances(kept[name], fresh[name])
        off = rows[rows["z"] > SURE].sort_values("z", ascending=False)
        if len(off) > allowed(len(rows)) or (rows["z"] > NEVER).any():
            found.append(f"{name}: {len(off)} of {len(rows)} rows disagree\n{off.head(8).to_string()}")
    return found


# --- a fresh small run -------------------------------------------------------------------------------------------


def lighter(text, weeks, scenario_weeks):
    """A design with other luck and less to play: fewer runs of a point, or a smaller sample of points."""
    tables = tomllib.loads(text)
    study, sampling, factors = tables["study"], tables.get("sampling"), tables.get("factors", {})
    cost = study.get("horizon", scenario_weeks) * max(len(tables.get("arms", {})), 1)
    for factor in factors.values():
        cost *= len(factor.get("values", ())) or factor.get("range", {}).get("steps", 1)
    changes = {"study": {}, "sampling": {}}
    if sampling:
        sampled = sum("distribution" in factor for factor in factors.values())
        block = {"saltelli": sampled + 2, "morris": sampled + 1}.get(sampling["method"], 1)
        points = max(int(weeks / (cost * study["runs"] * block)), FEWEST if block == 1 else FEWEST // 2)
        if sampling["method"] in ("saltelli", "sobol"):
            points = max(2 ** int(np.log2(points)), 64)
        changes["sampling"] = {"points": min(points, sampling["points"]), "seed": OTHER_LUCK}
    else:
        changes["study"] = {"seed": OTHER_LUCK, "runs": min(max(int(weeks / cost), FEWEST), study["runs"])}
    return rewritten(text, changes)


def rewritten(text, changes):
    """A TOML text with some keys of its tables set to other numbers, the rest as it was."""
    lines, here = [], ""
    for line in text.splitlines():
        if header := re.match(r"\[([\w.-]+)\]", line):
            here = header[1]
            lines += [line, *(f"{key} = {value}" for key, value in changes.get(here, {}).items())]
        elif line.split("=")[0].strip() not in changes.get(here, {}):
            lines.append(line)
    return "\n".join(lines) + "\n"


@cache
def played(name):
    """Tables of a fresh run of a folder, and the committed ones."""
    work = Path(mkdtemp(prefix="gallery-"))
    try:
        folder = Path(shutil.copytree(ROOT / "experiments" / name, work / "experiments" / name))
        designs = list(folder.glob("design*.toml"))
        for path in designs:
            scenario = load_design(path, trust=True).base.scenario.horizon
            path.write_text(lighter(path.read_text("utf-8"), RUN_WEEKS / len(designs), scenario), "utf-8")
        found = tables_of(folder, play_folder(folder, work / "bulk"))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return {key: table for key, table in found.items() if key != SIGNS and not key.endswith("-detail")}


# --- the tests ---------------------------------------------------------------------------------------------------


def test_the_gallery_has_the_eleven_questions():
    assert set(FOLDERS) >= {
        "origin", "mediators", "styles", "bias", "arms", "ripeness", "two-tracks", "guarantees", "veto-players",
        "insincere-talks", "what-matters",
    }  # fmt: skip


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_is_whole(name):
    folder = ROOT / "experiments" / name
    assert {"design.toml", "run.py", "figures.py", "README.md"} <= {path.name for path in folder.iterdir()}
    assert (ROOT / "results" / name / "manifest.json").is_file()
    readme = (folder / "README.md").read_text("utf-8")
    images = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", readme)
    assert images
    assert [image for image in images if not (folder / image).is_file()] == []


@pytest.mark.parametrize("path", DESIGNS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_design_loads(path):
    assert load_design(path).title


def test_the_grain_deal_is_the_origin_scenario_with_one_deal_more():
    """What the file adds is compared run by run with the origin scenario, so nothing else may differ."""
    with_it = load(ROOT / "experiments" / "two-tracks" / "ukraine-grain.toml").model_dump()
    without = load("ukraine-2025").model_dump()
    assert [deal["issue"] for deal in with_it["deals"]] == [*(deal["issue"] for deal in without["deals"]), "black_sea"]
    for each in (with_it, without):
        del each["deals"], each["scenario"]["name"], each["scenario"]["title"]
    assert with_it == without


def test_the_styles_are_those_of_the_battery():
    """A copy: a design runs no Python from outside its folder, so a link is refused."""
    here = ROOT / "experiments" / "styles" / "policies.py"
    assert here.read_text("utf-8") == (ROOT / "diplomacy_abm" / "validation" / "styles.py").read_text("utf-8")


@pytest.mark.parametrize("name", FOLDERS)
def test_committed_tables_hold_results(name):
    tables = text_tables(name)
    assert tables
    for key, table in tables.items():
        assert {"estimate", "low", "high"} <= set(table.columns), key
        assert not table.duplicated(keys_of(table)).any(), key
        known = table.dropna(subset=["estimate", "low", "high"])
        slack = 1e-3 * known["estimate"].abs() + 1e-9
        assert (known["low"] <= known["estimate"] + slack).all(), key
        assert (known["estimate"] <= known["high"] + slack).all(), key


@pytest.mark.slow
@pytest.mark.parametrize("name", FOLDERS)
def test_committed_tables_agree_with_a_fresh_run(name):
    """No more rows of a table disagree at 99.9 % than :func:`allowed` says, and none beyond all chance."""
    found = complaints(text_tables(name), played(name))
    assert not found, "\n".join(found)


@pytest.mark.slow
def test_an_altered_table_is_noticed():
    """One wrong number among the larger tables, a table of wrong numbers, a lost row and a lost table."""
    name = "guarantees"
    kept, fresh = text_tables(name), played(name)
    table = max(kept, key=lambda key: len(kept[key]))

    def with_rows(change):
        return complaints(kept | {table: change(kept[table].copy())}, fresh)

    def one(rows):
        place = (rows["estimate"] - 0.5).abs().idxmax()
        rows.loc[place, ["estimate", "low", "high"]] = 1.0 - rows.loc[place, ["estimate", "high", "low"]].to_numpy()
        return rows

    def all_a_little(rows):
        shift = 0.15 * np.where(rows["estimate"] < 0.5, 1.0, -1.0)
        return rows.assign(**{column: rows[column] + shift for column in ("estimate", "low", "high")})

    assert with_rows(lambda rows: rows) == []
    assert with_rows(one)
    assert with_rows(all_a_little)
    with pytest.raises(AssertionError, match="the rows differ"):
        with_rows(lambda rows: rows.iloc[1:])
    assert complaints({key: rows for key, rows in kept.items() if key != table}, fresh)


def test_distance_uses_the_half_of_the_interval_that_faces_the_other():
    kept = pd.DataFrame({"k": ["a", "b", "c"], "estimate": [0.0, 0.5, 1.0], "low": [0.0, 0.4, 1.0],
                         "high": [0.1, 0.6, 1.0], "n": [40, 99, 9]})  # fmt: skip
    fresh = kept.assign(estimate=[0.1, 0.5, 1.0], low=[0.0, 0.3, 1.0], high=[0.4, 0.7, 1.0])
    z = distances(kept, fresh).set_index("k")["z"]
    assert z["a"] == pytest.approx((0.1 - 1e-4) / (np.hypot(0.1, 0.1) / 1.96))
    assert z["b"] == z["c"] == 0.0
    exact = fresh.assign(estimate=[0.1, 0.5, 0.9], low=[0.0, 0.3, 0.9], high=[0.4, 0.7, 0.9])
    assert np.isinf(distances(kept, exact).set_index("k")["z"]["c"])


def test_rules_on_how_many_rows_may_disagree():
    assert [allowed(rows) for rows in (1, 10, 100, 1000)] == [1, 1, 6, 51]


# --- numbers in the READMEs --------------------------------------------------------------------------------------

NUMBER = r"([−-]?\d+(?:\.\d+)?)"
STATED = re.compile(rf"{NUMBER}(?: ?%)?(?: \w+)? ?[(\[]{NUMBER} ?%?(?: ?– ?| to |, ?){NUMBER} ?%?[)\]]")
"""An estimate with its interval: ``12 % (9–15)``, ``0.31 [0.2, 0.4]``, ``-3 (-5 to -1)``."""


def stated(text):
    """Estimates with intervals that a text states, as three texts each."""
    return [tuple(part.replace("−", "-") for part in found) for found in STATED.findall(text)]


def is_in(numbers, rows):
    """Whether a row of the tables rounds to the three numbers, as they are or in per cent, of either sign."""
    for scale in (1.0, 100.0, -1.0, -100.0):
        values = rows * scale if scale > 0 else rows[:, [0, 2, 1]] * scale
        near = np.ones(len(rows), dtype=bool)
        for place, text in enumerate(numbers):
            step = 10.0 ** -len(text.partition(".")[2])
            near &= np.abs(values[:, place] - float(text)) <= 0.5001 * step + 1e-3 * np.abs(values[:, place])
        if near.any():
            return True
    return False


@pytest.mark.parametrize("name", FOLDERS)
def test_numbers_of_the_readme_are_in_the_tables(name):
    readme = (ROOT / "experiments" / name / "README.md").read_text("utf-8")
    tables = [pd.read_csv(path) for path in (ROOT / "results" / name).glob("*.csv")]
    parts = [table[["estimate", "low", "high"]] for table in tables if {"estimate", "low"} <= set(table)]
    rows = pd.concat(parts).to_numpy(dtype=float)
    assert [numbers for numbers in stated(readme) if not is_in(numbers, rows)] == []


def test_stated_numbers_are_found_and_looked_up():
    text = "Of the runs 12 % (9–15) sign, 0.31 [0.2, 0.4]; the difference is −3.0 points (−5.0 to −1.0)."
    assert stated(text) == [("12", "9", "15"), ("0.31", "0.2", "0.4"), ("-3.0", "-5.0", "-1.0")]
    rows = np.array([[0.1199, 0.0904, 0.1502]])
    assert is_in(("12", "9", "15"), rows)
    assert not is_in(("13", "9", "15"), rows)
