"""The weekdays on which rows fall."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import special

from functions.score.statistics.columns.categorical import distances
from functions.score.statistics.columns.days import WEEK, Days
from functions.score.statistics.columns.periods import (
    WEEKDAYS,
    Change,
    Seconds,
    why_untestable,
)
from functions.score.statistics.evidence import Test
from functions.score.statistics.p_value import bounded

Counts = NDArray[np.int64]
Numbers = NDArray[np.float64]

# Of each file: every weekday occurs, and some of them twice. In files of 10 to 15 days, bursty or with
# holidays, 0.04 false alarms or fewer were measured at the level 0.05.
FEWEST_DAYS = 10
FIT_STEPS, FIT_PRECISION = 100, 1e-10
NEWTON_STEPS, NEWTON_PRECISION = 50, 1e-9


def weekdays_change(before: Seconds, after: Seconds) -> Change | str:
    """Test whether the rows of both files have the same distribution over the weekdays.

    The unit is the day, not the row, because rows come in bursts: a day's rows have mean m and variance
    m + c m^2, with c estimated from the days of one weekday in one file. Each weekday's rate in the drift
    file is compared with its rate in the baseline, relative to the rates of all weekdays. It does not matter
    on which weekday a file begins, and how often each one occurs in it.

    Parameters
    ----------
    before, after : int64 array, shapes (n,) and (m,), n, m >= 1
        Seconds since 1970-01-01.

    Returns
    -------
    Change, or str
        The reason why there is no test.

    References
    ----------
    Breslow, "Extra-Poisson variation in log-linear models", Applied Statistics 33 (1984), for c; Cochran,
    "The combination of estimates from different experiments", Biometrics 10 (1954), for the statistic;
    Satterthwaite, Biometrics Bulletin 2 (1946), for the degrees of freedom.
    """
    files = Days.of(before), Days.of(after)
    for file, dates, days in zip(("baseline", "drift file"), (before, after), files, strict=True):
        if len(days.rows) < FEWEST_DAYS or not days.rows.any():
            return f"the {file} has fewer than {FEWEST_DAYS} whole days"
        if reason := why_untestable(dates, WEEKDAYS):
            return f"the {file} has {reason}"
    totals = np.array([days.totals for days in files])
    occupied = totals.sum(axis=0) > 0
    if np.count_nonzero(occupied) <= 1:
        return f"all rows of both files have the same {WEEKDAYS.cell_name}"
    exposure = np.array([days.exposure for days in files])[:, occupied]
    statistic, p_value = _heterogeneity(files, totals[:, occupied], exposure)
    rates = totals[:, occupied] / exposure
    expected = np.rint(rates / rates.sum(axis=1, keepdims=True) * totals.sum(axis=1, keepdims=True))
    sizes = distances(*_without_empty(expected.astype(np.int64)))
    test = Test(f"{WEEKDAYS.name}, F test of the rates per day", statistic, bounded(p_value))
    return Change(test, tuple(replace(size, by=WEEKDAYS.cell_name) for size in sizes))


def _heterogeneity(files: tuple[Days, Days], totals: Counts, exposure: Counts) -> tuple[float, float]:
    """Return the statistic and the p-value of equal ratios of the files' rates on all weekdays."""
    excess, freedom_of_files = _excess_variances(files)
    by_days = np.array(excess)[:, None] / exposure
    expected = _fitted(totals, exposure, by_days)
    ratios = totals[1] / expected[1] - totals[0] / expected[0]
    variance = (1.0 / expected + by_days).sum(axis=0)
    weights = 1.0 / variance
    distance = float(weights @ (ratios - weights @ ratios / weights.sum()) ** 2)
    freedom = len(ratios) - 1
    parts = (by_days / variance).mean(axis=1)
    uncertain = float((parts**2 / np.maximum(freedom_of_files, 1)).sum())
    if not uncertain:
        return distance / freedom, float(special.chdtrc(freedom, distance))
    return distance / freedom, float(special.fdtrc(freedom, 1.0 / uncertain, distance / freedom))


def _fitted(totals: Counts, exposure: Counts, by_days: Numbers) -> Numbers:
    """Return the expected rows of each file on each weekday if all ratios of rates are equal.

    They are exposure * file * weekday. Each factor is the mean of what the other one leaves, weighted by the
    precision of the rates.
    """
    rates = totals / exposure
    of_files = totals.sum(axis=1, keepdims=True) / exposure.sum(axis=1, keepdims=True)
    weekdays = totals.sum(axis=0) / (of_files * exposure).sum(axis=0)
    for _ in range(FIT_STEPS):
        weights = 1.0 / (1.0 / (exposure * of_files * weekdays) + by_days)
        of_files = np.average(rates / weekdays, axis=1, weights=weights, keepdims=True)
        previous, weekdays = weekdays, np.average(rates / of_files, axis=0, weights=weights)
        if np.abs(weekdays - previous).max() <= FIT_PRECISION * weekdays.max():
            break
    fitted: Numbers = exposure * of_files * weekdays
    return fitted


def _excess_variances(files: tuple[Days, Days]) -> tuple[list[float], list[int]]:
    """Return c of each file, >= 0, and the degrees of freedom of each estimate.

    c makes Pearson's statistic of the days about the means of their weekdays equal to its degrees of freedom.
    It is estimated from each file, and from both together; the larger one counts. A file of two weeks says
    little about c, and a holiday in it is no reason to trust the other file more.
    """
    residuals = [_residuals(days) for days in files]
    together = _pearson_root(*(np.concatenate(parts) for parts in zip(*residuals, strict=True)))
    excess = [max(_pearson_root(*of_file), together) for of_file in residuals]
    return excess, [int(freedom.sum()) for _, _, freedom in residuals]


def _residuals(days: Days) -> tuple[Numbers, Numbers, Counts]:
    """Return mean, sum of squares about the mean and degrees of freedom of the days of each weekday."""
    exposure, totals = days.exposure, days.totals
    means = totals / np.maximum(exposure, 1)
    deviations = ((days.rows - means[days.weekday]) ** 2).astype(np.float64)
    squares: Numbers = np.bincount(days.weekday, deviations, minlength=WEEK).astype(np.float64)
    used = (exposure > 1) & (totals > 0)
    return means[used], squares[used], exposure[used] - 1


def _pearson_root(means: Numbers, squares: Numbers, freedom: Counts) -> float:
    c = 0.0
    for _ in range(NEWTON_STEPS):
        variances = means + c * means**2
        surplus = float((squares / variances).sum()) - int(freedom.sum())
        if surplus <= 0.0:
            break
        step = surplus / float((squares * means**2 / variances**2).sum())
        c += step
        if step <= NEWTON_PRECISION * c:
            break
    return c


def _without_empty(counts: Counts) -> Counts:
    occupied: Counts = counts[:, counts.sum(axis=0) > 0]
    return occupied
