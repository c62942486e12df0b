"""Cells as numbers, in each file's own decimal mark and the baseline's unit."""

import numpy as np
import pandas as pd
import pytest

from functions.score.comparison.table import numbers
from functions.score.comparison.table.written_numbers import WrittenNumbers

SIZES = np.random.default_rng(0).uniform(1, 9, 60)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1,5", "2,25"], ","),
        (["1.5", "2.25"], "."),
        (["1.234", "5.678"], "."),  # might be either: read as the world's programs write
        (["1,234", "5,678"], "."),
        (["1.234", "12,5"], ","),
        (["1.234.567", "1.234"], ","),
        (["1.234,50"], ","),
        (["1,234.50"], "."),
        (["0,125", "0,250"], ","),
        (["5", "7"], "."),
    ],
)
def test_the_decimal_mark_is_that_of_the_baseline(cells, expected):
    assert WrittenNumbers(pd.Series(cells)).decimal == expected


def test_numbers_read_as_text_because_of_one_bad_cell_are_still_numbers():
    column = pd.Series(["1.5", "n/a", "oops", None, "NaN", "2"])
    found, _, _ = numbers.read(column, column)
    assert found.cells[[0, 5]].tolist() == [1.5, 2.0]
    assert (found.missing, found.unreadable.tolist()) == (3, [False, False, True, False, False, False])


def read(before, after):
    """Return the drift file's numbers and what it writes differently."""
    _, found, rewritten = numbers.read(pd.Series(before), pd.Series(after))
    return found.cells, rewritten


def words(form, values):
    return [form.format(value) for value in values]


def commas(cells):
    return [cell.replace(".", ",") for cell in cells]


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (SIZES, commas(words("{:.2f}", SIZES)), "decimal commas where the baseline has points"),
        (SIZES, commas(words("{:.3f}", SIZES)), "decimal commas where the baseline has points"),
        (
            commas(words("{:.2f}", SIZES)),
            words("{:.2f}", SIZES),
            "decimal points where the baseline has commas",
        ),
        (commas(words("{:.2f}", SIZES)), SIZES, "decimal points where the baseline has commas"),
        (words("{:.3f} kg", SIZES), words("{:.0f}g", SIZES * 1000), "'g' where the baseline has 'kg'"),
        (
            words("{:.3f} \u00b0C", SIZES),
            words("{:.3f} \u00b0F", SIZES * 1.8 + 32),
            "'\u00b0F' where the baseline has '\u00b0C'",
        ),
        (words("{:.3f} \u20ac", SIZES), words("${:.3f}", SIZES), "'USD' where the baseline has 'EUR'"),
        (SIZES / 10, words("{:.1f}%", SIZES * 10), "percentages where the baseline has plain numbers"),
        (words("{:.1f}%", SIZES * 10), SIZES / 10, "plain numbers where the baseline has percentages"),
    ],
)
def test_a_changed_decimal_mark_or_unit_is_named_and_the_numbers_stay_the_same(before, after, sentence):
    cells, rewritten = read(before, after)
    assert rewritten == (sentence,)
    expected, _ = read(before, before)
    assert np.allclose(cells, expected, atol=0.006 * expected.max())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (words("{:,.0f}", SIZES * 1e5), words("{:,.1f}", SIZES * 1e5)),
        (SIZES * 1e5, words("{:,.0f}", SIZES * 1e5)),  # separators alone change no number
        (words("{:.0f} MB", SIZES[:30]) + words("{:.1f} GB", SIZES[30:]), words("{:.1f} GB", SIZES[30:])),
        (words("{:.1f}h", SIZES), [*words("{:.1f}h", SIZES[1:]), "90 min"]),
        (words("{:.1f}%", SIZES), words("{:.1f}", SIZES)[:1]),
        (words("{:.0f}", SIZES), ["1,5", "2,5", "3,5"] * 9),  # the baseline has no decimals
        (words("\u20ac{:.2f}", SIZES), words("EUR {:.2f}", SIZES)),
        (words("\u20ac{:.2f}", SIZES), SIZES),
        (SIZES, words("{:.2f} kg", SIZES)),
        (SIZES * 60, words("PT{:.2f}M", SIZES)),
        (words("{:.1f}%", SIZES), SIZES),  # the sign was left out
    ],
)
def test_what_no_change_of_decimal_mark_or_unit_proves_is_not_named(before, after):
    assert read(before, after)[1] == ()


def test_units_of_one_dimension_are_converted_to_the_baseline_s():
    cells, _ = read(["1 km", "2 km", "500 m"], ["250 m", "3 km", "4"])
    assert cells.tolist() == [0.25, 3.0, 4.0]
    cells, _ = read(["1.5k", "2k", "300"], ["1M", "12"])
    assert cells.tolist() == [1_000_000.0, 12.0]  # of counts, all are plain numbers
    for after in (["30m", "1h"], ["30m", "60m"]):
        cells, rewritten = read(["1h 5m", "2h", "45m"], after)
        assert (cells.tolist(), rewritten) == ([1800.0, 3600.0], ())
    cells, _ = read(["7 %", "5", "6 EUR"], ["7 %", "5"])
    assert cells.tolist() == [7.0, 5.0]


def test_booleans_and_dates_are_no_numbers():
    for column in (pd.Series([True, False]), pd.Series(pd.to_datetime(["2026-01-31"]))):
        _, found, _ = numbers.read(pd.Series(["1,5"]), column)
        assert found.unreadable.all()
