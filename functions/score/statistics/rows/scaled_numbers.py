"""Columns of numbers on one scale: robust baseline standard deviations from the baseline's median."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.columns.robust_spread import FARTHEST, median, robust_deviation
from functions.score.statistics.rows.columns import CategoryColumn, NumberColumn, Numbers

Matrix = NDArray[np.float64]

LARGEST = 1e100  # beyond it sums of squares may overflow
FARTHEST_MEDIAN = 1000.0  # spreads; a column that moved so far as a whole is no matter of segments


@dataclass(frozen=True, slots=True, eq=False)
class ScaledNumbers:
    """The columns of numbers of both files.

    Values far from their own file's median are moved closer, as in `robust_spread.nearby`.

    Attributes
    ----------
    names : sequence of str
        The columns that are not stuck and have a spread.
    before, after : float64 array, shapes (n, columns) and (m, columns)
        NaN for a missing cell.
    medians, spreads : sequence of float
        Of the baseline, in each column's own unit.
    """

    names: Sequence[str]
    before: Matrix
    after: Matrix
    medians: Sequence[float]
    spreads: Sequence[float]

    @classmethod
    def of(cls, columns: Sequence[NumberColumn | CategoryColumn]) -> "ScaledNumbers":
        """Scale the columns of numbers among these; at least one column.

        Examples
        --------
        >>> numbers = ScaledNumbers.of([NumberColumn("x", np.arange(101.0), np.arange(101.0) + 30)])
        >>> numbers.after[:2, 0].round(2).tolist(), round(numbers.unscaled(1.0, 0), 2)
        ([-0.69, -0.65], 79.15)
        """
        names: list[str] = []
        scales: list[tuple[float, float]] = []
        rows = len(columns[0].before), len(columns[0].after)
        files: tuple[list[Numbers], list[Numbers]] = ([np.zeros((rows[0], 0))], [np.zeros((rows[1], 0))])
        for column in columns:
            if isinstance(column, CategoryColumn) or column.is_stuck:
                continue
            finite = [np.sort(cells[np.isfinite(cells)]) for cells in (column.before, column.after)]
            if max(abs(float(cells[end])) for cells in finite for end in (0, -1)) > LARGEST:
                continue
            middles, spread = [median(cells) for cells in finite], robust_deviation(finite[0])
            if not spread or abs(middles[1] - middles[0]) > FARTHEST_MEDIAN * spread:
                continue
            names.append(column.name)
            scales.append((middles[0], spread))
            for file, cells, middle in zip(files, (column.before, column.after), middles, strict=True):
                file.append(_near(cells, middle, spread) + (middle - middles[0]) / spread)
        medians, spreads = [median for median, _ in scales], [spread for _, spread in scales]
        return cls(names, np.column_stack(files[0]), np.column_stack(files[1]), medians, spreads)

    def unscaled(self, value: float, column: int) -> float:
        """Return a value in the column's own unit."""
        return self.medians[column] + value * self.spreads[column]


def _near(cells: Numbers, middle: float, spread: float) -> Numbers:
    with np.errstate(over="ignore", invalid="ignore"):
        near = np.clip((cells - middle) / spread, -FARTHEST, FARTHEST)
    return np.where(np.isfinite(cells), near, np.nan)
