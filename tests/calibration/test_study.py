"""Study files: what is read, what is refused and in which words."""

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
import tomli_w

from diplomacy_abm.calibration.study import StudyError, load_study
from diplomacy_abm.scenario import ScenarioError
from tests.calibration.studies import study_file

HISTORY = {
    "events": [
        {
            "date": dt.date(2025, 3, 3), "label": "money", "actor": "ALF", "variable": "capability", "change": 0.1,
            "source": "x",
        }
    ]
}


def test_a_study_is_read(tmp_path):
    study = load_study(study_file(tmp_path))
    assert [prior.name for prior in study.priors] == ["exchange_cost", "seen_cost"]
    assert study.observed.tolist() == [10, 2, 0.5]
    assert study.weights.tolist() == [1, 1, 0]
    assert study.scenario.scenario.horizon == 30
    assert study.seed == 11
    assert study.label_of("exchange_cost") == "exchange cost"


def test_a_prior_is_cut_to_the_range_of_its_parameter(tmp_path):
    study = load_study(study_file(tmp_path, parameters__seen_cost__prior={"normal": [0.02, 0.1], "high": 0.5}))
    assert (study.priors[1].low, study.priors[1].high) == (0.0, 0.5)


def test_the_history_comes_after_the_scenarios_own_events(tmp_path):
    (tmp_path / "history.toml").write_text(tomli_w.dumps(HISTORY), "utf-8")
    study = load_study(study_file(tmp_path, calibration__history="history.toml"))
    assert [event.label for event in study.scenario.events][-1] == "money"


def test_a_record_is_measured_as_the_runs_are(tmp_path):
    lines = "# a remark\ndate,talks\n2025-01-06,1\n2025-01-10,1\n2025-01-20,0\n2025-02-03,1\n2030-01-01,5\n"
    (tmp_path / "record.csv").write_text(lines, "utf-8")
    study = load_study(
        study_file(tmp_path, statistics__talks__observed=None, statistics__talks__table="record.csv",
                   statistics__talks__column="talks")
    )
    assert study.observed[1] == 3


def test_the_fingerprint_knows_what_matters(tmp_path):
    base = load_study(study_file(tmp_path)).fingerprint
    assert load_study(study_file(tmp_path, calibration__title="Another")).fingerprint == base
    assert load_study(study_file(tmp_path, statistics__talks__label="rounds")).fingerprint == base
    for change in (
        {"calibration__seed": 12}, {"calibration__rounds": 4}, {"statistics__talks__observed": 3},
        {"parameters__seen_cost__prior": {"uniform": [0.0, 0.2]}}, {"settings": {"front.share": 0.6}},
    ):  # fmt: skip
        assert load_study(study_file(tmp_path, **change)).fingerprint != base, change


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"calibration__rounds": 0}, "calibration.rounds: is 0, must be from 1 to 1000"),
        ({"calibration__keep": 1.0}, "calibration.keep: is 1.0, must be above 0 and below 1"),
        ({"calibration__sed": 1}, "calibration.sed: unknown key; did you mean seed?"),
        ({"calibration__name": "My study"}, 'calibration.name: is "My study", must be small letters, digits and \'-\''),
        ({"calibration__scenario": "minimall"}, "did you mean minimal?"),
        ({"calibration__history": "none.toml"}, "none.toml: no such history beside this file"),
        ({"parameters": {}}, "parameters: is empty, must have at least 1 entry"),
        ({"parameters__exchange_cst": {"prior": {"uniform": [0, 1]}, "source": "x"}},
         "parameters.exchange_cst: unknown parameter; did you mean exchange_cost?"),
        ({"parameters__seen_cost__prior": {"uniform": [0.1, 0.0]}},
         "prior.uniform: goes from 0.1 to 0, must go from less to more"),
        ({"parameters__seen_cost__prior": {"uniform": [0.1]}},
         "prior.uniform: has 1 numbers, must be [lowest, highest]"),
        ({"parameters__seen_cost__prior": {}}, "prior: names none, must have exactly one of uniform"),
        ({"parameters__seen_cost__prior": {"uniform": [0, 1], "beta": [1, 1]}}, "has uniform and beta"),
        ({"parameters__seen_cost__prior": {"gamma": [0, 1]}}, "prior.gamma: unknown key"),
        ({"parameters__seen_cost__prior": {"lognormal": [-1.0, 0.5]}}, "has -1 first, must be above 0"),
        ({"parameters__seen_cost__prior": {"uniform": [2.0, 3.0]}}, "must lie within the range 0 to 1"),
        ({"settings": {"parameters.seen_cost": 0.1}}, "is among the settings too, must be sought or set"),
        ({"settings": {"actors.XYZ.cost": 0.1}}, "no actor XYZ"),
        ({"calibration__summary": "regression", "statistics__talks__weight": 2.0},
         'statistics.talks.weight: is 2, must be 0 or 1 with summary = "regression"'),
        ({"calibration__summary": "regression", "statistics__talks__scale": 3.0},
         'statistics.talks.scale: is 3, must be left out with summary = "regression"'),
        ({"statistics__talks__series": "round"}, 'series: is "round", no such series; did you mean rounds?'),
        ({"statistics__talks__measure": "sum"}, 'measure: is "sum", must be "total"'),
        ({"statistics__talks__observed": None}, "must have exactly one of observed and table"),
        ({"statistics__talks__column": "x"}, "must have table and column together"),
        ({"statistics__talks__every": 20}, "reads 30 steps, must read two blocks of 20 at least"),
        ({"statistics__weight": {"label": "x", "series": "rounds", "measure": "total", "observed": 1, "source": "x"}},
         "statistics.weight: is a column of the table of particles, must be another name"),
        ({"statistics": {"only": {"label": "x", "series": "rounds", "measure": "total", "observed": 1, "weight": 0,
                                  "source": "x"}}}, "have all the weight 0"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_in_one_line(tmp_path, changes, told):
    with pytest.raises((StudyError, ScenarioError)) as error:
        load_study(study_file(tmp_path, **changes))
    assert told in str(error.value)
    assert all(line for line in str(error.value).splitlines())


def test_the_direct_summary_takes_weights_and_scales_the_regression_weight_zero(tmp_path):
    study = load_study(study_file(tmp_path, statistics__talks__weight=2.0, statistics__talks__scale=3.0))
    assert study.weights.tolist() == [1, 2, 0]
    assert load_study(study_file(tmp_path, calibration__summary="regression")).weights.tolist() == [1, 1, 0]


def test_dates_outside_the_runs_are_refused(tmp_path):
    with pytest.raises(StudyError, match=r"talks\.from: is 2020-01-01, must be from 2025-01-06 to 2025-08-04"):
        load_study(study_file(tmp_path, statistics__talks__from=dt.date(2020, 1, 1)))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("when,talks\n", "record.csv has no column date; it has when, talks"),
        ("date,rounds\n", "record.csv has no column talks"),
        ("date,talks\n2025-01-06,many\n", "record.csv: row 1: must have a date and a number or nothing"),
        ("date,talks\n", "has no total in record.csv"),
    ],
)
def test_a_record_that_cannot_be_read_is_told(tmp_path, text, told):
    (tmp_path / "record.csv").write_text(text, "utf-8")
    with pytest.raises(StudyError) as error:
        load_study(
            study_file(tmp_path, statistics__talks__observed=None, statistics__talks__table="record.csv",
                       statistics__talks__column="talks")
        )
    assert told in str(error.value)


def test_a_history_holds_events_only(tmp_path):
    (tmp_path / "history.toml").write_text(tomli_w.dumps(HISTORY) + "\n[front]\nshare = 0.5\n", "utf-8")
    with pytest.raises(StudyError, match=r"history\.toml: has front, must have"):
        load_study(study_file(tmp_path, calibration__history="history.toml"))


def test_changes_from_outside_replace_the_files(tmp_path):
    assert load_study(study_file(tmp_path), {"population": 70}).header.population == 70
    with pytest.raises(StudyError, match=r"calibration\.population"):
        load_study(study_file(tmp_path), {"population": 1})


def test_no_file_and_a_folder_are_told(tmp_path):
    with pytest.raises(StudyError, match=r"^none.toml: no such file, must be a study file$"):
        load_study(tmp_path / "none.toml")
    with pytest.raises(StudyError, match="is a folder"):
        load_study(tmp_path)


def test_the_shipped_study_is_sound_and_its_record_is_that_of_the_facts():
    study = load_study(Path(__file__).parents[2] / "experiments" / "calibration" / "study.toml")
    observed = {statistic.name: statistic.observed for statistic in study.statistics}
    assert observed["talk_weeks_opening"] == 5
    assert observed["talk_weeks_after"] == 3
    assert observed["longest_silence"] == 162
    assert observed["missile_variation"] == pytest.approx(0.92, abs=0.01)
    assert np.isfinite(study.observed).all()
    assert all(event.source for event in study.scenario.events)
