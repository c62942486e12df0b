"""Columns of numbers."""

from dataclasses import replace

import numpy as np

from functions.score.statistics.columns.missing import Absent, Pair, same_share
from functions.score.statistics.columns.numeric_values import Values, compare_values
from functions.score.statistics.columns.pooled import Numbers, Pooled
from functions.score.statistics.columns.stuck import stuck
from functions.score.statistics.evidence import INFINITE, ColumnEvidence
from functions.score.statistics.hypothesis import column_evidence


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
    values, run = Values(), None
    reason = "neither file has a finite number in this column"
    if len(finite[0]) and len(finite[1]):
        values, run = compare_values(Pooled.of(*finite), rng), stuck(*finite)
        reason = "all values in both files are equal"
    hypotheses = (
        *values.hypotheses,
        *([run.hypothesis] if run else []),
        *absent.hypotheses(),
        *same_share("infinite values", INFINITE, infinite, absent.rows),
    )
    summaries = _counts(absent, finite, infinite)
    for summary, description in zip(summaries, values.descriptions, strict=True):
        summary.update(description)
    if run:
        for summary, rows in zip(summaries, run.rows, strict=True):
            summary |= {"longest_run": rows, "run_of": run.value}
    evidence = column_evidence(name, "numeric", hypotheses, summaries, notes=values.notes, not_tested=reason)
    return replace(evidence, remarks=values.remarks, factor=values.factor, code_p_value=values.code_p_value)


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
