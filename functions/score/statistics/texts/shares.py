"""Tests of simple properties that texts have or do not have; embeddings may not show them."""

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from functions.score.statistics.fisher_exact import fisher_exact
from functions.score.statistics.p_value import bounded

MOST_VALUES = 50  # that are compared, the most frequent ones


@dataclass(frozen=True, slots=True)
class MostChanged:
    """The value whose share of texts changed most.

    Attributes
    ----------
    value : str
        Of those whose share rose, if there is one as significant.
    hits : tuple of int
        Texts of the baseline and of the drift file that have it.
    p_value : float
        Corrected for the number of compared values, in (0, 1].
    """

    value: str
    hits: tuple[int, int]
    p_value: float


def most_changed(before: Sequence[Collection[str]], after: Sequence[Collection[str]]) -> MostChanged | None:
    """Test whether the share of texts with any value changed: Fisher's exact test, Bonferroni's correction.

    Parameters
    ----------
    before, after : sequence of collection of str
        The values of each text of the baseline and of the drift file, at least one text each: its language,
        or its characters of some kind. The MOST_VALUES most frequent ones of both files are compared.

    Returns
    -------
    MostChanged or None
        None if no text has a value.

    Examples
    --------
    >>> changed = most_changed([["English"]] * 20, [["English"]] * 10 + [["German"]] * 10)
    >>> changed.value, changed.hits, round(changed.p_value, 5)
    ('German', (0, 10), 0.00087)
    """
    counted = [Counter(value for values in texts for value in set(values)) for texts in (before, after)]
    values = [value for value, _ in (counted[0] + counted[1]).most_common(MOST_VALUES)]
    rows = len(before), len(after)
    pairs = [(value, (counted[0][value], counted[1][value])) for value in values]
    compared = [
        MostChanged(value, hits, min(1.0, len(values) * fisher_exact(*hits, *rows))) for value, hits in pairs
    ]

    def rank(one: MostChanged) -> tuple[float, float, str]:
        return one.p_value, one.hits[0] / rows[0] - one.hits[1] / rows[1], one.value

    return min(compared, key=rank, default=None)


def longer_than_all(before: Sequence[int], after: Sequence[int]) -> tuple[int, float]:
    """Test whether the longest texts are all in the baseline, as they are if the drift file's were cut.

    Parameters
    ----------
    before, after : sequence of int
        Number of characters of each text of the baseline and of the drift file, at least one each.

    Returns
    -------
    count : int
        Texts of the baseline that are longer than every text of the drift file, k.
    p_value : float
        In (0, 1].

    Notes
    -----
    If the files come from one distribution, the k longest of all n + m texts are all in the baseline with
    probability C(n, k) / C(n + m, k). As k grows, these events are nested, so the probability at the observed
    k is a p-value.

    Examples
    --------
    >>> count, p_value = longer_than_all([3, 4, 8, 9], [3, 5])
    >>> count, round(p_value, 3)
    (2, 0.4)
    """
    longest = max(after)
    count = sum(length > longest for length in before)
    n, m = len(before), len(after)
    logarithm = _log_choose(n, count) - _log_choose(n + m, count)
    return count, bounded(math.exp(logarithm))


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
