"""Monte Carlo p-values of grouped rows under relabelling, with no more draws than the answer needs.

Under the null hypothesis which rows are the drift file's is a random choice of as many out of both
files' rows together. All that a statistic of groups (categories, tied values) sees of such a choice is
how many of each group's rows were taken, and those counts are multivariate hypergeometric.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]

# Cumulative draws after which the hits are looked at: most columns have not drifted and end in the first
# stage; the last allows p = 0.0001, which survives an adjustment for hundreds of columns.
STAGES = (199, 999, 9999)
ENOUGH_HITS = 20  # p is then known to about a fifth of itself
DRAWN_COUNTS = 2_000_000  # held in memory at a time: 16 MB
MOST_COUNTS = 50_000_000  # drawn for one p-value beyond the first stage: about two seconds
# As many rows does numpy's method "count" draw in the time that "marginals" needs for one group.
ROWS_PER_GROUP = 8


def relabelled_p(
    totals: Counts,
    drift_rows: int,
    as_extreme: Callable[[Counts], NDArray[np.bool_]],
    rng: np.random.Generator,
    stages: Sequence[int] = STAGES,
) -> float:
    """Return the p-value of a statistic by sequential Monte Carlo, valid at every size.

    Drawing stops at the draw that brings the hits to ENOUGH_HITS: p is then hits / draws; where all
    draws are used up, (1 + hits) / (1 + draws).

    Parameters
    ----------
    totals : shape (groups,), rows of each group in both files together.
    drift_rows : rows of the drift file: how many each draw takes.
    as_extreme : tells, for drawn counts of shape (draws, groups), which are at least as extreme as
        the file's own.
    stages : rising numbers of draws, as cumulated; of very many groups fewer are made than the later
        stages ask for (MOST_COUNTS).

    Source: Besag & Clifford, "Sequential Monte Carlo p-values", Biometrika 78 (1991).
    """
    hits = draws = 0
    chunk = max(1, DRAWN_COUNTS // len(totals))
    most = max(stages[0], MOST_COUNTS // len(totals))
    for stage in (min(stage, most) for stage in stages):
        while draws < stage:
            hit = as_extreme(_drawn(totals, drift_rows, min(chunk, stage - draws), rng))
            found = int(np.count_nonzero(hit))
            if hits + found >= ENOUGH_HITS:
                last = int(np.flatnonzero(hit)[ENOUGH_HITS - hits - 1])
                return ENOUGH_HITS / (draws + last + 1)
            hits += found
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
