"""Notes on columns."""

import numpy as np
import pytest

from functions.score.comparison.table.notes import old_dates, order_notes
from functions.score.statistics.rows.columns import NumberColumn
from functions.score.statistics.rows.order import trends

DAY = 86_400
RNG = np.random.default_rng(0)


def test_a_trend_is_described():
    before, after = RNG.normal(size=1000), np.sort(RNG.normal(size=300))[::-1]
    (note,) = order_notes(trends([NumberColumn("x", before, after)], 3))
    assert note.kind == "trend"
    of_baseline = np.corrcoef(before.argsort().argsort(), np.arange(1000))[0, 1]
    assert note.text == (
        "the values of 'x' fall within the drift file: rank correlation with the row number -1.00, "
        f"{of_baseline:.2f} in the baseline"
    )


def test_many_trends_are_counted():
    columns = [
        NumberColumn(f"x{place}", RNG.normal(size=500), RNG.normal(size=300) + np.arange(300) / 50)
        for place in range(5)
    ]
    notes = order_notes(trends(columns, 1))
    assert len(notes) == 4
    assert notes[-1].text == "2 more columns rise or fall within it"


@pytest.mark.parametrize(
    ("days", "old"),
    [
        (np.arange(300) / 300 + 10, True),  # one day out of the middle
        (np.arange(300) / 300 + 30, False),  # the next day
        (np.arange(300) / 300 + 29, False),  # the last day
        (np.arange(300) / 300 - 400, False),  # before all others: drift, not a note
        (RNG.uniform(0, 30, 300), False),  # the same period
        (np.arange(5) / 5 + 10, False),  # too few
    ],
)
def test_old_dates(days, old):
    before = (RNG.uniform(0, 30, 1000) * DAY).astype(np.int64)
    notes = old_dates("ts", before, (days * DAY).astype(np.int64))
    assert bool(notes) is old
    if old:
        assert notes[0].kind == "old_dates"
        assert notes[0].text.endswith("earlier than the last 5% of the baseline's: is it an old file?")
