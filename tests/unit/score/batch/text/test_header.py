"""Files without a header, and headers that only look like values."""

import io

import pytest

from common.errors import BatchError
from functions.score import batch

ROWS = 30


def read(rows, name="a.csv"):
    text = "".join(",".join(row) + "\n" for row in rows)
    return batch.read(name, io.BytesIO(text.encode()), batch.Limits())


FLOWERS = [[f"{n / 7:.1f}", f"{9 - n / 9:.1f}", f"kind {n % 3}"] for n in range(ROWS)]


@pytest.mark.parametrize(
    "rows",
    [
        FLOWERS,
        [["2024-01-03", "anna"], *([f"2024-02-{n + 1:02}", "bob"] for n in range(28))],
        [["12.50", "99"], *([f"{n}.25", str(n)] for n in range(1, ROWS))],
        [["$5.00", "x"], *([f"${n}.00", "y"] for n in range(ROWS))],
        [["10:30", "x", "1"], *([f"{n % 24:02}:15", "y", str(n)] for n in range(ROWS))],
        [["-1.5"], *([str(n / 4)] for n in range(ROWS))],
    ],
)
def test_a_file_without_a_header_is_an_error_that_names_the_first_row(rows):
    with pytest.raises(BatchError) as caught:
        read(rows)
    assert (caught.value.kind, caught.value.row) == ("broken_csv", 1)
    assert "row 1 (" in caught.value.message
    assert "holds values, not the names of columns" in caught.value.message


def test_the_row_counts_the_lines_before_it():
    with pytest.raises(BatchError) as caught:
        read([["# one"], ["# two"], *FLOWERS])
    assert caught.value.row == 3


@pytest.mark.parametrize(
    "header",
    [
        ["5", "x", "9"],
        ["17", "text", "3"],
    ],
)
def test_whole_numbers_above_whole_numbers_get_a_note(header):
    (note,) = read([header, *([str(n), "y", str(n * 7 % 11)] for n in range(ROWS))]).notes
    assert "looks like a row of values" in note


@pytest.mark.parametrize(
    "rows",
    [
        [["day", "amount"], *([f"2024-01-{n % 28 + 1:02}", str(n)] for n in range(ROWS))],
        [["0", "1", "2"], *([str(n), str(n / 2), "5"] for n in range(ROWS))],  # of pandas, without names
        [["", "0"], *([str(n), str(n / 2)] for n in range(ROWS))],  # a series of pandas
        [["country", "2019", "2020", "2021"], *(["x", str(n), str(n), str(n)] for n in range(ROWS))],
        [["month", "2024"], *(["x", str(n / 8)] for n in range(ROWS))],
        [["0.05", "0.5", "0.95"], *([str(n / 9), str(n / 7), str(n / 5)] for n in range(ROWS))],  # quantiles
        [["shop", "2024-01", "2024-02"], *(["x", str(n), str(n)] for n in range(ROWS))],
        [["name", "city"], *(["a b", "c"] for _ in range(ROWS))],
        [["id", "id2"], *(["", ""] for _ in range(ROWS))],
    ],
)
def test_headers_of_names_and_of_numbers_in_order_get_no_note(rows):
    assert read(rows).notes == ()
