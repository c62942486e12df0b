"""From many p-values to one that tells whether any of them is worth believing."""

from collections.abc import Sequence

import numpy as np


def adjusted_p_values(p_values: Sequence[float | None]) -> list[float | None]:
    """Return p-values adjusted for the false discovery rate; None, a column without a test, stays None.

    Of the columns with an adjusted p-value up to alpha at most the share alpha is flagged wrongly, on
    average; where nothing has drifted, the chance of any flag is at most alpha.

    Source: Benjamini & Hochberg, "Controlling the false discovery rate", JRSS B 57 (1995); equal to
    scipy.stats.false_discovery_control, whose import takes longer than all tests of a table.
    """
    tested = np.array([p_value for p_value in p_values if p_value is not None], dtype=np.float64)
    if not len(tested):
        return list(p_values)
    descending = np.argsort(-tested, kind="stable")
    ranks = np.arange(len(tested), 0, -1)
    smallest = np.minimum.accumulate(tested[descending] * len(tested) / ranks)
    found = np.empty_like(tested)
    found[descending] = np.minimum(smallest, 1.0)
    values = iter(found.tolist())
    return [None if p_value is None else next(values) for p_value in p_values]
