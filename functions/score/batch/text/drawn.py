"""Recognises tables that are drawn for reading, as psql, MySQL, sqlcmd, Markdown and data frames print them.

+----+-------+     id | name       | id | name |     id,name      ┌────┬──────┐
| id | name  |    ----+------      |----|:----:|     --,----      │ id ┆ name │
"""

import re
from collections.abc import Sequence

from common.errors import BatchError
from functions.score.batch.wording import quoted

LINES_AFTER = 2  # the header and the line after it
RULE = re.compile(
    r"^(?:\s*+[+|]?\s*+:?[-=]++:?(?:(?:\s++[+|,;]?|[+|,;])\s*+:?[-=]++:?)+\s*+[+|,;]?\s*+"
    r"|\s*+\+[-=]++\+\s*+|\s*+[┌├╞][─═┬┼╪]++[┐┤╡]\s*+)"
)
LONG = re.compile(r"[-=]{3}|[─═]")
ADVICE = "export it as CSV, such as with psql --csv, mysql --batch (as .tsv) or sqlcmd -h -1"


def check_not_drawn(lines: Sequence[str], header: int) -> None:
    """Raise BatchError("broken_csv") if a line up to the first row is a ruled line.

    `header`: number of lines before the header.
    """
    after = 0
    for row, line in enumerate(lines, 1):
        if row > header and line.strip():
            after += 1
        if after > LINES_AFTER:
            return
        if LONG.search(line) and RULE.fullmatch(line):
            message = f"row {row} ({quoted(line.strip())}) is a line of a table drawn for reading: {ADVICE}"
            raise BatchError("broken_csv", message, row=row)
