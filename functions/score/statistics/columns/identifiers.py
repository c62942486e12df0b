"""Columns of identifiers: what can be tested of values that are expected to be new."""

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.columns.missing import Absent, Pair, same_share
from functions.score.statistics.evidence import REPEATED, UNUSUAL, ColumnEvidence
from functions.score.statistics.hypothesis import Hypothesis, column_evidence

Codes = NDArray[np.intp]


def compare(
    name: str,
    values: tuple[Codes, Codes],
    formats: tuple[Codes, Codes],
    absent: Absent,
    example: str | None = None,
) -> ColumnEvidence:
    """Compare a column of identifiers: missing cells, repeated values, formats; never the values.

    Values that repeat in the baseline are references to something else, which may repeat as often as it
    likes. Only if every value of the baseline differs is a repeated value of the drift file a change.

    Parameters
    ----------
    name : str
        The column.
    values : tuple of int array, shapes (n,) and (m,)
        Equal numbers for equal identifiers of a file; -1 for a missing cell.
    formats : tuple of int array, shapes (n,) and (m,)
        Equal numbers for identifiers of equal format, in both files; -1 for a missing cell.
    absent : Absent
        The missing cells.
    example : str or None
        An identifier of the drift file whose format the baseline does not have, and its place.

    Returns
    -------
    ColumnEvidence

    Examples
    --------
    >>> unique, constant = np.arange(40), np.zeros(20, dtype=np.intp)
    >>> column = compare("id", (unique, constant), (unique * 0, constant), Absent((40, 20)))
    >>> [(effect.name, effect.value) for effect in column.effects]
    [('difference in the share of repeated identifiers', 0.95)]
    """
    rows = absent.rows
    repeated = (_repeated(values[0]), _repeated(values[1]))
    unusual = _unusual(*formats)
    summaries = absent.summary(0), absent.summary(1)
    for file, summary in enumerate(summaries):
        summary |= {"repeated": repeated[file], "unusual": unusual[file]}
    hypotheses: list[Hypothesis] = []
    if not repeated[0]:
        notes = ("all rows have the same one",) if _is_constant(values[1]) else ()
        hypotheses += same_share("repeated identifiers", REPEATED, repeated, rows, notes)
    if unusual[1] * rows[0] > unusual[0] * rows[1]:  # fewer new formats are no change for the worse
        notes = (f"for example {example}",) if example else ()
        hypotheses += same_share("formats", UNUSUAL, unusual, rows, notes)
    hypotheses += absent.hypotheses()
    return column_evidence(
        name,
        "identifier",
        [hypothesis for hypothesis in hypotheses if hypothesis.tests],
        summaries,
        not_tested="identifiers are expected to be new, and none is missing, repeated or of another format",
    )


def _repeated(values: Codes) -> int:
    """Return how many rows have an identifier that an earlier row of the file has."""
    present = values[values >= 0]
    return len(present) - len(np.unique(present))


def _is_constant(values: Codes) -> bool:
    return len(values) > 1 and bool((values == values[0]).all())


def _unusual(before: Codes, after: Codes) -> Pair:
    """Return the rows of each file whose format is new there.

    In the drift file, these are formats that the baseline does not have. In the baseline, they are formats
    of a single row: the share of such rows estimates the share of rows with a format not seen before.

    Source: Good, "The population frequencies of species and the estimation of population parameters",
    Biometrika 40 (1953).
    """
    present = before[before >= 0]
    _, counts = np.unique(present, return_counts=True)
    new = after[(after >= 0) & ~np.isin(after, present)]
    return int(np.count_nonzero(counts == 1)), len(new)
