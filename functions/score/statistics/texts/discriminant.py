"""A linear direction between two sets of embeddings, judged on rows that had no part in finding it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.moments import Moments
from functions.score.statistics.texts.folds import FOLDS, Folds

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
Labels = NDArray[np.bool_]

# Of the mean eigenvalue, added to each: holds the many directions of little variance in check.
RIDGE = 3.0
# With these the noise of the direction is known to a few percent.
RELABELLINGS = 8
# The directions' scale has a pole where the labels explain all variance; this far from it is exact enough.
LARGEST_EXPLAINED = 1.0 - 1e-6
# Mean eigenvalue below which rows of length 1 differ by the rounding of float32 alone.
ROUNDING = 1e-14


@dataclass(frozen=True, slots=True)
class Discriminant:
    """Held-out scores w.(x - middle), and what relabelled rows say about the noise in w.

    Attributes
    ----------
    scores : shape (n + m,), the baseline's rows first; high where a row looks like the drift file.
    gap : mean score of the drift rows minus mean score of the baseline rows.
    variances : of the baseline's and of the drift rows' scores.
    noise_variance : what the variance of the scores is where the labels mean nothing.
    noise_length : squared length of the mean difference in the metric that yields w, likewise.
    """

    scores: Vector
    gap: float
    variances: tuple[float, float]
    noise_variance: float
    noise_length: float


def cross_fitted(baseline: Folds, drift: Folds, rng: np.random.Generator) -> Discriminant:
    """Return Fisher's linear discriminant, cross-fitted: each fold is scored by the others' direction.

    w = (W + ridge I)^-1 (mean drift - mean baseline), W the within-label covariance. All labellings
    share one factorisation per fold, that of the total covariance, which knows no labels: with
    q = |mean difference|^2 in its metric, the direction of W is the direction of the total covariance
    divided by 1 - c q, c the product of both labels' shares (Sherman & Morrison).

    Parameters
    ----------
    baseline, drift : rows of shapes (n, d) and (m, d); every fold holds some of either.
    rng : shuffles the labels within the folds, RELABELLINGS times.

    Memory O((n + m + FOLDS d) d). Source: Friedman, "Regularized discriminant analysis", JASA 84 (1989).
    """
    files = baseline, drift
    rows = np.concatenate([file.rows for file in files])
    fold = np.concatenate([file.fold for file in files])
    counts = np.array([len(file.rows) for file in files])
    labels = np.arange(len(rows)) >= counts[0]
    folds = [np.flatnonzero(fold == number) for number in range(FOLDS)]
    labellings = _relabelled(labels, folds, rng)
    origin = baseline.others[0].mean.astype(np.float32)  # near all means, so that single precision will do
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
    gaps, variances = _moments(scores, labellings, counts)
    return Discriminant(
        scores=scores[0],
        gap=float(gaps[0]),
        variances=(float(variances[0, 0]), float(variances[1, 0])),
        noise_variance=float(variances[:, 1:].mean()),
        noise_length=float(lengths[1:].mean()),
    )


def _relabelled(labels: Labels, folds: list[NDArray[np.intp]], rng: np.random.Generator) -> Labels:
    """Return the labels and RELABELLINGS shuffles of them; each fold keeps its numbers of both."""
    labellings = np.tile(labels, (RELABELLINGS + 1, 1))
    for held_out in folds:
        labellings[1:, held_out] = rng.permuted(labellings[1:, held_out], axis=1)
    return labellings


def _sums(rows: NDArray[np.float32], labellings: Labels) -> NDArray[np.float64]:
    """Return the sums of the rows of either label, shape (2, labellings, d)."""
    drift = (labellings.astype(np.float32) @ rows).astype(np.float64)
    return np.stack([rows.sum(axis=0, dtype=np.float64) - drift, drift])


def _directions(baseline: Moments, drift: Moments, means: NDArray[np.float64]) -> tuple[Matrix, Vector]:
    """Return one direction per labelling, shape (d, labellings), and |difference|^2 in W's metric of each."""
    from scipy.linalg import cho_factor, cho_solve

    both = baseline + drift
    covariance = both.scatter
    covariance /= np.float32(both.rows)
    ridge = RIDGE * float(np.trace(covariance, dtype=np.float64)) / len(covariance)
    differences = means[1] - means[0]
    if ridge <= RIDGE * ROUNDING:  # one text alone: nothing differs
        return np.zeros(differences.T.shape), np.zeros(len(differences))
    covariance[np.diag_indices_from(covariance)] += np.float32(ridge)
    # Transposed, which is the same: so LAPACK takes it without a copy.
    factor = cho_factor(covariance.T, overwrite_a=True, check_finite=False)
    directions = cho_solve(factor, differences.T.astype(np.float32), check_finite=False).astype(np.float64)
    lengths = np.einsum("rd,dr->r", differences, directions)
    shares = baseline.rows * drift.rows / both.rows**2
    within = 1.0 - np.clip(lengths * shares, 0.0, LARGEST_EXPLAINED)
    return directions / within, lengths / within


def _moments(scores: Matrix, labellings: Labels, counts: NDArray[np.intp]) -> tuple[Vector, Matrix]:
    """Return the gap between the labels' mean scores and the variance within either, per labelling."""
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
