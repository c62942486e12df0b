"""Workbooks: which sheet, which rows, which types, and what a hostile one may cost."""

import io
from datetime import date

import pytest
import table_files

from common.errors import BatchError
from functions.score import batch

ROWS = [["id", "code", "day"], *([row, f"00{row}", date(2026, 1, row)] for row in range(1, 20))]


def read(content, name="a.xlsx", **limits):
    return batch.read(name, io.BytesIO(content), batch.Limits(**limits))


def error_of(content, name="a.xlsx", **limits):
    with pytest.raises(BatchError) as caught:
        read(content, name, **limits)
    return caught.value


def test_texts_of_digits_stay_texts():
    frame = read(table_files.xlsx({"One": ROWS})).frame
    assert frame["code"].tolist()[:2] == ["001", "002"]
    assert frame["id"].tolist() == list(range(1, 20))
    assert frame["day"].iloc[0] == date(2026, 1, 1) or str(frame["day"].iloc[0]).startswith("2026-01-01")


def test_the_first_sheet_with_cells_is_read_and_named():
    result = read(table_files.xlsx({"Empty": [], "Data": ROWS, "More": ROWS[:3]}))
    assert result.rows == 19
    assert result.notes == ("the rows are those of the sheet 'Data', the first of 2 sheets with cells",)


COVER = [["Sales report", None], [None, None], ["Author", "Anna"], ["Date", date(2026, 1, 1)], ["Version", 2]]


@pytest.mark.parametrize("cover", [COVER, COVER[:1], [["Note", "see the other sheet"]] * 9])
def test_a_cover_sheet_is_skipped_and_named(cover):
    result = read(table_files.xlsx({"Cover": cover, "Data": ROWS, "More": ROWS}))
    assert result.rows == 19
    first, skipped = result.notes[0].split("; ")
    assert first == "the rows are those of the sheet 'Data', the first of 2 sheets with cells"
    assert skipped == "Cover before it has no table"


@pytest.mark.parametrize(
    "first",
    [
        [["name", "amount"], *([f"a {row}", row] for row in range(5))],  # a small table of numbers
        [["name", "city", "street"], *(["a", "b", "c"] for _ in range(5))],  # a small table of texts
        [["text"], *([f"word {row}"] for row in range(30))],  # many texts
    ],
)
def test_a_small_table_is_no_cover_sheet(first):
    result = read(table_files.xlsx({"One": first, "Two": ROWS}))
    assert result.rows == len(first) - 1
    assert result.notes == ("the rows are those of the sheet 'One', the first of 2 sheets with cells",)


def test_an_only_sheet_that_looks_like_a_cover_is_read():
    result = read(table_files.xlsx({"One": [["name", "city"], ["a", "b"], ["c", "d"]]}))
    assert result.frame["city"].tolist() == ["b", "d"]
    assert result.notes == ("the rows are those of the sheet 'One'",)


@pytest.mark.parametrize(
    "titles",
    [
        [["Report", "Sales", None], ["Period", "2026", None], [None] * 3],
        [["Report", "Sales", None], ["Period", "2026", None]],
    ],
)
def test_titles_of_several_cells_and_footers(titles):
    result = read(
        table_files.xlsx({"One": [*titles, *ROWS, ["Total", None, None], ["(19 rows)", None, None]]})
    )
    assert result.rows == 19
    assert result.frame["code"].iloc[0] == "001"
    assert "2 lines before the names" in result.notes[1]
    assert "the last 2 lines were not read" in result.notes[2]


def test_titles_above_two_columns():
    rows = [["Report", "Sales"], ["Period", "2026"], [None, None], *(row[1:] for row in ROWS)]
    assert list(read(table_files.xlsx({"One": rows})).frame.columns) == ["code", "day"]


def test_titles_and_empty_rows_are_skipped():
    rows = [["Report 2026", None, None], [None, None, None], *ROWS[:5], [None] * 3, *ROWS[5:]]
    result = read(table_files.xlsx({"One": rows}))
    assert result.rows == 19
    assert result.frame["code"].iloc[0] == "001"
    assert "1 line before the names of the columns" in result.notes[1]


@pytest.mark.parametrize("write", [table_files.xlsb, table_files.ods])
def test_other_formats(write):
    name = "a.ods" if write is table_files.ods else "a.xlsb"
    assert read(write(ROWS), name).frame["code"].tolist()[0] == "001"


def test_line_breaks_and_quotes_in_cells():
    rows = [["id", "text"], [1, 'a "quoted"\nword, and more'], [2, "b"]]
    assert read(table_files.xlsx({"One": rows})).frame["text"].iloc[0] == 'a "quoted"\nword, and more'


def test_numbers_and_texts_in_one_column_are_text():
    rows = [["id", "mixed"], [1, 5], [2, "five"], [3, 2.5]]
    assert read(table_files.xlsx({"One": rows})).frame["mixed"].tolist() == ["5", "five", "2.5"]


def test_a_workbook_without_a_header():
    rows = [[row / 8, f"name {row}"] for row in range(9, 2, -1)]
    assert "not the names of columns" in error_of(table_files.xlsx({"One": rows})).message


def test_a_workbook_without_cells_and_with_a_header_alone():
    assert "no visible sheet" in error_of(table_files.xlsx({"Empty": []})).message
    assert error_of(table_files.xlsx({"One": ROWS[:1]})).kind == "no_rows"


def test_two_columns_of_one_name():
    assert error_of(table_files.xlsx({"One": [["a", "a"], [1, 2], [3, 4]]})).kind == "duplicate_column"


@pytest.mark.parametrize("content", [b"PK\x03\x04 and more", b"text\na\n", b"", bytes(1000)])
@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.xlsb", "a.ods"])
def test_a_file_of_another_kind(content, name):
    assert error_of(content, name).kind == ("broken_file" if content else "empty_file")


def test_a_truncated_workbook():
    assert error_of(table_files.xlsx({"One": ROWS})[:-40]).kind == "broken_file"


def sheet(body):
    cells = f'<worksheet xmlns="{table_files.SHEET}"><sheetData>{body}</sheetData></worksheet>'
    return table_files.repacked(table_files.xlsx({"One": ROWS}), {"xl/worksheets/sheet0.xml": cells})


def test_two_cells_at_the_ends_of_a_sheet_do_not_fill_the_memory():
    bomb = sheet(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )
    error = error_of(bomb)
    assert error.kind == "file_too_large"
    assert "save its table as CSV or Parquet" in error.message


def test_a_sheet_that_unpacks_to_much_is_refused():
    row = '<row><c t="inlineStr"><is><t>' + "x" * 30_000 + "</t></is></c></row>"
    bomb = sheet(row * 300)
    assert len(bomb) < 10**6
    assert error_of(bomb, whole_bytes=10**6).kind == "file_too_large"
