"""Values that are written for a missing one, such as -999 for "not measured"."""

from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.columns.pooled import Numbers, Pooled, quantiles
from functions.score.statistics.columns.robust_spread import FARTHEST, robust_deviation

Flags = NDArray[np.bool_]

# Numbers that people and programs write for a missing value: repeated digits, and the limits of number types.
REPEATED_DIGITS = frozenset(float(digit * length) for digit in "789" for length in range(2, 11))
LIMITS = frozenset(
    {2.0**15 - 1, 2.0**16 - 1, 2.0**31 - 1, 2.0**32 - 1, 2.0**63, 2.0**64, 1e20, 1e30, 1e36}
    | {2.0**15, 2.0**31, float(np.finfo(np.float32).max), float(np.finfo(np.float64).max)}
)
NEGATIVE_ONLY = frozenset({1.0, 7.0, 8.0, 9.0})  # -1 and -9; 1 and 9 are ordinary numbers

FEWEST_ROWS, FEWEST_UNFAMILIAR = 2, 3  # equal rows that make a code of a familiar and of another value
FEWEST_ORDINARY = 20  # distinct values; among fewer, one that is far from the others is nothing special
MIDDLE = np.array([0.25, 0.75])  # quantiles between which no value is a code


def is_number_code(value: float) -> bool:
    """Tell whether a number is one that is commonly written for a missing value, if it is out of place.

    Examples
    --------
    >>> [value for value in (-999.0, 9999.0, -1.0, 1.0, 0.0, 100.0) if is_number_code(value)]
    [-999.0, 9999.0, -1.0, 0.0]
    """
    size = abs(value)
    return value == 0 or size in REPEATED_DIGITS or size in LIMITS or (value < 0 and size in NEGATIVE_ONLY)


def codes(pooled: Pooled) -> Flags:
    """Return which values look like codes: repeated exactly, and far from every other value.

    A familiar code is at least a robust deviation away from all others, or the only negative value. Any other
    value is FARTHEST deviations away, in a column of many distinct values. No others on its side are farther
    from each other: in a long tail every value is far from the next one. Which file has a value does not
    matter, so that the share of codes can be tested.

    Parameters
    ----------
    pooled : Pooled
        The numbers of both files.

    Returns
    -------
    bool array, shape (values,)

    Examples
    --------
    >>> ages = np.arange(18.0, 90.0)
    >>> pooled = Pooled.of(ages, np.append(ages, [-999.0, -999.0, 55.0, 55.0]))
    >>> (pooled.values[codes(pooled)] * pooled.unit).tolist()
    [-999.0]
    """
    found = np.zeros(len(pooled.values), dtype=np.bool_)
    repeated = np.flatnonzero(pooled.totals >= FEWEST_ROWS)
    if not len(repeated):
        return found
    numbers = np.repeat(pooled.values, pooled.totals)
    low, high = quantiles(numbers, MIDDLE)
    spread = robust_deviation(numbers)
    outside = (pooled.values[repeated] < low) | (pooled.values[repeated] > high)
    candidates = repeated[outside] if spread else ()
    gaps, apart = _gaps(pooled.values), _Apart.of(pooled.values, low, high)
    for place in candidates:
        value = float(pooled.values[place]) * pooled.unit
        alone = gaps[place] >= apart.others(int(place))
        familiar = is_number_code(value) and (
            (alone and gaps[place] >= spread) or _only_negative(pooled, int(place))
        )
        far = alone and gaps[place] >= FARTHEST * spread and pooled.totals[place] >= FEWEST_UNFAMILIAR
        found[place] = familiar or (far and len(pooled.values) > FEWEST_ORDINARY)
    return found


def code_sentences(pooled: Pooled, found: Flags) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what to say about the codes of the drift file: first about those that the baseline lacks.

    Parameters
    ----------
    pooled : Pooled
        The numbers of both files.
    found : bool array, shape (values,)
        See `codes`.

    Examples
    --------
    >>> prices = np.arange(1.0, 101.0)
    >>> pooled = Pooled.of(prices, np.append(prices, [9999.0] * 2))
    >>> code_sentences(pooled, codes(pooled))[0]
    ('9999 in 1.96% of values (2 rows; baseline: 0) looks like a code for a missing value',)
    """
    new: list[str] = []
    old: list[str] = []
    for place in np.flatnonzero(found):
        rows = int(pooled.totals[place] - pooled.counts[place]), int(pooled.counts[place])
        if not rows[1]:
            continue
        sentence = (
            f"{float(pooled.values[place]) * pooled.unit:.10g} in {100 * rows[1] / len(pooled.after):.3g}% "
            f"of values ({rows[1]} {'row' if rows[1] == 1 else 'rows'}; baseline: {rows[0]}) looks like "
            "a code for a missing value"
        )
        (old if rows[0] else new).append(sentence)
    return tuple(new), tuple(old)


class _Apart(NamedTuple):
    """How far neighbouring values below and above the middle are from each other.

    Attributes
    ----------
    steps : the distance of each value from the next one.
    largest : places of the three largest steps below, and of those above.
    middle : place of the first value that is not below.
    """

    steps: Numbers
    largest: tuple[NDArray[np.intp], NDArray[np.intp]]
    middle: int

    @classmethod
    def of(cls, values: Numbers, low: float, high: float) -> Self:
        """Measure sorted values; those from `low` to `high` are the middle."""
        steps = np.diff(values)
        begin, end = int(np.searchsorted(values, low)), int(np.searchsorted(values, high, side="right"))
        below = np.argsort(steps[:begin])[-3:]
        above = end - 1 + np.argsort(steps[end - 1 :])[-3:]
        return cls(steps, (below, above), begin)

    def others(self, place: int) -> float:
        """Return the largest step on the side of a value but its own two; 0 if there is none."""
        largest = self.largest[place >= self.middle]
        return max(
            (float(self.steps[each]) for each in largest if each not in (place - 1, place)), default=0.0
        )


def _only_negative(pooled: Pooled, place: int) -> bool:
    values = pooled.values
    return place == 0 and values[0] * pooled.unit in range(-9, 0) and bool(values[1] >= 0)


def _gaps(values: Numbers) -> Numbers:
    """Return the distance of each distinct value from the nearest other one."""
    steps = np.concatenate([[np.inf], np.diff(values), [np.inf]])
    gaps: Numbers = np.minimum(steps[:-1], steps[1:])
    return gaps
