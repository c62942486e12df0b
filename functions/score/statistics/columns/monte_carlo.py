"""Monte Carlo p-values of grouped rows under relabelling, with only as many draws as the result needs.

Under the null hypothesis, the drift file's rows are a random choice of as many rows from both files together.
A statistic of groups (categories, tied values) depends only on the number of rows taken from each group, and
these counts have a multivariate hypergeometric distribution.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]

# Cumulative numbers of draws. Most columns have not drifted and end in the first stage; the last one allows
# p = 0.0001, which stays significant after an adjustment for hundreds of columns.
STAGES = (199, 999, 9999)
ENOUGH_HITS = 20  # the relative standard error of p is then about a fifth
DRAWN_COUNTS = 2_000_000  # in memory at a time: 16 MB
MOST_COUNTS = 50_000_000  # drawn for one p-value beyond the first stage: about two seconds
# numpy's method "count" draws this many rows in the time that "marginals" needs for one group.
ROWS_PER_GROUP = 8


def relabelled_p(
    totals: Counts,
    drift_rows: int,
    as_extreme: Callable[[Counts], NDArray[np.bool_]],
    rng: np.random.Generator,
    stages: Sequence[int] = STAGES,
) -> float:
    """Return a p-value by sequential Monte Carlo, valid for any number of rows.

    Drawing stops at the draw that brings the number of hits to ENOUGH_HITS; p is then hits / draws. After all
    draws it is (1 + hits) / (1 + draws).

    Parameters
    ----------
    totals : int64 array, shape (groups,)
        Rows of each group in both files together.
    drift_rows : int
        Rows of the drift file, which each draw takes.
    as_extreme : callable
        Maps drawn counts, shape (draws, groups), to a bool array, shape (draws,): whether each draw is at
        least as extreme as the observed counts.
    rng : numpy.random.Generator
        Draws the counts.
    stages : sequence of int
        Rising cumulative numbers of draws. With very many groups MOST_COUNTS limits the later stages.

    Returns
    -------
    float
        In (0, 1].

    References
    ----------
    Besag & Clifford, "Sequential Monte Carlo p-values", Biometrika 78 (1991).

    Examples
    --------
    >>> never = lambda counts: np.zeros(len(counts), dtype=np.bool_)
    >>> relabelled_p(np.array([30, 20]), 10, never, np.random.default_rng(0), stages=(99,))
    0.01
    """
    hits = draws = 0
    chunk = max(1, DRAWN_COUNTS // len(totals))
    most = max(stages[0], MOST_COUNTS // len(totals))
    for stage in (min(stage, most) for stage in stages):
        while draws < stage:
            hit = as_extreme(_drawn(totals, drift_rows, min(chunk, stage - draws), rng))
            new_hits = int(np.count_nonzero(hit))
            if hits + new_hits >= ENOUGH_HITS:
                last = int(np.flatnonzero(hit)[ENOUGH_HITS - hits - 1])
                return ENOUGH_HITS / (draws + last + 1)
            hits += new_hits
            draws += len(hit)
    return (1 + hits) / (1 + draws)


def _drawn(totals: Counts, drift_rows: int, draws: int, rng: np.random.Generator) -> Counts:
    rows = int(totals.sum())
    taken = min(drift_rows, rows - drift_rows)
    by_row = taken < len(totals) * ROWS_PER_GROUP
    counts: Counts = rng.multivariate_hypergeometric(
        totals, drift_rows, size=draws, method="count" if by_row else "marginals"
    )
    return counts
