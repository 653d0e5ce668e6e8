"""A calibration on disk: what its manifest says in words, and tables that are read only as they were written."""

import json

import pandas as pd
import pytest

from diplomacy_abm.results.calibrated import open_calibration
from diplomacy_abm.results.sound import ResultsError, as_text, sums

MANIFEST = {
    "format": 2, "kind": "calibration", "fingerprint": "f", "sets": 0, "seed": 1, "code": "c",
    "versions": {"numpy": "2"},
    "scenario": {"name": "minimal", "fingerprint": "g", "values": {"fatigue": 0.3}},
    "study": {
        "calibration": {"name": "small", "title": "A small one"},
        "parameters": {"fatigue": {"label": "fatigue of war"}, "honour": {"label": "honour"}},
        "statistics": {
            "talks": {"label": "talks", "unit": "weeks"}, "front": {"label": "front", "unit": "", "weight": 0.1},
            "fights": {"label": "fights", "weight": 0},
        },
    },
}  # fmt: skip
TABLE = pd.DataFrame({"parameter": ["fatigue", "honour"], "mean": [0.25, 0.5]})


@pytest.fixture
def folder(tmp_path):
    TABLE.to_csv(tmp_path / "posterior.csv", index=False)
    TABLE.to_parquet(tmp_path / "particles.parquet")
    (tmp_path / "files.json").write_text(json.dumps({"files": sums(tmp_path, {})}), "utf-8")
    (tmp_path / "manifest.json").write_text(as_text(MANIFEST), "utf-8")
    return tmp_path


def test_a_calibration_says_what_was_compared_and_in_which_words(folder):
    done = open_calibration(folder)
    assert repr(done) == "Calibrated('small', 2 parameters)"
    assert done.labels == {"fatigue": "fatigue of war", "honour": "honour"}
    assert done.statistic_labels == {"talks": "talks (weeks)", "front": "front", "fights": "fights"}
    # what has no weight was only looked at afterwards
    assert done.compared == {"talks": True, "front": True, "fights": False}
    assert done.before == {"fatigue": 0.3}
    assert done.posterior.equals(TABLE)
    assert done.particles.equals(TABLE)


def test_a_table_that_is_missing_changed_or_without_a_sum_is_told(folder):
    with pytest.raises(ResultsError, match=r"rounds\.csv is missing; calibrate the study again"):
        _ = open_calibration(folder).rounds
    # there, but nobody said how it was written
    TABLE.to_csv(folder / "predictive.csv", index=False)
    with pytest.raises(ResultsError, match=r"predictive\.csv is missing; calibrate"):
        _ = open_calibration(folder).predictive
    (folder / "posterior.csv").write_text("parameter,mean\nfatigue,.9\n", "utf-8")
    with pytest.raises(ResultsError, match=r"posterior\.csv: has .* bytes, must have"):
        _ = open_calibration(folder).posterior
    (folder / "particles.parquet").unlink()
    with pytest.raises(ResultsError, match=r"particles\.parquet is missing"):
        _ = open_calibration(folder).particles
    (folder / "files.json").unlink()
    with pytest.raises(ResultsError, match=r"posterior\.csv is missing"):
        _ = open_calibration(folder).posterior


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"kind": "study"}, "is not that of a calibration; name a folder that calibrate made"),
        ({"format": 1}, "format is 1; this version reads 2"), ({"sets": -1}, "sets: is -1"), ({"study": {}}, "study"),
    ],
)  # fmt: skip
def test_what_is_no_calibration_is_told(folder, changes, told):
    (folder / "manifest.json").write_text(as_text(MANIFEST | changes), "utf-8")
    with pytest.raises(ResultsError, match=told):
        open_calibration(folder)


def test_a_calibration_without_sums_of_files_that_fit_is_told(folder):
    (folder / "files.json").write_text('{"files": {"../x": {}}}', "utf-8")
    with pytest.raises(ResultsError, match=r"files\.json: files"):
        _ = open_calibration(folder).posterior
