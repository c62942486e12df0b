"""Title lines before the names of the columns: which are skipped, and which first records are no titles."""

import pytest
from delimited_files import ROWS, error_of, read, same, written


@pytest.mark.parametrize(
    "titles",
    [
        "Sales report 2026\n",
        "Sales report 2026\n\nWritten on 2026-01-31\n\n",
        "Region: north, all cities\nPeriod: January\n",
        '"Sales, by ""city"""\n',
        "Report,January\n",
    ],
)
def test_title_lines_are_skipped_with_a_note(titles):
    (note,) = same(titles + written())
    assert "before the names of the columns were not read; the first is" in note


@pytest.mark.parametrize(
    "titles", ["Sales report,,\n,,\n", "Sales 2026,,\nRegion north,,\n", ",,\nSales,,\n"]
)
def test_title_lines_that_a_spreadsheet_filled_up_are_skipped(titles):
    (note,) = same(titles + written())
    assert note.startswith("2 lines before the names")


def test_a_file_of_texts_after_a_title():
    rows = [["name", "city", "street"], *([f"a {n}", "b", "c"] for n in range(ROWS))]
    assert list(read("All our customers\n" + written(rows)).frame.columns) == ["name", "city", "street"]


@pytest.mark.parametrize("comma", [", ", ","])
def test_commas_in_the_only_column_make_no_table(comma):
    rows = [["text"], *([f"good{comma}fast {n}"] for n in range(ROWS))]
    error = error_of(written(rows, mark="|"))
    assert (error.kind, error.row) == ("broken_csv", 2)
    assert "put cells that contain a comma in double quotes" in error.message


def test_a_header_with_too_few_names_is_no_title():
    rows = [["first", "second"], *(["x", "y", f"z {n}"] for n in range(ROWS))]
    error = error_of(written(rows))
    assert (error.kind, error.row) == ("broken_csv", 2)
    assert "remove lines before the header" in error.message


@pytest.mark.parametrize(
    "titles",
    [
        "Report;Sales\nPeriod;2024-01\n\n",
        "Report;Sales\nPeriod;2024-01\n",
        "Report;Sales;\nPeriod;2024-01;\n;;\n",
        "Report;Sales;\nPeriod;2024-01;\n",
        "Report;Sales;2024\n\n",
        "Sales; by region; 2024\n",
        "Sales; by region; by day; 2024\n",
        "Sales; by region\n",
    ],
)
@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_titles_of_several_cells_are_skipped_with_a_note(titles, mark):
    (note,) = same(titles.replace(";", mark) + written(mark=mark))
    assert "before the names of the columns were not read; the first is" in note


def test_titles_above_a_table_of_two_columns():
    rows = [["day", "amount"], *([f"2026-01-{n % 28 + 1:02}", f"{n / 4}"] for n in range(ROWS))]
    expected = read(written(rows)).frame
    for titles in ("Report,Sales\nPeriod,2024-01\n\n", "Sales, by region, 2024\n", "Sales, 2024\n"):
        result = read(titles + written(rows))
        assert len(result.notes) == 1
        assert result.frame.equals(expected)


def test_a_short_title_and_a_blank_line_above_texts():
    rows = [["name", "city", "street"], *([f"a {n}", "b", "c"] for n in range(ROWS))]
    assert list(read("Customers\n\n" + written(rows)).frame.columns) == ["name", "city", "street"]


def columns_of(start, rows):
    return list(read(start + "".join(f"{row.format(n)}\n" for n, row in enumerate(rows * 400))).frame.columns)


@pytest.mark.parametrize(
    ("start", "rows", "names"),
    [
        # Names that look like titles: cells of numbers are below them.
        ("Sales report,Total 2024\n", ["town {0},{0}"], ["Sales report", "Total 2024"]),
        ("name, value\n", ["a,{0}", "b,{0}"], ["name", "value"]),
        ("name,value\n\n", ["a,{0}"], ["name", "value"]),
        # First rows with words where numbers follow.
        ("name,value\na,error\nb,error\n", ["a,{0}"], ["name", "value"]),
        ("name,value,note\na,error,x\n", ["a,{0},"], ["name", "value", "note"]),
        (",value,note\n0,error,x\n", ["{0},{0},"], ["Unnamed: 0", "value", "note"]),
        # Blank lines between rows.
        ("name,city\na,b\n\nc,d\n", ["x,y"], ["name", "city"]),
        # Columns without names.
        ("name,value,,\n", ["a,{0},b,c"], ["name", "value", "Unnamed: 2", "Unnamed: 3"]),
    ],
)
def test_first_rows_that_are_no_titles(start, rows, names):
    assert columns_of(start, rows) == names


def test_a_header_with_one_name_more_than_the_rows_have_cells_is_no_title():
    error = error_of("a,b,c\n" + "x,y\n" + "z,5\n" * 300)
    assert (error.kind, error.row) == ("broken_csv", 2)
