"""Which columns are text, and their texts."""

import io

import pandas as pd
import pytest

from common.errors import BatchError
from functions.score import batch
from functions.score.batch import frames


def made(key="baselines/reviews.csv", ignored=(), **columns):
    return batch.Batch(pd.DataFrame(columns), key, ignored)


def kind(values, name="column"):
    return batch.kind_of(pd.Series(values, name=name))


SENTENCES = [f"the parcel number {number} came late, and wet" for number in range(40)]


@pytest.mark.parametrize(
    ("expected", "values"),
    [
        ("text", SENTENCES),
        ("text", SENTENCES[:2] * 20),  # long, though few are distinct
        ("text", ["这个产品很好用", "包装破了", "物流太慢", "非常满意"]),  # no spaces, and yet no code
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


def test_a_sentence_with_a_date_or_number_in_it_is_no_date():
    assert kind(["2026-01-31 12:30 the server went down", "2026-02-01 08:00 it came back"]) == "text"
    assert kind(["5 stars", "3 of 10 people liked it"]) == "text"


def test_a_stray_word_among_dates_does_not_make_them_text():
    assert kind(["2026-01-31"] * 39 + ["not yet known"]) == "datetime"
    assert kind(["2026-01-31"] * 9 + ["not yet known"]) != "datetime"


def test_a_column_that_says_it_is_text_is_text_even_where_it_repeats():
    assert kind(["great", "poor"] * 20, "label") == "categorical"
    assert kind(["great", "poor"] * 20, "Review") == "text"
    assert kind(["1", "2"] * 20, "Review") == "numeric"


def test_the_kind_does_not_depend_on_where_the_sample_falls():
    cities = [f"City {number % 500}" for number in range(50_000)]
    assert kind(cities) == "categorical"


def test_kinds_are_those_of_the_baseline_in_its_order():
    baseline = made(size=[1, 2] * 20, text=SENTENCES, title=SENTENCES[::-1], colour=["red", "blue"] * 20)
    assert list(batch.kinds_of(baseline).items()) == [
        ("size", "numeric"),
        ("text", "text"),
        ("title", "text"),
        ("colour", "categorical"),
    ]


@pytest.mark.parametrize("values", [["red", "red", "blue"], ["a-1", "a-2", "a-3"], [None, None, None]])
def test_the_only_column_is_text_if_it_holds_strings(values):
    assert batch.kinds_of(made(column=values)) == {"column": "text"}


def test_a_table_without_text_is_compared_all_the_same():
    assert batch.kinds_of(made(column=[1.5, 2])) == {"column": "numeric"}


def test_where_nothing_can_be_compared_every_kind_is_told():
    baseline = made(code=["a-1", "b-2", "c-3", "d-4"], text_column=[None] * 4)
    with pytest.raises(BatchError) as caught:
        batch.kinds_of(baseline)
    assert (caught.value.kind, caught.value.key) == ("no_text_column", "baselines/reviews.csv")
    assert "code (identifier), text_column (empty)" in caught.value.message
    assert "text_columns" in caught.value.message


def test_named_text_columns_are_texts_whatever_they_hold_and_no_others_are():
    baseline = made(size=[1, 2], colour=["red", "blue"], text=SENTENCES[:2])
    assert batch.kinds_of(baseline, ("colour",)) == {"size": "numeric", "colour": "text"}


def test_the_datasets_owner_decides_kinds_and_what_is_ignored():
    baseline = made(zip=[80331, 10115], text=SENTENCES[:2], note=SENTENCES[:2])
    found = batch.kinds_of(baseline, settled={"zip": "categorical"}, ignored=("note",))
    assert found == {"zip": "categorical", "text": "text"}


def test_a_named_column_that_the_baseline_lacks():
    baseline = made(text=SENTENCES, ignored=("tags",))
    with pytest.raises(BatchError) as caught:
        batch.kinds_of(baseline, ("txt",))
    assert (caught.value.kind, caught.value.key, caught.value.column) == (
        "no_text_column",
        "baselines/reviews.csv",
        "txt",
    )
    assert "did you mean 'text'?" in caught.value.message
    with pytest.raises(BatchError, match="it holds lists, structures or binary data"):
        batch.kinds_of(baseline, ("tags",))


def test_texts_leave_out_what_holds_nothing_to_embed():
    found = made(text=[" a ", None, "", " \t\u3000", "NA", "b"])
    assert batch.texts(found, "text") == ([" a ", "NA", "b"], [0, 4, 5], 3)


def test_a_drift_column_of_numbers_is_text_where_the_baselines_is():
    assert batch.texts(made(text=[5, 7]), "text") == (["5", "7"], [0, 1], 2)


@pytest.mark.parametrize(
    ("values", "expected"), [(["", None, " "], "no_text"), (["", "only one", None], "too_few_rows")]
)
def test_too_few_texts_name_the_file_and_the_column(values, expected):
    file = made("drifts/x.csv", text=values)
    texts = batch.texts(file, "text")
    assert not texts.enough
    error = batch.too_few_texts(file, "text", len(texts.texts))
    assert (error.kind, error.key, error.column) == (expected, "drifts/x.csv", "text")


def test_a_table_is_the_same_whether_threads_share_the_work_or_not(monkeypatch):
    rows = [
        f"{row},parcel {row},{row / 4},{'true' if row % 3 else ''},2026-01-{row % 28 + 1:02}"
        for row in range(90)
    ]
    content = "\n".join(["id,text,price,paid,day", *rows]).encode()
    alone = batch.read("drifts/a.csv", io.BytesIO(content), batch.Limits()).frame
    monkeypatch.setattr(frames, "SMALL_TABLE", 0)
    shared = batch.read("drifts/a.csv", io.BytesIO(content), batch.Limits()).frame
    pd.testing.assert_frame_equal(alone, shared)
    assert alone["price"].sum() == sum(row / 4 for row in range(90))
