"""The texts of a column."""

import pandas as pd
import pytest

from functions.score import batch


def made(key="baselines/reviews.csv", **columns):
    return batch.Batch(pd.DataFrame(columns), key)


def test_missing_and_blank_cells_are_left_out():
    reviews = made(text=[" a ", None, "", " \t\u3000", "NA", "b"])
    assert batch.texts(reviews, "text") == ([" a ", "NA", "b"], [0, 4, 5], 3)


def test_numbers_become_texts():
    assert batch.texts(made(text=[5, 7]), "text") == (["5", "7"], [0, 1], 2)


@pytest.mark.parametrize(
    ("values", "expected"), [(["", None, " "], "no_text"), (["", "only one", None], "too_few_rows")]
)
def test_the_error_about_too_few_texts_names_the_file_and_the_column(values, expected):
    file = made("drifts/x.csv", text=values)
    texts = batch.texts(file, "text")
    assert not texts.enough
    error = batch.too_few_texts(file, "text", len(texts.texts))
    assert (error.kind, error.key, error.column) == (expected, "drifts/x.csv", "text")
