"""Notes on files, with the files before them: as notes, and as alarms by a setting."""

import io

import numpy as np
import pandas as pd
import pytest

from common import keys
from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from functions.score.handler import score_object
from functions.score.policy import CalibratedPolicy, Learning, ThresholdPolicy

BASELINE = "baselines/shop.csv"
HISTORY = keys.history(BASELINE)
START, DAY = pd.Timestamp("2020-01-01"), pd.Timedelta(days=1)
ROWS, DAYS = 100, 9


def table(seed, first, days, rows):
    """Return orders of some days, in the order of their dates."""
    rng = np.random.default_rng(seed)
    minutes = np.sort(rng.integers(0, days * 1440, rows))
    times = first + pd.to_timedelta(minutes, unit="min")
    return pd.DataFrame({"time": times.astype(str), "price": rng.normal(20, 3, rows).round(4)})


def day(number, rows=None, seed=1):
    return table([seed, number], START + number * DAY, 1, rows or ROWS + number)


OLDER = table(0, START - 10 * DAY, 10, 10 * ROWS)
SORTED = day(DAYS).assign(price=lambda orders: orders["price"].sort_values(ignore_index=True))
FEW = (
    "the drift file has {} rows, fewer than a tenth of the baseline's 1,000: only large changes can be found"
)
# Of each kind, a file that follows DAYS ordinary ones, and the note.
NOTED = {
    "same_rows": (day(3), "the drift file has exactly the rows of 'drifts/shop/3.csv': was the same file"),
    "same_cells": (
        OLDER.assign(time=table(1, START + DAYS * DAY, 10, 10 * ROWS)["time"]),
        "column price of the drift file: the same cells as in the baseline",
    ),
    "row_count": (day(DAYS, 10), "the drift file has 10 rows; the last 9 files had 100 to 108"),
    "trend": (SORTED, "the values of 'price' rise within the drift file: rank correlation"),
    "old_dates": (day(6, seed=2), "the dates of 'time' end at 2020-01-07T2"),
    "future_dates": (
        table(2, pd.Timestamp.now().floor("D") + 30 * DAY, 1, ROWS),
        "the dates of 'time' go on until",
    ),
}


class Shop:
    """A bucket with a baseline, and its files, one a day."""

    def __init__(self, make_tools, policy=CalibratedPolicy, **options):
        self.store = MemoryStore()
        self.put(BASELINE, OLDER)
        options |= {"learning": Learning()} if policy is CalibratedPolicy else {}
        self.tools = make_tools(self.store, policy=lambda _: policy(**options), report=False)

    def put(self, key, orders):
        data = orders.to_csv(index=False).encode()
        self.store.put(key, io.BytesIO(data), len(data))

    def score(self, number, orders=None):
        key = f"drifts/shop/{number}.csv"
        if orders is not None:
            self.put(key, orders)
        return score_object(ObjectCreated(self.store.bucket, key), self.tools).verdict

    def ordinary_days(self, days=DAYS):
        return [self.score(number, day(number)) for number in range(days)]


@pytest.fixture
def shop(make_tools):
    return Shop(make_tools)


def starting(text, notes):
    return [note for note in notes if note.startswith(text)]


def test_ordinary_files_need_no_note(shop):
    assert [verdict.notes for verdict in shop.ordinary_days()] == [[]] * DAYS


@pytest.mark.parametrize("kind", NOTED)
def test_each_kind_is_a_note_and_by_the_setting_an_alarm(make_tools, kind):
    orders, text = NOTED[kind]
    calm, strict = Shop(make_tools), Shop(make_tools, alarm_on=(kind,))
    calm.ordinary_days()
    assert [verdict.finding for verdict in strict.ordinary_days()] == ["no_drift"] * DAYS
    (note,) = starting(text, calm.score(DAYS, orders).notes)
    verdict = strict.score(DAYS, orders)
    assert (verdict.finding, verdict.drifted, verdict.update_model) == ("drift", True, True)
    assert verdict.reasons[0] == note
    assert note not in verdict.notes
    assert verdict.policy.alarm_on == [kind]
    assert strict.tools.histories.read(BASELINE).line_of(verdict.drift.key).drifted


def test_dates_that_end_with_those_of_the_last_file_may_have_been_sent_twice(shop):
    shop.ordinary_days()
    again = day(DAYS - 1).assign(price=lambda orders: orders["price"].to_numpy()[::-1])
    assert (
        shop.score(DAYS, again)
        .notes[0]
        .endswith(f", as those of 'drifts/shop/{DAYS - 1}.csv' do: were they sent twice?")
    )


@pytest.mark.parametrize("rows", [(60, 210), (49, 220)])
def test_only_a_number_of_rows_beyond_twice_the_usual_is_noted(shop, rows):
    shop.ordinary_days()
    notes = [shop.score(DAYS + place, day(DAYS + place, count)).notes for place, count in enumerate(rows)]
    assert [bool(starting("the drift file has", each)) for each in notes] == [rows == (49, 220)] * 2


def test_with_enough_files_one_bad_file_hides_no_other_and_more_of_them_are_usual(shop):
    shop.ordinary_days(20)
    notes = [shop.score(number, day(number, 20)).notes for number in range(20, 23)]
    few = "the drift file has 20 rows; most of the last {} files had {} to {}"
    assert notes == [[few.format(20, 101, 118)], [few.format(21, 100, 118)], []]


def test_small_files_need_no_note_once_earlier_ones_show_that_they_are_usual(shop):
    notes = [shop.score(number, day(number, 40)).notes for number in range(DAYS)]
    assert notes == [[FEW.format(40)]] * 8 + [[]]


def test_a_file_is_never_compared_with_itself(shop):
    shop.ordinary_days()
    first = shop.score(3, day(3, 10))
    assert starting("the drift file has 10 rows", first.notes)
    assert shop.score(3).notes == first.notes  # a copy of its event
    again = shop.score(3, day(3, 10))
    assert (again.notes, again.history.files) == (first.notes, DAYS - 1)


def test_files_are_compared_with_those_that_arrived_before_in_whatever_order_they_are_scored(shop):
    for number in range(DAYS):
        shop.put(f"drifts/shop/{number}.csv", day(number))
    shop.put("drifts/shop/copy.csv", day(3))
    verdicts = {name: shop.score(name) for name in ("copy", 8, 2, 0, 7, 4, 5, 1, 6, 3)}
    assert {name: verdict.notes for name, verdict in verdicts.items() if verdict.notes} == {}
    assert len(shop.score("copy", day(3)).notes) == 2  # the rows of file 3, and its dates


@pytest.mark.parametrize("damage", [lambda data: data[:-40], lambda _: b"\x00" * 99, lambda _: b"[" * 10**6])
def test_a_damaged_history_stops_no_verdict(make_tools, damage):
    shop = Shop(make_tools, alarm_on=("row_count", "same_rows", "old_dates"))
    shop.ordinary_days(8)
    with shop.store.open(HISTORY) as opened:
        data = damage(opened.stream.read())
    shop.store.put(HISTORY, io.BytesIO(data), len(data))
    verdict = shop.score(DAYS, day(DAYS, 30))
    assert (verdict.finding, verdict.reasons[0]) == ("drift", FEW.format(30))
    assert shop.tools.histories.read(BASELINE).line_of(verdict.drift.key).drifted


@pytest.mark.parametrize("policy", [CalibratedPolicy, ThresholdPolicy])
def test_policies_that_look_at_two_files_alone_note_nothing_of_earlier_files(make_tools, policy):
    shop = Shop(make_tools)
    shop.ordinary_days()
    shop.tools = make_tools(shop.store, policy=lambda _: policy(alarm_on=("same_rows",)), report=False)
    verdict = shop.score(DAYS, day(3))
    assert (verdict.drifted, verdict.history, starting("the drift file", verdict.notes)) == (False, None, [])


def test_dates_that_are_not_to_be_shown_are_in_no_history(make_tools):
    shop = Shop(make_tools)
    shop.tools = make_tools(
        shop.store, policy=lambda _: CalibratedPolicy(learning=Learning()), show_rows=False
    )
    shop.ordinary_days()
    assert not any(line.newest for line in shop.tools.histories.read(BASELINE).lines)
    assert shop.score(DAYS, day(6, seed=2)).notes == []


@pytest.mark.parametrize(
    ("name", "rows"), [("ten_rows_instead_of_1000", 10), ("volume_1_row_pattern_hour", 300)]
)
def test_files_with_far_fewer_rows_than_usual(make_tools, name, rows):
    """The two handed cases: nothing but the earlier files tells that 300 rows are few."""
    whole = {"ten_rows_instead_of_1000": OLDER[["price"]], "volume_1_row_pattern_hour": every_13_minutes(0)}
    shop = Shop(make_tools)
    shop.put(BASELINE, whole[name])
    for number in range(8):
        following = whole[name] if "ten" in name else every_13_minutes(number + 1)
        shop.score(number, following.sample(1000 - number, random_state=number).sort_index())
    last = whole[name].head(rows) if "ten" in name else every_13_minutes(9).head(rows)
    verdict = shop.score(8, last)
    assert starting(f"the drift file has {rows} rows; the last 8 files had 993 to 1,000", verdict.notes)
    assert verdict.finding == "no_drift"


def every_13_minutes(number):
    times = pd.date_range(START + 9.5 * number * DAY, periods=1000, freq="13min")
    return pd.DataFrame({"ts": times.astype(str)})
