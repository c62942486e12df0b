"""Columns of categories, booleans among them."""

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
from functions.score.statistics.evidence import (
    EXCESS_VARIATION,
    JENSEN_SHANNON,
    STABILITY_INDEX,
    TOTAL_VARIATION,
    ColumnEvidence,
    Effect,
    Test,
)
from functions.score.statistics.hypothesis import Hypothesis, column_evidence

Counts = NDArray[np.int64]
Shares = NDArray[np.float64]

# What an empty cell's share counts as in the stability index, which would be infinite otherwise.
SMALLEST_SHARE = 0.0001
LARGEST_CHANCE = 0.99  # total variation of files that agree: from there on every row is a category of its own
SURPRISING = 0.01  # chance below which the absence of a category is worth a note
MOST_NAMED = 5  # categories in one note
MOST_SHOWN = 12  # categories in a summary; the rest is "other"


def compare(
    name: str,
    kind: str,
    codes: tuple[NDArray[np.intp], NDArray[np.intp]],
    categories: Sequence[str],
    absent: Absent,
    rng: np.random.Generator,
) -> ColumnEvidence:
    """Compare one column of categories.

    Parameters
    ----------
    name, kind : the column.
    codes : indices into `categories`, of the baseline's and of the drift file's cells; -1 for a cell
        that is missing or unreadable.
    categories : as they are to be shown, each in at least one of the files.
    absent : the cells that hold no category.
    """
    before, after = (np.bincount(found[found >= 0], minlength=len(categories)) for found in codes)
    summaries = absent.summary(0), absent.summary(1)
    untested = "no cell of either file holds a category"
    values = Hypothesis()
    if before.sum() and after.sum():
        variation, *others = distances(before, after)
        variation = replace(variation, notes=_notes(before, after, categories))
        values = Hypothesis(_tests(before, after, rng), (variation, *others))
        shown = _shown(before, after)
        for summary, counts in zip(summaries, (before, after), strict=True):
            summary.update(_summary(counts, shown, categories))
        untested = "every cell of both files is the same"
    hypotheses = (values, *absent.hypotheses(kind))
    return column_evidence(name, kind, hypotheses, summaries, not_tested=untested)


def _tests(before: Counts, after: Counts, rng: np.random.Generator) -> tuple[Test, ...]:
    if len(before) == 1:
        return ()
    shares = homogeneity(before, after, rng)
    if before.shape == (2,):  # of two categories one test says it all
        return (shares,)
    largest_new = float(after[before == 0].max(initial=0))
    return (shares, Test("largest new category", largest_new, new_category_p(before, after)))


def distances(before: Counts, after: Counts) -> tuple[Effect, ...]:
    """Return total variation beyond chance and as it is, Jensen-Shannon distance and stability index.

    Parameters
    ----------
    before, after : shape (cells,); each has rows, and no cell is empty in both.

    Total variation, half the sum of the differences of shares, is the least share of rows that has to
    change. Files that agree have some too, the more the smaller they are and the more categories: a file of
    300 rows in 80 categories .3. So v0, its mean under relabelling, is taken off: (v - v0) / (1 - v0).
    Sources: Lin, "Divergence measures based on the Shannon entropy" (1991), base 2, its root; Siddiqi,
    "Credit Risk Scorecards" (2006), for the index.
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
        Effect(EXCESS_VARIATION, max(0.0, (variation - chance) / (1.0 - chance))),
        Effect(TOTAL_VARIATION, variation),
        Effect(JENSEN_SHANNON, min(1.0, max(0.0, divergence)) ** 0.5),
        Effect(STABILITY_INDEX, index),
    )


def _relative_entropy(shares: Shares, middle: Shares) -> float:
    held = shares > 0
    return float(shares[held] @ np.log2(shares[held] / middle[held]))


def _notes(before: Counts, after: Counts, categories: Sequence[str]) -> tuple[str, ...]:
    notes = []
    new = np.flatnonzero(before == 0)
    if len(new):
        ranked = new[np.argsort(-after[new], kind="stable")]
        named = [f"{categories[index]} ({_rows(int(after[index]))})" for index in ranked[:MOST_NAMED]]
        notes.append(_listed("new", named, len(new)))
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
        notes.append(_listed("gone", named, len(gone)))
    return tuple(notes)


def _listed(what: str, named: list[str], found: int) -> str:
    more = f" and {found - len(named)} more" if found > len(named) else ""
    return f"{found} {'category is' if found == 1 else 'categories are'} {what}: {', '.join(named)}{more}"


def _rows(count: int) -> str:
    return f"{count} {'row' if count == 1 else 'rows'}"


def _shown(before: Counts, after: Counts) -> list[int]:
    """Return the categories of the summary: new ones first, then the largest by mean share."""
    share = before / before.sum() + after / after.sum()
    order = np.lexsort((-share, before > 0))
    shown: list[int] = order[:MOST_SHOWN].tolist()
    return shown


def _summary(counts: Counts, shown: list[int], categories: Sequence[str]) -> dict[str, object]:
    shares = counts[shown] / counts.sum()
    return {
        "distinct": int(np.count_nonzero(counts)),
        "categories": [categories[index] for index in shown],
        "shares": shares.tolist(),
        "other": max(0.0, 1.0 - float(shares.sum())) if len(counts) > len(shown) else 0.0,
    }
