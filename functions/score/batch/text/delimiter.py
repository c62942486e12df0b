"""Detects the delimiter of a file from its header, because names seldom contain one.

A character is a candidate if it splits the header (outside quotes) into at least two names. Without a
candidate the file has one column, whatever its texts contain. Of several candidates, the best one splits the
most of the first records into as many fields as the header; ties go to the one with the most names, then to
the first in DELIMITERS.
"""

import contextlib
import csv
import io
import itertools

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_RECORDS = 100  # enough to tell two candidates apart
SAMPLE_CHARACTERS = 1024**2  # a limit for files without line ends


def find_delimiter(text: str) -> str:
    """Return the delimiter of a decoded file; a comma if the file has only one column."""
    sample = text[:SAMPLE_CHARACTERS]
    agreement = {delimiter: _agreement(sample, delimiter) for delimiter in DELIMITERS}
    return max(DELIMITERS, key=lambda delimiter: agreement[delimiter])  # max returns the first of equals


def _agreement(sample: str, delimiter: str) -> tuple[int, int]:
    """Return how many records have as many fields as the header, and the number of these fields."""
    records = filter(None, csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter))
    widths: list[int] = []
    # Reading the file reports broken records with their row.
    with contextlib.suppress(csv.Error):
        widths.extend(map(len, itertools.islice(records, 1)))
        if widths and widths[0] > 1:  # the header rules out most candidates
            widths.extend(map(len, itertools.islice(records, SAMPLE_RECORDS - 1)))
    if not widths or widths[0] == 1:
        return (0, 0)
    return (widths.count(widths[0]), widths[0])
