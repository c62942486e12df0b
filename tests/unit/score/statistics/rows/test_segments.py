"""Segments in which the numbers of a column moved and elsewhere did not."""

import numpy as np
import pytest

from functions.score.statistics.rows import segments
from functions.score.statistics.rows.columns import CategoryColumn, NumberColumn

SHARES = (0.06, 0.14, 0.3, 0.5)
LEVELS = np.array([2.0, 0.0, -1.0, 1.0])


def table(rng, rows, shares=SHARES):
    """Return categories, and two columns of numbers of which the second depends on the category."""
    codes = rng.choice(4, rows, p=shares)
    return codes, rng.normal(size=rows), rng.lognormal(size=rows) + LEVELS[codes]


def compare(before, after, names="abcd"):
    return segments.compare(
        [
            CategoryColumn("g", before[0], after[0], names),
            NumberColumn("x", before[1], after[1]),
            NumberColumn("y", before[2], after[2]),
        ]
    )


def found(column):
    return column.p_value <= 0.001 and column.effects[0].value >= 0.1


@pytest.mark.parametrize(("shift", "rows", "least"), [(1.5, 1000, 38), (-1.5, 1000, 38), (1.5, 300, 34)])
def test_a_shift_in_few_rows_is_found_and_named(shift, rows, least):
    hits = 0
    for run in range(40):
        rng = np.random.default_rng(run)
        before, (codes, x, y) = table(rng, 1000), table(rng, rows)
        column = compare(before, (codes, x + shift * (codes == 0), y))
        named = column.after["segment"], column.after["category"], column.after["column"]
        hits += found(column) and named == ("g", "a", "x")
    assert hits >= least


def every(step, cells, value):
    return np.where(np.arange(len(cells)) % step, cells, value)


CALM = {
    "nothing": lambda drift: drift,
    "a shift of the whole column": lambda drift: (drift[0], drift[1] + 3.0, drift[2] + 3.0),
    "a stuck column": lambda drift: (drift[0], np.zeros(len(drift[0])), drift[2]),
    "missing cells": lambda drift: (drift[0], every(9, drift[1], np.nan), drift[2]),
    "outliers": lambda drift: (drift[0], drift[1], every(50, drift[2], 1e6)),
}


@pytest.mark.parametrize("change", CALM)
@pytest.mark.parametrize("rows", [(1000, 1000), (1000, 300)])
def test_without_a_moved_segment_there_are_no_more_false_alarms_than_stated(change, rows):
    runs = 150
    p_values = []
    for run in range(runs):
        rng = np.random.default_rng([run, *rows])
        p_values.append(compare(table(rng, rows[0]), CALM[change](table(rng, rows[1]))).p_value)
    for alpha in (0.01, 0.05, 0.2):
        allowed = alpha + 2.5 * np.sqrt(alpha * (1 - alpha) / runs)
        assert np.mean(np.array(p_values) <= alpha) <= allowed


def test_another_mix_of_the_categories_moves_no_segment():
    alarms = 0
    for run in range(100):
        rng = np.random.default_rng(run)
        alarms += compare(table(rng, 1000), table(rng, 1000, (0.3, 0.3, 0.3, 0.1))).p_value <= 0.01
    assert alarms <= 4


def test_a_factor_of_the_whole_column_has_no_effect_on_segments():
    rng = np.random.default_rng(0)
    (codes, x, y), (after, moved_x, moved_y) = table(rng, 1000), table(rng, 1000)
    column = compare((codes, x + 10, y + 10), (after, (moved_x + 10) * 1.5, (moved_y + 10) * 1.5))
    assert column.effects[0].value == 0


def test_of_two_segments_the_one_that_moved_is_named():
    rng = np.random.default_rng(0)
    codes = np.repeat([0, 1], [700, 300])
    for moved in (0, 1):
        x = rng.normal(size=(2, 1000))
        column = segments.compare(
            [CategoryColumn("g", codes, codes, "ab"), NumberColumn("x", x[0], x[1] + (codes == moved))]
        )
        assert column.after["category"] == "ab"[moved]


def test_the_summaries_give_shares_and_means_in_the_column_s_unit():
    rng = np.random.default_rng(0)
    codes = np.repeat([0, 1, 2], [60, 470, 470])
    before, after = rng.normal(50.0, 10.0, size=(2, 1000))
    column = segments.compare(
        [CategoryColumn("g", codes, codes, "abc"), NumberColumn("x", before, after + 20.0 * (codes == 0))]
    )
    assert (column.before["share"], column.after["rows"]) == (0.06, 60)
    assert column.before["mean"] == pytest.approx(before[:60].mean())
    assert column.after["mean"] == pytest.approx(after[:60].mean() + 20.0)
    assert column.effects[0].value == pytest.approx(2.0, abs=0.4)


@pytest.mark.parametrize("scale", [1e-300, 1e99, 1e300])
def test_tiny_and_huge_numbers_do_no_harm(scale):
    rng = np.random.default_rng(0)
    before, (codes, x, y) = table(rng, 300), table(rng, 300)
    column = compare((before[0], before[1] * scale, before[2]), (codes, x * scale, y))
    assert np.isfinite(column.after["mean"])


def test_columns_without_segments_or_numbers_are_not_tested():
    numbers = NumberColumn("x", np.arange(50.0), np.arange(50.0))
    few = np.repeat([0, 1], [45, 5])
    for columns in (
        [numbers],
        [CategoryColumn("g", few, few, "ab"), numbers],
        [CategoryColumn("g", few, few, "ab")],
    ):
        column = segments.compare(columns)
        assert column.p_value is None
        assert column.not_tested == "no column of numbers beside one of categories with enough rows"
