"""Footers: lines after the last row that are no rows, and last rows that are rows."""

import io

import pytest
from delimited_files import PLAIN, ROWS, error_of, read, same, written

from functions.score import batch


@pytest.mark.parametrize(
    "footer",
    [
        "(1234 rows affected)\n",
        "\n(1234 Zeilen betroffen)\n",
        "(200 rows)",
        "1234 rows selected.\n",
        "-- end of file\n",
        "# 1234 rows\n\n",
        "Total;;1234\n",
        "Total;1234;\n",
        "Summe:;1.234,50;\r\n",
        '"Total";"1,234";""\n',
        "End of report;;\n",
        "Total rows: 1234\n",
        "\nData from the ministry\nLast updated: 01/30/2026\n",
        "Total;1234;\n(1234 rows affected)\n",
        "\n* preliminary; see page 2\n",
        "(200 rows)\n\nTime: 3.4 ms\n",
        ";;\n;;\n",
        ";;\nSource: the ministry;;\n",
    ],
)
@pytest.mark.parametrize("mark", [";", "\t"])
def test_footers_are_left_out_with_a_note_that_quotes_them(footer, mark):
    (note,) = same(written(mark=mark) + footer.replace(";", mark))
    first = footer.strip("\r\n").split("\n")[0].replace(";", mark).strip()
    assert note.startswith("the last ")
    assert repr(first)[1:-1] in note


@pytest.mark.parametrize("footer", ["(5 rows)\n", "Total;;5\n", "\nSource: us\n", ";;\n"])
def test_footers_of_a_file_of_few_rows(footer):
    result = read_few(written(PLAIN[:9], ";") + footer)
    assert result.rows == 8
    assert result.frame.dtypes.tolist() == read_few(written(PLAIN[:9], ";")).frame.dtypes.tolist()
    assert len(result.notes) == 1


def test_titles_and_footers_of_one_file():
    first, last = same("Report;Sales\nPeriod;2024-01\n\n" + written(mark=";") + "Total;1234;\n\n(200 rows)\n")
    assert "before the names" in first
    assert "the last 2 lines were not read" in last


@pytest.mark.parametrize(
    "last",
    [
        "2026-01-02;1;Total",
        "2026-01-02;;town 1",
        ";1;town 1",
        "unknown;1;",
        "NA;;town 1",
        "2026-01-02;1;(no town)",
        "2026-01-02;1;# 5",
        "total;1;town 1 and more",
        "2026-01-02;1;",
    ],
)
def test_last_rows_that_are_rows(last):
    result = read(written(mark=";") + last + "\n")
    assert (result.rows, result.notes) == (ROWS + 1, ())


@pytest.mark.parametrize(
    ("rows", "last"),
    [
        (["region {};5;6", "Total;5;6"], "Total;;7"),  # a region of its own
        (["#word {};5;6"], "#last;;"),
        (["a {};5", "b {};"], "Total;6"),  # a row of two cells
        ([";;", "a {};5;6"], ";;"),  # empty rows
    ],
)
def test_words_that_rows_have_are_no_footers(rows, last):
    text = "name;a;b\n" if rows[0].count(";") > 1 else "name;a\n"
    text += "".join(f"{row.format(n)}\n" for n, row in enumerate(rows * 200))
    result = read(text + last + "\n")
    assert (result.rows, result.notes) == (len(rows) * 200 + 1, ())


@pytest.mark.parametrize("last", ["(1 row)", "# note", "Total", "-- no", "\nand an end"])
def test_an_only_column_has_no_footers(last):
    rows = [["text"], *([f"word {n}"] for n in range(ROWS))]
    result = read(written(rows) + last + "\n")
    assert result.rows == ROWS + 1
    assert result.frame["text"].iloc[-1] == last.strip()


@pytest.mark.parametrize("last", ["2026-01", "town", "2026-01-02;5"])
def test_a_last_row_that_is_cut_off_is_an_error(last):
    error = error_of(written(mark=";") + last)
    assert (error.kind, error.row) == ("broken_csv", ROWS + 2)


def test_the_end_of_a_quoted_cell_is_no_footer():
    text = written() + '2026-01-02,5,"two lines\n(1 row)"\n'
    assert read(text).frame["city"].iloc[-1] == "two lines\n(1 row)"


def read_few(text):
    return batch.read("a.csv", io.BytesIO(text.encode()), batch.Limits())


def test_a_last_cell_that_no_reader_takes_is_an_error():
    error = error_of(written(mark=";") + "2026-01-02;5;" + "x" * 200_000)
    assert error.kind == "cell_too_long"
