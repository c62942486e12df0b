"""Which kind of values a column holds."""

import numpy as np
import pandas as pd
import pytest

from common.errors import BatchError
from functions.score import batch

RANDOM = np.random.default_rng(0).permutation(1000)[:40]
SENTENCES = [f"the parcel number {number} came late, and wet" for number in range(40)]


def made(ignored=None, **columns):
    return batch.Batch(pd.DataFrame(columns), "baselines/reviews.csv", ignored or {})


def kinds_of(baseline, *arguments, **settings):
    return {
        name: column.kind for name, column in batch.decided_kinds(baseline, *arguments, **settings).items()
    }


def kind(values, name="column"):
    return batch.kind_of(pd.Series(values, name=name))


@pytest.mark.parametrize(
    ("expected", "values"),
    [
        ("text", SENTENCES),
        ("text", SENTENCES[:2] * 20),  # few distinct, but long
        ("text", ["这个产品很好用", "包装破了", "物流太慢", "非常满意"]),  # no spaces, but not ASCII
        ("text", [f"red shoes {number}" for number in range(30)]),
        ("numeric", [1, 2, 3]),
        ("numeric", [1.5, None, 3]),
        ("numeric", ["1.234,56", "12,5", "-3"]),
        ("numeric", ["$ 5", "12 €", "7 %", "USD 1,000.00"]),
        ("boolean", [True, False]),
        ("boolean", [True, None, False]),
        ("boolean", ["yes", "No", "YES"]),
        ("datetime", pd.to_datetime(["2026-01-31", None])),
        ("datetime", ["31.01.2026", "1.2.2026"]),
        ("datetime", ["2026-01-31T12:30:00Z", "2026-01-31 12:30:00.5 +01:00"]),
        ("datetime", ["Jan 31, 2026", "1 February 2026", "Sat, 31 Jan 2026 10:00:00 GMT"]),
        ("datetime", ["12:30", "1:05 pm"]),
        ("identifier", [f"A-{number:05}" for number in range(40)]),
        ("identifier", [f"user{number}@example.org" for number in range(40)]),
        ("identifier", [f"https://example.org/{number}?a=b" for number in range(40)]),
        ("categorical", ["red", "green", "blue"] * 10),
        ("categorical", ["New York", "San José", "Köln"] * 10),
        ("empty", [None, None]),
        ("empty", ["", " ", None]),
    ],
)
def test_kinds(expected, values):
    assert kind(values) == expected


def test_sentences_with_dates_or_numbers_are_text():
    assert kind(["2026-01-31 12:30 the server went down", "2026-02-01 08:00 it came back"]) == "text"
    assert kind(["5 stars", "3 of 10 people liked it"]) == "text"


def test_one_other_word_among_dates_does_not_make_them_text():
    assert kind(["2026-01-31"] * 39 + ["not yet known"]) == "datetime"
    assert kind(["2026-01-31"] * 9 + ["not yet known"]) != "datetime"


def test_a_column_with_the_name_of_a_text_is_text_even_if_values_repeat():
    assert kind(["great", "poor"] * 20, "label") == "categorical"
    assert kind(["great", "poor"] * 20, "Review") == "text"
    assert kind(["1.5", "2"] * 20, "Review") == "numeric"


def test_long_names_of_few_classes_are_categories():
    jobs = [f"class {number}, with a name of more than twenty-four characters" for number in range(9)]
    assert kind(jobs * 60) == "categorical"
    assert kind(jobs * 5) == "text"


def test_repeating_cities_are_categories_in_a_large_column():
    cities = [f"City {number % 500}" for number in range(50_000)]
    assert kind(cities) == "categorical"


def test_kinds_are_in_the_order_of_the_columns():
    baseline = made(size=[1.5, 2] * 20, text=SENTENCES, title=SENTENCES[::-1], colour=["red", "blue"] * 20)
    assert list(kinds_of(baseline).items()) == [
        ("size", "numeric"),
        ("text", "text"),
        ("title", "text"),
        ("colour", "categorical"),
    ]


@pytest.mark.parametrize("values", [["red", "red", "blue"], ["a-1", "a-2", "a-3"], [None, None, None]])
def test_the_only_column_is_text_if_it_holds_strings(values):
    assert kinds_of(made(column=values)) == {"column": "text"}


def test_a_table_without_text_is_compared():
    assert kinds_of(made(column=[1.5, 2])) == {"column": "numeric"}


def test_the_error_about_a_file_with_nothing_to_compare_lists_all_kinds():
    baseline = made(code=[None] * 4, text_column=[" "] * 4)
    with pytest.raises(BatchError) as caught:
        kinds_of(baseline)
    assert (caught.value.kind, caught.value.key) == ("no_text_column", "baselines/reviews.csv")
    assert "code (empty), text_column (empty)" in caught.value.message
    assert "text_columns" in caught.value.message


def test_only_the_named_text_columns_are_text():
    baseline = made(size=[1, 2], colour=["red", "blue"], text=SENTENCES[:2])
    assert kinds_of(baseline, ("colour",)) == {"size": "numeric", "colour": "text"}


def test_overrides_and_ignored_columns():
    baseline = made(zip=[80331, 10115], text=SENTENCES[:2], note=SENTENCES[:2])
    kinds = kinds_of(baseline, overrides={"zip": "categorical"}, ignored=("note",))
    assert kinds == {"zip": "categorical", "text": "text"}
    assert kinds_of(baseline, overrides={"note": "text"}, ignored=("note",)).keys() == {"zip", "text"}
    with pytest.raises(BatchError, match="the settings ignore all of them"):
        kinds_of(baseline, ignored=("zip", "text", "note"))


def test_a_named_text_column_that_is_missing_from_the_baseline():
    baseline = made(text=SENTENCES, ignored={"tags": "lists of text"})
    with pytest.raises(BatchError) as caught:
        kinds_of(baseline, ("txt",))
    assert (caught.value.kind, caught.value.key, caught.value.column) == (
        "no_text_column",
        "baselines/reviews.csv",
        "txt",
    )
    assert "did you mean 'text'?" in caught.value.message
    with pytest.raises(BatchError, match="holds lists of text"):
        kinds_of(baseline, ("tags",))


@pytest.mark.parametrize(
    ("expected", "name", "values"),
    [
        ("identifier", "c", range(1, 41)),
        ("identifier", "Unnamed: 0", range(40)),
        ("identifier", "countdown", range(40, 0, -1)),
        ("identifier", "id", RANDOM),
        ("identifier", "order_no", RANDOM),
        ("identifier", "customerId", RANDOM),
        ("identifier", "Row Number", RANDOM),
        ("categorical", "id", [1, 1, 2, 3] * 10),  # repeats
        ("numeric", "paid", RANDOM),
        ("numeric", "humid", RANDOM),
        ("numeric", "price", np.sort(RANDOM)),
        ("numeric", "c", [1, 2]),
        ("identifier", "c", range(0, 80, 2)),
        ("numeric", "id", np.arange(40) + 0.5),
        ("empty", "id", [None] * 40),
    ],
)
def test_integers_that_count_or_identify_rows_are_identifiers(expected, name, values):
    assert batch.kind_of(pd.Series(values, name=name)) == expected
