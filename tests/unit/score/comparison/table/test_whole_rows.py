"""Whole rows, collected column by column."""

import numpy as np

from functions.score.comparison.table.whole_rows import MOST_COLUMNS, MOST_ROWS, WholeRows
from functions.score.statistics.rows.columns import CategoryColumn, NumberColumn


def test_of_a_large_file_the_same_random_rows_of_every_column_are_kept():
    rows = np.arange(20_000)
    whole = WholeRows((20_000, 50), np.random.default_rng(0))
    whole.relate(NumberColumn("x", rows.astype(float), rows[:50].astype(float)))
    whole.relate(CategoryColumn("g", rows, rows[:50], ()))
    numbers, codes = whole.related
    assert len(numbers.before) == MOST_ROWS
    assert (np.diff(numbers.before) > 0).all()
    assert numbers.before.max() > 19_000
    assert (numbers.before == codes.before).all()
    assert (numbers.after == rows[:50]).all()


def test_of_a_wide_file_the_first_columns_are_kept():
    whole = WholeRows((3, 3), np.random.default_rng(0))
    for place in range(MOST_COLUMNS + 9):
        whole.relate(NumberColumn(f"x{place}", np.arange(3.0), np.arange(3.0)))
    assert len(whole.related) == MOST_COLUMNS


def test_relations_are_left_out_if_there_is_nothing_to_compare():
    whole = WholeRows((3, 3), np.random.default_rng(0))
    assert [rows.name for rows in whole.evidence()] == ["duplicate rows"]
    for name in "ab":
        whole.relate(NumberColumn(name, np.arange(3.0), np.arange(3.0)))
    assert [rows.name for rows in whole.evidence()] == ["duplicate rows"]


def test_blocks_of_the_baseline_are_as_long_as_the_drift_file():
    """A large baseline is a series whose short parts have trends; so is the drift file."""
    series = np.sin(np.arange(60_000) / 2000)
    whole = WholeRows((50_000, 10_000), np.random.default_rng(0))
    whole.relate(NumberColumn("x", series[:50_000], series[50_000:]))
    assert whole.trends() == ()
    flat = WholeRows((50_000, 3000), np.random.default_rng(0))
    flat.relate(NumberColumn("x", np.random.default_rng(1).normal(size=50_000), series[:3000]))
    assert [trend.column for trend in flat.trends()] == ["x"]
