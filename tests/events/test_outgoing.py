"""From a run to coded acts and files, and back."""

from __future__ import annotations

import csv
import tempfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import diplomacy_abm
from diplomacy_abm.events import aggregate_result, export_events, import_events
from diplomacy_abm.events.codes import codebook
from diplomacy_abm.events.layouts import GDELT_COLUMNS, ICEWS_COLUMNS, POLECAT_COLUMNS
from diplomacy_abm.events.outgoing import MUTUAL, TO_BOTH, TO_THE_OTHER, dyadic
from diplomacy_abm.events.writers import WRITERS
from diplomacy_abm.moves import catalogue
from diplomacy_abm.results import Run
from diplomacy_abm.vocabulary import Aim, Channel
from tests.events.made import CARD, act, run_of
from tests.fixtures_frames import made_up_ensemble

LAYOUTS = list(WRITERS)
SAME = ["period", "source", "target", "events"]


@pytest.fixture(scope="module")
def war() -> Run:
    return diplomacy_abm.run("ukraine-2025", seed=7)


def acts(*rows: dict[str, object]) -> list[tuple[str, str, str]]:
    made = dyadic(run_of(*rows).events.assign(case="run 0"), CARD)
    return list(zip(made["source"], made["target"], made["cameo"], strict=True))


def test_a_strike_is_one_act_and_waiting_is_none():
    assert acts(act(0, "RUS", "UKR", "strike", "195"), act(0, "UKR", "", "hold", "")) == [("RUS", "UKR", "195")]


def test_a_round_is_an_act_in_each_direction():
    rows = acts(act(0, "RUS", "UKR", "round", "046", via="TUR"))
    assert sorted(rows) == [("RUS", "UKR", "046"), ("UKR", "RUS", "046")]


def test_a_mirror_agreement_is_signed_with_the_mediator():
    rows = acts(act(0, "RUS", "UKR", "sign", "057", via="TUR"))
    assert sorted(rows) == [
        ("RUS", "TUR", "057"), ("TUR", "RUS", "057"), ("TUR", "UKR", "057"), ("UKR", "TUR", "057"),
    ]  # fmt: skip
    direct = acts(act(0, "RUS", "UKR", "sign", "057"))
    assert sorted(direct) == [("RUS", "UKR", "057"), ("UKR", "RUS", "057")]


def test_an_invitation_goes_to_both_sides_and_an_offer_to_the_other():
    assert acts(act(0, "TUR", "", "convene", "039")) == [("TUR", "RUS", "039"), ("TUR", "UKR", "039")]
    assert acts(act(0, "UKR", "", "offer", "037", via="TUR")) == [("UKR", "RUS", "037")]
    assert acts(act(0, "RUS", "", "reject", "127", accepted="no")) == [("RUS", "UKR", "127")]


def test_the_order_of_the_record_is_kept():
    rows = [act(step, "RUS", "UKR", "strike", "195") if step % 2 else act(step, "TUR", "", "convene", "039")
            for step in range(6)]  # fmt: skip
    made = dyadic(run_of(*rows).events.assign(case="run 0"), CARD)
    assert made["step"].is_monotonic_increasing
    assert len(made) == 3 + 3 * 2


def test_every_coded_move_at_nobody_has_a_rule():
    coded = [move for move in catalogue() if move.cameo]
    assert {move.name for move in coded if move.aim == Aim.NOBODY and move.channel != Channel.OUTCOME} == set(TO_BOTH)
    assert set(MUTUAL) | set(TO_THE_OTHER) <= {move.name for move in coded}


def test_no_act_of_a_real_run_is_lost(war: Run):
    made = dyadic(war.events.assign(case="run 0"), diplomacy_abm.results.card.card(war.scenario))
    assert (made["source"] != "").all()
    assert (made["target"] != "").all()
    assert (made["source"] != made["target"]).all()
    coded = war.events[war.events["cameo"] != ""]
    assert set(made["move"]) == set(coded["move"])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_is_written_is_read_again(war: Run, tmp_path: Path, layout: str):
    written, left = export_events(war, tmp_path / "out.txt", layout)
    back = import_events([tmp_path / "out.txt"])
    assert (back.rows, back.used, left) == (written, written, 0)
    ours = aggregate_result(war)
    pd.testing.assert_frame_equal(back.table[SAME], ours[SAME])
    if layout == "gdelt":
        pd.testing.assert_frame_equal(back.table, ours)


def test_icews_has_its_own_weight_of_sanctions(tmp_path: Path):
    made = run_of(act(0, "USA", "RUS", "sanction", "163"))
    weights = {}
    for layout in LAYOUTS:
        export_events(made, tmp_path / layout, layout)
        weights[layout] = import_events([tmp_path / layout]).table["mean_goldstein"].item()
    assert weights == {"icews": -6.5, "gdelt": -8.0, "plover": -8.0}


def test_the_columns_are_those_of_the_layouts(war: Run, tmp_path: Path):
    for layout, columns, header in (
        ("icews", ICEWS_COLUMNS, 1), ("gdelt", GDELT_COLUMNS, 0), ("plover", POLECAT_COLUMNS, 1),
    ):  # fmt: skip
        export_events(war, tmp_path / "out", layout)
        with (tmp_path / "out").open(encoding="utf-8", newline="") as file:
            table = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        assert {len(row) for row in table} == {len(columns)}
        assert (tuple(table[0]) == columns) == bool(header)


def test_a_gdelt_row_in_full(tmp_path: Path):
    export_events(run_of(act(2, "EUN", "RUS", "sanction", "163")), tmp_path / "out", "gdelt")
    row = dict(zip(GDELT_COLUMNS, (tmp_path / "out").read_text("utf-8").rstrip("\n").split("\t"), strict=True))
    filled = {name: value for name, value in row.items() if value}
    assert filled == {
        "GLOBALEVENTID": "1", "SQLDATE": "20251201", "MonthYear": "202512", "Year": "2025", "FractionDate": "2025.9068",
        "Actor1Code": "IGOEUREEC", "Actor1Name": "EUROPEAN UNION", "Actor1KnownGroupCode": "EEC",
        "Actor1Type1Code": "IGO",
        "Actor2Code": "RUSGOV", "Actor2Name": "RUSSIA", "Actor2CountryCode": "RUS", "Actor2Type1Code": "GOV",
        "IsRootEvent": "1", "EventCode": "163", "EventBaseCode": "163", "EventRootCode": "16", "QuadClass": "4",
        "GoldsteinScale": "-8", "SOURCEURL": "diplomacy_abm:made-up?seed=1&case=0",
    }  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_label_of_the_scenario_comes_back_as_it_was(tmp_path: Path, layout: str):
    made = run_of(act(2, "EUN", "ALF", "sanction", "163"))
    export_events(made, tmp_path / "out", layout)
    assert import_events([tmp_path / "out"], ("EUN", "ALF")).table["source"].tolist() == ["EUN"]


def test_statements_have_no_plover_type(tmp_path: Path):
    made = run_of(act(0, "USA", "RUS", "say", "010"), act(0, "USA", "RUS", "sanction", "163"))
    assert export_events(made, tmp_path / "out", "plover") == (1, 1)


def test_an_ensemble_is_written_run_by_run(tmp_path: Path):
    made = made_up_ensemble(3, keep=True)
    rows = [act(0, "RUS", "UKR", "strike", "195"), act(1, "UKR", "RUS", "strike", "195")]
    events = pd.concat([run_of(*rows).events.assign(run=number) for number in range(3)], ignore_index=True)
    ensemble = replace(made, events=events)
    assert export_events(ensemble, tmp_path / "out", "icews") == (6, 0)
    stories = [line.split("\t")[11] for line in (tmp_path / "out").read_text("utf-8").splitlines()[1:]]
    assert stories == ["0", "0", "1", "1", "2", "2"]
    assert import_events([tmp_path / "out"]).table["events"].tolist() == [3, 3]
    by_run = aggregate_result(ensemble, by_run=True)
    assert by_run.groupby("case")["events"].sum().to_dict() == {"run 0": 2, "run 1": 2, "run 2": 2}


def test_of_many_runs_the_first_can_be_taken():
    rows = [act(0, "RUS", "UKR", "strike", "195"), act(1, "UKR", "RUS", "strike", "195")]
    events = pd.concat([run_of(*rows).events.assign(run=number) for number in range(5)], ignore_index=True)
    ensemble = replace(made_up_ensemble(5, keep=True), events=events)
    assert set(aggregate_result(ensemble, by_run=True, most=2)["case"]) == {"run 0", "run 1"}
    assert aggregate_result(ensemble, most=7)["events"].sum() == 10


def test_events_that_were_not_kept_are_told(tmp_path: Path):
    with pytest.raises(ValueError, match="were not kept; run it with --keep-events"):
        export_events(made_up_ensemble(2, keep=False), tmp_path / "out", "icews")
    assert not list(tmp_path.iterdir())
    with pytest.raises(ValueError, match="must be one of icews, gdelt, plover"):
        export_events(made_up_ensemble(2), tmp_path / "out", "cameo")


DOERS = st.sampled_from(["RUS", "UKR", "TUR", "EUU", "ROU", "UNO"])
FULL_CODES = st.sampled_from([code for code in codebook() if len(code) > 2])
DRAWN = st.tuples(st.integers(0, 60), DOERS, DOERS, FULL_CODES)


@settings(max_examples=25, deadline=None)
@given(st.lists(DRAWN, min_size=1, max_size=12), st.sampled_from(["icews", "gdelt"]))
def test_any_acts_survive_the_way_out_and_back(drawn: list[tuple[int, str, str, str]], layout: str):
    made = run_of(*(act(step, one, other, "any", code) for step, one, other, code in drawn if one != other))
    if made.events.empty:
        return
    with tempfile.TemporaryDirectory() as folder:
        export_events(made, Path(folder) / "out", layout)
        back = import_events([Path(folder) / "out"]).table
    ours = aggregate_result(made)
    kept = ["period", "source", "target", "events", "verbal_cooperation", "material_conflict"]
    pd.testing.assert_frame_equal(back[kept], ours[kept])
