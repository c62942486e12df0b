"""Formats of dates that replace another, such as 31.01.2026 instead of 2026-01-31."""

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from functions.score.batch.cell_forms.dates import form_of
from functions.score.batch.kinds.facts import SAMPLE_VALUES
from functions.score.comparison.table.dates import Writing
from functions.score.comparison.table.rewritten import replaced

if TYPE_CHECKING:
    import pandas as pd

    from functions.score.batch.cell_forms.dates import Order

STORED = "2026-01-31"  # how files of text show a date that is stored as one
YEAR_FIRST = re.compile(r"\d{4}([-/.]) ?\d{1,2}\1 ?\d{1,2}(?!\d)")
YEAR_IN_ANY_PLACE = re.compile(r"\d{1,2}([-/.])\d{1,2}\1(\d{4}|\d{2})(?!\d)")
IN_WORDS = re.compile(r"(?:\d{1,2}(?:[ /-]|\. ?)?)?[^\W\d_]{3}")  # 31 Jan 2026, January 31, 2026
NAMED = "DD Month YYYY"
ORDERS: "dict[Order, str]" = {"dmy": "DD{0}MM{0}YYYY", "mdy": "MM{0}DD{0}YYYY", "ymd": "YY{0}MM{0}DD"}


def of_drift_file(before: "pd.Series", after: "pd.Series", writing: Writing) -> tuple[Writing, str | None]:
    """Return how the drift file writes dates, and what it writes differently.

    Its order of day and month is the baseline's. Its own words decide if the baseline's have none: they begin
    with the year, or name the month.

    Parameters
    ----------
    before, after : the column in both files.
    writing : how the baseline stores dates.

    Returns
    -------
    tuple
        The second is a clause such as "dates as DD.MM.YYYY where the baseline has YYYY-MM-DD", or None.
    """
    if writing.unit or writing.form.shape != "date" or after.dtype.kind not in "OM":
        return writing, None
    old, new = _words(before), _words(after)
    order = writing.form.order
    old_formats = _formats(old, order)
    if all(name.startswith(("YYYY", NAMED)) for name in old_formats):
        order = form_of(new).order
    change = replaced(old_formats, _formats(new, order))
    own = replace(writing, form=replace(writing.form, order=order))
    return own, f"dates as {change[1]} where the baseline has {change[0]}" if change else None


def _words(column: "pd.Series") -> list[str]:
    """Return evenly spaced cells of a column of dates that are not missing, as words."""
    sample = column.dropna()
    sample = sample.iloc[:: -(-len(sample) // SAMPLE_VALUES) or 1]
    return [STORED] * len(sample) if column.dtype.kind == "M" else [str(cell).strip() for cell in sample]


def _formats(words: list[str], order: "Order") -> Counter[str]:
    return Counter(name for word in words if (name := format_of(word, order)))


def format_of(word: str, order: "Order") -> str | None:
    """Return the format of a date whose numbers are in an order, None if it has none that people name.

    >>> [format_of(word, "dmy") for word in ("2026-01-31 10:00", "31.1.2026", "31/01/26", "31 Jan 2026")]
    ['YYYY-MM-DD', 'DD.MM.YYYY', 'DD/MM/YY', 'DD Month YYYY']
    """
    if match := YEAR_FIRST.match(word):
        return "YYYY{0}MM{0}DD".format(match[1])
    if match := YEAR_IN_ANY_PLACE.match(word):
        name = ORDERS[order].format(match[1])
        return name if len(match[2]) == len("2026") else name.replace("YYYY", "YY")
    return NAMED if IN_WORDS.match(word) else None
