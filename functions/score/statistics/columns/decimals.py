"""How many decimals numbers are written with: rounding loses them, and no rank shows it."""

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.columns.pooled import Numbers, Pooled
from functions.score.statistics.evidence import DECIMALS, Effect, Test
from functions.score.statistics.fisher_exact import fisher_exact
from functions.score.statistics.hypothesis import Hypothesis
from functions.score.statistics.p_value import bounded

Digits = NDArray[np.int64]

MOST_DECIMALS = 6  # counted one by one; measurements with more are all alike
SAMPLE_VALUES = 2000  # of a file: a share of 1% is seen within 0.5 points
MOST_ZEROS = 3  # of whole numbers: multiples of 10, 100 and 1,000 are counted
ROUNDING = 8  # units in the last place by which a product may differ from a whole number


def decimals_of(numbers: Numbers) -> Digits:
    """Return how many decimals each number has; MOST_DECIMALS + 1 if more than MOST_DECIMALS.

    Parameters
    ----------
    numbers : float64 array, shape (n,)
        Finite.

    Returns
    -------
    int64 array, shape (n,)

    Examples
    --------
    >>> decimals_of(np.array([3.0, -2.5, 0.125, 1 / 3])).tolist()
    [0, 1, 3, 7]
    """
    decimals = np.full(len(numbers), MOST_DECIMALS + 1, dtype=np.int64)
    left = np.arange(len(numbers))
    with np.errstate(over="ignore", invalid="ignore"):
        for count in range(MOST_DECIMALS + 1):
            shifted = numbers[left] * 10.0**count
            # A number too large for decimals is whole, and so is what overflows.
            whole = ~(np.abs(shifted - np.rint(shifted)) > ROUNDING * np.spacing(np.abs(shifted)))
            decimals[left[whole]] = count
            left = left[~whole]
            if not len(left):
                break
    return decimals


def decimal_shares(numbers: Numbers) -> list[float]:
    """Return the share of a sample of sorted numbers that has 0, 1, ... MOST_DECIMALS and more decimals.

    Examples
    --------
    >>> decimal_shares(np.array([1.0, 1.5, 1.75, 2.0]))
    [0.5, 0.25, 0.25, 0.0, 0.0, 0.0, 0.0, 0.0]
    """
    decimals = decimals_of(_sample(numbers))
    shares: list[float] = (np.bincount(decimals, minlength=MOST_DECIMALS + 2) / len(decimals)).tolist()
    return shares


def zero_shares(numbers: Numbers) -> list[float] | None:
    """Return the share of a sample of sorted whole numbers that has 0, 1, 2, and MOST_ZEROS or more zeros.

    Those are the zeros at the end, as of multiples of 10. None if a number is not whole, or all are 0, which
    does not count.

    Examples
    --------
    >>> zero_shares(np.array([0.0, 7.0, 1200.0, 5000.0, 50000.0])), zero_shares(np.array([0.5]))
    ([0.25, 0.0, 0.25, 0.5], None)
    """
    places = _places(_sample(numbers[numbers != 0]))
    if not len(places) or places.max() > 0:
        return None
    shares: list[float] = (np.bincount(-places, minlength=MOST_ZEROS + 1) / len(places)).tolist()
    return shares


def same_decimals(pooled: Pooled, weight: float) -> tuple[Hypothesis, ...]:
    """Return the hypothesis that the numbers have as many decimals as before; none if all have equally many.

    Of whole numbers, the zeros at the end are counted instead. Numbers of six digits have fewer decimals if
    they are larger, and no less precision. So the change counts only as far as the digits in front of the
    point do not make up for it: if the decimals and all digits changed in one direction, the p-value is the
    larger one and the effect the smaller one of both; else there is no effect.

    Parameters
    ----------
    pooled : Pooled
        The numbers of both files.
    weight : float
        See `Hypothesis`.

    Examples
    --------
    >>> exact = np.random.default_rng(0).normal(size=50)
    >>> (hypothesis,) = same_decimals(Pooled.of(exact, np.rint(exact[:30])), 1.0)
    >>> hypothesis.effects[0].value, hypothesis.tests[0].p_value < 1e-10
    (1.0, True)
    """
    # 0 has no digit that could be lost.
    samples = [_sample(numbers[numbers != 0]) * pooled.unit for numbers in (pooled.before, pooled.after)]
    if not all(map(len, samples)):
        return ()
    places = [_places(sample) for sample in samples]
    if max(file.max() for file in places) > 0:  # the zeros of whole numbers do not count beside decimals
        places = [np.maximum(file, 0) for file in places]
    digits = [decimals_of(_first_digit_in_front(sample)) for sample in samples]
    compared = [_most_changed_split(kind) for kind in (places, digits)]
    if not all(compared):
        return ()
    (p_value, change), (p_of_digits, change_of_digits) = (split[0] for split in compared)
    agree = change * change_of_digits > 0
    p_value = max(p_value, p_of_digits) if agree else 1.0
    size = min(abs(change), abs(change_of_digits)) if agree else 0.0
    test = Test("number of decimals, Fisher's exact test", size, p_value)
    return (Hypothesis((test,), (Effect(DECIMALS, size),), weight=weight),)


def _most_changed_split(counted: list[Digits]) -> list[tuple[float, float]]:
    """Return p-value and change of the share of numbers with at most k digits, for the clearest k.

    The p-value is that of Fisher's exact test times the number of splits. Empty if there is no split.
    """
    kinds = np.unique(np.concatenate(counted))[:-1].tolist()
    rows = len(counted[0]), len(counted[1])
    splits = []
    for kind in kinds:
        hits = int(np.count_nonzero(counted[0] <= kind)), int(np.count_nonzero(counted[1] <= kind))
        p_value = bounded(fisher_exact(*hits, *rows) * len(kinds))
        splits.append((p_value, hits[1] / rows[1] - hits[0] / rows[0]))
    return [min(splits, key=lambda split: (split[0], abs(split[1])))] if splits else []


def with_decimals_of(before: Numbers, after: Numbers) -> Numbers:
    """Return the baseline's numbers, rounded to the decimals of the drift file's if those have fewer.

    Whole numbers are rounded to tens, hundreds or thousands if all of the drift file's are.

    Parameters
    ----------
    before, after : float64 array, shapes (n,) and (m,)
        In any order; NaN and infinite ones stay as they are.

    Returns
    -------
    float64 array, shape (n,)

    Examples
    --------
    >>> with_decimals_of(np.array([1.26, np.nan]), np.array([2.5, 3.0])).tolist()
    [1.3, nan]
    """
    most = [
        int(_places(_sample(cells[np.isfinite(cells)])).max(initial=-MOST_ZEROS)) for cells in (before, after)
    ]
    return np.round(before, most[1]) if most[1] < most[0] else before


def _places(numbers: Numbers) -> Digits:
    """Return how many decimals each number has; of a whole number, minus its zeros at the end.

    They are -MOST_ZEROS to MOST_DECIMALS + 1.
    """
    decimals = decimals_of(numbers)
    whole = np.flatnonzero(decimals == 0)
    decimals[whole] = decimals_of(numbers[whole] / 10.0**MOST_ZEROS) - MOST_ZEROS
    return decimals


def _sample(numbers: Numbers) -> Numbers:
    """Return SAMPLE_VALUES numbers: one at random of each equally long part, always the same ones.

    Evenly spaced ones would all be whole, or none, of a clock that counts half seconds.
    """
    if len(numbers) <= SAMPLE_VALUES:
        return numbers
    parts = np.linspace(0, len(numbers), SAMPLE_VALUES + 1)
    at_random = np.random.default_rng(0).random(SAMPLE_VALUES)
    return numbers[(parts[:-1] + at_random * np.diff(parts)).astype(np.int64)]


def _first_digit_in_front(numbers: Numbers) -> Numbers:
    """Return the numbers with the point moved behind their first digit, so that all digits are decimals."""
    sizes = np.abs(numbers)
    powers = np.floor(np.log10(np.where(sizes > 0, sizes, 1.0)))
    with np.errstate(divide="ignore", over="ignore"):  # the smallest numbers become infinite: whole
        return np.asarray(numbers / 10.0**powers)
