"""Reads a workbook from standard input and writes the first sheet with a table as CSV: a program of its own.

python-calamine ends the process if a damaged or hostile workbook needs more memory than there is, so it runs
in one with limits. The first line of the output is a JSON object: the sheet's name, the names of the cover
sheets before it, the number of other sheets with data, and, for each column, the last row, counted from 0,
with a text in it (-1: none).
It imports nothing of Driftline, so that it starts quickly.
"""

import csv
import datetime as dt
import io
import json
import resource
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

MEMORY_BYTES = 1024**3
SECONDS = 120  # of the processor
TOO_LARGE, DAMAGED, PASSWORD, NO_DATA = 3, 4, 5, 6  # exit statuses
MAX_CELLS = 10_000_000
MOST_COVER_ROWS, MOST_COVER_CELLS = 20, 2  # of a cover sheet; cells in one row


def main() -> int:
    """Convert the workbook and return the exit status."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import python_calamine as calamine

    try:
        return _convert(calamine, io.BytesIO(sys.stdin.buffer.read()))
    except calamine.PasswordError:
        return PASSWORD
    except MemoryError:
        return TOO_LARGE
    except BaseException:  # noqa: BLE001 - also a panic of the library, which is none of its errors
        return DAMAGED


def _convert(calamine: Any, file: io.BytesIO) -> int:
    workbook = calamine.load_workbook(file)
    sheets = [
        each.name
        for each in workbook.sheets_metadata
        if each.typ == calamine.SheetTypeEnum.WorkSheet and each.visible == calamine.SheetVisibleEnum.Visible
    ]
    chosen, covers, with_data = None, [], 0
    for name in sheets:
        sheet = workbook.get_sheet_by_name(name)
        if not (sheet.height and sheet.width):
            continue
        if chosen is None and _is_cover(sheet):
            covers.append(name)
            continue
        with_data += 1
        chosen = chosen or sheet
    if chosen is None and covers:
        chosen, with_data, covers = workbook.get_sheet_by_name(covers[0]), len(covers), []
    if chosen is None:
        return NO_DATA
    if chosen.height * chosen.width > MAX_CELLS:
        return TOO_LARGE
    _write(chosen, covers, with_data)
    return 0


def _is_cover(sheet: Any) -> bool:
    """Tell whether a sheet has few rows of one or two cells, and no column of numbers, dates or booleans."""
    rows = list(islice(_filled_rows(sheet), MOST_COVER_ROWS + 1))
    cells = max((sum(cell not in ("", None) for cell in row) for row in rows), default=0)
    if len(rows) > MOST_COVER_ROWS or cells > MOST_COVER_CELLS:
        return False
    below = [[cell for cell in column[1:] if cell not in ("", None)] for column in zip(*rows, strict=True)]
    return not any(column and not any(isinstance(cell, str) for cell in column) for column in below)


def _write(sheet: Any, covers: list[str], with_data: int) -> None:
    last_text = [-1] * sheet.width
    body = io.StringIO()
    rows = csv.writer(body, lineterminator="\n")
    number = -1
    for row in sheet.iter_rows():
        if not _is_filled(row):
            body.write("\n")  # titles may end with an empty row
            continue
        number += 1
        for column, cell in enumerate(row):
            if isinstance(cell, str) and cell:
                last_text[column] = number
        rows.writerow(map(_text, row))
    head = {"sheet": sheet.name, "covers": covers, "with_data": with_data, "last_text": last_text}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n")
    sys.stdout.buffer.write(body.getvalue().encode(errors="replace"))


def _filled_rows(sheet: Any) -> Iterator[list[Any]]:
    for row in sheet.iter_rows():
        if _is_filled(row):
            yield row


def _is_filled(row: list[Any]) -> bool:
    return any(cell not in ("", None) for cell in row)


def _text(cell: Any) -> str:
    """Return a cell as CSV has it: ISO dates, whole numbers without a decimal mark, durations in seconds."""
    match cell:
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer() and abs(cell) < 2**53:
            return str(int(cell))
        case dt.datetime():
            return cell.isoformat(" ")
        case dt.timedelta():
            return str(cell.total_seconds())
        case str():
            return cell.replace("\0", "")
    return str(cell)


if __name__ == "__main__":
    sys.exit(main())
