"""Reads a workbook from standard input and writes the first sheet with data as CSV: a program of its own.

python-calamine ends the process if a damaged or hostile workbook needs more memory than there is, so it runs
in one with limits. The first line of the output is a JSON object: the sheet's name, the number of sheets with
data, and, for each column, the last row, counted from 0, with a text in it (-1: none).
It imports nothing of Driftline, so that it starts quickly.
"""

import csv
import datetime as dt
import io
import json
import resource
import sys
from collections.abc import Iterator
from typing import Any

MEMORY_BYTES = 1024**3
SECONDS = 120  # of the processor
TOO_LARGE, DAMAGED, PASSWORD, NO_DATA = 3, 4, 5, 6  # exit statuses
MAX_CELLS = 10_000_000


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
    chosen, with_data = None, 0
    for name in sheets:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.height and sheet.width:
            with_data += 1
            chosen = chosen or sheet
    if chosen is None:
        return NO_DATA
    if chosen.height * chosen.width > MAX_CELLS:
        return TOO_LARGE
    _write(chosen, with_data)
    return 0


def _write(sheet: Any, with_data: int) -> None:
    last_text = [-1] * sheet.width
    body = io.StringIO()
    rows = csv.writer(body, lineterminator="\n")
    for number, row in enumerate(_filled_rows(sheet)):
        for column, cell in enumerate(row):
            if isinstance(cell, str) and cell:
                last_text[column] = number
        rows.writerow(map(_text, row))
    head = {"sheet": sheet.name, "with_data": with_data, "last_text": last_text}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n")
    sys.stdout.buffer.write(body.getvalue().encode(errors="replace"))


def _filled_rows(sheet: Any) -> Iterator[list[Any]]:
    for row in sheet.iter_rows():
        if any(cell not in ("", None) for cell in row):
            yield row


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
