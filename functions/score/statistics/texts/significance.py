"""The significance of a change in embeddings: one exact permutation test of four statistics."""

import math
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.evidence import Test
from functions.score.statistics.texts.mean_shift import centred_fixed_point, mean_shift
from functions.score.statistics.texts.minimum_p import minimum_p
from functions.score.statistics.texts.neighbourhood import drift_shares, neighbourhood
from functions.score.statistics.texts.neighbours import Neighbours, nearest_neighbours, pooled_neighbours
from functions.score.statistics.texts.novelty import conformal_p_values, list_length, novelty, novelty_scores
from functions.score.statistics.texts.permutation_stages import stages
from functions.score.statistics.texts.relabelling import relabellings

Number = TypeVar("Number", bound=np.floating)

NAMES = ("mean shift", "near neighbourhood", "wide neighbourhood", "novelty")
# Indices of the statistics of either kind of change. A shift of all rows moves the mean and, slightly, all
# wide neighbourhoods. A few new rows have no baseline rows near them and form a cluster.
GROUPS = ((0, 2), (1, 3))
FEWEST_ROWS = 2  # of a file: each baseline row is compared with another one
ROUNDING = 1e-6  # between the coordinates of one text's embeddings in different batches
LONGEST_ROW = 1.001  # of L2-normalised float32 rows, with some tolerance


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """The rows of both files in random order.

    Attributes
    ----------
    rows : float32 array, shape (n + m, d)
    order : int64 array, shape (n + m,)
        The row of baseline and drift file together at each place; the baseline has the numbers below n.
    labels : uint8 array, shape (n + m,)
        1 for a baseline row, 0 for a drift row.
    neighbours : Neighbours
        Of the rows in this order.
    """

    rows: NDArray[np.float32]
    order: NDArray[np.int64]
    labels: NDArray[np.uint8]
    neighbours: Neighbours


@dataclass(frozen=True, slots=True, eq=False)
class Significance:
    """The result of the test.

    Attributes
    ----------
    tests : tuple of Test
        The four statistics, each with its own p-value. These show which statistic detects a change. Only the
        combined p-value decides, and only for it stopping at a stage is proven to be valid.
    p_value : float
        Of all statistics together, in (0, 1].
    permutations : int
        Permutations behind the p-values.
    novelty_p_values : float64 array, shape (m,)
        Conformal p-value of each drift row, in (0, 1]; small if it resembles nothing in the baseline.
    nearness : tuple of float32 array, shapes (n,) and (m,)
        Mean cosine of each row to its nearest baseline rows; low for novel rows.
    drift_shares : tuple of float64 array, shapes (n,) and (m,)
        Share of drift rows in the wide neighbourhood of each row, in [0, 1].

    All arrays have the order of the files.
    """

    tests: tuple[Test, ...]
    p_value: float
    permutations: int
    novelty_p_values: NDArray[np.float64]
    nearness: tuple[NDArray[np.float32], NDArray[np.float32]]
    drift_shares: tuple[NDArray[np.float64], NDArray[np.float64]]


def pool(
    baseline: NDArray[np.float32],
    drift: NDArray[np.float32],
    rng: np.random.Generator,
    within_baseline: Neighbours | None = None,
) -> Pool:
    """Shuffle the rows of both files together and find their neighbours.

    The shuffle makes ties harmless: which of several copies of a text is listed as a neighbour depends on
    their order, and a random order is independent of the labels.

    Parameters
    ----------
    baseline, drift : float32 array, shapes (n, d) and (m, d), n, m >= 2, d >= 1
        L2-normalised rows.
    rng : numpy.random.Generator
        Draws the order.
    within_baseline : Neighbours, optional
        Of the baseline's rows among each other, which are then not searched again.

    Returns
    -------
    Pool
        Neighbour lists take at most 64 MB; with more than a million rows, 120 bytes per row.

    Raises
    ------
    ValueError
        If a file has fewer than two rows, the dimensions differ, or a row is longer than 1.
    """
    n, m = len(baseline), len(drift)
    if min(n, m) < FEWEST_ROWS:
        raise ValueError(f"{n} baseline rows and {m} drift rows: the test needs two of each")
    if baseline.shape[1:] != drift.shape[1:]:
        raise ValueError(f"rows of shape {baseline.shape[1:]} and {drift.shape[1:]} cannot be compared")
    order = rng.permutation(n + m)
    rows = np.concatenate([baseline, drift])[order]
    longest = math.sqrt(float(np.einsum("ij,ij->i", rows, rows).max()))
    if not longest <= LONGEST_ROW:
        raise ValueError(f"a row of length {longest:.6g} is not L2-normalised")
    length = list_length(n, m)
    if within_baseline:
        neighbours = pooled_neighbours(rows, order, within_baseline, length)
    else:
        neighbours = nearest_neighbours(rows, length)
    return Pool(rows, order, (order < n).astype(np.uint8), neighbours)


def permutation_test(
    pooled: Pool, *, alpha: float, comparisons: float, rng: np.random.Generator
) -> Significance:
    """Test whether the rows of both files come from one distribution.

    Parameters
    ----------
    pooled : Pool
        From `pool`.
    alpha : float
        Significance level of the decision, in (0, 1). With `comparisons` it determines the number of
        permutations, see `stages`.
    comparisons : float
        Number of tests made together, >= 1: the sum of all weights, this column's own being 1.
    rng : numpy.random.Generator
        Draws the relabellings.

    Returns
    -------
    Significance
        Its p-value is valid for any n, m and distribution: P(p <= a) <= a. The test needs about 100 MB.

    Raises
    ------
    ValueError
        If alpha or comparisons is out of range.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> rows = np.eye(2, dtype=np.float32)[rng.integers(0, 2, 60)]
    >>> result = permutation_test(pool(rows[:40], rows[40:], rng), alpha=0.05, comparisons=1.0, rng=rng)
    >>> [test.name for test in result.tests], result.permutations
    (['mean shift', 'near neighbourhood', 'wide neighbourhood', 'novelty'], 49)
    """
    plan = stages(alpha, comparisons)
    whole, step = centred_fixed_point(pooled.rows)
    # Which copies of one text are neighbours is random; with only copies, no statistic may depend on it.
    only_copies = float(np.ptp(pooled.rows, axis=0).max()) <= ROUNDING

    def measure(labels: NDArray[np.uint8]) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        scores = novelty_scores(pooled.rows, pooled.neighbours, labels)
        near, wide = neighbourhood(pooled.neighbours, labels)
        statistics = np.stack([mean_shift(whole, labels), near, wide, novelty(scores, labels)])
        return np.zeros_like(statistics) if only_copies else statistics, scores

    real, scores = measure(pooled.labels[:, np.newaxis])
    measured, permutations = [real], 0
    for stage in plan:
        chunks = relabellings(pooled.labels, stage.permutations - permutations, rng)
        measured += [measure(labels)[0] for labels in chunks]
        permutations = stage.permutations
        p_values, p_value = minimum_p(np.concatenate(measured, axis=1), GROUPS)
        if p_value > stage.enough_above:
            break

    nearness = _by_file(pooled, scores[:, 0])
    values = real[:, 0] * np.array([step**2, 1.0, 1.0, 1.0])
    return Significance(
        tests=tuple(
            Test(name, float(value), float(p)) for name, value, p in zip(NAMES, values, p_values, strict=True)
        ),
        p_value=p_value,
        permutations=permutations,
        novelty_p_values=conformal_p_values(*nearness),
        nearness=nearness,
        drift_shares=_by_file(pooled, drift_shares(pooled.neighbours, pooled.labels)),
    )


def _by_file(pooled: Pool, values: NDArray[Number]) -> tuple[NDArray[Number], NDArray[Number]]:
    """Return the values of the pooled rows by file, in the files' order."""
    ordered = np.empty_like(values)
    ordered[pooled.order] = values
    baseline_rows = int(pooled.labels.sum())
    return ordered[:baseline_rows], ordered[baseline_rows:]
