"""Reads workbooks: the first visible sheet with a table, as if it had been saved as CSV.

Unlike in CSV, a cell of text stays text: a code 007 is no number.
"""

import io
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, BinaryIO

from common.errors import BatchError
from functions.score.batch.binary import excel_process
from functions.score.batch.limits import Limits
from functions.score.batch.packages import required
from functions.score.batch.read_table import ReadTable
from functions.score.batch.text import delimited
from functions.score.batch.text.delimiter import split
from functions.score.batch.text.encoding import Asked
from functions.score.batch.text.first_lines import layout_of_sheet
from functions.score.batch.wording import listed, quoted

PROBLEMS = {
    excel_process.PASSWORD: "the workbook has a password: save it without one",
    excel_process.NO_DATA: "no visible sheet of the workbook has cells",
}
DAMAGED = "the workbook is truncated or damaged, or of another format than its name says: save it again"
TOO_LARGE = "the workbook is too large to read: save its table as CSV or Parquet"
LONGEST_SECONDS = 2 * excel_process.SECONDS


class Excel:
    """Workbooks of Excel and LibreOffice."""

    def read_table(self, content: bytes, limits: Limits, asked: Asked) -> ReadTable:
        """Return the table of a workbook.

        Raises BatchError: missing_package, broken_file, file_too_large, and those of a CSV file; rows in them
        are counted from the first row of the sheet with a cell.
        """
        del asked
        required("python_calamine", "excel")
        head, _, body = _converted(content, limits).partition(b"\n")
        described, text = json.loads(head), body.decode()
        layout = layout_of_sheet(text)
        titles = len(split(text[: layout.characters], ",").records)
        texts = [place for place, row in enumerate(described["last_text"]) if row > titles]
        read = delimited.read_from(text, layout, limits, texts)
        return read._replace(notes=(_sheet_note(described), *read.notes))

    def read_sample(self, start: bytes, source: BinaryIO, limits: Limits, asked: Asked) -> ReadTable:
        """Raise BatchError: workbooks are only read whole."""
        del start, source, asked
        message = f"a workbook of more than {limits.whole_bytes} bytes cannot be read in parts: {TOO_LARGE}"
        raise BatchError("file_too_large", message)


def _converted(content: bytes, limits: Limits) -> bytes:
    """Return what `excel_process` writes about a workbook; raises BatchError."""
    with tempfile.TemporaryFile() as file, tempfile.TemporaryFile() as written:
        file.write(content)
        file.seek(0)
        try:
            done = subprocess.run(  # noqa: S603 - a program of this package
                [sys.executable, "-I", str(Path(excel_process.__file__))],
                stdin=file,
                stdout=written,
                stderr=subprocess.DEVNULL,
                timeout=LONGEST_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise BatchError("file_too_large", TOO_LARGE) from error
        if done.returncode in PROBLEMS:
            raise BatchError("broken_file", PROBLEMS[done.returncode])
        if done.returncode < 0 or done.returncode == excel_process.TOO_LARGE:  # it was ended by a limit
            raise BatchError("file_too_large", TOO_LARGE)
        if done.returncode:
            raise BatchError("broken_file", DAMAGED)
        if written.seek(0, io.SEEK_END) > limits.whole_bytes:
            raise BatchError("file_too_large", TOO_LARGE)
        written.seek(0)
        return written.read()


def _sheet_note(described: dict[str, Any]) -> str:
    sheets, covers = described["with_data"], described["covers"]
    others = f", the first of {sheets} sheets with cells" if sheets > 1 else ""
    skipped = f"; {listed(covers)} before it has no table" if covers else ""
    return f"the rows are those of the sheet {quoted(described['sheet'])}{others}{skipped}"


EXCEL = Excel()
