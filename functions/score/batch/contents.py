"""Recognises files of another format than their names say, by their first bytes."""

import re
from typing import NamedTuple

from common.errors import BatchError, BatchErrorType
from common.file_formats import COMPRESSIONS, MAGIC, TEXT_FORMATS, UNREAD_MAGIC, begins_right

START_BYTES = 1024  # of the file, that are examined
# Bytes that text never has; \x01 and \x1f separate cells. PAR1, ORC and others are also names of columns.
CONTROL = re.compile(rb"[\x00\x02-\x08\x0b\x0e-\x1e]")
MARKUP = re.compile(rb"\s*<(!doctype|html|head|body|table|div|\?xml|!--)\b", re.IGNORECASE)
JSON = re.compile(rb'\s*(\{\s*"|\[\s*[{\[])')
JSON_LINE = re.compile(rb"\s*\{[^\n]*\}[ \t\r]*\n\s*\{")
UTF8_MARK = b"\xef\xbb\xbf"
# Names of files in the ZIP archive that a workbook is; OpenDocument's is the first.
WORKBOOK = re.compile(rb"\[Content_Types\]|_rels/|docProps/|xl/")
OPEN_DOCUMENT = b"mimetype"
NAMES = {
    ".gz": "gzip data",
    ".bz2": "bzip2 data",
    ".xz": "xz data",
    ".zst": "Zstandard data",
    ".parquet": "a Parquet file",
    ".arrow": "an Arrow or Feather file",
    ".orc": "an ORC file",
    ".avro": "an Avro file",
    ".xls": "an Excel workbook",
}
TEXT = "text"
WORKBOOKS = (".xlsx", ".xlsb", ".xls", ".ods")


class _Content(NamedTuple):
    """What a file is, the ending that its name should have, if its format is read, and whether it is text."""

    name: str
    ending: str | None = None
    is_text: bool = False


def check_content(start: bytes, ending: str) -> None:
    """Raise BatchError if the first bytes of a file show a format other than the one its ending names."""
    named_text, named_table = ending in TEXT_FORMATS, ending in (".csv", ".tsv")
    if not named_text and begins_right(start, ending):
        return
    content = _content(start[:START_BYTES], named_table=named_table)
    if (
        content is None
        or (content.name == TEXT and named_text)
        or (ending in WORKBOOKS and content.ending in WORKBOOKS)
    ):
        return
    if content.ending is None:
        advice = "save its table as CSV in UTF-8"
    elif content.ending not in COMPRESSIONS:
        advice = f"rename it to {content.ending}"
    else:
        advice = f"add {content.ending} to its name" if named_text else "unpack it"
    kind: BatchErrorType = "broken_file"
    if ending == ".parquet":
        kind = "broken_parquet"
    elif named_text:
        kind = "wrong_encoding" if not content.is_text else "broken_csv" if named_table else "broken_json"
    raise BatchError(kind, f"the file is not {ending} but {content.name}: {advice}")


def _content(start: bytes, *, named_table: bool) -> _Content | None:
    """Return what the first bytes of a file show; `named_table`: whether it should not be JSON."""
    if start.startswith(MAGIC[".zip"]):
        return _zip_content(start)
    for name, starts in UNREAD_MAGIC.items():
        if start.startswith(starts):
            return _Content(name)
    if CONTROL.search(start):
        return next((_Content(NAMES[each], each) for each in NAMES if start.startswith(MAGIC[each])), None)
    text = start.removeprefix(UTF8_MARK)
    if MARKUP.match(text):
        return _Content("HTML or XML, such as the page of a login or an error", is_text=True)
    if named_table and JSON.match(text):
        return _Content("JSON", ".jsonl" if JSON_LINE.match(text) else ".json", is_text=True)
    return _Content(TEXT, ".csv or .tsv", is_text=True)


def _zip_content(start: bytes) -> _Content:
    if OPEN_DOCUMENT in start:
        return _Content("an OpenDocument spreadsheet", ".ods")
    if WORKBOOK.search(start):
        return _Content("an Excel workbook", ".xlsx")
    return _Content("a ZIP archive", ".zip")
