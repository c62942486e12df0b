"""Notes on columns that no decision depends on: trends within the file, old dates."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from common.verdict import figures
from common.verdict.note import Note
from functions.score.batch.wording import quoted
from functions.score.statistics.rows.order import Trend

MOST_TRENDS = 3  # named ones
FEWEST_DATES, LAST = (
    20,
    0.95,
)  # dates that tell an old file; the quantile from which the baseline's are the last


def order_notes(trends: Sequence[Trend]) -> tuple[Note, ...]:
    """Return a note on each column of numbers that rises or falls within the drift file alone."""
    found = sorted(trends, key=lambda trend: -abs(trend.after))
    notes = [_described(trend) for trend in found[:MOST_TRENDS]]
    more = len(found) - MOST_TRENDS
    if more > 0:
        notes.append(
            f"{more} more {'column rises or falls' if more == 1 else 'columns rise or fall'} within it"
        )
    return tuple(Note("trend", note) for note in notes)


def _described(trend: Trend) -> str:
    way = "rise" if trend.after > 0 else "fall"
    correlations = f"{figures.correlation(trend.after)}, {figures.correlation(trend.before)} in the baseline"
    return (
        f"the values of {quoted(trend.column)} {way} within the drift file: "
        f"rank correlation with the row number {correlations}"
    )


def old_dates(name: str, before: NDArray[np.int64], after: NDArray[np.int64]) -> tuple[Note, ...]:
    """Return a note if a file's dates end long before the baseline's: earlier by more than their own span."""
    if min(len(before), len(after)) < FEWEST_DATES:
        return ()
    first, last = int(after.min()), int(after.max())
    if first < before.min() or last + (last - first) >= np.quantile(before, LAST):
        return ()
    earlier = "are all earlier than the last 5% of the baseline's"
    text = f"the dates of {quoted(name)} in the drift file {earlier}: is it an old file?"
    return (Note("old_dates", text),)
