"""How far segments moved: each one's mean, and that of the others of its column."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.rows.columns import FEWEST_ROWS

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Means:
    """The means of one file's numbers in its segments.

    Attributes
    ----------
    rows, values, variances : float64 array, shape (segments, columns)
        Rows with a number, their mean and their variance; NaN for fewer than FEWEST_ROWS.
    """

    rows: Matrix
    values: Matrix
    variances: Matrix

    @classmethod
    def of(cls, segments: Matrix, numbers: Matrix) -> "Means":
        """Return the means.

        Parameters
        ----------
        segments : float64 array, shape (rows, segments)
            1 for a row in a segment, otherwise 0.
        numbers : float64 array, shape (rows, columns)
            NaN for a missing cell.

        Examples
        --------
        >>> segments = np.repeat(np.eye(2), 30, axis=0)
        >>> Means.of(segments, np.arange(60.0)[:, None]).values.tolist()
        [[14.5], [44.5]]
        """
        present = np.isfinite(numbers).astype(np.float64)
        known = np.nan_to_num(numbers)
        rows = segments.T @ present
        rows[rows < FEWEST_ROWS] = np.nan
        values = segments.T @ known / rows
        squares = segments.T @ known**2 / rows - values**2
        return cls(rows, values, np.maximum(squares, 0.0) * rows / (rows - 1.0))


@dataclass(frozen=True, slots=True, eq=False)
class Shifts:
    """The changes of the means between two files.

    Attributes
    ----------
    own, others : float64 array, shape (segments, columns)
        How far a segment's mean moved, and the means of the other segments of its column of categories, those
        with many rows in both files counting most.
    changes : float64 array, shape (segments, columns)
        The size of the difference of both, in units of its standard error; NaN without one.
    """

    own: Matrix
    others: Matrix
    changes: Matrix

    @classmethod
    def of(cls, before: Means, after: Means, others_of: Matrix) -> "Shifts":
        """Return the changes.

        Parameters
        ----------
        before, after : Means
        others_of : float64 array, shape (segments, segments)
            1 for two segments of the same column of categories, otherwise 0.
        """
        own = after.values - before.values
        errors = _errors(before, after)
        weights = np.nan_to_num(before.rows * after.rows / (before.rows + after.rows))
        with np.errstate(divide="ignore", invalid="ignore"):
            total = others_of @ weights
            others = others_of @ (weights * np.nan_to_num(own)) / total
            error = others_of @ (weights**2 * np.nan_to_num(errors)) / total**2
            changes = np.abs(own - others) / np.sqrt(errors + error)
        changes[~np.isfinite(changes)] = np.nan
        return cls(own, others, changes)

    def largest(self) -> tuple[int, int]:
        """Return the segment and the column with the largest change.

        Of two segments, each moved as far from the other: then it is the one that moved further itself.
        """
        segment, column = divmod(int(np.nanargmax(self.changes)), self.changes.shape[1])
        same = np.flatnonzero(np.isclose(self.changes[:, column], self.changes[segment, column], rtol=1e-9))
        return int(same[np.argmax(np.abs(self.own[same, column]))]), column


def _errors(before: Means, after: Means) -> Matrix:
    """Return the square of the standard error of each segment's change.

    The larger one of two: from each file's own variance, and from that of both files together, because few
    rows may be alike by chance.
    """
    own = before.variances / before.rows + after.variances / after.rows
    freedom = before.rows - 1.0, after.rows - 1.0
    pooled = (freedom[0] * before.variances + freedom[1] * after.variances) / (freedom[0] + freedom[1])
    return np.maximum(own, pooled * (1.0 / before.rows + 1.0 / after.rows))
