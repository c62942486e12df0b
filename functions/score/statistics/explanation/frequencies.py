"""How often two sets of rows contain each term, and which differences are beyond chance."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.explanation.terms import Terms
from functions.score.statistics.false_discovery import discoveries

# The prior has the weight of this share of the texts. That keeps a word of two or three rows from outranking
# one of fifty. With a larger prior, a word that one set lacks entirely would lose its lead.
PRIOR = 0.15
# False discovery rate of the listed terms, and probability that two samples of one population list any term.
FALSE_SHARE = 0.05

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Frequencies:
    """In how many rows of two sets each term occurs.

    Attributes
    ----------
    sets : tuple of bool array, shape (rows,)
        The rows before and after; no row is in both sets.
    sizes : int64 array, shape (2,)
        Rows of each set.
    counts : int64 array, shape (terms, 2)
        Rows of each set that contain a term.
    totals : int64 array, shape (2,)
        (row, word) pairs of each set.
    """

    sets: tuple[NDArray[np.bool_], NDArray[np.bool_]]
    sizes: Counts
    counts: Counts
    totals: Counts

    @classmethod
    def of(cls, terms: Terms, before: NDArray[np.bool_], after: NDArray[np.bool_]) -> Self:
        """Count the rows of two sets that contain each term."""
        counts = np.column_stack([terms.counts(rows) for rows in (before, after)])
        sizes = np.array([np.count_nonzero(rows) for rows in (before, after)])
        return cls((before, after), sizes, counts, counts[: len(terms.words)].sum(axis=0))

    def count(self, rows: Counts) -> Counts:
        """Return how many of these rows are in each set, shape (2,)."""
        return np.array([np.count_nonzero(members[rows]) for members in self.sets])

    def shares(self, counts: Counts) -> NDArray[np.float64]:
        """Return counts, shape (..., 2), as shares of the rows of each set, in [0, 1]."""
        return np.asarray(counts / np.maximum(self.sizes, 1))

    def z(self, counts: Counts) -> NDArray[np.float64]:
        """Return the log odds ratio in standard errors, positive if a term became more frequent.

        z = d / sqrt(1 / (y1 + a) + 1 / (y2 + a)), d the difference of the log odds
        (y + a) / (n + a0 - y - a), with the prior a proportional to the pooled counts.

        Parameters
        ----------
        counts : int64 array, shape (..., 2)
            Rows of each set that contain a term, y1 and y2.

        Returns
        -------
        float64 array, shape (...,)

        References
        ----------
        Monroe, Colaresi & Quinn, "Fightin' words", Political Analysis 16 (2008).
        """
        pooled = counts.sum(axis=-1, keepdims=True)
        with_prior = np.maximum(counts + PRIOR * pooled, PRIOR)  # a term may be in neither set
        others = self.totals + PRIOR * self.totals.sum() - with_prior
        odds = np.log(with_prior / np.maximum(others, 0.5))
        change = odds[..., 1] - odds[..., 0]
        return np.asarray(change / np.sqrt((1 / with_prior).sum(axis=-1)), dtype=np.float64)

    def tail(self, counts: Counts, direction: int) -> NDArray[np.float64]:
        """Return the one-sided p-value of the exact conditional test: y2 given y1 + y2 is binomial.

        The normal approximation of `z` is poor for words that one set lacks.

        Parameters
        ----------
        counts : int64 array, shape (..., 2)
            Rows of each set that contain a term.
        direction : int
            1 tests whether the term became more frequent, -1 less frequent.

        Returns
        -------
        float64 array, shape (...,)
            In [0, 1].
        """
        from scipy.special import betainc  # the binomial tail in closed form

        more, fewer = (1, 0) if direction > 0 else (0, 1)
        share = self.totals[more] / max(self.totals.sum(), 1)
        hits = counts[..., more]
        tail = betainc(np.maximum(hits, 1), counts[..., fewer] + 1, share)
        return np.where(hits > 0, tail, 1.0)

    def significance_bound(self) -> float:
        """Return the largest one-sided p-value of a listed term; 0 if none is listed.

        The false discovery rate is FALSE_SHARE among the terms frequent enough to reach significance at all.

        References
        ----------
        Tarone, "A modified Bonferroni method for discrete data", Biometrics 46 (1990).
        """
        frequency = self.counts.sum(axis=1)
        smaller = self.totals.min() / max(self.totals.sum(), 1)
        as_frequent = len(frequency) - np.searchsorted(np.sort(frequency), frequency)  # terms in so many rows
        testable = self.counts[smaller**frequency * 2 * as_frequent <= FALSE_SHARE]
        tails = np.minimum(self.tail(testable, 1), self.tail(testable, -1))
        return float(tails[discoveries(tails, FALSE_SHARE / 2)].max(initial=0.0))
