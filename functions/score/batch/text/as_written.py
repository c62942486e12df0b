"""Finds columns of delimited text whose words would be lost if their cells became numbers, times or missing.

Codes such as 02139 would become 2139, minutes and seconds (03:12) would become a time of day, and a column
in which every cell is the word "NA" would be empty, although NA may be Namibia. A column of numbers stays
one; which word its missing cells have is noted in its metadata, because the word may be a category of the
baseline.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from functions.score.batch.cell_forms.missing import MISSING_WORDS

if TYPE_CHECKING:
    import pyarrow as pa

MISSING_WORD = b"missing word"  # key of a field's metadata
NEARLY_ALL = 0.95

ReadAsText = Callable[[list[str]], "pa.Table"]


def restored(table: "pa.Table", content: bytes, delimiter: str, read_as_text: ReadAsText) -> "pa.Table":
    """Return the table with such columns as text.

    Parameters
    ----------
    content : the text of the table.
    read_as_text : reads columns of the text once more, as text.
    """
    import pyarrow as pa

    types = pa.types
    fields = list(table.schema)
    codes = [field.name for field in fields if types.is_integer(field.type)]
    if codes and not contains(content, rf'(?:^|[{re.escape(delimiter)}\n\r" ])0[0-9xX]'):
        codes = []
    absent = [
        field.name for field in fields if table[field.name].null_count and not types.is_string(field.type)
    ]
    words = "|".join(re.escape(word) for word in MISSING_WORDS if word)
    times = [field.name for field in fields if types.is_time(field.type)]
    end = rf'[{re.escape(delimiter)}\n\r"]'
    if absent and not contains(content, f"(?:^|{end})(?:{words})(?:{end}|$)"):
        absent = []
    if not codes and not absent and not times:
        return table
    text = read_as_text(list(dict.fromkeys((*codes, *absent, *times))))
    if len(text) != len(table):  # blank lines before the header
        return table
    for name in text.column_names:
        place = table.schema.get_field_index(name)
        field = table.schema.field(place)
        if (
            types.is_null(field.type)
            or types.is_time(field.type)
            or (name in codes and _are_codes(text[name]))
        ):
            table = table.set_column(place, name, text[name])
        elif word := _only_word(table[name], text[name]):
            field = field.with_metadata({MISSING_WORD: word.encode()})
            table = table.set_column(place, field, table[name])
    return table


def with_text_types(table: "pa.Table") -> "pa.Table":
    """Return a part of a file's table with times of day as text, as `restored` reads them in the whole."""
    import pyarrow as pa

    for place, field in enumerate(table.schema):
        if pa.types.is_time(field.type):
            table = table.set_column(place, field.name, table[field.name].cast(pa.string()))
    return table


def missing_words(table: "pa.Table") -> dict[str, str]:
    """Return the word of the missing cells of each column whose missing cells all have the same word."""
    return {
        field.name: field.metadata[MISSING_WORD].decode()
        for field in table.schema
        if field.metadata and MISSING_WORD in field.metadata
    }


def contains(content: bytes, pattern: str) -> bool:
    """Tell whether a text matches a regular expression, at the speed of RE2."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    offsets = pa.py_buffer(np.array([0, len(content)], dtype=np.int64))
    text = pa.Array.from_buffers(pa.large_string(), 1, [None, offsets, pa.py_buffer(content)])
    found: bool = pc.match_substring_regex(text, pattern)[0].as_py()
    return found


def _are_codes(words: "pa.ChunkedArray") -> bool:
    """Tell whether whole numbers are padded, or hexadecimal ones.

    Padded ones all have one length, or nearly all begin with a zero.
    """
    import pyarrow.compute as pc

    if pc.any(pc.match_substring_regex(words, r"^\s*[-+]?0[xX]")).as_py():
        return True
    digits = words.filter(pc.match_substring_regex(words, r"^\s*[0-9]+\s*$"))
    padded = pc.match_substring_regex(digits, r"^\s*0[0-9]")
    count = pc.sum(padded).as_py() or 0
    lengths = pc.min_max(pc.utf8_length(pc.utf8_trim_whitespace(digits))).as_py()
    return bool(count) and (lengths["min"] == lengths["max"] or count >= NEARLY_ALL * len(digits))


def _only_word(column: "pa.ChunkedArray", words: "pa.ChunkedArray") -> str | None:
    """Return the word of all missing cells; None if they have several, or are empty."""
    import pyarrow.compute as pc

    distinct = pc.unique(words.filter(pc.is_null(column))).to_pylist()
    return distinct[0] or None if len(distinct) == 1 else None
