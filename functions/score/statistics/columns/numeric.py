"""Columns of numbers."""

from dataclasses import replace

import numpy as np

from functions.score.statistics.columns.histogram import edges, shares
from functions.score.statistics.columns.missing import Absent, Pair, same_share
from functions.score.statistics.columns.numeric_effects import effects_of, rows_outside
from functions.score.statistics.columns.pooled import Groups, Numbers, Pooled, quantiles
from functions.score.statistics.columns.rank_tests import beyond_range, kolmogorov_smirnov, mann_whitney, mood
from functions.score.statistics.evidence import INFINITE, ColumnEvidence, Test
from functions.score.statistics.hypothesis import Hypothesis, column_evidence

QUARTILES = np.array([0.25, 0.5, 0.75])


def compare(
    name: str, before: Numbers, after: Numbers, absent: Absent, rng: np.random.Generator
) -> ColumnEvidence:
    """Compare a column of numbers.

    Parameters
    ----------
    name : str
        The column.
    before, after : float64 array, shapes (n,) and (m,)
        All cells of the baseline and of the drift file; NaN for a missing or unreadable cell. Infinite cells
        are compared as a share of the rows.
    absent : Absent
        The missing and unreadable cells.
    rng : numpy.random.Generator
        For the Monte Carlo p-values.
    """
    finite = before[np.isfinite(before)], after[np.isfinite(after)]
    infinite = (_infinite(before, finite[0], absent, 0), _infinite(after, finite[1], absent, 1))
    reason = "neither file has a finite number in this column"
    values = Hypothesis()
    summaries = _counts(absent, finite, infinite)
    if len(finite[0]) and len(finite[1]):
        pooled = Pooled.of(*finite)
        *others, beyond = effects_of(pooled)
        values = Hypothesis(tests_of(pooled, rng), (*others, replace(beyond, notes=_notes(pooled))))
        for summary, description in zip(summaries, _descriptions(pooled), strict=True):
            summary.update(description)
        reason = "all values in both files are equal"
    hypotheses = (
        values,
        *absent.hypotheses("numeric"),
        *same_share("infinite values", INFINITE, infinite, absent.rows),
    )
    return column_evidence(name, "numeric", hypotheses, summaries, not_tested=reason)


def tests_of(pooled: Pooled, rng: np.random.Generator) -> tuple[Test, ...]:
    """Return the tests of distribution, location, spread and range; none if all numbers are equal.

    Parameters
    ----------
    pooled : Pooled
        The numbers of both files.
    rng : numpy.random.Generator
        For the Monte Carlo p-values.

    Examples
    --------
    >>> pooled = Pooled.of(np.arange(30.0), np.arange(40.0, 60.0))
    >>> for test in tests_of(pooled, np.random.default_rng(0)):
    ...     print(test.name, round(test.statistic, 1))
    Kolmogorov-Smirnov test 1.0
    Mann-Whitney test 1.0
    Mood's test of spread 1.5
    values outside the baseline range 20.0
    """
    if pooled.constant:
        return ()
    groups = Groups.of(pooled.totals, pooled.counts)
    return (
        kolmogorov_smirnov(groups),
        mann_whitney(groups, rng),
        mood(groups, rng),
        beyond_range(groups),
    )


def _notes(pooled: Pooled) -> tuple[str, ...]:
    outside = rows_outside(pooled)
    if not outside:
        return ()
    baseline, drift = (
        f"[{float(numbers[0]) * pooled.unit:.6g}, {float(numbers[-1]) * pooled.unit:.6g}]"
        for numbers in (pooled.before, pooled.after)
    )
    values = "value" if outside == 1 else "values"
    return (f"{outside} {values} outside the baseline range {baseline} (file range {drift})",)


def _infinite(cells: Numbers, finite: Numbers, absent: Absent, file: int) -> int:
    return len(cells) - len(finite) - absent.missing[file] - absent.unreadable[file]


def _counts(
    absent: Absent, finite: tuple[Numbers, Numbers], infinite: Pair
) -> tuple[dict[str, object], dict[str, object]]:
    summaries = absent.summary(0), absent.summary(1)
    for file, summary in enumerate(summaries):
        summary["count"] = len(finite[file])
        if any(infinite):
            summary["infinite"] = infinite[file]
    return summaries


def _descriptions(pooled: Pooled) -> list[dict[str, object]]:
    """Return mean, quartiles and histogram of both files."""
    cuts = edges(pooled)
    bar_edges = (cuts * pooled.unit).tolist()
    descriptions: list[dict[str, object]] = []
    for numbers in (pooled.before, pooled.after):
        q25, median, q75 = (quantiles(numbers, QUARTILES) * pooled.unit).tolist()
        descriptions.append(
            {
                "mean": float(numbers.mean()) * pooled.unit,
                "sd": float(numbers.std()) * pooled.unit,
                "min": float(numbers[0]) * pooled.unit,
                "q25": q25,
                "median": median,
                "q75": q75,
                "max": float(numbers[-1]) * pooled.unit,
                "edges": bar_edges,
                "shares": shares(numbers, cuts),
            }
        )
    return descriptions
