"""What is usual, from the baseline's own blocks: whether a file alarms depends on the order of its rows."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

import driftline

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
        "no drift detected: the file differs from the baseline no more than usual, as measured on 16 "
        "blocks of 120 baseline rows (in the order of the file)"
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


@pytest.fixture
def put_files(tmp_path):
    """Write tables as the files of one folder; return its path."""

    def put(tables, name="{:02d}.csv"):
        folder = tmp_path / "baseline"
        folder.mkdir()
        for number, table in enumerate(tables):
            table.to_csv(folder / name.format(number), index=False)
        return folder

    return put


def uneven(table, edges=(0, 1, 3, 4, 6, 7, 8, 9, 10, 12, 13, 14, 16)):
    """Return 12 files of one or two days."""
    return [table.iloc[begin * ROWS : end * ROWS] for begin, end in pairwise(edges)]


def test_the_files_of_a_folder_are_the_blocks(put_files):
    baseline, today = split(days())
    result = driftline.compare(put_files(uneven(baseline)), today)
    assert not result.drifted
    assert result.verdict.variation.source == "12 files of the baseline (120 to 240 rows each)"


def test_the_parts_of_one_batch_are_no_blocks(put_files):
    baseline, today = split(days())
    result = driftline.compare(put_files(uneven(baseline), "part-{:05d}.csv"), today)
    assert result.verdict.variation.source == "16 blocks of 120 baseline rows (in the order of the file)"


def test_without_an_order_there_are_no_blocks_of_files_either(put_files):
    baseline, today = split(days())
    folder = put_files(uneven(baseline))
    folder.with_name("baseline.driftline.toml").write_text('row_order = "none"')
    result = driftline.compare(folder, today)
    assert result.drifted
    assert result.verdict.variation.source == (
        "no blocks of the baseline, because the settings say that its rows have no order"
    )


@pytest.mark.parametrize("show_rows", [True, False])
def test_placeholders_as_in_the_baseline_s_blocks_are_usual(show_rows):
    rng = np.random.default_rng(0)
    shares = rng.uniform(0.02, 0.3, DAYS - 1)
    shares = np.append(shares, 0.3)  # today
    dates = pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 300, DAYS * ROWS), unit="D")
    due = pd.Series(dates).where(rng.random(DAYS * ROWS) >= shares.repeat(ROWS), pd.Timestamp("1900-01-01"))
    baseline, today = split(pd.DataFrame({"due": due.dt.strftime("%Y-%m-%d")}))
    result = driftline.compare(baseline, today, show_rows=show_rows)
    assert result.finding == "no_drift", result.reasons
