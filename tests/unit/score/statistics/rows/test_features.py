"""The features whose correlations are compared."""

import numpy as np

from functions.score.statistics.rows.columns import CategoryColumn, NumberColumn
from functions.score.statistics.rows.features import MOST_FEATURES, Feature, Features

RNG = np.random.default_rng(0)


def categories(name, rows, names, shares=None):
    codes = RNG.choice(len(names), rows, p=shares)
    return CategoryColumn(name, codes, RNG.permutation(codes), names)


def numbers(name, rows=200):
    return NumberColumn(name, RNG.normal(size=rows), RNG.normal(size=rows))


def test_numbers_are_paired_with_numbers_and_levels_with_levels_of_other_columns():
    features = Features.from_columns(
        [numbers("x"), categories("g", 200, "abc"), numbers("y"), categories("yes", 200, ("no", "yes"))]
    )
    assert features.of == [
        Feature("x"),
        *(Feature("g", level) for level in "abc"),
        Feature("y"),
        Feature("yes", "yes"),
    ]
    assert np.argwhere(features.pairs()).tolist() == [[0, 4], [1, 5], [2, 5], [3, 5]]


def test_stuck_columns_and_levels_of_another_share_take_no_part():
    stuck = NumberColumn("x", RNG.normal(size=200), np.ones(200))
    before, after = np.repeat([0, 1, 2], [100, 60, 40]), np.repeat([0, 1, 2], [50, 110, 40])
    features = Features.from_columns([stuck, CategoryColumn("g", before, after, "abc")])
    assert features.of == [Feature("g", "c")]


def test_missing_cells_are_no_values():
    cells = np.array([3.0, np.nan, 1.0, np.inf] * 20)
    codes = np.array([0, -1, 1, 0] * 20)
    features = Features.from_columns(
        [NumberColumn("x", cells, cells), CategoryColumn("g", codes, codes, "ab")]
    )
    assert np.isnan(features.before[:4]).tolist() == [
        [False, False],
        [True, True],
        [False, False],
        [True, False],
    ]


def test_wide_files_have_a_limit_and_no_column_no_feature():
    wide = [numbers(f"x{place}", rows=30) for place in range(MOST_FEATURES + 50)]
    assert len(Features.from_columns(wide).of) == MOST_FEATURES
    assert Features.from_columns([]).pairs().shape == (0, 0)
