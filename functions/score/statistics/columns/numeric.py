"""Columns of numbers."""

import math
from dataclasses import replace

import numpy as np

from functions.score.statistics.columns.categorical import distances
from functions.score.statistics.columns.histogram import edges, shares
from functions.score.statistics.columns.missing import Absent, Pair, same_share
from functions.score.statistics.columns.pooled import Groups, Numbers, Pooled, cell_counts, quantiles
from functions.score.statistics.columns.rank_tests import beyond_range, kolmogorov_smirnov, mann_whitney, mood
from functions.score.statistics.evidence import (
    BEYOND_RANGE,
    EXCESS_DISTANCE,
    INFINITE,
    WASSERSTEIN,
    ColumnEvidence,
    Effect,
    Test,
)
from functions.score.statistics.hypothesis import Hypothesis, column_evidence

MEDIAN_SHIFT = "median shift in baseline standard deviations"
SPREAD_RATIO = "standard deviation, drift file to baseline"  # 1 where both agree
DECILE_VARIATION = "total variation over baseline deciles"  # in [0, 1]

LARGEST = 1e9  # what ratios end at: a spread of next to nothing would make them infinite
DECILES = np.arange(1, 10) / 10
QUARTILES = np.array([0.25, 0.5, 0.75])


def compare(
    name: str, before: Numbers, after: Numbers, absent: Absent, rng: np.random.Generator
) -> ColumnEvidence:
    """Compare one column of numbers.

    Parameters
    ----------
    name : the column.
    before, after : every cell of the baseline and of the drift file, shapes (n,) and (m,); NaN where
        a cell is missing or unreadable. Infinite cells are compared as a share of the rows.
    absent : the cells that hold no number.
    """
    finite = before[np.isfinite(before)], after[np.isfinite(after)]
    infinite = (_infinite(before, finite[0], absent, 0), _infinite(after, finite[1], absent, 1))
    untested = "no cell of either file holds a finite number"
    values = Hypothesis()
    summaries = _counts(absent, finite, infinite)
    if len(finite[0]) and len(finite[1]):
        pooled = Pooled.of(*finite)
        *others, beyond = effects_of(pooled)
        values = Hypothesis(tests_of(pooled, rng), (*others, replace(beyond, notes=_notes(pooled))))
        for summary, described in zip(summaries, _described(pooled), strict=True):
            summary.update(described)
        untested = "every cell of both files is the same"
    hypotheses = (
        values,
        *absent.hypotheses("numeric"),
        *same_share("infinite values", INFINITE, infinite, absent.rows),
    )
    return column_evidence(name, "numeric", hypotheses, summaries, not_tested=untested)


def tests_of(pooled: Pooled, rng: np.random.Generator) -> tuple[Test, ...]:
    """Return the tests of distribution, location, spread and range; none where all numbers are one."""
    if pooled.constant:
        return ()
    groups = Groups.of(pooled.totals, pooled.counts)
    return (
        kolmogorov_smirnov(groups),
        mann_whitney(groups, rng),
        mood(groups, rng),
        beyond_range(groups),
    )


def effects_of(pooled: Pooled) -> tuple[Effect, ...]:
    """Return the sizes of the change.

    First the Wasserstein distance beyond chance: files that agree have a distance w0 too, and a move of all
    numbers and chance add as squares do, so it is sqrt(w^2 - w0^2). With F the pooled distribution function,
    E |difference at x| = sqrt(2 / pi F (1 - F) (1/n + 1/m)) where both agree; w0 is its integral. A baseline
    of one value has no spread to measure it in: then the share of drift rows that hold another value stands
    first, as total variation, and no ratio at all.

    Source: Ramdas et al., "On Wasserstein two-sample testing" (2017), for the distance in one dimension.
    """
    beyond = Effect(BEYOND_RANGE, _beyond_by_more_than_chance(pooled))
    if pooled.before[0] == pooled.before[-1]:
        others = int(np.count_nonzero(pooled.after != pooled.before[0]))
        cells = 1 + bool(others)
        before, after = [len(pooled.before), 0], [len(pooled.after) - others, others]
        variation, *_ = distances(np.array(before[:cells]), np.array(after[:cells]))
        return (variation, beyond)
    gaps = np.cumsum(pooled.counts) / len(pooled.after)
    gaps -= np.cumsum(pooled.totals - pooled.counts) / len(pooled.before)
    steps = np.diff(pooled.values)
    distance = float(np.abs(gaps[:-1]) @ steps)
    below = np.cumsum(pooled.totals)[:-1] / pooled.totals.sum()
    scale = math.sqrt(2.0 / math.pi * (1.0 / len(pooled.before) + 1.0 / len(pooled.after)))
    chance = scale * float(np.sqrt(below * (1.0 - below)) @ steps)
    spread = _deviation(pooled)
    shift = _median(pooled.after) - _median(pooled.before)
    return (
        Effect(EXCESS_DISTANCE, _ratio(math.sqrt(max(distance**2 - chance**2, 0.0)), spread)),
        Effect(WASSERSTEIN, _ratio(distance, spread)),
        Effect(MEDIAN_SHIFT, _ratio(shift, spread)),
        Effect(SPREAD_RATIO, _ratio(float(pooled.after.std()), spread)),
        *_decile_distances(pooled),
        beyond,
    )


def _deviation(pooled: Pooled) -> float:
    """Return the baseline's standard deviation; the range where rounding leaves none."""
    return float(pooled.before.std()) or float(pooled.before[-1] - pooled.before[0])


def _ratio(value: float, spread: float) -> float:
    bound = LARGEST * spread
    return value / spread if abs(value) < bound else math.copysign(LARGEST, value)


def _decile_distances(pooled: Pooled) -> tuple[Effect, ...]:
    """Return the distances of categories over the cells that the baseline's deciles make."""
    found = quantiles(pooled.before, DECILES)
    cuts = found[np.concatenate([[True], found[1:] != found[:-1]])]
    before, after = cell_counts(pooled.before, cuts), cell_counts(pooled.after, cuts)
    held = before + after > 0
    _, variation, *others = distances(before[held], after[held])
    return (Effect(DECILE_VARIATION, variation.value), *others)


def _beyond_by_more_than_chance(pooled: Pooled) -> float:
    """Return the share of drift rows beyond the baseline's range, less the 2 / (n + 1) of chance."""
    chance = 2.0 / (len(pooled.before) + 1)
    share = _beyond(pooled) / len(pooled.after)
    return max(0.0, (share - chance) / (1.0 - chance)) if chance < 1.0 else 0.0


def share_beyond_range(beyond_chance: float, baseline_values: int) -> float:
    """Return the share of drift values outside the baseline's range, from the share beyond chance (> 0).

    >>> share_beyond_range(0.1, 19)  # 2 / 20 of the values by chance, and a tenth of the others
    0.19
    """
    chance = 2.0 / (baseline_values + 1)
    return beyond_chance * (1.0 - chance) + chance


def _beyond(pooled: Pooled) -> int:
    low, high = pooled.before[0], pooled.before[-1]
    return int(pooled.after.searchsorted(low) + len(pooled.after) - pooled.after.searchsorted(high, "right"))


def _notes(pooled: Pooled) -> tuple[str, ...]:
    beyond = _beyond(pooled)
    if not beyond:
        return ()
    low, high = (f"{float(number) * pooled.unit:.6g}" for number in (pooled.before[0], pooled.before[-1]))
    reach = [f"{float(number) * pooled.unit:.6g}" for number in (pooled.after[0], pooled.after[-1])]
    values = "value lies" if beyond == 1 else "values lie"
    return (
        f"{beyond} {values} beyond the baseline's {low} to {high}; the file has {reach[0]} to {reach[1]}",
    )


def _infinite(cells: Numbers, finite: Numbers, absent: Absent, file: int) -> int:
    return len(cells) - len(finite) - absent.missing[file] - absent.unreadable[file]


def _counts(
    absent: Absent, finite: tuple[Numbers, Numbers], infinite: Pair
) -> tuple[dict[str, object], dict[str, object]]:
    summaries = absent.summary(0), absent.summary(1)
    for file, summary in enumerate(summaries):
        summary["count"] = len(finite[file])
        if any(infinite):
            summary["infinite"] = infinite[file]
    return summaries


def _median(numbers: Numbers) -> float:
    low, high = numbers[(len(numbers) - 1) // 2], numbers[len(numbers) // 2]
    return float(low + (high - low) / 2)


def _described(pooled: Pooled) -> list[dict[str, object]]:
    cuts = edges(pooled)
    listed = (cuts * pooled.unit).tolist()
    described: list[dict[str, object]] = []
    for numbers in (pooled.before, pooled.after):
        q25, median, q75 = (quantiles(numbers, QUARTILES) * pooled.unit).tolist()
        described.append(
            {
                "mean": float(numbers.mean()) * pooled.unit,
                "sd": float(numbers.std()) * pooled.unit,
                "min": float(numbers[0]) * pooled.unit,
                "q25": q25,
                "median": median,
                "q75": q75,
                "max": float(numbers[-1]) * pooled.unit,
                "edges": listed,
                "shares": shares(numbers, cuts),
            }
        )
    return described
