"""The columns whose relations are tested."""

import numpy as np
import pytest

from functions.score.statistics.rows.columns import MOST_LEVELS, CategoryColumn, NumberColumn

NORMAL = np.random.default_rng(0).normal(size=100)


@pytest.mark.parametrize(
    ("after", "stuck"),
    [
        (NORMAL + 5, False),
        (np.full(100, 7.0), True),
        (np.append(np.full(95, 7.0), NORMAL[:5]), True),
        (np.append(np.full(30, 7.0), NORMAL[:70]), True),
        (np.append(np.full(10, 7.0), NORMAL[:90]), False),
        (np.full(100, np.nan), True),
    ],
)
def test_stuck_columns(after, stuck):
    assert NumberColumn("x", NORMAL, after).is_stuck is stuck
    assert NumberColumn("x", after, NORMAL).is_stuck is stuck


def test_values_that_repeat_as_often_as_before_are_not_stuck():
    zeros = np.append(np.zeros(60), NORMAL[:40])
    assert not NumberColumn("x", zeros, zeros).is_stuck


def test_levels_need_rows_in_both_files_and_columns_few_categories():
    before, after = np.repeat([0, 1, 2, -1], [40, 40, 40, 9]), np.repeat([0, 1, 2], [40, 9, 40])
    assert CategoryColumn("g", before, after, "abc").levels() == [0, 2]
    many = np.repeat(np.arange(MOST_LEVELS + 1), 30)
    assert CategoryColumn("g", many, many, [str(code) for code in range(MOST_LEVELS + 1)]).levels() == []
    one = np.zeros(40, dtype=np.intp)
    assert CategoryColumn("g", one, one, "a").levels() == []
