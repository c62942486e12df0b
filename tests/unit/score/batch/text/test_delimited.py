"""CSV and TSV: cells and types, and the row that an error names."""

import csv
import io

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from common.errors import BatchError
from functions.score import batch
from functions.score.batch.text import delimited


def read(content, key="drifts/reviews.csv", **limits):
    stored = content.encode() if isinstance(content, str) else content
    return batch.read(key, io.BytesIO(stored), batch.Limits(**limits))


def error_of(content, key="drifts/reviews.csv", **limits):
    with pytest.raises(BatchError) as caught:
        read(content, key, **limits)
    assert caught.value.key == key
    return caught.value


def cells(content, key="drifts/reviews.csv"):
    return read(content, key).frame.to_dict("list")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_detected_although_texts_contain_others(delimiter):
    lines = ["id,text", '1,"a, b; c\td | e"', '2,"f, g; h"']
    content = "\n".join(line.replace(",", delimiter, 1) for line in lines)
    assert cells(content) == {"id": [1, 2], "text": ["a, b; c\td | e", "f, g; h"]}


def test_a_delimiter_in_a_name_loses_to_the_one_that_splits_the_rows_evenly():
    content = "name, first;text, as sent\nAda;yes, indeed, it was\nBob;no\n"
    assert read(content).columns == ["name, first", "text, as sent"]


def test_a_file_of_one_column_needs_no_delimiter():
    assert cells("text\nyes; it, no\n".replace(",", "") + "so | so\n") == {"text": ["yes; it no", "so | so"]}


def test_tsv_is_split_only_at_tabs():
    assert cells("a,b\tc\n1,2\tx\n3,4\ty\n", "drifts/x.tsv") == {"a,b": ["1,2", "3,4"], "c": ["x", "y"]}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_all_line_ends_are_supported(end, last):
    content = end.join(["text", "one", "two"]) + (end if last else "")
    assert cells(content) == {"text": ["one", "two"]}


def test_quoted_cells_contain_line_ends_delimiters_and_quotes():
    content = 'id,text\r\n1,"two\r\nlines, and ""quotes"""\r\n\r\n2,"5"" pipe"\r\n3,5" pipe\r\n'
    assert cells(content)["text"] == ['two\r\nlines, and "quotes"', '5" pipe', '5" pipe']


def test_names_keep_inner_spaces_and_non_ascii_letters():
    assert read("the text , größe,本文\na,b,c\nd,e,f\n").columns == ["the text", "größe", "本文"]


def test_a_column_without_a_name_is_named_as_in_pandas():
    assert read(",text\n0,a b\n1,c d\n").columns == ["Unnamed: 0", "text"]


def test_na_and_null_are_words_in_text_and_missing_cells_among_numbers():
    frame = read("n,text\nNA,NA\n5,null\n007,None\n,x\n").frame
    assert frame["text"].tolist() == ["NA", "null", "None", "x"]
    assert frame["n"].tolist()[1:3] == [5.0, 7.0]
    assert frame["n"].isna().tolist() == [True, False, False, True]


def test_an_empty_cell_is_missing():
    assert read('id,text\n1,\n2,""\n3,x\n').frame["text"].isna().tolist() == [True, True, False]


def test_types_are_detected():
    frame = read("n,f,b,day,time,s\n1,1.5,true,2026-01-31,12:30,a b\n2,2,false,0001-01-01,13:00,c\n").frame
    types = {name: str(column.dtype).split("[")[0] for name, column in frame.items()}
    assert types["n"] == "int64"
    assert types["f"] == "float64"
    assert types["b"] == "bool"
    assert types["day"] == "datetime64"
    assert frame["time"].tolist() == ["12:30", "13:00"]  # or minutes and seconds


def test_the_error_about_an_unquoted_delimiter_in_a_one_column_file_names_its_row():
    error = error_of('text\n"quoted, so fine"\n\nhello, you\n')
    assert (error.kind, error.row) == ("broken_csv", 4)
    assert "2 fields" in error.message
    assert "(text)" in error.message
    assert "double quotes" in error.message


@pytest.mark.parametrize(
    ("content", "row"),
    [
        ("a,b\n1,2\n3\n", 3),
        ("a,b\n1,2\n3,4,5\n", 3),
        ('a,b\n"x\ny\nz",2\n\n3,4,5\n', 6),
        ("a,b\r1,2\r3,4,5\r", 3),
        ('"a\nb",c\n1,2\n3\n', 4),
    ],
)
def test_the_error_about_too_many_or_too_few_fields_names_their_row(content, row):
    error = error_of(content)
    assert (error.kind, error.row) == ("broken_csv", row)
    assert f"row {row} has" in error.message


@pytest.mark.parametrize(
    ("content", "row"),
    [
        ('id,text\n1,a\n2,"never closed\n3,b\n', 3),
        ('id,text\n1,a\n2,"never closed\n3,"b"\n', 3),
        ('id,text\n1,a\n2,"he said "no" to me"\n', 3),
        ('text\n"a\nb"\n"c" d\n', 4),
        ('"id,text\n1,a\n', 1),
    ],
)
def test_the_error_about_broken_quotes_names_the_row_where_they_begin(content, row):
    error = error_of(content)
    assert (error.kind, error.row) == ("broken_csv", row)
    assert "quote" in error.message


def test_the_error_about_a_long_cell_names_row_and_column():
    error = error_of('id,text\n1,"a\nb"\n2,' + "x" * 11 + "\n", max_cell_characters=10)
    assert (error.kind, error.row, error.column) == ("cell_too_long", 4, "text")
    assert "11 characters" in error.message
    assert read("text\n" + "ü" * 10 + "\nb\n", max_cell_characters=10).rows == 2


def test_the_error_about_a_cell_that_swallows_the_file_asks_for_the_closing_quote():
    error = error_of('text\n"open\n' + "many more words\n" * 10_000)
    assert (error.kind, error.row) == ("cell_too_long", 2)
    assert "quote" in error.message


def test_a_carriage_return_that_nobody_quoted_is_named():
    content = pd.DataFrame({"id": [1, 2], "text": ["calm", "two\rlines"], "n": [1, 2]}).to_csv(index=False)
    error = error_of(content.replace('"', ""))  # as pandas writes it before Python 3.13
    assert error.row == 3
    assert error.message.endswith(
        "a carriage return ends the row here; put cells that contain one in double quotes"
    )


def test_a_row_of_too_many_delimiters_is_rejected_before_it_is_split():
    error = error_of('a,b\n"x",y\n' + "," * 1001 + "x\n", max_cell_characters=50, max_columns=500)
    assert (error.kind, error.row) == ("broken_csv", 3)
    assert "more than 1000 fields" in error.message


def test_too_many_and_duplicate_columns():
    error = error_of("a,b,text\n1,2,x\n", max_columns=2)
    assert (error.kind, error.row) == ("too_many_columns", 1)
    assert "3 columns" in error.message
    error = error_of("\na,text,text\n1,2,3\n1,2,3\n")
    assert (error.kind, error.row, error.column) == ("duplicate_column", 2, "text")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("", "empty_file"),
        (" \r\n\n", "empty_file"),
        ("\ufeff", "empty_file"),
        ("text", "no_rows"),
        ("text\n\n\n", "no_rows"),
        ("id,text\n1,one row\n", "too_few_rows"),
    ],
)
def test_files_without_rows_to_compare(content, kind):
    assert error_of(content).kind == kind


def test_the_shape_is_rows_and_columns():
    reviews = read("id,text\n1,a\n2,b\n3,c\n")
    assert reviews.shape == (3, 2)
    assert (reviews.rows, reviews.columns, reviews.key) == (3, ["id", "text"], "drifts/reviews.csv")


def test_a_file_of_many_rows_is_read_completely():
    lines = [f'{number},"text, number {number}"' for number in range(20_000)]
    frame = read("id,text\n" + "\n".join(lines)).frame
    assert frame["id"].tolist() == list(range(20_000))
    assert frame["text"].iloc[-1] == "text, number 19999"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("seed", range(25))
def test_files_written_by_the_standard_library_are_read_back(delimiter, seed):
    rng = np.random.default_rng(seed)
    letters = [*"ab ü,;|\t\"'\n", "\r\n", "本"]
    rows = [["id", "text", "note"]]
    for number in range(20):
        words = ["".join(rng.choice(letters, rng.integers(1, 12))) for _ in range(2)]
        rows.append([f"id-{number}", *(f"x{word}" for word in words)])
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter).writerows(rows)
    frame = read(written.getvalue()).frame
    assert [list(frame.columns), *frame.to_numpy().tolist()] == rows


def test_rows_are_counted_across_chunks():
    lines = ["text", *(f'"{"word " * 20}\r\n{number}"' for number in range(20_000)), '"broken" here']
    content = "\r\n".join(lines)
    assert len(content) > 2 * 1024**2
    assert error_of(content).row == 1 + 2 * 20_000 + 1


@pytest.mark.parametrize("start", ["", "\n\n"])
def test_a_wide_table_is_read_some_columns_at_a_time(monkeypatch, start):
    names = [f" c{number} " for number in range(31)]
    row = [str(number) if number % 3 else f"0{number}" for number in range(31)]
    content = start + "\n".join(",".join(cells) for cells in (names, row, [*row[:-1], "NA"]))
    at_once = read(content)
    parsed = []

    def parse(*arguments, convert_options, **options):
        parsed.append(convert_options.include_columns)
        return csv_of_pyarrow(*arguments, convert_options=convert_options, **options)

    csv_of_pyarrow = pa.csv.read_csv
    monkeypatch.setattr("pyarrow.csv.read_csv", parse)
    monkeypatch.setattr(delimited, "COLUMNS_AT_ONCE", 7)
    table = read(content)
    assert table.columns == at_once.columns == [name.strip() for name in names]
    if not start:  # pyarrow counts such lines, so that codes lose their zeros
        pd.testing.assert_frame_equal(table.frame, at_once.frame)
    assert table.frame["c3"].tolist() == ["03", "03"]
    assert max(map(len, parsed)) == 7
    with pytest.raises(BatchError, match="row 4 has 1 field"):
        read(f"{content.strip()}\n1\n")


def test_want_of_memory_is_no_fault_of_the_file(monkeypatch):
    def hungry(*_, **__):
        raise pa.ArrowMemoryError

    monkeypatch.setattr("pyarrow.csv.read_csv", hungry)
    with pytest.raises(MemoryError):
        read("id,text\n1,a\n2,b\n")
