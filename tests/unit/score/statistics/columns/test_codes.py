"""Codes for a missing value."""

import numpy as np
import pytest

from functions.score.statistics.columns.codes import code_sentences, codes, is_number_code
from functions.score.statistics.columns.pooled import Pooled

RNG = np.random.default_rng(4)
AGES, NORMAL = RNG.integers(18, 90, 500).astype(float), RNG.normal(100, 10, 500)
COUNTS, AMOUNTS = RNG.poisson(3, 500).astype(float), RNG.lognormal(0, 2, 500).round(2)


def found(before, after):
    pooled = Pooled.of(np.asarray(before, float), np.asarray(after, float))
    return (pooled.values[codes(pooled)] * pooled.unit).tolist()


@pytest.mark.parametrize(
    "values", [AGES, NORMAL, COUNTS, AMOUNTS], ids=["ages", "normal", "counts", "amounts"]
)
def test_ordinary_values_are_no_codes(values):
    assert found(values[:300], values[300:]) == []


@pytest.mark.parametrize(
    ("values", "code"),
    [(NORMAL, -999.0), (NORMAL, 9999.0), (NORMAL, -1.0), (AGES, 999.0), (AGES, -9.0), (COUNTS, -1.0),
     (COUNTS, 99.0), (AMOUNTS, -99.0), (NORMAL, 0.0), (NORMAL, 2.0**31 - 1), (NORMAL, 50_000.0)],
)  # fmt: skip
@pytest.mark.parametrize("file", [0, 1])
def test_codes_are_found_in_either_file(values, code, file):
    files = [values[:300].copy(), values[300:].copy()]
    files[file][:5] = code
    assert found(*files) == [code]


@pytest.mark.parametrize("value", [103.25, 60.0, 140.0])
def test_a_repeated_value_among_the_others_is_none(value):
    assert found(NORMAL[:300], np.append(NORMAL[300:], [value] * 9)) == []


def test_one_far_value_is_an_outlier_and_no_code():
    assert found(NORMAL[:300], np.append(NORMAL[300:], -999.0)) == []


def test_familiar_codes():
    assert all(map(is_number_code, [-1.0, 0.0, 99.0, -99.0, 999.0, 88888.0, -2147483648.0, 1e20]))
    assert not any(map(is_number_code, [1.0, 9.0, 100.0, 0.5, -12.0, 998.0]))


def test_codes_of_both_files_are_told_from_new_ones():
    before, after = NORMAL[:300].copy(), NORMAL[300:].copy()
    before[:3], after[:4], after[4:10] = -999.0, -999.0, 9999.0
    pooled = Pooled.of(before, after)
    new, old = code_sentences(pooled, codes(pooled))
    assert new == ("9999 in 3% of values (6 rows; baseline: 0) looks like a code for a missing value",)
    assert old == ("-999 in 2% of values (4 rows; baseline: 3) looks like a code for a missing value",)


def test_a_code_of_one_row_is_one_row_and_one_that_is_gone_is_not_named():
    before, after = NORMAL[:300].copy(), NORMAL[300:].copy()
    before[:3], before[3:6], after[0] = -999.0, 9999.0, -999.0
    pooled = Pooled.of(before, after)
    new, old = code_sentences(pooled, codes(pooled))
    assert new == ()
    assert old == ("-999 in 0.5% of values (1 row; baseline: 3) looks like a code for a missing value",)


def test_zero_has_no_sign():
    pooled = Pooled.of(np.array([1.0, -0.0]), np.array([0.0, -1e-310, 1e300]))
    assert not np.signbit(pooled.values[pooled.values == 0]).any()


def test_a_repeated_value_of_a_long_tail_is_no_code():
    amounts = np.round(np.random.default_rng(1).lognormal(1, 3, 2000))
    after = np.append(amounts[1000:], np.repeat([777.0, 1400.0, 6000.0], 4))
    assert found(amounts[:1000], after) == []
    assert found(amounts[:1000], np.append(amounts[1000:], [-999.0] * 4)) == [-999.0]


def test_two_codes_on_one_side_are_both_found():
    assert found(NORMAL[:300], np.append(NORMAL[300:], [999.0] * 4 + [99999.0] * 4)) == [999.0, 99999.0]
