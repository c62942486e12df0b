"""How many decimals numbers are written with: rounding loses them, and no rank shows it."""

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.columns.categorical import distances
from functions.score.statistics.columns.contingency import homogeneity
from functions.score.statistics.columns.pooled import Numbers, Pooled
from functions.score.statistics.evidence import DECIMALS, Effect, Test
from functions.score.statistics.hypothesis import Hypothesis

Digits = NDArray[np.int64]

MOST_DECIMALS = 6  # counted one by one; measurements with more are all alike
SAMPLE_VALUES = 2000  # evenly spaced values of a file: a share of 1% is seen within 0.5 points
ROUNDING = 4  # units in the last place by which a product may differ from a whole number


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


def same_decimals(pooled: Pooled, rng: np.random.Generator, weight: float) -> tuple[Hypothesis, ...]:
    """Return the hypothesis that the numbers have as many decimals as before; none if all have equally many.

    Numbers of six digits have fewer decimals if they are larger, and no less precision. So the change counts
    only as far as the digits in front of the point do not make up for it: the test is the less significant
    one, and the effect the smaller one, of the decimals and of all digits.

    Parameters
    ----------
    pooled : Pooled
        The numbers of both files.
    rng : numpy.random.Generator
        For the Monte Carlo test.
    weight : float
        See `Hypothesis`.

    Examples
    --------
    >>> exact = np.random.default_rng(0).normal(size=50)
    >>> pooled = Pooled.of(exact, np.rint(exact[:30]))
    >>> (hypothesis,) = same_decimals(pooled, np.random.default_rng(0), 1.0)
    >>> hypothesis.effects[0].value, hypothesis.tests[0].p_value < 1e-10
    (1.0, True)
    """
    samples = [_sample(numbers) * pooled.unit for numbers in (pooled.before, pooled.after)]
    decimals = [decimals_of(sample) for sample in samples]
    if not any(file.any() for file in decimals):  # whole numbers, the most frequent case
        return ()
    # A number of more decimals than are counted has all digits, however large it is.
    digits = [
        np.where(file > MOST_DECIMALS, file, file + _magnitude(sample))
        for sample, file in zip(samples, decimals, strict=True)
    ]
    compared = [_compared(kind, rng) for kind in (decimals, digits)]
    if any(one is None for one in compared):
        return ()
    tests, sizes = zip(*(one for one in compared if one), strict=True)
    p_value = max(test.p_value for test in tests)
    test = Test(f"number of decimals, {tests[0].name}", tests[0].statistic, p_value)
    return (Hypothesis((test,), (Effect(DECIMALS, min(sizes)),), weight=weight),)


def _sample(numbers: Numbers) -> Numbers:
    return numbers[:: -(-len(numbers) // SAMPLE_VALUES)]


def _magnitude(numbers: Numbers) -> Digits:
    """Return the power of ten of each number's first digit; 0 for a zero."""
    sizes = np.abs(numbers)
    powers: Digits = np.floor(np.log10(np.where(sizes > 0, sizes, 1.0))).astype(np.int64)
    return powers


def _compared(counted: list[Digits], rng: np.random.Generator) -> tuple[Test, float] | None:
    _, places = np.unique(np.concatenate(counted), return_inverse=True)
    kinds = int(places.max()) + 1
    if kinds == 1:
        return None
    before, after = (np.bincount(part, minlength=kinds) for part in np.split(places, [len(counted[0])]))
    return homogeneity(before, after, rng), distances(before, after)[0].value
