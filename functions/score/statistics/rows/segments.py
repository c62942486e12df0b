"""Segments: the rows of one category, in which the numbers of a column moved and elsewhere did not."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from functions.score.statistics.evidence import SEGMENT, ColumnEvidence, Effect, Test
from functions.score.statistics.hypothesis import Hypothesis, column_evidence
from functions.score.statistics.p_value import bounded
from functions.score.statistics.rows.chance import beyond_chance
from functions.score.statistics.rows.columns import CategoryColumn, NumberColumn, Numbers
from functions.score.statistics.rows.scaled_numbers import ScaledNumbers
from functions.score.statistics.rows.segment_shifts import Means, Shifts

Matrix = NDArray[np.float64]

NAME, KIND = "segments", "rows"
MOST_SEGMENTS = 500  # the first ones


def compare(columns: Sequence[NumberColumn | CategoryColumn]) -> ColumnEvidence:
    """Test whether the numbers of any segment moved relative to the other segments.

    A segment is a category with enough rows in both files. For each column of numbers, the change of the
    segment's mean is compared with the mean change of the column's other segments, so neither a shift of
    the whole column nor another mix of the categories is a change of a segment. The largest change in units
    of its standard error counts, with Bonferroni's correction over all segments and columns.

    Parameters
    ----------
    columns : sequence of NumberColumn or CategoryColumn
        At least one; their cells in the files' rows, in the same order for all columns of a file.

    Returns
    -------
    ColumnEvidence
        Its effect is by how much further the segment moved than the others, beyond chance, in robust
        baseline standard deviations; 0 if the others moved further. Its summaries give the segment, the
        column, and for each file the segment's share of the rows, its mean, and the winsorized mean, which is
        the one that is tested: values far away were moved closer.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> country = np.repeat([0, 1, 2], [60, 470, 470])
    >>> before, after = rng.normal(size=(2, 1000))
    >>> moved = NumberColumn("amount", before, after + 1.5 * (country == 0))
    >>> segment = compare([CategoryColumn("country", country, country, ("CH", "DE", "FR")), moved])
    >>> segment.after["category"], round(segment.after["share"], 2), segment.p_value < 0.001
    ('CH', 0.06, True)
    """
    segments, numbers = _Segments.of(columns), ScaledNumbers.of(columns)
    means = Means.of(segments.before, numbers.before), Means.of(segments.after, numbers.after)
    shifts = Shifts.of(*means, segments.others())
    tested = int(np.count_nonzero(np.isfinite(shifts.changes)))
    if not tested:
        reason = "no column of numbers beside one of categories with enough rows"
        return column_evidence(NAME, KIND, (), ({}, {}), not_tested=reason)
    place = shifts.largest()
    change, own, others = (float(each[place]) for each in (shifts.changes, shifts.own, shifts.others))
    freedom = sum(float(file.rows[place]) - 1.0 for file in means)
    p_value = bounded(2.0 * tested * float(special.stdtr(freedom, -change)))
    further = beyond_chance(abs(own - others), change, tested) - abs(others)
    hypothesis = Hypothesis(
        (Test("largest shift of a segment", change, p_value),), (Effect(SEGMENT, max(0.0, further)),)
    )
    segment, column = place
    name = numbers.names[column]
    raw = next(each for each in columns if isinstance(each, NumberColumn) and each.name == name)
    shared = {
        "segment": segments.names[segment][0],
        "category": segments.names[segment][1],
        "column": name,
        "sd": numbers.spreads[column],
        "apart": abs(own - others),
        "elsewhere": others,
    }
    before, after = (
        shared
        | {
            "rows": int(file.rows[place]),
            "share": float(file.rows[place] / len(cells)),
            "mean": float(cells[(inside[:, segment] > 0) & np.isfinite(cells)].mean()),
            "winsorized_mean": numbers.unscaled(float(file.values[place]), column),
        }
        for file, inside, cells in zip(
            means, (segments.before, segments.after), (raw.before, raw.after), strict=True
        )
    )
    return column_evidence(NAME, KIND, (hypothesis,), (before, after))


@dataclass(frozen=True, slots=True, eq=False)
class _Segments:
    """The column and the category of each segment; 1 for a row in it, shapes (rows, segments)."""

    names: Sequence[tuple[str, str]]
    before: Matrix
    after: Matrix

    @classmethod
    def of(cls, columns: Sequence[NumberColumn | CategoryColumn]) -> "_Segments":
        names: list[tuple[str, str]] = []
        rows = len(columns[0].before), len(columns[0].after)
        files: tuple[list[Numbers], list[Numbers]] = ([np.zeros((rows[0], 0))], [np.zeros((rows[1], 0))])
        for column in columns:
            if isinstance(column, CategoryColumn) and len(names) < MOST_SEGMENTS:
                levels = column.levels()
                names += [(column.name, column.names[level]) for level in levels]
                for file, codes in zip(files, (column.before, column.after), strict=True):
                    file += [(codes == level).astype(np.float64) for level in levels]
        return cls(names, np.column_stack(files[0]), np.column_stack(files[1]))

    def others(self) -> Matrix:
        """Return 1 for each two segments of the same column, shape (segments, segments)."""
        columns = np.array([column for column, _ in self.names])
        others: Matrix = (columns[:, None] == columns).astype(np.float64) - np.eye(len(columns))
        return others
