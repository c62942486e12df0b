"""Rows of a file that equal an earlier row of the same file."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.columns.contingency import all_taken
from functions.score.statistics.columns.monte_carlo import STAGES, relabelled_p
from functions.score.statistics.evidence import DUPLICATED, ColumnEvidence, Effect, Test
from functions.score.statistics.fisher_exact import fisher_exact
from functions.score.statistics.hypothesis import Hypothesis, column_evidence

Counts = NDArray[np.int64]
Hashes = NDArray[np.uint64]

NAME = "duplicate rows"
# Duplicate rows have a fifth of a column's weight, so next to as many columns p must be five times smaller.
RARE_STAGES = (*STAGES, 49_999)
# Distinct rows of which all occur equally often, twice or more; by chance that has a probability of 2^-10.
FEWEST_DISTINCT = 10


def compare(
    before: Hashes,
    after: Hashes,
    rng: np.random.Generator,
    *,
    shuffled: tuple[Hashes, Hashes] | None = None,
    stages: Sequence[int] = RARE_STAGES,
) -> ColumnEvidence:
    """Test whether the drift file has more duplicate rows than expected by chance and by its columns.

    A large file has a larger share of duplicates than a small one of the same source. Therefore the number of
    duplicate drift rows is compared with its distribution under relabelling of both files' rows. If a column
    has changed, rows may be equal for that reason alone, so the effect is the excess over the largest of what
    could be expected: the mean under relabelling, the duplicates that as many baseline rows have, and those
    that the drift file's own values make by chance, if its columns depend on each other as the baseline's do.

    Parameters
    ----------
    before, after : uint64 array, shapes (n,) and (m,)
        Hashes of the rows; equal rows have equal hashes.
    rng : numpy.random.Generator
        For the Monte Carlo test.
    shuffled : tuple of uint64 array, shapes (n,) and (m,), or None
        Hashes of both files' rows with the values of each column in a random order.
    stages : sequence of int
        See `monte_carlo.relabelled_p`.

    Returns
    -------
    ColumnEvidence
        Its effect is a share of the drift rows, in [0, 1]. The p-value is 1 without an effect.

    Examples
    --------
    >>> hashes = np.arange(60, dtype=np.uint64)
    >>> rows = compare(hashes, np.repeat(hashes[:10], 2), np.random.default_rng(0))
    >>> rows.after
    {'rows': 20, 'duplicated': 10, 'share': 0.5}
    """
    _, group, totals = np.unique(np.concatenate([before, after]), return_inverse=True, return_counts=True)
    counts = np.bincount(group[len(before) :], minlength=len(totals))
    rows = (len(before), len(after))
    duplicates = (_duplicates(totals - counts), _duplicates(counts))
    summaries = _summary(rows[0], duplicates[0]), _summary(rows[1], duplicates[1])
    if not any(duplicates):
        reason = "neither file has duplicate rows"
        return column_evidence(NAME, "rows", (), summaries, not_tested=reason)
    expected = _expected(totals, *rows)
    if shuffled is not None and not _sent_several_times(counts):
        expected = max(expected, _expected_of_values(totals - counts, *shuffled))
    as_many = _of_as_many_rows(totals - counts, counts)
    excess = min((duplicates[1] - expected) / rows[1], (as_many[1] - as_many[0]) / min(rows))
    p_value = _p_value(totals, rows[1], duplicates[1], rng, stages) if excess > 0 else 1.0
    if duplicates[0]:
        # Relabelling assumes that the files have rows in common; a changed column leaves none.
        p_value = max(p_value, fisher_exact(round(as_many[0]), round(as_many[1]), min(rows), min(rows)))
    test = Test(f"{NAME}, Monte Carlo", float(duplicates[1]), p_value)
    effect = Effect(DUPLICATED, max(0.0, excess))
    return column_evidence(NAME, "rows", (Hypothesis((test,), (effect,)),), summaries)


def _sent_several_times(counts: Counts) -> bool:
    """Tell whether all rows occur twice, or three times, ..., which the values of no column explain."""
    present = counts[counts > 0]
    return len(present) >= FEWEST_DISTINCT and int(np.gcd.reduce(present)) > 1


def _expected_of_values(before: Counts, shuffled_before: Hashes, shuffled_after: Hashes) -> float:
    """Return the duplicates that the drift file's values make by chance.

    Columns that depend on each other make more pairs of equal rows than shuffled ones: in the baseline by a
    factor that is assumed for the drift file too.
    """
    _, independent = np.unique(shuffled_before, return_counts=True)
    dependence = (1 + _pairs(before)) / (1 + _pairs(independent))
    return float(len(shuffled_after) - len(np.unique(shuffled_after))) * max(1.0, dependence)


def _pairs(counts: Counts) -> int:
    return int((counts * (counts - 1)).sum()) // 2


def _of_as_many_rows(before: Counts, after: Counts) -> tuple[float, float]:
    """Return how many duplicates as many random rows of each file have, those of the smaller one."""
    rows = int(before.sum()), int(after.sum())
    drawn = min(rows)
    expected = (
        _expected(counts[counts > 0], total - drawn, drawn)
        for counts, total in zip((before, after), rows, strict=True)
    )
    return next(expected), next(expected)


def _duplicates(counts: Counts) -> int:
    return int(counts.sum() - np.count_nonzero(counts))


def _summary(rows: int, duplicates: int) -> dict[str, object]:
    return {"rows": rows, "duplicated": duplicates, "share": duplicates / rows}


def _p_value(
    totals: Counts, drift_rows: int, observed: int, rng: np.random.Generator, stages: Sequence[int]
) -> float:
    """Return the one-sided p-value; rows that occur once are drawn as one group without duplicates."""
    repeated = totals[totals > 1]
    groups = np.append(repeated, int(totals.sum() - repeated.sum()))

    def as_extreme(counts: Counts) -> NDArray[np.bool_]:
        drawn = counts[:, :-1]
        result: NDArray[np.bool_] = drawn.sum(axis=1) - np.count_nonzero(drawn, axis=1) >= observed
        return result

    return relabelled_p(groups, drift_rows, as_extreme, rng, stages)


def _expected(totals: Counts, rows_before: int, rows_after: int) -> float:
    """Return the mean number of duplicate drift rows under relabelling: rows minus distinct rows drawn."""
    possible = totals[totals <= rows_before]
    not_drawn = float(all_taken(possible, rows_before, rows_before + rows_after).sum())
    return rows_after - (len(totals) - not_drawn)
