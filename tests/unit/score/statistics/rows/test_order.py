"""Numbers that rise or fall with the order of the rows."""

import numpy as np
import pytest

from functions.score.statistics.rows.columns import CategoryColumn, NumberColumn
from functions.score.statistics.rows.order import trends, with_order

RNG = np.random.default_rng(0)
BEFORE, AFTER = RNG.normal(size=1000), RNG.normal(size=300)


def named(*columns, blocks=3):
    return [trend.column for trend in trends(columns, blocks)]


@pytest.mark.parametrize(
    "change",
    [np.linspace(0, 2, 300), -np.linspace(0, 2, 300), 1.5 * (np.arange(300) >= 150)],
    ids=["rises", "falls", "breaks"],
)
def test_a_trend_or_a_break_within_the_file_alone(change):
    assert named(NumberColumn("x", BEFORE, AFTER + change), NumberColumn("y", BEFORE, AFTER)) == ["x"]


def test_a_trend_that_the_baseline_has_too_is_none():
    assert named(NumberColumn("x", BEFORE + np.linspace(0, 4, 1000), AFTER + np.linspace(0, 2, 300))) == []


def test_a_trend_as_in_the_baseline_s_blocks_is_none():
    """Neighbouring rows are alike, as in a series of measurements."""
    walk = np.sin(np.arange(1300) / 60) + RNG.normal(size=1300) / 5
    assert abs(with_order(walk[1000:])) > 0.3
    assert named(NumberColumn("x", walk[:1000], walk[1000:])) == []


def test_random_order_has_no_trend():
    assert not any(named(NumberColumn("x", RNG.normal(size=200), RNG.normal(size=60))) for _ in range(300))


def test_of_a_sorted_file_only_what_it_is_sorted_by_is_named():
    rising = np.sort(AFTER)
    follows = rising + RNG.normal(size=300) / 5
    before = BEFORE + RNG.normal(size=1000) / 5
    assert named(NumberColumn("x", BEFORE, rising), NumberColumn("y", before, follows)) == ["x"]
    codes = np.repeat([0, 1, 2], 100)
    grouped = CategoryColumn("g", RNG.permutation(np.repeat(codes, 4)), codes, "abc")
    assert named(grouped, NumberColumn("y", BEFORE, AFTER + codes)) == []


def test_missing_and_equal_cells_have_no_order():
    assert with_order(np.full(50, np.nan)) == 0
    assert with_order(np.full(50, 3.0)) == 0
    assert with_order(np.arange(100_000.0)) == 1


def test_a_column_with_few_cells_has_no_order_and_hides_no_other():
    sparse = np.full((200, 300), np.nan)
    sparse[:, :10] = RNG.permuted(np.tile(np.arange(10.0), (200, 1)), axis=1)
    assert not any(named(NumberColumn("x", BEFORE, cells)) for cells in sparse)
    two = np.append(np.full(298, np.nan), [1.0, 2.0])
    rising = AFTER + np.linspace(0, 2, 300)
    assert named(NumberColumn("rises", BEFORE, rising), NumberColumn("x", BEFORE, two)) == ["rises"]
