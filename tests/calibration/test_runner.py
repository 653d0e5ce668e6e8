"""From a file to a posterior on the engine: stopped anywhere, it ends with the same bytes."""

import json

import numpy as np
import pandas as pd
import pytest

from diplomacy_abm.calibration.recovery import recover
from diplomacy_abm.calibration.runner import calibrate
from diplomacy_abm.calibration.simulate import Simulator
from diplomacy_abm.calibration.study import load_study
from diplomacy_abm.results.calibrated import open_calibration
from diplomacy_abm.results.export import ResultsError
from tests.calibration.studies import normal_model, normals_of, study_file


def contents(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return load_study(study_file(tmp_path_factory.mktemp("study")))


@pytest.fixture(scope="module")
def whole(study, tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole") / "out"
    calibrate(study, folder, workers=1)
    return folder


def test_a_calibration_leaves_tables_that_hang_together(study, whole):
    done = open_calibration(whole)
    assert done.name == "small"
    assert list(done.posterior["parameter"]) == ["exchange_cost", "seen_cost"]
    assert list(done.predictive["statistic"]) == ["exchanges", "talks", "fights"]
    assert done.particles["weight"].sum() == pytest.approx(1.0)
    assert done.rounds["round"].tolist() == [0, 1, 2, 3]
    assert done.rounds["runs"].tolist() == [80, 160, 240, 320]
    assert done.compared == {"exchanges": True, "talks": True, "fights": False}
    assert done.before["exchange_cost"] == pytest.approx(0.08)
    assert len(done.predicted) == 60
    row = done.posterior.iloc[0]
    mean = np.average(done.particles["exchange_cost"], weights=done.particles["weight"])
    assert row["mean"] == pytest.approx(mean, rel=1e-4)
    assert row["low"] <= row["median"] <= row["high"]
    manifest = (whole / "manifest.json").read_text("utf-8")
    assert "/" not in json.loads(manifest)["scenario"]["name"]
    assert (whole / "study.toml").read_text("utf-8") == study.text


@pytest.mark.parametrize("after", [0, 2])
def test_stopped_and_taken_up_it_ends_with_the_same_bytes(study, whole, tmp_path, after):
    def stop(state):
        if state.last is not None and state.last.index == after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        calibrate(study, tmp_path / "out", workers=2, report=stop)
    assert len(list((tmp_path / "out" / "rounds").iterdir())) == after + 1
    earlier = []
    calibrate(study, tmp_path / "out", report=lambda state: earlier.append(state.earlier))
    assert earlier.count(True) == after + 1
    assert contents(tmp_path / "out") == contents(whole)


def test_a_damaged_round_and_what_followed_are_played_again(study, whole, tmp_path):
    calibrate(study, tmp_path / "out")
    path = tmp_path / "out" / "rounds" / "part-00001.parquet"
    path.write_bytes(path.read_bytes()[:200])
    calibrate(study, tmp_path / "out")
    assert contents(tmp_path / "out") == contents(whole)


def test_another_study_is_not_mixed_in(whole, tmp_path):
    other = load_study(study_file(tmp_path, calibration__seed=12))
    with pytest.raises(ResultsError, match="holds the calibration of another study"):
        calibrate(other, whole)
    with pytest.raises(ResultsError, match="holds another kind of calibration"):
        recover(load_study(study_file(tmp_path)), 2, whole)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine", "utf-8")
    with pytest.raises(ResultsError, match="is not empty and holds no calibration"):
        calibrate(other, tmp_path / "mine")


def test_the_order_and_number_of_threads_do_not_matter(study):
    values = np.array([[0.05, 0.02], [0.1, 0.05], [0.2, 0.0], [0.05, 0.02]])
    one = Simulator(study, 1)(values, 100)
    assert np.array_equal(one, Simulator(study, 2)(values, 100), equal_nan=True)
    assert np.array_equal(one[2:3], Simulator(study)(values[2:3], 102), equal_nan=True)


def test_the_parameter_reaches_the_runs(study):
    """Cheap exchanges are held more often than dear ones."""
    cheap, dear = (Simulator(study)(np.tile([cost, 0.03], (60, 1)), 0)[:, 0].mean() for cost in (0.02, 0.3))
    assert cheap > dear + 3


def test_recovery_is_taken_up_and_writes_ranks_and_coverage(study, tmp_path):
    ranks = recover(study, 3, tmp_path / "out")
    first = contents(tmp_path / "out")
    assert sorted(ranks["set"].unique()) == [0, 1, 2]
    assert ranks["rank"].between(0, 1).all()
    assert set(pd.read_csv(tmp_path / "out" / "coverage.csv")["parameter"]) == {"exchange_cost", "seen_cost", "all"}
    for name in ("sets/set-0001.csv", "recovery.csv"):
        (tmp_path / "out" / name).unlink()
    recover(study, 3, tmp_path / "out")
    assert contents(tmp_path / "out") == first
    path = tmp_path / "out" / "sets" / "set-0001.csv"
    for harmed in (b"", b"\xff", path.read_bytes()[:-30], path.read_bytes().replace(b"rank", b"bank")):
        path.write_bytes(harmed)
        with pytest.raises(ResultsError, match=r"set-0001\.csv: is damaged; delete it"):
            recover(study, 3, tmp_path / "out")


def test_known_parameters_are_found_again_with_coverage(tmp_path, monkeypatch):
    """On a model whose posterior is known the central intervals hold the truth as often as they say."""
    study = load_study(
        study_file(
            tmp_path, calibration__population=500, calibration__rounds=4, calibration__moves=2,
            calibration__acceptance=0.1, statistics__fights=None,
            parameters__seen_cost__prior={"normal": [0.5, 0.1]},
        )
    )

    class Normal:
        def __init__(self, study, workers=None):
            self.study = study

        def __call__(self, values, first):
            return normal_model(normals_of(self.study.priors, values), first)

    monkeypatch.setattr("diplomacy_abm.calibration.recovery.Simulator", Normal)
    ranks = recover(study, 100, tmp_path / "out")
    for share in (0.5, 0.8, 0.95):
        inside = (np.abs(ranks["rank"] - 0.5) <= share / 2).mean()
        # 200 of them, in pairs: three standard errors
        assert inside == pytest.approx(share, abs=3 * np.sqrt(share * (1 - share) / 200) + 0.02), share
    assert ranks["rank"].mean() == pytest.approx(0.5, abs=0.07)
    error = ranks["mean"] - ranks["true"]
    spread = ranks.groupby("parameter")["true"].transform("std")
    # the posterior of such a record has .71 of the spread of the prior
    assert np.sqrt(((error / spread) ** 2).mean()) == pytest.approx(0.71, abs=0.1)


@pytest.mark.slow
def test_known_parameters_of_a_war_are_found_again(tmp_path):
    """Forty sets on the engine: intervals cover, and the posterior mean beats the prior's."""
    study = load_study(
        study_file(
            tmp_path, calibration__population=400, calibration__rounds=4, calibration__moves=2, calibration__keep=0.6,
            calibration__horizon=78, calibration__acceptance=0.1,
        )
    )
    ranks = recover(study, 40, tmp_path / "out")
    cost = ranks[ranks["parameter"] == "exchange_cost"]
    for share in (0.5, 0.8, 0.95):
        inside = (np.abs(ranks["rank"] - 0.5) <= share / 2).mean()
        assert inside == pytest.approx(share, abs=3 * np.sqrt(share * (1 - share) / 80) + 0.02), share
    error = np.sqrt(((cost["mean"] - cost["true"]) ** 2).mean())
    assert error < 0.75 * cost["true"].std()
