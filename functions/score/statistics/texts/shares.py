"""Tests of simple properties that texts have or do not have; embeddings may not show them."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

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


@dataclass(frozen=True, slots=True)
class ValueCounts:
    """The values of a file's texts: languages, or characters of some kind.

    Attributes
    ----------
    counts : mapping of str to int
        How many texts have each value, in the order of the first text that has it.
    texts : int
        Number of texts, >= 1.
    """

    counts: Mapping[str, int]
    texts: int

    @classmethod
    def of(cls, values: Sequence[Collection[str]]) -> Self:
        """Count the values of each text."""
        return cls(Counter(value for of_text in values for value in sorted(set(of_text))), len(values))

    @classmethod
    def of_single(cls, values: Sequence[str]) -> Self:
        """Count values of which each text has one, or "" for none."""
        return cls(Counter(filter(None, values)), len(values))

    def part(self, values: Iterable[str]) -> "ValueCounts":
        """Return the counts of some of these values only."""
        return ValueCounts({value: self.counts[value] for value in values}, self.texts)


def most_changed(before: ValueCounts, after: ValueCounts) -> MostChanged | None:
    """Test whether the share of texts with any value changed: Fisher's exact test, Bonferroni's correction.

    Parameters
    ----------
    before, after : ValueCounts
        Of the baseline and of the drift file. The MOST_VALUES most frequent values of both are compared.

    Returns
    -------
    MostChanged or None
        None if no text has a value.

    Examples
    --------
    >>> english = ValueCounts.of_single(["English"] * 20)
    >>> changed = most_changed(english, ValueCounts.of_single(["English"] * 10 + ["German"] * 10))
    >>> changed.value, changed.hits, round(changed.p_value, 5)
    ('German', (0, 10), 0.00087)
    """
    total = Counter(before.counts)
    total.update(after.counts)
    values = [value for value, _ in total.most_common(MOST_VALUES)]
    rows = before.texts, after.texts
    pairs = [(value, (before.counts.get(value, 0), after.counts.get(value, 0))) for value in values]
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
