"""From many p-values to one that tells whether any of them is worth believing."""

from collections.abc import Sequence

import numpy as np


def adjusted_p_values(
    p_values: Sequence[float | None], weights: Sequence[float] | None = None
) -> list[float | None]:
    """Return p-values adjusted for the false discovery rate; None, a column without a test, stays None.

    Of the columns with an adjusted p-value up to alpha at most the share alpha is flagged wrongly, on
    average; where nothing has drifted, the chance of any flag is at most alpha.

    Parameters
    ----------
    p_values : in (0, 1].
    weights : > 0, chosen before any p-value is seen: how much of alpha each may spend beside the others;
        all the same if None.

    Sources: Benjamini & Hochberg, "Controlling the false discovery rate", JRSS B 57 (1995); equal to
    scipy.stats.false_discovery_control, whose import takes longer than all tests of a table. With weights:
    Genovese, Roeder & Wasserman, "False discovery control with p-value weighting", Biometrika 93 (2006).
    """
    given = [1.0] * len(p_values) if weights is None else weights
    pairs = [(p, weight) for p, weight in zip(p_values, given, strict=True) if p is not None]
    if not pairs:
        return list(p_values)
    unweighted, weighing = np.array(pairs, dtype=np.float64).T
    tested = unweighted * weighing.mean() / weighing
    descending = np.argsort(-tested, kind="stable")
    ranks = np.arange(len(tested), 0, -1)
    smallest = np.minimum.accumulate(tested[descending] * len(tested) / ranks)
    found = np.empty_like(tested)
    found[descending] = np.minimum(smallest, 1.0)
    values = iter(found.tolist())
    return [None if p_value is None else next(values) for p_value in p_values]
