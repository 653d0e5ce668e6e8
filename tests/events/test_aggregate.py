"""Aggregates: sums, periods, files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diplomacy_abm.events import read_aggregates, real_series, write_aggregates
from diplomacy_abm.events.aggregate import EVERY, Tallies, dyad, is_table, periods, read_table
from diplomacy_abm.events.codes import QUADS

SCHEMA = {
    "date": pl.Date, "source": pl.String, "target": pl.String, "quad": pl.Int8, "goldstein": pl.Float64,
    "fatalities": pl.Float64,
}  # fmt: skip
ACT = st.tuples(
    st.dates(dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
    st.sampled_from(["RUS", "UKR"]),
    st.sampled_from(["TUR", "USA"]),
    st.integers(1, 4),
    st.one_of(st.none(), st.integers(-10, 10).map(float)),
    st.one_of(st.none(), st.integers(0, 9).map(float)),
)


def frame(rows: list[tuple]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def tallied(rows: list[tuple], every: str = "week") -> pd.DataFrame:
    tallies = Tallies(every)  # type: ignore[arg-type]
    tallies.add(frame(rows))
    return tallies.frame()


@settings(max_examples=60, deadline=None)
@given(st.lists(ACT, min_size=1, max_size=40), st.sampled_from(EVERY))
def test_nothing_is_lost_or_counted_twice(rows: list[tuple], every: str):
    table = tallied(rows, every)
    assert table["events"].sum() == len(rows)
    assert (table[list(QUADS)].sum(axis=1) == table["events"]).all()
    assert table["fatalities"].sum() == sum(row[5] or 0 for row in rows)
    for number, name in enumerate(QUADS, start=1):
        assert table[name].sum() == sum(row[3] == number for row in rows)
    assert not table.duplicated(["period", "source", "target"]).any()
    assert table["mean_goldstein"].dropna().between(-10, 10).all()


@settings(max_examples=40, deadline=None)
@given(st.lists(ACT, min_size=2, max_size=30), st.data())
def test_blocks_in_any_cut_give_the_same_sums(rows: list[tuple], data: st.DataObject):
    cut = data.draw(st.integers(1, len(rows) - 1))
    tallies = Tallies("week")
    tallies.add(frame(rows[:cut]))
    tallies.add(frame(rows[cut:]))
    pd.testing.assert_frame_equal(tallies.frame(), tallied(rows))


def test_many_blocks_are_put_together_on_the_way():
    tallies = Tallies("day")
    for _ in range(150):
        tallies.add(frame([(dt.date(2024, 1, 1), "RUS", "UKR", 4, -10.0, 2.0)]))
        assert len(tallies._parts) <= 65
    only = tallies.frame().iloc[0]
    assert (only["events"], only["fatalities"], only["mean_goldstein"]) == (150, 300.0, -10.0)


def test_weeks_begin_on_monday_and_months_on_the_first():
    sunday, monday = dt.date(2024, 3, 31), dt.date(2024, 4, 1)
    rows = [(day, "RUS", "UKR", 4, -10.0, None) for day in (sunday, monday)]
    assert tallied(rows)["period"].dt.strftime("%Y-%m-%d").tolist() == ["2024-03-25", "2024-04-01"]
    assert tallied(rows, "month")["period"].dt.strftime("%Y-%m-%d").tolist() == ["2024-03-01", "2024-04-01"]


def test_no_weights_is_no_mean_and_not_zero():
    table = tallied([(dt.date(2024, 1, 1), "RUS", "UKR", 4, None, None)])
    assert table["mean_goldstein"].isna().all()
    assert table["fatalities"].isna().all()


@settings(max_examples=40, deadline=None)
@given(st.lists(ACT, min_size=1, max_size=30))
def test_net_is_the_sum_of_the_weights_that_there_are(rows: list[tuple]):
    """Acts without a weight count as acts, and add nothing to the net score."""
    table = tallied(rows)
    for source, target in {(row[1], row[2]) for row in rows}:
        here = [row[4] for row in rows if (row[1], row[2]) == (source, target)]
        series = dyad(table, source, target)
        assert series["net"].sum() == pytest.approx(sum(weight or 0.0 for weight in here))
        assert series["weighed"].sum() == sum(weight is not None for weight in here)
        assert series["events"].sum() == len(here)


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
@pytest.mark.parametrize("every", EVERY)
def test_a_table_survives_its_file(tmp_path: Path, suffix: str, every: str):
    rows = [(dt.date(2024, 1, 1), "RUS", "NA", 4, -10.0, 2.0), (dt.date(2024, 5, 9), "NA", "RUS", 1, None, None)]
    table = tallied(rows, every)
    path = write_aggregates(table, tmp_path / "deep" / f"a.{suffix}")
    pd.testing.assert_frame_equal(read_aggregates(path), table)
    assert is_table(path)
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_periods_without_acts_are_zeros():
    rows = [(dt.date(2024, 1, 1), "RUS", "UKR", 4, -10.0, None), (dt.date(2024, 1, 22), "UKR", "RUS", 4, -9.0, 1.0)]
    table = tallied(rows)
    assert len(periods(table)) == 4
    series = dyad(table, "RUS", "UKR")
    assert series["events"].tolist() == [1, 0, 0, 0]
    assert series["net"].tolist() == [-10, 0, 0, 0]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("a,b\n1,2\n", "has no column 'every'"),
        ("every,period\nyear,2024-01-01\n", "must be one of day, week, month"),
        ("every,period\nweek,01/02/2024\n", "no date like 2025-11-17"),
        ("every,period,missiles\nweek,2024-01-01,3\n", "lacks the column 'source'"),
    ],
)
def test_a_file_that_is_no_table_is_one_line(tmp_path: Path, content: str, told: str):
    path = tmp_path / "x.csv"
    path.write_text(content, "utf-8")
    with pytest.raises(ValueError, match=told) as caught:
        read_aggregates(path)
    assert len(str(caught.value).splitlines()) == 1


def test_a_table_of_several_runs_is_not_one_series(tmp_path: Path):
    table = tallied([(dt.date(2024, 1, 1), "RUS", "UKR", 4, -10.0, None)])
    both = pd.concat([table.assign(case="run 0"), table.assign(case="run 1")])
    write_aggregates(both, tmp_path / "both.parquet")
    with pytest.raises(ValueError, match="more than one row for RUS > UKR of 2024-01-01"):
        read_aggregates(tmp_path / "both.parquet")


def test_broken_parquet_and_wrong_suffix(tmp_path: Path):
    (tmp_path / "x.parquet").write_bytes(b"PAR1")
    with pytest.raises(ValueError, match="cannot be read as a table"):
        read_table(tmp_path / "x.parquet")
    with pytest.raises(ValueError, match=r"must end in \.parquet or \.csv"):
        write_aggregates(tallied([(dt.date(2024, 1, 1), "RUS", "UKR", 4, -10.0, None)]), tmp_path / "x.xlsx")
    with pytest.raises(ValueError, match="no such file"):
        read_table(tmp_path / "none.csv")


def test_the_shipped_series_has_no_gap():
    table = real_series("ukraine-strikes")
    assert len(table) == 163
    assert (np.diff(table["period"]) == np.timedelta64(7, "D")).all()
    assert table[["missiles", "drones"]].notna().all().all()
    assert table["period"].iloc[-1] < pd.Timestamp("2025-11-17")
    with pytest.raises(ValueError, match="there are ukraine-strikes"):
        real_series("moon-strikes")
