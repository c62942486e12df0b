"""A reading that no longer changes: one value in row after row, as of a sensor that hangs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.columns.pooled import Numbers
from functions.score.statistics.evidence import STUCK, Effect, Test
from functions.score.statistics.hypothesis import Hypothesis
from functions.score.statistics.p_value import bounded

FEWEST_ROWS = 5  # equal values in a row; fewer say little, and would have to be described in most files
# Of the column's alpha, where the test of its missing cells has 1. A small part, because the rows of a stream
# depend on one another more than the bound assumes; what hangs leaves p-values far below any part.
WEIGHT = 0.002


@dataclass(frozen=True, slots=True)
class Run:
    """The longest run of equal values in a drift file.

    Attributes
    ----------
    value : float
    rows : tuple of int
        The longest run of any value in the baseline, and this run.
    size : float
        Share of the drift file's rows, in (0, 1]: by how many this run is longer than the
        baseline's longest, or by how many the value became more frequent, whichever is less.
    p_value : float
        In (0, 1].
    """

    value: float
    rows: tuple[int, int]
    size: float
    p_value: float

    @property
    def hypothesis(self) -> Hypothesis:
        """The hypothesis that values stay the same for no longer than in the baseline."""
        test = Test("longest run of one value, geometric tail", float(self.rows[1]), self.p_value)
        return Hypothesis((test,), (Effect(STUCK, self.size),), weight=WEIGHT)


def stuck(before: Numbers, after: Numbers) -> Run | None:
    """Return the drift file's longest run of equal values.

    None if the baseline has one as long, or if the value is no more frequent than there: the rows are only in
    another order.

    If a value stays the same in the next row with probability q, whatever came before, a run of at least L
    begins at a given row with probability at most q^(L - 1), and in m rows with at most m q^(L - 1). q is the
    largest of three shares, each with one more row that stayed: of all the baseline's rows; of those with
    this value, because a rain gauge stays at 0; and of the drift file's other rows, because a grouped file
    has long runs throughout.

    Parameters
    ----------
    before, after : float64 array, shapes (n,) and (m,)
        The finite numbers of the baseline and of the drift file, each at least one, in the order of the rows.

    References
    ----------
    Feller, "An introduction to probability theory and its applications", vol. 1 (1968), XIII.7, for success
    runs.

    Examples
    --------
    >>> drawn = np.random.default_rng(0).normal(20.0, 5.0, 600).round(1)
    >>> hangs = np.append(drawn[500:580], [17.3] * 20)
    >>> run = stuck(drawn[:500], hangs)
    >>> run.value, run.rows[1], run.p_value < 1e-9
    (17.3, 20, True)
    >>> stuck(drawn[:500], np.sort(drawn[500:])) is None
    True
    """
    same = before[1:] == before[:-1], after[1:] == after[:-1]
    starts, lengths = _runs(same[1])
    longest = int(np.argmax(lengths))
    rows = int(_runs(same[0])[1].max()), int(lengths[longest])
    if rows[1] < FEWEST_ROWS or rows[1] <= rows[0]:
        return None
    value = float(after[starts[longest]])
    more = float(np.mean(after == value) - np.mean(before == value))
    if more <= 0:
        return None
    inside = slice(int(starts[longest]), int(starts[longest]) + rows[1] - 1)
    stays = max(_share(same[0]), _share(same[0][before[:-1] == value]), _share(np.delete(same[1], inside)))
    p_value = bounded(len(after) * stays ** (rows[1] - 1))
    return Run(value, rows, min(more, (rows[1] - rows[0]) / len(after)), p_value)


def _share(same: NDArray[np.bool_]) -> float:
    """Return the share of rows that the next one equals, with one more that it does; 0 without any."""
    return (int(np.count_nonzero(same)) + 1) / (len(same) + 1) if len(same) else 0.0


def _runs(same: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return where each run of equal values begins, and its length; `same` tells of each row but the last."""
    starts = np.flatnonzero(np.concatenate([[True], ~same]))
    return starts, np.diff(starts, append=len(same) + 1)
