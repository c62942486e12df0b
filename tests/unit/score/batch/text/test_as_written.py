"""Columns of CSV whose words type detection would lose."""

import io

import numpy as np
import pandas as pd
import pytest

from functions.score import batch
from functions.score.comparison import table


def read(content, **limits):
    return batch.read("drifts/x.csv", io.BytesIO(content.encode()), batch.Limits(**limits))


def column(cells, header="c", other="z"):
    return read(f"{header},{other}\n" + "".join(f"{cell},1.5\n" for cell in cells))


@pytest.mark.parametrize(
    "cells",
    [
        ["02139", "10115", "50667"],
        ["0171234567", "030123456"],
        ['"007"', "042"],
        ["NA", "NA"],
        ["-", "?"],
        ["NULL", ""],
        ["0x00FF", "0xA1"],
    ],
)
def test_codes_and_words_for_missing_cells_alone_are_text(cells):
    frame = column(cells).frame
    expected = [cell.strip('"') or None for cell in cells]
    assert frame["c"].astype(object).where(frame["c"].notna(), None).tolist() == expected
    assert frame["z"].tolist() == [1.5] * len(cells)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["007", "5", "12"], [7, 5, 12]),
        (["0", "10", "0.5"], [0, 10, 0.5]),
        (["NA", "5", "7"], [np.nan, 5, 7]),
        (["0", "00"], [0, 0]),
        (["", "5", ""], [np.nan, 5, np.nan]),
    ],
)
def test_numbers_are_numbers(cells, expected):
    assert np.array_equal(column(cells).frame["c"].to_numpy(dtype=float), expected, equal_nan=True)


def test_empty_columns_stay_empty():
    assert column(["", ""]).frame["c"].isna().all()


def test_names_that_the_header_does_not_have_as_they_are():
    frame = read("zip ,,\n02139,NA,01\n10115,NA,02\n").frame
    assert frame.to_dict("list") == {
        "zip": ["02139", "10115"],
        "Unnamed: 1": ["NA", "NA"],
        "Unnamed: 2": ["01", "02"],
    }


def test_blank_lines_anywhere_do_no_harm():
    assert read("zip,z\n\n02139,1\n\n10115,2\n").frame["zip"].tolist() == ["02139", "10115"]
    assert read("\n\nzip,z\n02139,1\n10115,2\n").frame["zip"].tolist() in ([2139, 10115], ["02139", "10115"])
    assert read('"a\nb",z\n02139,1\n10115,2\n').frame.iloc[:, 0].tolist() == ["02139", "10115"]


def test_the_word_of_missing_cells_is_a_category_if_the_baseline_has_it():
    baseline, drift = column(["1", "2", "NA", "3a"] * 25), column(["1", "2", "NA"] * 25)
    assert drift.missing_words == {"c": "NA"}
    assert drift.frame["c"].dtype.kind == "f"
    found = table.compare_columns(
        baseline, drift, kinds={"c": "categorical"}, rng=np.random.default_rng(0)
    ).columns[0]
    assert found.after["missing"] == 0
    assert found.notes == ("1 category disappeared: 3a (about 19 rows expected)",)
    same = table.compare_columns(drift, drift, kinds={"c": "categorical"}, rng=np.random.default_rng(0))
    assert same.columns[0].after["missing"] == 25
    assert column(["1", "NA", ""]).missing_words == {}
    assert column(["1", "NA", "?"]).missing_words == {}


def test_large_files_keep_codes_and_words_too():
    rows = "".join(f"{number:05},NA,{number},text {number}\n" for number in range(3000))
    found = read("zip,na,n,t\n" + rows, whole_bytes=10_000, chunk_bytes=10_000, sample_rows=500)
    assert found.total_rows == 3000
    assert found.frame["zip"].str.len().eq(5).all()
    assert found.frame["na"].eq("NA").all()
    assert pd.api.types.is_integer_dtype(found.frame["n"])
