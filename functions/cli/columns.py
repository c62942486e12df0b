"""Rows of text in columns."""

from collections.abc import Sequence


def in_columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return each row as a line in which the cells of a column begin below each other.

    >>> in_columns([("id", "age"), ("letter", "2 hours")])
    ['id      age', 'letter  2 hours']
    """
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    return [
        "  ".join([*(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)), row[-1]])
        for row in rows
    ]
