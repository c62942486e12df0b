"""A linear direction between two sets of embeddings, scored on rows that did not help to find it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.moments import Moments
from functions.score.statistics.texts.folds import FOLDS, Folds

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
Labels = NDArray[np.bool_]

# Mean eigenvalues added to each eigenvalue: limits the weight of the many directions with little variance.
RIDGE = 3.0
# Enough to know the noise of the direction to a few percent.
RELABELLINGS = 8
# The direction's scale is infinite if the labels explain all variance; this bound is precise enough.
LARGEST_EXPLAINED = 1.0 - 1e-6
# With a smaller mean eigenvalue, rows of length 1 differ only by the rounding of float32.
ROUNDING = 1e-14


@dataclass(frozen=True, slots=True)
class Discriminant:
    """Held-out scores w.(x - middle), and the noise in w estimated from relabelled rows.

    Attributes
    ----------
    scores : float64 array, shape (n + m,)
        The baseline's rows first; high for rows that resemble the drift file.
    gap : float
        Mean score of the drift rows minus mean score of the baseline rows.
    variances : tuple of float
        Of the baseline's and of the drift file's scores.
    noise_variance : float
        Variance of the scores if the labels are random.
    noise_length : float
        Squared length of the mean difference in the metric of w if the labels are random.
    """

    scores: Vector
    gap: float
    variances: tuple[float, float]
    noise_variance: float
    noise_length: float


def cross_fitted(baseline: Folds, drift: Folds, rng: np.random.Generator) -> Discriminant:
    """Return Fisher's linear discriminant, cross-fitted: the other folds' direction scores each fold.

    w = (W + ridge I)^-1 (mean drift - mean baseline), W the within-file covariance. All labellings share one
    factorisation per fold, that of the total covariance, which does not depend on labels. With
    q = |mean difference|^2 in its metric, the direction of W is that of the total covariance divided by
    1 - c q, c the product of both files' shares of the rows (Sherman & Morrison).

    Parameters
    ----------
    baseline, drift : Folds
        Rows of shapes (n, d) and (m, d); each fold has rows of both.
    rng : numpy.random.Generator
        Shuffles the labels within the folds, RELABELLINGS times.

    Returns
    -------
    Discriminant
        Needs O((n + m + FOLDS d) d) memory.

    References
    ----------
    Friedman, "Regularized discriminant analysis", JASA 84 (1989).

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> rows = rng.normal(size=(200, 3)).astype(np.float32)
    >>> rows[100:, 0] += 3.0
    >>> discriminant = cross_fitted(Folds.of(rows[:100], rng), Folds.of(rows[100:], rng), rng)
    >>> bool(discriminant.scores[100:].mean() > discriminant.scores[:100].mean())
    True
    """
    files = baseline, drift
    rows = np.concatenate([file.rows for file in files])
    fold = np.concatenate([file.fold for file in files])
    counts = np.array([len(file.rows) for file in files])
    labels = np.arange(len(rows)) >= counts[0]
    folds = [np.flatnonzero(fold == number) for number in range(FOLDS)]
    labellings = _relabelled(labels, folds, rng)
    origin = baseline.others[0].mean.astype(np.float32)  # near all means, so single precision is enough
    rows -= origin
    scores = np.empty(labellings.shape)
    lengths = np.zeros(len(labellings))
    sums = [_sums(rows[held_out], labellings[:, held_out]) for held_out in folds]
    total = np.sum(sums, axis=0)
    for held_out, own_sums, *others in zip(folds, sums, baseline.others, drift.others, strict=True):
        means = (total - own_sums) / np.array([file.rows for file in others])[:, None, None]
        directions, own_lengths = _directions(others[0], others[1], means)
        middles = np.einsum("rd,dr->r", means.mean(axis=0), directions)
        scores[:, held_out] = (rows[held_out] @ directions.astype(np.float32)).T - middles[:, None]
        lengths += own_lengths / FOLDS
    gaps, variances = _gaps_and_variances(scores, labellings, counts)
    return Discriminant(
        scores=scores[0],
        gap=float(gaps[0]),
        variances=(float(variances[0, 0]), float(variances[1, 0])),
        noise_variance=float(variances[:, 1:].mean()),
        noise_length=float(lengths[1:].mean()),
    )


def _relabelled(labels: Labels, folds: list[NDArray[np.intp]], rng: np.random.Generator) -> Labels:
    """Return the labels and RELABELLINGS shuffles of them, each within the folds."""
    labellings = np.tile(labels, (RELABELLINGS + 1, 1))
    for held_out in folds:
        labellings[1:, held_out] = rng.permuted(labellings[1:, held_out], axis=1)
    return labellings


def _sums(rows: NDArray[np.float32], labellings: Labels) -> NDArray[np.float64]:
    """Return the sums of the rows with either label, shape (2, labellings, d)."""
    drift = (labellings.astype(np.float32) @ rows).astype(np.float64)
    return np.stack([rows.sum(axis=0, dtype=np.float64) - drift, drift])


def _directions(baseline: Moments, drift: Moments, means: NDArray[np.float64]) -> tuple[Matrix, Vector]:
    """Return one direction per labelling, shape (d, labellings), and |difference|^2 in W's metric."""
    from scipy.linalg import cho_factor, cho_solve

    both = baseline + drift
    covariance = both.scatter
    covariance /= np.float32(both.rows)
    ridge = RIDGE * float(np.trace(covariance, dtype=np.float64)) / len(covariance)
    differences = means[1] - means[0]
    if ridge <= RIDGE * ROUNDING:  # all rows are the same text
        return np.zeros(differences.T.shape), np.zeros(len(differences))
    covariance[np.diag_indices_from(covariance)] += np.float32(ridge)
    # LAPACK takes the transpose of this symmetric matrix without a copy.
    factor = cho_factor(covariance.T, overwrite_a=True, check_finite=False)
    directions = cho_solve(factor, differences.T.astype(np.float32), check_finite=False).astype(np.float64)
    lengths = np.einsum("rd,dr->r", differences, directions)
    shares = baseline.rows * drift.rows / both.rows**2
    within = 1.0 - np.clip(lengths * shares, 0.0, LARGEST_EXPLAINED)
    return directions / within, lengths / within


def _gaps_and_variances(
    scores: Matrix, labellings: Labels, counts: NDArray[np.intp]
) -> tuple[Vector, Matrix]:
    """Return the gap between the labels' mean scores and the variance within each label, per labelling."""
    sums = np.stack(
        [np.where(labellings, 0.0, scores).sum(axis=1), np.where(labellings, scores, 0.0).sum(axis=1)]
    )
    means = sums / counts[:, None]
    deviations = (scores - np.where(labellings, means[1][:, None], means[0][:, None])) ** 2
    squares = [
        np.where(labellings, 0.0, deviations).sum(axis=1),
        np.where(labellings, deviations, 0.0).sum(axis=1),
    ]
    return means[1] - means[0], np.stack(squares) / (counts[:, None] - 1)
