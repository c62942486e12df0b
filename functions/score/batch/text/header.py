"""Tells names of columns from cells: by numbers and times, which names seldom are.

Only the first rows of a file decide, so that a file has the same answer read whole and in chunks.
"""

import itertools
import re
from collections.abc import Sequence
from enum import StrEnum

from common.errors import BatchError
from functions.score.batch.wording import listed

FEWEST_ASCENDING = 3  # numbers in ascending order are names rather than cells, if there are as many


class Form(StrEnum):
    """A form of cells that names of columns seldom have."""

    WHOLE = "whole number"
    DECIMAL = "decimal number"
    TIME = "date or time"


FORMS = {
    Form.WHOLE: re.compile(r"[+-]?\d+"),
    Form.TIME: re.compile(r"\d{1,4}([-/.:])\d{1,2}\1\d{1,4}([T ].*)?|\d{1,2}:\d{2}"),
    Form.DECIMAL: re.compile(r"[+-]?[$€£¥]?[.,' ]*+\d[\d.,' ]*+(e[+-]?\d+)?[%$€£¥]?", re.IGNORECASE),
}


def form_of(cell: str) -> Form | None:
    """Return the form of a cell; None if it may be a name.

    >>> form_of("-5").value, form_of("1,234.5").value, form_of("2026-11-28").value, form_of("Q4 2026")
    ('whole number', 'decimal number', 'date or time', None)
    """
    cell = cell.strip()
    return next((form for form, pattern in FORMS.items() if pattern.fullmatch(cell)), None)


def is_header(names: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Return whether a row certainly holds names: one of them is above a column of numbers or times."""
    forms = _forms(rows, len(names))
    return any(forms[place] and name.strip() and form_of(name) is None for place, name in enumerate(names))


def check_header(names: Sequence[str], rows: Sequence[Sequence[str]], row: int) -> tuple[str, ...]:
    """Return a note if the names, in this `row` of the file, may be cells.

    That is if every column of numbers or times has one for its name, of a form that occurs in the column.

    Raises BatchError("broken_csv") if they certainly are: one is a decimal number or a time. Not if at least
    FEWEST_ASCENDING ascend, as quantiles or wavelengths do.
    """
    columns = {place: forms for place, forms in enumerate(_forms(rows, len(names))) if forms}
    first = {place: form_of(names[place]) for place in columns}
    if not columns or any(first[place] not in forms for place, forms in columns.items()):
        return ()
    numbers = [names[place].strip() for place in columns]
    if _ascends(numbers, {form for form in first.values() if form}):
        return ()
    problem = f"row {row} ({listed(name.strip() for name in names)})"
    if set(first.values()) <= {Form.WHOLE}:
        return (f"{problem} was read as the names of the columns; it looks like a row of values",)
    message = f"{problem} holds values, not the names of columns: write a row of names before it"
    raise BatchError("broken_csv", message, row=row)


def _forms(rows: Sequence[Sequence[str]], width: int) -> list[set[Form]]:
    """Return the forms of each column's cells; none for a column with any other cell."""
    whole = [row for row in rows if len(row) == width]
    forms: list[set[Form]] = []
    for cells in zip(*whole, strict=True) if whole else [()] * width:
        kinds = {form_of(cell) for cell in cells if cell.strip()}
        forms.append(set() if None in kinds else {kind for kind in kinds if kind})
    return forms


def _ascends(names: list[str], forms: set[Form]) -> bool:
    """Return whether names are numbers that ascend: enough of them, or consecutive whole numbers."""
    if Form.TIME in forms:
        return False
    try:
        numbers = [float(name) for name in names]
    except ValueError:
        return False
    steps = [after - before for before, after in itertools.pairwise(numbers)]
    enough = len(numbers) >= FEWEST_ASCENDING
    return bool(steps) and (all(step == 1 for step in steps) or (enough and min(steps) > 0))
