"""Rows of a file that repeat an earlier row of it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.columns.contingency import all_taken
from functions.score.statistics.columns.monte_carlo import STAGES, relabelled_p
from functions.score.statistics.evidence import DUPLICATED, ColumnEvidence, Effect, Test
from functions.score.statistics.hypothesis import Hypothesis, column_evidence

Counts = NDArray[np.int64]

# Repeated rows weigh a fifth of a column, so that beside as many columns p has to fall five times as low.
RARE_STAGES = (*STAGES, 49_999)


def compare(
    before: NDArray[np.uint64],
    after: NDArray[np.uint64],
    rng: np.random.Generator,
    *,
    stages: Sequence[int] = RARE_STAGES,
) -> ColumnEvidence:
    """Test whether the drift file repeats its own rows more often than chance does.

    A large file repeats itself more than a small one of the same source. So the number of repeated
    drift rows is compared with that under relabelling of both files' rows, and its excess over the
    mean under relabelling is the effect.

    Parameters
    ----------
    before, after : hashes of the rows, shapes (n,) and (m,); equal rows have equal hashes.
    stages : see monte_carlo.relabelled_p.
    """
    _, group, totals = np.unique(np.concatenate([before, after]), return_inverse=True, return_counts=True)
    counts = np.bincount(group[len(before) :], minlength=len(totals))
    rows = (len(before), len(after))
    repeats = (_repeats(totals - counts), _repeats(counts))
    summaries = _summary(rows[0], repeats[0]), _summary(rows[1], repeats[1])
    name, kind = "duplicated rows", "rows"
    if not any(repeats):
        reason = "no row repeats another in either file"
        return column_evidence(name, kind, (), summaries, not_tested=reason)
    p_value = _p_value(totals, rows[1], repeats[1], rng, stages)
    excess = max(0.0, repeats[1] - _expected(totals, *rows)) / rows[1]
    test = Test("duplicated rows, Monte Carlo", float(repeats[1]), p_value)
    return column_evidence(name, kind, (Hypothesis((test,), (Effect(DUPLICATED, excess),)),), summaries)


def _repeats(counts: Counts) -> int:
    return int(counts.sum() - np.count_nonzero(counts))


def _summary(rows: int, repeats: int) -> dict[str, object]:
    return {"rows": rows, "duplicated": repeats, "share": repeats / rows}


def _p_value(
    totals: Counts, drift_rows: int, observed: int, rng: np.random.Generator, stages: Sequence[int]
) -> float:
    """Return the one-sided p-value; rows that occur once are drawn as one group, which repeats nothing."""
    repeated = totals[totals > 1]
    groups = np.append(repeated, int(totals.sum() - repeated.sum()))

    def as_extreme(counts: Counts) -> NDArray[np.bool_]:
        found = counts[:, :-1]
        result: NDArray[np.bool_] = found.sum(axis=1) - np.count_nonzero(found, axis=1) >= observed
        return result

    return relabelled_p(groups, drift_rows, as_extreme, rng, stages)


def _expected(totals: Counts, rows_before: int, rows_after: int) -> float:
    """Return the mean of the repeated drift rows under relabelling: rows less distinct rows met."""
    possible = totals[totals <= rows_before]
    missed = float(all_taken(possible, rows_before, rows_before + rows_after).sum())
    return rows_after - (len(totals) - missed)
