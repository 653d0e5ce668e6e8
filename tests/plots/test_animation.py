"""A film of a run: one frame a week, the same colours throughout, nothing left behind when it cannot be written."""

from __future__ import annotations

import itertools
import shutil

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from diplomacy_abm import api
from diplomacy_abm.cli import main
from diplomacy_abm.plots import animate
from diplomacy_abm.plots import animation as module
from diplomacy_abm.plots.animation import Film, captions
from diplomacy_abm.results.export import write_ensemble, write_run


@pytest.fixture(scope="module")
def run():
    return api.run("minimal", seed=2, steps=5)


def test_a_gif_has_a_frame_a_week_and_they_differ(run, tmp_path):
    path = animate(run, tmp_path / "run.gif", fps=5)
    assert [each.name for each in tmp_path.iterdir()] == ["run.gif"]
    frames = []
    with Image.open(path) as film:
        assert film.n_frames == 5
        assert film.info["duration"] == 200
        for number in range(5):
            film.seek(number)
            frames.append(np.asarray(film.convert("RGB"), dtype=int))
    assert all(np.abs(one - other).max() > 60 for one, other in itertools.pairwise(frames))


def test_actors_stand_still_and_captions_are_short(run):
    film = Film(run)
    film.draw(0)
    before = dict(film.places)
    film.draw(4)
    assert film.places == before
    assert "week 5 of 5" in film.heading.get_text()
    found = captions(api.run("ukraine-2025", seed=3, steps=6))
    assert found
    assert all(len(text.splitlines()) <= 2 for text in found.values())


def test_the_future_is_veiled(run):
    film = Film(run)
    film.draw(1)
    left, right = film.veil.get_x(), film.veil.get_x() + film.veil.get_width()
    low, high = film.track.get_xlim()
    assert low < left < right
    assert right == pytest.approx(high)


def test_the_command_writes_a_film_of_a_run_only(run, tmp_path):
    write_run(run, tmp_path / "r")
    done = CliRunner().invoke(main, ["plot", str(tmp_path / "r"), "--animate", str(tmp_path / "r.gif")])
    assert done.exit_code == 0, done.output
    with Image.open(tmp_path / "r.gif") as film:
        assert film.n_frames == 5
    write_ensemble(api.run_ensemble("minimal", 2, steps=3, engine="mesa"), tmp_path / "e")
    done = CliRunner().invoke(main, ["plot", str(tmp_path / "e"), "--animate", str(tmp_path / "e.gif")])
    assert done.exit_code == 2
    assert "--animate is for runs" in done.output
    assert not (tmp_path / "e.gif").exists()


def test_what_cannot_be_written_is_one_line_and_leaves_nothing(run, tmp_path, monkeypatch):
    with pytest.raises(ValueError, match=r"neither .gif nor .mp4"):
        animate(run, tmp_path / "run.avi")
    monkeypatch.setattr(module.FFMpegWriter, "isAvailable", lambda: False)
    with pytest.raises(ValueError, match="needs ffmpeg"):
        animate(run, tmp_path / "run.mp4")

    def broken(self, frame):
        raise RuntimeError("stop")

    monkeypatch.setattr(Film, "draw", broken)
    with pytest.raises(RuntimeError):
        animate(run, tmp_path / "run.gif")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_an_mp4_is_written_where_there_is_ffmpeg(run, tmp_path):
    path = animate(run, tmp_path / "run.mp4")
    assert path.read_bytes()[4:8] == b"ftyp"
