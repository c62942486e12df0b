"""Columns of categories and of booleans."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.columns.contingency import (
    all_taken,
    chance_variation,
    homogeneity,
    new_category_p,
)
from functions.score.statistics.columns.missing import Absent
from functions.score.statistics.columns.rates import PAIR, changed_category, rate_change
from functions.score.statistics.evidence import (
    EXCESS_VARIATION,
    JENSEN_SHANNON,
    NEW_CATEGORY,
    STABILITY_INDEX,
    TOTAL_VARIATION,
    ColumnEvidence,
    Effect,
    Test,
)
from functions.score.statistics.excess_share import excess_share
from functions.score.statistics.hypothesis import Hypothesis, column_evidence

Counts = NDArray[np.int64]
Shares = NDArray[np.float64]

# Replaces the share of an empty cell in the stability index, which would otherwise be infinite.
SMALLEST_SHARE = 0.0001
LARGEST_CHANCE = 0.99  # bound of the variation by chance, which is near 1 if each row has its own category
SURPRISING = 0.01  # probability below which a note reports that a category disappeared
MOST_NAMED = 5  # categories in one note
MOST_SHOWN = 12  # categories in a summary; the others are "other"


def compare(
    name: str,
    kind: str,
    codes: tuple[NDArray[np.intp], NDArray[np.intp]],
    categories: Sequence[str],
    absent: Absent,
    rng: np.random.Generator,
) -> ColumnEvidence:
    """Compare a column of categories.

    Parameters
    ----------
    name, kind : str
        The column.
    codes : tuple of int array, shapes (n,) and (m,)
        Indices into `categories` of the baseline's and of the drift file's cells; -1 for a missing or
        unreadable cell.
    categories : sequence of str
        As shown to readers; each occurs in at least one of the files.
    absent : Absent
        The missing and unreadable cells.
    rng : numpy.random.Generator
        For the Monte Carlo tests.
    """
    before, after = (np.bincount(cells[cells >= 0], minlength=len(categories)) for cells in codes)
    summaries = absent.summary(0), absent.summary(1)
    reason = "neither file has a category in this column"
    values: tuple[Hypothesis, ...] = ()
    if before.sum() and after.sum():
        variation, *others = distances(before, after)
        variation = replace(variation, notes=_notes(before, after, categories))
        changed = changed_category(before, after)
        if changed is not None:
            variation = _with_rate(variation, changed, before, after)
        values = (
            Hypothesis(_homogeneity(before, after, rng), (variation, *others)),
            *_new_category(before, after),
        )
        shown = _shown(before, after)
        for summary, counts in zip(summaries, (before, after), strict=True):
            summary.update(_summary(counts, shown, categories))
            if changed is not None:
                share = float(counts[changed] / counts.sum())
                summary.update({"changed_value": categories[changed], "changed_value_share": share})
        reason = "all values in both files are equal"
    hypotheses = (*values, *absent.hypotheses())
    return column_evidence(name, kind, hypotheses, summaries, not_tested=reason)


def _homogeneity(before: Counts, after: Counts, rng: np.random.Generator) -> tuple[Test, ...]:
    return () if len(before) == 1 else (homogeneity(before, after, rng),)


def _new_category(before: Counts, after: Counts) -> tuple[Hypothesis, ...]:
    """Return the hypothesis that no category is new; none if the test of homogeneity covers that too."""
    if len(before) <= PAIR:
        return ()
    largest = int(after[before == 0].max(initial=0))
    rows = int(before.sum()), int(after.sum())
    rate = rate_change((0, largest), rows) if largest else None
    test = Test("largest new category", float(largest), new_category_p(before, after))
    return (Hypothesis((test,), (Effect(NEW_CATEGORY, largest / rows[1], rate=rate),)),)


def _with_rate(variation: Effect, place: int, before: Counts, after: Counts) -> Effect:
    """Return the total variation with the rate of one category, whose own variation is a lower bound too.

    Chance adds less to it than to that of many categories.
    """
    rows = int(before.sum()), int(after.sum())
    hits = int(before[place]), int(after[place])
    alone = [np.array([count, total - count]) for count, total in zip(hits, rows, strict=True)]
    value = max(variation.value, distances(*alone)[0].value)
    return replace(variation, value=value, rate=rate_change(hits, rows))


def distances(before: Counts, after: Counts) -> tuple[Effect, ...]:
    """Return the distances of two vectors of counts: total variation, Jensen-Shannon, stability index.

    Total variation, half the sum of the absolute differences of the shares, is the smallest share of rows
    that must have changed. It is not 0 in two samples of one population: 0.3 in a file of 300 rows with 80
    categories. The first effect therefore is (v - v0) / (1 - v0), with v0 the mean of v under relabelling.

    Parameters
    ----------
    before, after : int64 array, shape (categories,)
        Rows of each file in each category. Both files have rows, and no category is empty in both.

    Returns
    -------
    tuple of Effect
        Total variation beyond chance, total variation, Jensen-Shannon distance (base 2), all in [0, 1];
        population stability index, >= 0.

    References
    ----------
    Lin, "Divergence measures based on the Shannon entropy", IEEE Transactions on Information Theory 37
    (1991); Siddiqi, "Credit Risk Scorecards" (2006), for the stability index.

    Examples
    --------
    >>> for effect in distances(np.array([50, 50]), np.array([80, 20])):
    ...     print(effect.name, round(effect.value, 3))
    total variation beyond chance 0.26
    total variation 0.3
    Jensen-Shannon distance 0.27
    population stability index 0.416
    """
    share_before, share_after = before / before.sum(), after / after.sum()
    middle = (share_before + share_after) / 2
    divergence = (_relative_entropy(share_before, middle) + _relative_entropy(share_after, middle)) / 2
    floored_before = np.maximum(share_before, SMALLEST_SHARE)
    floored_after = np.maximum(share_after, SMALLEST_SHARE)
    index = float((floored_after - floored_before) @ np.log(floored_after / floored_before))
    variation = min(1.0, float(np.abs(share_after - share_before).sum()) / 2)
    chance = min(chance_variation(before, after), LARGEST_CHANCE)
    return (
        Effect(EXCESS_VARIATION, excess_share(variation, chance)),
        Effect(TOTAL_VARIATION, variation),
        Effect(JENSEN_SHANNON, min(1.0, max(0.0, divergence)) ** 0.5),
        Effect(STABILITY_INDEX, index),
    )


def _relative_entropy(shares: Shares, middle: Shares) -> float:
    present = shares > 0
    return float(shares[present] @ np.log2(shares[present] / middle[present]))


def _notes(before: Counts, after: Counts, categories: Sequence[str]) -> tuple[str, ...]:
    notes = []
    new = np.flatnonzero(before == 0)
    if len(new):
        ranked = new[np.argsort(-after[new], kind="stable")]
        named = [f"{categories[index]} ({_rows(int(after[index]))})" for index in ranked[:MOST_NAMED]]
        notes.append(f"{len(new)} new {_categories(len(new))}: {_listed(named, len(new))}")
    gone = np.flatnonzero(after == 0)
    rows = int(before.sum()), int(after.sum())
    gone = gone[all_taken(before[gone], rows[0], sum(rows)) < SURPRISING]
    if len(gone):
        ranked = gone[np.argsort(-before[gone], kind="stable")]
        expected = before[ranked[:MOST_NAMED]] * rows[1] / rows[0]
        named = [
            f"{categories[index]} (about {_rows(round(count))} expected)"
            for index, count in zip(ranked, expected.tolist(), strict=False)
        ]
        notes.append(f"{len(gone)} {_categories(len(gone))} disappeared: {_listed(named, len(gone))}")
    return tuple(notes)


def _listed(named: list[str], total: int) -> str:
    more = f" and {total - len(named)} more" if total > len(named) else ""
    return f"{', '.join(named)}{more}"


def _categories(count: int) -> str:
    return "category" if count == 1 else "categories"


def _rows(count: int) -> str:
    return f"{count} {'row' if count == 1 else 'rows'}"


def _shown(before: Counts, after: Counts) -> list[int]:
    """Return the categories in the summary: new ones, then the largest, and the one that changed most."""
    shares = before / before.sum(), after / after.sum()
    order = np.lexsort((-(shares[0] + shares[1]), before > 0))
    shown: list[int] = order[:MOST_SHOWN].tolist()
    most = int(np.argmax(np.abs(shares[1] - shares[0])))
    return shown if most in shown else [*shown[:-1], most]


def _summary(counts: Counts, shown: list[int], categories: Sequence[str]) -> dict[str, object]:
    shares = counts[shown] / counts.sum()
    return {
        "distinct": int(np.count_nonzero(counts)),
        "categories": [categories[index] for index in shown],
        "shares": shares.tolist(),
        "other": max(0.0, 1.0 - float(shares.sum())) if len(counts) > len(shown) else 0.0,
    }
