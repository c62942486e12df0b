"""Rules on the type in which a file stores a column."""

from functions.score.batch.kinds.facts import Facts


def lists_of_numbers(column: Facts) -> str | None:
    """Say whether a column is one of lists of numbers, nearly all of one length."""
    return f"its cells are lists of {column.vectors.numbers} numbers" if column.vectors else None


def no_values(column: Facts) -> str | None:
    """Say whether a column has no values."""
    return "it has no values" if column.present.empty else None


def stored_booleans(column: Facts) -> str | None:
    """Say whether a column is one of booleans, with or without missing cells."""
    if column.type == "b" or (column.type == "O" and not column.has_strings):
        return "its values are stored as booleans"
    return None


def stored_dates(column: Facts) -> str | None:
    """Say whether a column is one of dates and times."""
    return "its values are stored as dates" if column.type == "M" else None


def stored_numbers(column: Facts) -> str | None:
    """Say whether a column is one of numbers."""
    return "its values are numbers" if column.type in "iuf" else None
