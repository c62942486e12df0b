"""Rules on the type in which a file stores a column."""

from functions.score.batch.kinds.facts import Facts

ZERO_AND_ONE = {0, 1}


def lists_of_numbers(column: Facts) -> str | None:
    """Say whether a column is one of lists of numbers, nearly all of one length."""
    return f"its cells are lists of {column.vectors.numbers} numbers" if column.vectors else None


def no_values(column: Facts) -> str | None:
    """Say whether a column has no values: only missing cells, or words for them."""
    if column.present.empty:
        return "it has no values"
    words_for_missing = column.sample and not column.values
    return "all its words mean a missing value" if words_for_missing else None


def stored_booleans(column: Facts) -> str | None:
    """Say whether a column is one of booleans, with or without missing cells."""
    if column.type == "b" or (column.type == "O" and not column.has_strings):
        return "its values are stored as booleans"
    return None


def zeros_and_ones(column: Facts) -> str | None:
    """Say whether the only numbers of a column are 0 and 1, and both occur."""
    if column.type not in "iuf" or column.distinct != len(ZERO_AND_ONE):
        return None
    values = set(column.present.unique().tolist())
    return "its only numbers are 0 and 1" if values == ZERO_AND_ONE else None


def stored_dates(column: Facts) -> str | None:
    """Say whether a column is one of dates and times."""
    return "its values are stored as dates" if column.type == "M" else None


def stored_numbers(column: Facts) -> str | None:
    """Say whether a column is one of numbers."""
    return "its values are numbers" if column.type in "iuf" else None
