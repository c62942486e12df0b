"""The order of a baseline's rows: that of time, or none."""

import numpy as np
import pandas as pd
import pytest

from common.errors import BatchError
from functions.score.baseline.building import read_baseline
from functions.score.baseline.profile import Profile
from functions.score.baseline.settings import DatasetSettings, check_columns, check_row_order
from functions.score.batch import Batch, Limits, decided_kinds
from functions.score.comparison.row_order import IN_FILE, row_order
from functions.score.encoder.hashing import HashingEncoder
from functions.score.texts.embedder import Embedder

ROWS = 400
RNG = np.random.default_rng(0)
DAYS = pd.Series(pd.date_range("2026-01-01", periods=ROWS, freq="h"))
PRICE = pd.Series(RNG.normal(100, 10, ROWS).round(2))
SHUFFLED = RNG.permutation(ROWS)


def order(before, after, *, of_files=False, **settings):
    baseline = Batch(pd.DataFrame(before), "b.csv")
    kinds = {name: kind.kind for name, kind in decided_kinds(baseline, (), {}, set()).items()}
    profile = Profile(None, baseline, DatasetSettings(**settings), kinds, {}, {}, {})
    return row_order(profile, Batch(pd.DataFrame(after), "d.csv"), of_files=of_files)


def test_rows_without_any_order_to_see_are_in_the_order_of_the_file():
    found = order({"price": PRICE}, {"price": PRICE})
    assert found.name == IN_FILE
    assert found.rows.tolist() == list(range(ROWS))


def test_dates_that_rise_are_the_order_though_another_column_is_sorted():
    table = {"time": DAYS, "season": ["spring"] * 200 + ["summer"] * 200, "price": PRICE}
    assert order(table, table).name == IN_FILE


def test_dates_order_the_rows_if_they_go_on_in_the_drift_file():
    table = pd.DataFrame({"time": DAYS, "price": PRICE}).iloc[SHUFFLED].reset_index(drop=True)
    later = table.assign(time=table["time"] + pd.Timedelta("30D"))
    found = order(table, later)
    assert found.name == "in the order of the column 'time'"
    assert table["time"].iloc[found.rows].is_monotonic_increasing
    assert order(table, table).name == IN_FILE  # such as dates of birth


def test_files_are_in_the_order_of_their_names_whatever_dates_their_rows_have():
    table = pd.DataFrame({"time": DAYS, "price": PRICE}).iloc[SHUFFLED].reset_index(drop=True)
    later = table.assign(time=table["time"] + pd.Timedelta("30D"))
    assert order(table, later, of_files=True).name == IN_FILE


def test_a_label_of_each_file_is_no_column_that_rows_are_sorted_by():
    labels = [name for name in ("monday", "friday", "sunday", "tuesday") for _ in range(100)]
    table = pd.DataFrame({"label": labels, "price": PRICE})
    today = table.assign(label="saturday")
    assert order(table, today, of_files=True).name == IN_FILE
    assert order(table, today).rows is None
    assert order(table, table.sample(frac=1, random_state=1), of_files=True).rows is None


@pytest.mark.parametrize("column", ["price", "label"])
def test_rows_that_are_sorted_by_another_column_have_no_order_of_time(column):
    table = pd.DataFrame({"price": PRICE.sort_values().tolist(), "size": PRICE})
    if column == "label":
        table = table.assign(price=PRICE, label=[name for name in "bac" for _ in range(200)][:ROWS])
    found = order(table, table.sample(frac=1, random_state=1))
    assert found.rows is None
    assert found.name == f"its rows are sorted by the column '{column}'"


def test_a_counter_that_goes_on_is_the_order():
    table = {"julian_day": np.arange(ROWS) // 10, "price": PRICE}
    later = {"julian_day": np.arange(ROWS) // 10 + 40, "price": PRICE}
    assert order(table, later).name == IN_FILE


@pytest.mark.parametrize(
    ("chosen", "name"), [("file", IN_FILE), ("none", "the settings say that its rows have no order")]
)
def test_settings_decide(chosen, name):
    table = {"price": PRICE.sort_values().tolist()}
    assert order(table, table, row_order=chosen).name == name


def test_settings_may_name_a_column():
    table = pd.DataFrame({"time": DAYS, "price": PRICE}).iloc[SHUFFLED].reset_index(drop=True)
    assert order(table, table, row_order="time").name == "in the order of the column 'time'"


def test_settings_that_name_an_unknown_column_are_at_fault():
    with pytest.raises(BatchError, match=r"'tme', which does not exist in the baseline.*'time'"):
        check_columns(DatasetSettings(row_order="tme"), "s.toml", ["time", "price"])
    check_columns(DatasetSettings(row_order="none"), "s.toml", ["time", "price"])


@pytest.mark.parametrize(
    ("chosen", "problem"),
    [
        ("price", "its kind is numeric; the columns of dates are: time"),
        ("shop", "its kind is categorical; the columns of dates are: time"),
        ("note", "its kind is empty; the columns of dates are: time"),  # not compared, and of no kind yet
    ],
)
def test_settings_that_order_rows_by_other_values_than_dates_are_at_fault(chosen, problem):
    table = {"time": DAYS, "price": PRICE, "shop": ["a", "b"] * 200, "note": [None] * ROWS}
    rows = Batch(pd.DataFrame(table), "baselines/b.csv")
    embedder = Embedder(HashingEncoder)
    settings = DatasetSettings(row_order=chosen, ignored=("note",))
    with pytest.raises(BatchError, match=problem) as caught:
        read_baseline(rows, settings, Limits(), (), embedder)
    assert (caught.value.kind, caught.value.column) == ("broken_settings", chosen)
    assert str(caught.value).startswith(f"the settings name column '{chosen}' as row_order, which needs")
    for accepted in ("time", "file", "none"):
        read_baseline(rows, DatasetSettings(row_order=accepted), Limits(), (), embedder)


def test_settings_that_order_rows_by_dates_need_some():
    with pytest.raises(BatchError, match="its kind is numeric; the baseline has no column of dates"):
        check_row_order(DatasetSettings(row_order="price"), "s.toml", {"price": "numeric"})
