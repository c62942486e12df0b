"""One value that more, or fewer, rows have than before: a code, a default, a sensor that is stuck."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.columns.contingency import all_taken
from functions.score.statistics.columns.pooled import Counts, Pooled
from functions.score.statistics.columns.rates import most_changed_place, rate_change
from functions.score.statistics.evidence import CODE, ONE_VALUE, Effect, Test
from functions.score.statistics.fisher_exact import fisher_exact
from functions.score.statistics.hypothesis import Hypothesis
from functions.score.statistics.p_value import bounded

FEWEST_ROWS = 3  # of both files together, from which a value is repeated
SURPRISING = 4.0  # standard deviations by which the rows of the most frequent of many values exceed the usual
NEIGHBOURS = 2  # distinct values on each side, which show how many rows a value there usually has


@dataclass(frozen=True, slots=True)
class RepeatedValue:
    """The value whose share of the rows changed most, compared with chance.

    Attributes
    ----------
    value : float
        In the column's own unit.
    shares : tuple of float
        Of the baseline's and of the drift file's numbers, in [0, 1].
    p_value : float
        In (0, 1], for all repeated values together.
    effect : Effect
        The part of the change that its neighbours do not share.
    """

    value: float
    shares: tuple[float, float]
    p_value: float
    effect: Effect

    def hypothesis(self, weight: float) -> Hypothesis:
        """Return the hypothesis that no single value became more or less frequent."""
        test = Test("most changed value, Fisher's exact test", self.effect.value, self.p_value)
        return Hypothesis((test,), (self.effect,), weight=weight)


def most_changed(pooled: Pooled, among: NDArray[np.bool_] | None = None) -> RepeatedValue | None:
    """Return the repeated value whose share changed most; None if no value is repeated.

    The p-value is that of Fisher's exact test times the number of values that could be as significant; rarer
    ones cannot. A move of whole numbers changes the shares of single ones too: there is an effect only if the
    neighbouring values do not share most of the change.

    Parameters
    ----------
    pooled : Pooled
        The numbers of both files, at least two of them distinct.
    among : bool array, shape (values,), or None
        The codes to choose from, which must not depend on the file that they are in; they have no
        neighbours. By default all values with FEWEST_ROWS.

    Returns
    -------
    RepeatedValue or None

    References
    ----------
    Tarone, "A modified Bonferroni method for discrete data", Biometrics 46 (1990).

    Examples
    --------
    >>> stuck = most_changed(Pooled.of(np.arange(60.0), np.append(np.arange(12.0), [7.0] * 8)))
    >>> stuck.value, stuck.shares[1], round(stuck.effect.value, 2), stuck.p_value < 0.001
    (7.0, 0.45, 0.4, True)
    """
    repeated = np.flatnonzero(pooled.totals >= FEWEST_ROWS if among is None else among)
    if not len(repeated):
        return None
    rows = len(pooled.before), len(pooled.after)
    totals, counts = pooled.totals[repeated], pooled.counts[repeated]
    place = most_changed_place(totals, counts, rows)
    value_rows = int(totals[place] - counts[place]), int(counts[place])
    p_value = fisher_exact(*value_rows, *rows)
    rivals = max(1, int(np.count_nonzero(_smallest_p(totals, rows) <= p_value)))
    at = int(repeated[place])
    excess = _excess(pooled, at, value_rows) if among is None else _difference(value_rows, rows)
    rate = rate_change(value_rows, rows) if excess else None
    return RepeatedValue(
        value=float(pooled.values[at]) * pooled.unit,
        shares=(value_rows[0] / rows[0], value_rows[1] / rows[1]),
        p_value=bounded(p_value * rivals),
        effect=Effect(ONE_VALUE if among is None else CODE, excess, rate=rate),
    )


def _smallest_p(totals: Counts, rows: tuple[int, int]) -> NDArray[np.float64]:
    """Return the smallest p-value that a value with so many rows can have: all of them in one file."""
    fits = [np.where(totals <= taken, totals, taken) for taken in rows]
    one_file = [all_taken(sizes, taken, sum(rows)) for sizes, taken in zip(fits, rows, strict=True)]
    smallest: NDArray[np.float64] = np.minimum(*one_file)
    return smallest


def _difference(value_rows: tuple[int, int], rows: tuple[int, int]) -> float:
    return abs(value_rows[1] / rows[1] - value_rows[0] / rows[0])


def _excess(pooled: Pooled, place: int, value_rows: tuple[int, int]) -> float:
    """Return by how much the larger share exceeds the smaller one and the usual share of its neighbours.

    Returns 0 if that is less than half of the change, or may be chance among the neighbours.
    """
    shares = value_rows[0] / len(pooled.before), value_rows[1] / len(pooled.after)
    counts = pooled.counts if shares[1] >= shares[0] else pooled.totals - pooled.counts
    rows = len(pooled.after) if shares[1] >= shares[0] else len(pooled.before)
    below, above = counts[:place], counts[place + 1 :]
    neighbours = np.sort(np.concatenate([_last(below), _last(above[::-1])]))
    usual = float(neighbours[(len(neighbours) - 1) // 2]) if len(neighbours) else 0.0
    chance = usual + SURPRISING * math.sqrt(usual + 1.0)
    excess = max(shares) - max(min(shares), usual / rows)
    stands_out = value_rows[shares[1] >= shares[0]] >= chance and excess >= (max(shares) - min(shares)) / 2
    return excess if stands_out else 0.0


def _last(counts: Counts) -> Counts:
    """Return the last counts that are not 0, at most NEIGHBOURS of them."""
    found: Counts = counts[np.flatnonzero(counts)[-NEIGHBOURS:]]
    return found
