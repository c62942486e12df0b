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
# A shift of everything moves the mean and, a little, every wide neighbourhood; something new in a few rows
# has no baseline rows near by, and flocks together. Places of the statistics of either kind.
GROUPS = ((0, 2), (1, 3))
FEWEST_ROWS = 2  # of a file: a baseline row is compared with another one
ROUNDING = 1e-6  # between the coordinates of one text's embeddings, from one batch to the next
LONGEST_ROW = 1.001  # of L2-normalised rows in float32, with room for a sloppy normalisation


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """The rows of both files in random order.

    Attributes
    ----------
    rows : float32 array, shape (n + m, d).
    order : int64 array, shape (n + m,): which row of baseline and drift file together stands at each place.
    labels : uint8 array, shape (n + m,): 1 for a baseline row, 0 for a drift row.
    neighbours : of the rows at their places here.
    """

    rows: NDArray[np.float32]
    order: NDArray[np.int64]
    labels: NDArray[np.uint8]
    neighbours: Neighbours


@dataclass(frozen=True, slots=True, eq=False)
class Significance:
    """What the test found.

    Attributes
    ----------
    tests : the four statistics, each with its own p-value. These tell which statistic speaks; the combined
        one decides, and only for it is stopping at a stage proven to be valid.
    p_value : of all of them together.
    permutations : relabellings behind the p-values.
    novelty_p_values : float64 array, shape (m,), in (0, 1]: the conformal p-value of each drift row, in the
        order given; small where the row is like nothing in the baseline.
    nearness : of each baseline and each drift row, in the order given, float32 arrays, shapes (n,) and (m,):
        its mean cosine to the nearest baseline rows, low where it is novel.
    drift_shares : likewise, float64: the share of drift rows in its wide neighbourhood.
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
    known: Neighbours | None = None,
) -> Pool:
    """Shuffle the rows of both files together and find their neighbours.

    `known` are those of the baseline's rows among themselves, which need not be searched again.

    The shuffle makes ties harmless: which of several copies of a text is listed as a neighbour follows from
    their order, and a random order knows nothing of the labels. Parameters and errors as in `significance`.
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
    neighbours = pooled_neighbours(rows, order, known, length) if known else nearest_neighbours(rows, length)
    return Pool(rows, order, (order < n).astype(np.uint8), neighbours)


def permutation_test(
    pooled: Pool, *, alpha: float, comparisons: float, rng: np.random.Generator
) -> Significance:
    """Test a pool whose neighbours are known; parameters, result and errors as in `significance`."""
    plan = stages(alpha, comparisons)
    whole, step = centred_fixed_point(pooled.rows)
    # Which copies of one text are neighbours is chance. Where there is no other text, nothing may follow.
    copies_alone = float(np.ptp(pooled.rows, axis=0).max()) <= ROUNDING

    def measure(labels: NDArray[np.uint8]) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        scores = novelty_scores(pooled.rows, pooled.neighbours, labels)
        near, wide = neighbourhood(pooled.neighbours, labels)
        statistics = np.stack([mean_shift(whole, labels), near, wide, novelty(scores, labels)])
        return np.zeros_like(statistics) if copies_alone else statistics, scores

    real, scores = measure(pooled.labels[:, np.newaxis])
    measured, permutations = [real], 0
    for stage in plan:
        chunks = relabellings(pooled.labels, stage.permutations - permutations, rng)
        measured += [measure(labels)[0] for labels in chunks]
        permutations = stage.permutations
        p_values, p_value = minimum_p(np.concatenate(measured, axis=1), GROUPS)
        if p_value > stage.enough_above:
            break

    nearness = _in_order(pooled, scores[:, 0])
    values = real[:, 0] * np.array([step**2, 1.0, 1.0, 1.0])
    return Significance(
        tests=tuple(
            Test(name, float(value), float(p)) for name, value, p in zip(NAMES, values, p_values, strict=True)
        ),
        p_value=p_value,
        permutations=permutations,
        novelty_p_values=conformal_p_values(*nearness),
        nearness=nearness,
        drift_shares=_in_order(pooled, drift_shares(pooled.neighbours, pooled.labels)),
    )


def _in_order(pooled: Pool, values: NDArray[Number]) -> tuple[NDArray[Number], NDArray[Number]]:
    """Return the values of the pool's rows by file, each in the order of its rows."""
    ordered = np.empty_like(values)
    ordered[pooled.order] = values
    baseline_rows = int(pooled.labels.sum())
    return ordered[:baseline_rows], ordered[baseline_rows:]
