"""The correlations of all pairs of columns at once, with the error of each."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

LOST_DIGITS = 1e-9  # a variance of scores below this is rounding: in these rows the column is constant
FEWEST_ROWS = 20  # with a value in both columns: with fewer, a pair has no correlation


@dataclass(frozen=True, slots=True, eq=False)
class Correlations:
    """The correlation of each pair of columns in one file.

    Attributes
    ----------
    values : float64 array, shape (columns, columns)
        In [-1, 1]; NaN without a correlation.
    variances : float64 array, shape (columns, columns)
        Of one row's contribution to the correlation, >= 0; NaN without a correlation.
    rows : float64 array, shape (columns, columns)
        With a value in both columns.
    """

    values: Matrix
    variances: Matrix
    rows: Matrix

    @classmethod
    def of(cls, scores: Matrix) -> "Correlations":
        """Return the correlations of scores, each over the rows with a value in both columns.

        The variance is the one that holds for any distribution of the two columns, from their fourth
        moments. It takes ranks as fixed, which for close relations understates their variance; therefore it
        is at least (1 - r^2)^2 (1 + r^2 / 2), which holds for the ranks of normal values.

        Parameters
        ----------
        scores : float64 array, shape (rows, columns)
            Of a size around 1; NaN for a missing value.

        References
        ----------
        Steiger & Hakstian, "The asymptotic distribution of elements of a correlation matrix", British
        Journal of Mathematical and Statistical Psychology 35 (1982).
        Bonett & Wright, "Sample size requirements for estimating Pearson, Kendall and Spearman
        correlations", Psychometrika 65 (2000).

        Examples
        --------
        >>> correlations = Correlations.of(np.column_stack([np.arange(30.0), -np.arange(30.0)]) / 10)
        >>> correlations.values.round(3).tolist()
        [[1.0, -1.0], [-1.0, 1.0]]
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            moments = _Moments.of(scores)
            deviations = np.sqrt(moments.c20 * moments.c20.T)
            values = np.clip(moments.c11 / deviations, -1.0, 1.0)
            shape = moments.c31 / moments.c20 / deviations
            tails = moments.c40 / moments.c20**2
            squares = moments.c22 / deviations**2
            variances = squares - values * (shape + shape.T) + values**2 / 4 * (tails + tails.T + 2 * squares)
            normal = (1.0 - values**2) ** 2 * (1.0 + values**2 / 2)
            variances = np.maximum(variances, normal)
        none = (moments.rows < FEWEST_ROWS) | ~(np.minimum(moments.c20, moments.c20.T) > LOST_DIGITS)
        values[none] = variances[none] = np.nan
        return cls(values, variances, moments.rows)


@dataclass(frozen=True, slots=True, eq=False)
class _Moments:
    """Central moments of each pair (a, b) of columns, over the rows with both: c31 is the mean of a^3 b."""

    rows: Matrix
    c20: Matrix
    c11: Matrix
    c22: Matrix
    c31: Matrix
    c40: Matrix

    @classmethod
    def of(cls, scores: Matrix) -> "_Moments":
        """Return the moments, from products of powers of the scores over all rows."""
        present = np.isfinite(scores).astype(np.float64)
        one = np.nan_to_num(scores)
        two, three = one**2, one**3
        rows = present.T @ present
        a, aa, aaa = (power.T @ present / rows for power in (one, two, three))
        b, bb = a.T, aa.T
        ab, aab, aaab, aabb = one.T @ one / rows, two.T @ one / rows, three.T @ one / rows, two.T @ two / rows
        aaaa = (two**2).T @ present / rows
        return cls(
            rows,
            c20=aa - a**2,
            c11=ab - a * b,
            c22=aabb - 2 * (b * aab + a * aab.T) + b**2 * aa + a**2 * bb + 4 * a * b * ab - 3 * a**2 * b**2,
            c31=aaab - b * aaa - 3 * a * aab + 3 * a * b * aa + 3 * a**2 * ab - 3 * a**3 * b,
            c40=aaaa - 4 * a * aaa + 6 * a**2 * aa - 3 * a**4,
        )
