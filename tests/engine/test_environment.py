"""Where we run: a damaged cache, no compiler, a wrong address, no main guard, a full disk; one line each."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from diplomacy_abm import api
from diplomacy_abm.cli import main
from diplomacy_abm.engine import cache
from diplomacy_abm.engine.pool import PoolError
from diplomacy_abm.engine.sealed import is_whole, sealed, sealing
from diplomacy_abm.experiment import cluster
from diplomacy_abm.results import ResultsError, write_run
from diplomacy_abm.results.parts import DiskFullError, write_aside
from diplomacy_abm.results.sound import whole_file
from tests.experiment.stores import BY_TEXT
from tests.fixtures_frames import made_up_run

ROOT = Path(__file__).resolve().parents[2]


def twice(x):
    return 2.0 * x


class Counting:
    """numba's cache of one small function, in a folder of the test; counts what is compiled."""

    def __init__(self, folder, monkeypatch):
        import numba

        monkeypatch.setattr(numba.config, "CACHE_DIR", str(folder))
        self.folder = folder

    def compiles(self):
        import numba

        made = numba.njit(cache=True)(twice)
        sealed(made)
        made.compile((numba.float64,))
        assert made(2.0) == 4.0
        return sum(made.stats.cache_misses.values())

    def files(self, ending):
        return next(self.folder.rglob(f"*.{ending}"))


@pytest.mark.parametrize("ending", ["nbi", "nbc"])
def test_what_is_damaged_in_the_cache_is_made_anew(tmp_path, monkeypatch, ending):
    cache_of_one = Counting(tmp_path, monkeypatch)
    assert (cache_of_one.compiles(), cache_of_one.compiles()) == (1, 0)
    path = cache_of_one.files(ending)
    sound = path.read_bytes()
    assert is_whole(sound)
    flipped = [sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :] for at in (0, len(sound) // 2, len(sound) - 1)]
    for harmed in (*flipped, sound[:-3], sound[:40], b"", b"no pickle"):
        path.write_bytes(harmed)
        assert (cache_of_one.compiles(), cache_of_one.compiles()) == (1, 0)
        assert is_whole(path.read_bytes())


def test_what_is_compiled_as_it_is_made_has_a_checksum_too(tmp_path, monkeypatch):
    import numba
    from numba.core import caching

    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    usual = caching.IndexDataCacheFile

    def hits():
        with sealing():
            made = numba.cfunc(numba.float64(numba.float64), cache=True)(twice)
        assert made.ctypes(2.0) == 4.0
        return made.cache_hits

    assert (hits(), hits()) == (0, 1)
    path = next(tmp_path.rglob("*.nbc"))
    sound = path.read_bytes()
    path.write_bytes(sound[: len(sound) // 2] + bytes([sound[len(sound) // 2] ^ 1]) + sound[len(sound) // 2 + 1 :])
    assert (hits(), hits()) == (0, 1)
    assert caching.IndexDataCacheFile is usual


def test_a_cache_that_cannot_be_written_costs_time_only(tmp_path, monkeypatch):
    cache_of_one = Counting(tmp_path, monkeypatch)
    monkeypatch.setattr("numba.core.caching.IndexDataCacheFile._save_data", full)
    assert (cache_of_one.compiles(), cache_of_one.compiles()) == (1, 1)


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["nbi", "nbc"])
def test_a_model_with_a_damaged_cache_starts_again(tmp_path, ending):
    words = [sys.executable, "-c", "from diplomacy_abm import run_ensemble as r; print(r('minimal', 2, seed=1).runs)"]
    env = {**os.environ, "DIPLOMACY_ABM_CACHE": str(tmp_path)}
    first = subprocess.run(words, env=env, capture_output=True, text=True, check=True, cwd=ROOT)
    path = next(tmp_path.rglob(f"*.{ending}"))
    sound = path.read_bytes()
    path.write_bytes(sound[: len(sound) // 2] + bytes([sound[len(sound) // 2] ^ 16]) + sound[len(sound) // 2 + 1 :])
    again = subprocess.run(words, env=env, capture_output=True, text=True, check=True, cwd=ROOT)
    assert again.stdout == first.stdout
    assert is_whole(path.read_bytes())


@pytest.mark.slow
def test_without_a_compiler_the_same_runs_are_played():
    words = [sys.executable, "-c", "from diplomacy_abm.cli import main; main()", "ensemble", "minimal", "--runs", "3",
             "--steps", "5", "--format", "json"]  # fmt: skip
    env = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    plain = subprocess.run(words, env=env, capture_output=True, text=True, cwd=ROOT, check=False)
    assert plain.returncode == 0, plain.stderr
    assert "NUMBA_DISABLE_JIT is set" in plain.stderr
    usual = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, check=True)
    assert plain.stdout == usual.stdout


def test_what_needs_the_compiler_says_so(monkeypatch):
    monkeypatch.setattr(cache, "jit_disabled", lambda: True)
    with pytest.raises(ValueError, match=r"NUMBA_DISABLE_JIT is set, .* unset it"):
        cache.kernel()


@pytest.mark.parametrize("speaks", [b"", b"SSH-2.0-OpenSSH\r\n"])
def test_an_address_where_no_scheduler_listens_is_one_line_in_seconds(monkeypatch, speaks):
    monkeypatch.setattr(cluster, "_SECONDS", 0.3)
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        if speaks:
            import threading

            threading.Thread(target=lambda: server.accept()[0].sendall(speaks), daemon=True).start()
        with pytest.raises(PoolError, match=r"no dask scheduler answers at tcp://127.0.0.1:\d+: ") as error:
            cluster.ClusterPool(f"tcp://127.0.0.1:{port}")
        assert "\n" not in str(error.value)
    for address in ("tcp://127.0.0.1:1", "127.0.0.1", "tcp://x:99999999", "http" * 1000):
        with pytest.raises(PoolError, match="no dask scheduler answers"):
            cluster.ClusterPool(address)


@pytest.mark.slow
def test_workers_from_a_script_without_a_main_guard_say_what_to_write(tmp_path):
    (tmp_path / "own.py").write_text(BY_TEXT)
    (tmp_path / "script.py").write_text(
        "import own\nfrom diplomacy_abm import run_ensemble\n"
        "run_ensemble('minimal', 8, seed=1, steps=4, policies={'BET': 'by-text'}, workers=2)\n"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(tmp_path)])}
    words = [sys.executable, "script.py"]
    done = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode != 0
    assert 'if __name__ == "__main__":' in done.stderr.splitlines()[-1]


def full(*_words: object, **_named: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_names_the_path_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFullError, match=r"game.json: the disk is full"):
        write_aside(tmp_path / "game.json", b"{}")
    monkeypatch.setattr("diplomacy_abm.results.export._write_csv", full)
    with pytest.raises(ResultsError, match=r"out: the disk is full"):
        write_run(made_up_run(), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_under_any_file_names_it_and_leaves_nothing(tmp_path):
    def fill(path):
        with whole_file(path) as aside:
            aside.write_text("half")
            full()

    with pytest.raises(DiskFullError, match=r"a\.nc: the disk is full"):
        fill(tmp_path / "a.nc")
    assert list(tmp_path.iterdir()) == []
    with whole_file(tmp_path / "deep" / "a.csv") as aside:
        aside.write_text("whole")
        assert not (tmp_path / "deep" / "a.csv").exists()
    assert [path.read_text() for path in (tmp_path / "deep").iterdir()] == ["whole"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")
def test_a_full_disk_under_standard_output_is_one_line():
    words = [sys.executable, "-c", "from diplomacy_abm.cli import main; main()", "policies"]
    with Path("/dev/full").open("w") as nowhere:
        done = subprocess.run(words, cwd=ROOT, stdout=nowhere, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (
        2, "Error: standard output: the disk is full; what was said is cut short\n"
    )  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        ["ensemble", "minimal", "--runs", "9" * 20],
        ["run", "minimal", "--seed", "9" * 30],
        ["run", "minimal", "--steps", "9" * 5000],
        ["run", "x" * 100_000],
        ["run", "minimal", "--set", "a." * 50_000 + "b=1"],
        ["run", "minimal", "--set", f"front.share={'9' * 100_000}"],
        ["run", "minimal", "--policy", f"ALF={'h' * 100_000}"],
        ["run", "minimal", "--without", "\x1b[2J\u202e" + "M" * 100_000],
        ["plot", "n" * 200 + "/" + "\x1b[2J"],
        ["sweep", "no such\x1b]0;x\x07 design.toml"],
    ],
)
def test_messages_are_bounded_and_clean(words):
    done = CliRunner().invoke(main, words)
    assert done.exit_code != 0
    assert isinstance(done.exception, SystemExit), done.exception
    assert max(map(len, done.stderr.splitlines())) <= 310
    assert not {"\x1b", "\u202e", "\x07"} & set(done.stderr)


def test_a_number_beyond_the_range_of_seeds_is_refused_by_the_functions_too():
    with pytest.raises(ValueError, match=r"seed: 2{9}"):
        api.run("minimal", seed=int("2" * 30))
