"""Numbers that rise or fall with the order of a file's rows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from functions.score.statistics.rows.columns import CategoryColumn, NumberColumn, Numbers
from functions.score.statistics.rows.features import ranks

SIGNIFICANT = 0.001  # p-value, divided by the number of columns
CLEAR = 0.3  # rank correlation with the row number from which a trend is worth a note
# As many times as large as in the baseline and in each of its blocks of as many rows.
LARGER = 2.0
FEWEST = 20  # numbers of a file that can show an order; they are most of its rows
MOST_BLOCKS = 20


@dataclass(frozen=True, slots=True)
class Trend:
    """A column whose numbers rise or fall within the drift file: rank correlations with the row number."""

    column: str
    before: float
    after: float


def trends(columns: Sequence[NumberColumn | CategoryColumn], blocks: int) -> tuple[Trend, ...]:
    """Return the columns of numbers with a trend, or a break, that the baseline does not have.

    In many files neighbouring rows are alike, so every short part of them has some trend. Therefore a trend
    counts only if it is larger than in any of the baseline's blocks of as many rows. In a sorted file, only
    the columns that it is sorted by count: the others follow them.

    Parameters
    ----------
    columns : sequence of NumberColumn or CategoryColumn
        In the order of the file's rows.
    blocks : int
        How many blocks of as many rows as the drift file the baseline has, >= 0.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> before, after = rng.normal(size=(2, 300))
    >>> [trend] = trends([NumberColumn("x", before, after + np.arange(300) / 100)], blocks=1)
    >>> trend.column, round(trend.after, 1)
    ('x', 0.7)
    """
    in_order = [column for column in columns if _is_sorted(column)]
    numbers = [
        column for column in in_order or columns if isinstance(column, NumberColumn) and not column.is_stuck
    ]
    limit = SIGNIFICANT / max(1, len(numbers))
    measured = (
        (column, Trend(column.name, with_order(column.before), with_order(column.after)))
        for column in numbers
    )
    return tuple(
        trend
        for column, trend in measured
        if abs(trend.after) >= max(CLEAR, LARGER * abs(trend.before))
        and _p_value(trend.after, int(np.count_nonzero(np.isfinite(column.after)))) <= limit
        and abs(trend.after) >= LARGER * _largest_of_blocks(column.before, min(blocks, MOST_BLOCKS))
    )


def with_order(cells: Numbers) -> float:
    """Return the rank correlation of a column with the row number, in [-1, 1]; 0 if all cells are equal.

    Examples
    --------
    >>> with_order(np.array([1.0, 2.0, np.nan, 8.0]))
    1.0
    """
    cells = cells[np.isfinite(cells)]
    values = ranks(cells)
    spread = float(values.std()) if len(values) else 0.0
    if not spread:
        return 0.0
    order = ranks(np.arange(len(values), dtype=np.float64))
    return round(float(np.mean((values - 0.5) * (order - 0.5))) / (spread * float(order.std())), 9)


def _largest_of_blocks(cells: Numbers, blocks: int) -> float:
    parts = np.array_split(cells, max(1, blocks))
    return max(abs(with_order(part)) for part in parts)


def _is_sorted(column: NumberColumn | CategoryColumn) -> bool:
    """Tell whether numbers never fall or never rise, or whether all rows of each category are together."""
    if isinstance(column, CategoryColumn):
        codes = column.after[column.after >= 0]
        runs = 1 + int(np.count_nonzero(np.diff(codes)))
        return 1 < len(np.unique(codes)) == runs
    cells = column.after[np.isfinite(column.after)]
    if len(cells) < max(FEWEST, len(column.after) / 2):
        return False
    rises, falls = cells[1:] > cells[:-1], cells[1:] < cells[:-1]
    return bool(rises.any() != falls.any())


def _p_value(correlation: float, rows: int) -> float:
    """Return the p-value of a rank correlation, by its normal approximation."""
    return 2.0 * float(special.ndtr(-abs(correlation) * np.sqrt(max(0, rows - 1))))
