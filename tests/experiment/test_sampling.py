"""Points: the grid crossed with the sample, the same everywhere, and fit for SALib."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import stats

from diplomacy_abm.experiment.design import load_design
from diplomacy_abm.experiment.sampling import number_of_points, points_of, values_at
from diplomacy_abm.experiment.schema import Distribution
from diplomacy_abm.results.problem import salib_problem, sample_rows, unit_sample
from tests.experiment.designs import design_of, designs, edited, written

UNIT = ("exchange_gain", "exchange_cost", "exchange_help")
"""Parameters from 0 to 1."""
ON_TMP = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def unit_design(folder, **sampling):
    factors = {name[9:]: {"set": f"parameters.{name}", "distribution": {"uniform": [0.0, 1.0]}} for name in UNIT}
    tables = edited(("factors", factors), ("sampling", sampling), ("arms", ...))
    return load_design(written(folder, tables))


def test_the_grid_is_crossed_with_the_sample_first_factor_slowest(tmp_path):
    points = points_of(design_of(tmp_path))
    assert list(points.columns) == ["point", "accuracy", "reach", "curvature", "hope"]
    assert points["point"].tolist() == list(range(3 * 2 * 8))
    assert points["accuracy"].tolist() == [0.5] * 16 + [0.75] * 16 + [1.0] * 16
    assert points["reach"].tolist() == ([0.5] * 8 + [1.5] * 8) * 3
    for name in ("curvature", "hope"):
        assert points[name].tolist() == points[name].tolist()[:8] * 6
        assert points[name].nunique() == 8


def test_a_design_without_factors_has_one_point(tmp_path):
    points = points_of(design_of(tmp_path, ("factors", ...), ("sampling", ...)))
    assert points.to_dict("list") == {"point": [0]}


@given(tables=designs())
@ON_TMP
def test_the_same_design_gives_the_same_points(tmp_path, tables):
    path = written(tmp_path, tables)
    np.random.seed(1)  # noqa: NPY002 (must not matter)
    first = points_of(load_design(path))
    np.random.seed(2)  # noqa: NPY002
    second = points_of(load_design(path))
    assert first.to_csv().encode() == second.to_csv().encode()
    assert number_of_points(load_design(path)) == len(first)
    assert first["point"].tolist() == list(range(len(first)))
    if "curvature" in first:
        assert first["curvature"].between(1.0, 3.0).all()
    if "hope" in first:
        assert first["hope"].between(0.0, 1.0).all()


# Points 0 and 5 and the last, as they came out on one machine: others would make another study of the same design.
FROZEN = {
    "latin-hypercube": [(2.55053520329, 0.135843197607), (1.86533768061, 0.275087965941),
                        (2.85512530576, 0.246984058904)],
    "random": [(2.25019093321, 0.327900413754), (1.60606485364, 0.146070461), (2.00909651792, 0.216024344481)],
    "sobol": [(2.30085370317, 0.339965295686), (1.91504304856, 0.11590574552), (2.22686987184, 0.150686798839)],
    "saltelli": [(2.30085370317, 0.339965295686), (2.16702392511, 0.137028164471), (1.89971232973, 0.27909758485)],
    "morris": [(1.0, 1.0), (3.0, 1.0), (1.66666666667, 0.245167946746)],
}  # fmt: skip


@pytest.mark.parametrize("method", FROZEN)
def test_points_are_those_of_other_machines(tmp_path, method):
    points = points_of(design_of(tmp_path, ("sampling", {"method": method, "points": 8, "seed": 7})))
    rows = list(points[["curvature", "hope"]].itertuples(index=False, name=None))
    assert [rows[0], rows[5], rows[-1]] == FROZEN[method]


@pytest.mark.parametrize("method", ["latin-hypercube", "random", "sobol", "saltelli", "morris"])
def test_another_seed_gives_another_sample_of_the_same_size(tmp_path, method):
    one, other = (
        unit_sample(unit_design(tmp_path, method=method, points=16, seed=seed).plain()) for seed in (1, 2)
    )
    assert one.shape == other.shape
    assert not np.array_equal(one, other)


@pytest.mark.parametrize(
    ("sampling", "rows"),
    [
        ({"method": "random", "points": 10}, 10),
        ({"method": "latin-hypercube", "points": 10}, 10),
        ({"method": "sobol", "points": 16}, 16),
        ({"method": "saltelli", "points": 16}, 16 * 5),
        ({"method": "saltelli", "points": 16, "second_order": True}, 16 * 8),
        ({"method": "morris", "points": 10}, 10 * 4),
        ({"method": "morris", "points": 10, "levels": 8}, 10 * 4),
    ],
)
def test_rows_of_a_sample(tmp_path, sampling, rows):
    plain = unit_design(tmp_path, **sampling).plain()
    sample = unit_sample(plain)
    assert sample.shape == (rows, 3)
    assert sample_rows(plain) == rows
    assert sample.min() >= 0.0
    assert sample.max() <= 1.0


def test_a_latin_hypercube_has_one_point_in_each_row_and_column(tmp_path):
    sample = unit_sample(unit_design(tmp_path, method="latin-hypercube", points=20).plain())
    for k in range(3):
        assert sorted((sample[:, k] * 20).astype(int)) == list(range(20))


def test_saltelli_gives_the_indices_of_ishigami(tmp_path):
    """Ishigami & Homma (1990): first order 0.314, 0.442, 0; total 0.558, 0.442, 0.244."""
    from SALib.analyze import sobol

    design = unit_design(tmp_path, method="saltelli", points=2048, second_order=True)
    x = np.pi * (2 * points_of(design)[[name[9:] for name in UNIT]].to_numpy() - 1)
    y = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    problem = salib_problem(design.plain())
    assert problem == {"num_vars": 3, "names": ["gain", "cost", "help"], "bounds": [[0.0, 1.0]] * 3}
    found = sobol.analyze(problem, y, calc_second_order=True, seed=1)
    assert found["S1"] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert found["ST"] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)
    assert found["S2"][0, 2] == pytest.approx(0.2437, abs=0.03)


def test_morris_gives_the_slopes_of_a_plane(tmp_path):
    from SALib.analyze import morris

    design = unit_design(tmp_path, method="morris", points=12, levels=6)
    ranks = unit_sample(design.plain())
    y = points_of(design)[[name[9:] for name in UNIT]].to_numpy() @ [3.0, -1.0, 0.0]
    found = morris.analyze(salib_problem(design.plain()), ranks, y, num_levels=6, seed=1)
    assert np.asarray(found["mu"]) == pytest.approx([3.0, -1.0, 0.0])
    assert np.asarray(found["sigma"]) == pytest.approx([0.0, 0.0, 0.0], abs=1e-9)


LAWS = [
    ({"uniform": (2.0, 5.0)}, stats.uniform(2, 3)),
    ({"loguniform": (0.1, 10.0)}, stats.loguniform(0.1, 10)),
    ({"normal": (1.0, 2.0)}, stats.norm(1, 2)),
    ({"normal": (1.0, 2.0), "low": 0.0}, stats.truncnorm(-0.5, np.inf, 1, 2)),
    ({"normal": (1.0, 2.0), "low": 0.0, "high": 3.0}, stats.truncnorm(-0.5, 1, 1, 2)),
    ({"triangular": (0.0, 1.0, 4.0)}, stats.triang(0.25, 0, 4)),
    ({"triangular": (0.0, 0.0, 4.0)}, stats.triang(0.0, 0, 4)),
]


@pytest.mark.parametrize(("row", "law"), LAWS)
def test_values_follow_their_distribution(row, law):
    ranks = (np.arange(2000) + 0.5) / 2000
    values = np.array(values_at(Distribution(**row), ranks))
    assert (np.diff(values) >= 0).all()
    assert law.cdf(values) == pytest.approx(ranks, abs=1e-9)


@pytest.mark.parametrize(("row", "law"), LAWS)
def test_ranks_of_zero_and_one_give_finite_values_inside(row, law):
    low, high = values_at(Distribution(**row), np.array([0.0, 1.0]))
    assert np.isfinite([low, high]).all()
    assert law.support()[0] <= low < high <= law.support()[1]


@given(low=st.integers(-50, 50), width=st.integers(1, 30))
def test_whole_numbers_are_equally_likely(low, width):
    row = Distribution(integers=(low, low + width))
    values = values_at(row, (np.arange(40 * (width + 1)) + 0.5) / 40 / (width + 1))
    assert pd.Series(values).value_counts().to_dict() == dict.fromkeys(range(low, low + width + 1), 40)
    assert values_at(row, np.array([0.0, 1.0])) == [low, low + width]


def test_choices_keep_their_kind_and_order():
    row = Distribution(choice=("hawk", "dove", "grit"))
    assert values_at(row, np.array([0.0, 0.32, 0.34, 0.67, 1.0])) == ["hawk", "hawk", "dove", "grit", "grit"]
    assert values_at(Distribution(choice=(True, False)), np.array([0.1, 0.9])) == [True, False]


def test_sampled_values_have_no_digits_that_machines_may_differ_in():
    values = values_at(Distribution(normal=(0.0, 1.0)), np.random.default_rng(1).random(500))
    assert all(value == float(f"{value:.12g}") for value in values)
