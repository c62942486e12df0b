"""Columns that nobody would wish for: an answer or a clear reason, no warning, no NaN, no infinity."""

import json

import numpy as np
import pandas as pd
import pytest

from functions.score.batch import Batch, kind_of
from functions.score.comparison import table


def kinds_of(baseline):
    return {name: kind_of(baseline.frame[name]) for name in baseline.columns}


def evidence(before, after, kind=None, **settings):
    """Compare one column `c`, beside one that never drifts; warnings are errors in every test."""
    baseline, drift = batch(before), batch(after)
    kinds = kinds_of(baseline) | ({"c": kind} if kind else {})
    found = table.compare_columns(baseline, drift, kinds=kinds, rng=np.random.default_rng(0), **settings)
    for column in (*found.columns, *found.whole_rows):
        check(column)
    return next((column for column in found.columns if column.name == "c"), None), found


def batch(cells):
    return Batch(pd.DataFrame({"c": pd.Series(cells), "other": [1.5] * len(cells)}), "x.csv")


def check(column):
    json.dumps(
        [column.before, column.after, column.effects[0].value if column.effects else 0], allow_nan=False
    )
    assert column.before.keys() == column.after.keys()
    assert (column.p_value is None) == (not column.tests) == (column.not_tested is not None)
    for test in column.tests:
        assert 0 < test.p_value <= 1
        assert np.isfinite(test.statistic)
    assert all(np.isfinite(effect.value) for effect in column.effects)


NORMAL = np.random.default_rng(5).normal(size=60)
WORDS = ["red", "green", "blue"] * 20
DATES = [f"2026-01-{day:02}" for day in range(1, 31)] * 2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([7] * 60, [7] * 20),
        ([0.1] * 60, [0.1] * 20),
        (["same"] * 60, ["same"] * 20),
        ([True] * 60, [True] * 20),
    ],
)
def test_a_column_of_equal_values_is_not_tested_and_says_why(before, after):
    column, _ = evidence(before, after)
    assert column.p_value is None
    assert column.not_tested == "all values in both files are equal"


@pytest.mark.parametrize(
    ("before", "after"), [([7.0] * 60, [7.0] * 10 + [8.0] * 10), ([0.1] * 60, [1e9] * 20)]
)
def test_a_baseline_of_one_number_can_drift(before, after):
    column, _ = evidence(before, after)
    assert column.p_value < 0.001
    assert column.effects[0].name == "total variation beyond chance"
    others = np.mean(np.array(after) != before[0])
    assert others - 0.25 < column.effects[0].value <= others


def test_a_baseline_of_one_category_can_drift():
    column, _ = evidence(["same"] * 60, ["same"] * 10 + ["new"] * 10)
    assert column.p_value < 0.001
    assert column.notes == ("1 new category: new (10 rows)",)


@pytest.mark.parametrize(
    ("before", "kind"),
    [(NORMAL, "numeric"), (WORDS, "categorical"), (DATES, "datetime"), ([True, False] * 30, "boolean")],
)
def test_a_drift_file_without_a_value_is_missing_and_not_retyped(before, kind):
    column, found = evidence(before, [None] * 20)
    assert column.kind == kind
    assert column.p_value < 1e-6
    assert [effect.name for effect in column.effects] == ["difference in the share of missing cells"]
    assert found.schema_changes == ()


def test_missing_cells_are_tested_even_if_the_baseline_has_no_value():
    column, _ = evidence([None] * 60, [1.0] * 20)
    assert [effect.name for effect in column.effects] == ["difference in the share of missing cells"]
    assert column.p_value < 1e-6
    assert column.notes == ("only missing values were tested: the baseline has no values in this column",)
    column, _ = evidence([None] * 60, [None] * 20)
    assert column.not_tested == "the baseline has no values in this column"


def test_missing_identifiers_are_tested():
    codes = [f"order-{number}" for number in range(60)]
    column, _ = evidence(codes, [*codes[:5], *[None] * 15])
    assert (column.kind, column.effects[0].value) == ("identifier", 0.75)
    assert column.p_value < 1e-6
    column, _ = evidence(codes, codes[:20])
    assert column.not_tested.startswith("identifiers are expected to be new")


@pytest.mark.parametrize("kind", ["numeric", "categorical", "datetime", "boolean"])
def test_a_column_empty_in_both_files_has_no_test_whatever_its_kind(kind):
    column, _ = evidence([None] * 60, [None] * 20, kind)
    assert column.p_value is None


def test_infinite_values_are_a_share_of_their_own():
    after = [*NORMAL[:40], *[np.inf] * 10, *[-np.inf] * 10]
    column, _ = evidence(NORMAL, after)
    assert (column.before["infinite"], column.after["infinite"]) == (0, 20)
    assert column.after["max"] < 10
    infinite = next(test for test in column.tests if test.name.startswith("infinite"))
    assert infinite.p_value < 1e-5
    assert (
        evidence([np.inf] * 60, [np.inf] * 20)[0].not_tested
        == "neither file has a finite number in this column"
    )
    assert evidence([np.inf] * 60, [1.0, 2.0] * 10)[0].p_value < 1e-5


@pytest.mark.parametrize("scale", [1e308, 1e-308, 5e-324, 1e200])
def test_huge_and_tiny_numbers_neither_overflow_nor_vanish(scale):
    before = np.array([-1.0, 1.0, 0.5, 1.7] * 15) * scale
    column, _ = evidence(before, -before[:40])
    assert column.after["min"] == -1.7 * scale
    column, _ = evidence(before, np.full(20, 1.75 * scale))
    assert column.p_value < 1e-3


def test_numbers_of_all_sizes_in_one_column():
    column, _ = evidence([1.5, 2.0, 3.0] * 20, [1.0, 2.0, 1.7e308, -1.7e308] * 5)
    assert 1.0 < column.effects[0].value < 6.0  # half of the rows are as far away as a row can count
    column, _ = evidence([1.0, 2.0, 1.7e308, -1.7e308] * 15, [1.0, 2.0, 3.0] * 7)
    assert column.after["max"] == 3.0


def test_whole_numbers_too_large_for_a_float_to_count():
    column, _ = evidence([2**62 + 3 * row for row in range(60)][::-1] + [0] * 60, [2**63 - 1, 5] * 10)
    assert column.kind == "numeric"


def test_counters_at_the_limits_of_64_bits():
    for last in (2**63 - 1, 2**64 - 1):
        column, _ = evidence(range(last - 59, last + 1), [last] * 20)
        assert column.kind == "identifier"
    column, _ = evidence([-(2**63), 2**63 - 1] * 30, [0] * 20)
    assert column.p_value < 0.001


def test_mixed_types_in_a_column_are_read_as_the_baseline_kind():
    column, found = evidence(NORMAL, ["1.5", 2, 3.0, True, "abc", None, "nan", "NULL", " "] * 5)
    assert column.after["count"] == 15 + 0
    assert column.after["missing"] == 20
    assert column.after["unreadable"] == 10
    assert (
        column.notes[-1] == "10 cells cannot be read as numbers (baseline: 0), such as 'true' in data row 4"
    )
    assert found.schema_changes == ()


def test_nan_strings_among_categories_are_words_but_missing_among_numbers():
    column, _ = evidence(["NaN", "red", "blue"] * 20, ["NaN"] * 20)
    assert column.after["missing"] == 0
    column, _ = evidence(["1,5", "NaN", "2,5"] * 20, ["NaN"] * 20, "numeric")
    assert (column.before["missing"], column.after["missing"]) == (20, 20)


def test_dates_out_of_range_are_read_or_counted_and_never_crash():
    column, found = evidence(
        DATES, ["0001-01-01", "9999-12-31", "2026-02-30", "2026-13-01", "1677-01-01"] * 4
    )
    assert (column.after["count"], column.after["unreadable"]) == (12, 8)
    assert (column.after["min"], column.after["max"]) == ("1677-01-01", "1677-01-01")
    assert column.after["placeholders"] == 8 / 20  # 0001-01-01 and 9999-12-31
    note = "8 cells cannot be read as dates (baseline: 0), such as '2026-02-30' in data row 3"
    assert column.notes[-1] == note
    assert found.schema_changes == ()


def test_dates_of_every_unit_and_zone():
    naive = pd.to_datetime(DATES)
    for other in (naive.as_unit("ns"), naive.as_unit("s"), naive.tz_localize("Asia/Tokyo")):
        column, _ = evidence(naive, other)
        assert column.after["count"] == 60


@pytest.mark.parametrize("kind", [None, "categorical", "numeric", "datetime", "boolean", "identifier"])
def test_files_of_two_rows(kind):
    for before, after in (([1.5, 2.5], [3.5, 4.5]), (["a", "b"], ["c", "c"]), (DATES[:2], DATES[4:6])):
        column, _ = evidence(before, after, kind)
        assert column.p_value is None or column.p_value > 0.05


@pytest.mark.parametrize("kind", ["numeric", "categorical", "datetime", "boolean", "identifier", "text"])
@pytest.mark.parametrize(
    "cells", [NORMAL, WORDS, DATES, [True, False] * 10, [1, None] * 9, [np.inf, -1.0] * 9]
)
def test_any_column_may_be_compared_as_any_kind(kind, cells):
    for other in (NORMAL, WORDS, [None, None], [True, True]):
        evidence(cells, other, kind)
        evidence(other, cells, kind)


def test_ten_thousand_columns():
    rng = np.random.default_rng(1)
    baseline, drift = (wide(rng), wide(rng))
    found = table.compare_columns(baseline, drift, kinds=kinds_of(baseline), rng=rng)
    assert len(found.columns) == 10_000
    assert sum(column.p_value is not None for column in found.columns) == 500
    only = Batch(drift.frame[["7"]], "y.csv")
    changes = table.compare_columns(baseline, only, kinds=kinds_of(baseline), rng=rng).schema_changes
    assert len(changes) == 9_999


def wide(rng):
    """Return 10,000 columns, of which 500 vary."""
    columns = {str(name): np.ones(50) for name in range(10_000)}
    columns |= {str(name): rng.normal(size=50) for name in range(500)}
    return Batch(pd.DataFrame(columns), "x.csv")
