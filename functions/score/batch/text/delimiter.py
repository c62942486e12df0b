"""Which character stands between the fields: the header decides, since names seldom hold one.

A character is a candidate where it splits the header, quotes respected, into two names or more; with
no candidate the file has one column, whatever its texts contain. Of several candidates the one wins
that splits the most of the first records into as many fields as the header; then the one with the
most names; then the one that comes first in DELIMITERS.
"""

import contextlib
import csv
import io
import itertools

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_RECORDS = 100  # enough to tell two candidates apart
SAMPLE_CHARACTERS = 1024**2  # a bound for files without line ends


def find_delimiter(text: str) -> str:
    """Return the delimiter of a decoded file; a comma where there is only one column."""
    sample = text[:SAMPLE_CHARACTERS]
    agreement = {delimiter: _agreement(sample, delimiter) for delimiter in DELIMITERS}
    return max(DELIMITERS, key=lambda delimiter: agreement[delimiter])  # max keeps the first of equals


def _agreement(sample: str, delimiter: str) -> tuple[int, int]:
    """Return how many records have as many fields as the header, and how many fields that is."""
    records = filter(None, csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter))
    widths: list[int] = []
    # What is broken gets its error, with the row, when the file is read.
    with contextlib.suppress(csv.Error):
        widths.extend(map(len, itertools.islice(records, 1)))
        if widths and widths[0] > 1:  # of most candidates the header says enough
            widths.extend(map(len, itertools.islice(records, SAMPLE_RECORDS - 1)))
    if not widths or widths[0] == 1:
        return (0, 0)
    return (widths.count(widths[0]), widths[0])
