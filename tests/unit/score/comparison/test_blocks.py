"""What is usual, from the baseline's own blocks: whether a file alarms depends on the order of its rows."""

import numpy as np
import pandas as pd
import pytest

import driftline
from functions.score.comparison.blocks import FEWEST_ROWS, parts

DAYS, ROWS = 17, 120


def days(seed=3):
    """Return a table whose days differ: each has a level of its own."""
    rng = np.random.default_rng(seed)
    level = rng.normal(0, 0.5, DAYS).repeat(ROWS)
    return pd.DataFrame(
        {
            "delay": rng.normal(size=DAYS * ROWS) + level,
            "distance": rng.lognormal(size=DAYS * ROWS),
            "carrier": rng.choice(list("abcd"), DAYS * ROWS),
        }
    )


def split(table):
    return table.iloc[:-ROWS], table.iloc[-ROWS:].reset_index(drop=True)


def test_a_day_like_the_others_is_no_drift_though_no_random_draw():
    baseline, today = split(days())
    result = driftline.compare(baseline, today)
    assert not result.drifted
    assert result.verdict.variation.differ
    assert result.verdict.variation.batches == 16
    assert result.reasons[0] == (
        "no drift detected: the file differs from the baseline no more than usual, by 16 blocks of 120 "
        "baseline rows (in the order of the file)"
    )
    delay = next(column for column in result.verdict.columns if column.name == "delay")
    assert delay.p_adjusted <= 0.05
    assert delay.threshold <= delay.effect <= delay.usual
    assert "usual: up to" in result.reasons[1]


def test_rows_in_random_order_leave_the_test_as_it_was():
    baseline, today = split(days())
    result = driftline.compare(baseline.sample(frac=1, random_state=0, ignore_index=True), today)
    assert result.drifted
    assert result.verdict.variation.batches == 16
    assert not result.verdict.variation.differ


@pytest.mark.parametrize(
    "change",
    {
        "moved": lambda today: today.assign(delay=today["delay"] + 3),
        "gaps": lambda today: today.assign(distance=today["distance"].where(today.index % 10 > 0)),
        "stuck": lambda today: today.assign(distance=1.0),
        "new category": lambda today: today.assign(carrier=today["carrier"].replace("a", "new")),
    }.items(),
    ids=lambda change: change[0],
)
def test_more_than_usual_is_drift(change):
    baseline, today = split(days())
    result = driftline.compare(baseline, change[1](today))
    assert result.drifted


def test_the_same_files_have_the_same_answer():
    baseline, today = split(days())
    first, second = (driftline.compare(baseline, today).to_dict() for _ in range(2))
    assert [first[name] for name in ("reasons", "columns", "variation")] == [
        second[name] for name in ("reasons", "columns", "variation")
    ]


def test_a_file_that_does_not_differ_needs_no_blocks():
    baseline, _ = split(days())
    assert driftline.compare(baseline, baseline.sample(300, random_state=2)).verdict.variation is None


@pytest.mark.parametrize("rows", [10, FEWEST_ROWS * 8 - 1, FEWEST_ROWS * 8, 1_000, 100_000])
@pytest.mark.parametrize("drift", [1, 30, 1_000, 100_000])
def test_blocks_are_large_enough_and_nearly_as_large_as_the_drift_file(rows, drift):
    count = parts(rows, drift)
    assert (count == 0) == (rows < FEWEST_ROWS * 8)
    if count:
        assert rows // count >= FEWEST_ROWS
        if drift >= FEWEST_ROWS and rows / drift >= 8:
            assert 0.7 < rows / count / drift < 1.45
