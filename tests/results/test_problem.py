"""The sample of a design on the unit cube: what each method is known by, and what a design leaves out."""

import numpy as np
import pytest

from diplomacy_abm.results.problem import salib_problem, sample_rows, sampled_factors, unit_sample

FACTORS = {
    "a": {"distribution": {"uniform": [2, 5]}}, "grid": {"values": [1, 2]}, "b": {"distribution": {"normal": [0, 1]}},
    "none": {"distribution": None},
}  # fmt: skip


def design(method: str, points: int = 8, **sampling: object) -> dict[str, object]:
    return {"factors": FACTORS, "sampling": {"method": method, "points": points, "seed": 7} | sampling}


def test_factors_of_a_grid_are_not_sampled():
    assert sampled_factors({"factors": FACTORS}) == ["a", "b"]
    assert salib_problem({"factors": FACTORS}) == {
        "num_vars": 2, "names": ["a", "b"], "bounds": [[0.0, 1.0], [0.0, 1.0]]
    }  # fmt: skip


@pytest.mark.parametrize("plain", [{}, {"factors": {"grid": FACTORS["grid"]}}])
def test_a_design_without_sampled_factors_has_one_row(plain):
    assert unit_sample(plain).shape == (1, 0)
    assert sample_rows(plain) == 1


@pytest.mark.parametrize(
    ("method", "more", "rows"),
    [
        ("random", {}, 8), ("latin-hypercube", {}, 8), ("sobol", {}, 8), ("morris", {}, 8 * 3),
        ("saltelli", {}, 8 * 4), ("saltelli", {"second_order": True}, 8 * 6),
    ],
)  # fmt: skip
def test_rows_are_counted_without_drawing(method, more, rows):
    plain = design(method, **more)
    sample = unit_sample(plain)
    assert sample.shape == (sample_rows(plain), 2) == (rows, 2)
    assert 0.0 <= sample.min() <= sample.max() <= 1.0
    assert np.array_equal(sample, unit_sample(plain))
    other = unit_sample(design(method, **more, seed=8))
    assert not np.array_equal(sample, other)


@pytest.mark.parametrize("method", ["latin-hypercube", "sobol"])
def test_each_eighth_of_a_factor_has_one_point_of_eight(method):
    sample = unit_sample(design(method))
    assert np.sort((sample * 8).astype(int), axis=0).tolist() == [[k, k] for k in range(8)]


def test_a_plain_sample_is_the_generators(monkeypatch):
    assert np.array_equal(unit_sample(design("random")), np.random.default_rng(7).random((8, 2)))


def test_saltelli_changes_one_column_at_a_time():
    """Rows of A, of A with a column of B, and of B, point by point."""
    blocks = unit_sample(design("saltelli")).reshape(8, 4, 2)
    a, with_first, with_second, b = blocks.transpose(1, 0, 2)
    assert np.array_equal(with_first, np.column_stack([b[:, 0], a[:, 1]]))
    assert np.array_equal(with_second, np.column_stack([a[:, 0], b[:, 1]]))


@pytest.mark.parametrize(("more", "levels"), [({}, 4), ({"levels": 4}, 4), ({"levels": 6}, 6)])
def test_morris_walks_on_its_levels_one_factor_a_step(more, levels):
    walks = unit_sample(design("morris", 40, **more)).reshape(40, 3, 2)
    assert np.allclose(np.unique(walks.round(9)), np.arange(levels) / (levels - 1))
    assert ((np.abs(np.diff(walks, axis=1)) > 1e-9).sum(axis=2) == 1).all()


def test_what_a_design_leaves_out_is_its_usual_value():
    for method, more in (("random", {"seed": 1}), ("morris", {"levels": 4}), ("saltelli", {"second_order": False})):
        plain = design(method, **more)
        short = {**plain, "sampling": {key: value for key, value in plain["sampling"].items() if key not in more}}
        assert np.array_equal(unit_sample(short), unit_sample(plain))
        assert sample_rows(short) == sample_rows(plain)
