"""Tables that programs draw for reading are one clear error."""

import pytest
from delimited_files import error_of, read

ROWS = 500
DRAWN = {
    "mysql": (
        "+----+------+\n| id | name |\n+----+------+\n",
        "| {} | town |\n",
        1,
    ),
    "psql": (" id | name \n----+------\n", " {} | town \n", 2),
    "markdown": ("| id | name |\n|----|:----:|\n", "| {} | town |\n", 2),
    "markdown without bars": ("id | name\n--- | ---\n", "{} | town\n", 2),
    "sqlcmd": ("id,name\n--,----\n", "{},town\n", 2),
    "columns": ("id   name\n---- ------\n", "{}    town\n", 2),
    "one column": ("+----+\n| id |\n+----+\n", "| {} |\n", 1),
    "duckdb": ("┌────┬──────┐\n│ id │ name │\n├────┼──────┤\n", "│ {} │ town │\n", 1),
}


@pytest.mark.parametrize("start", DRAWN)
def test_a_drawn_table_is_an_error_that_names_its_row(start):
    head, row, number = DRAWN[start]
    error = error_of(head + "".join(row.format(n) for n in range(ROWS)))
    assert (error.kind, error.row) == ("broken_csv", number)
    assert "is a line of a table drawn for reading: export it as CSV" in error.message


@pytest.mark.parametrize(
    "text",
    [
        "a|b\n" + "-|-\n" + "1|2\n" * ROWS,
        "a,b\n" + "--,--\n" + "1,2\n" * ROWS,
        "a|b\n" + "x|y\n" + "---|---\n" * ROWS,
        "text\n---\n" + "a b\n" * ROWS,
        "text\n-----\n-- and more --\n" + "a b\n" * ROWS,
    ],
)
def test_dashes_in_rows_are_no_drawing(text):
    assert read(text).notes == ()
