"""Rules on identifiers: values that name a row or something else, and are no quantity."""

import re

from functions.score.batch.kinds.facts import NEARLY_ALL, Facts
from functions.score.batch.kinds.names import names_identifier

MIN_COUNTER_ROWS = 5  # in fewer rows, 1, 2, 3, ... may be chance
ASCII_WORD = re.compile(r"[\x21-\x7e]+")


def counts_rows(column: Facts) -> str | None:
    """Whole numbers that rise or fall by one from row to row."""
    values = column.whole_numbers
    if values is None or len(values) < MIN_COUNTER_ROWS:
        return None
    steps = values[1:] - values[:-1]
    counts = abs(int(values[-1]) - int(values[0])) == len(values) - 1 and (steps == steps[0]).all()
    return "its values count the rows" if counts else None


def named_identifier(column: Facts) -> str | None:
    """Different whole numbers in a column that is named like an identifier."""
    if column.whole_numbers is None or len(column.present) < MIN_COUNTER_ROWS:
        return None
    if names_identifier(column.name) and column.present.is_unique:
        return "its name is that of an identifier, and every value differs"
    return None


def different_words(column: Facts) -> str | None:
    """Strings that nearly all are one ASCII word and nearly all differ: codes, e-mail addresses, links."""
    if column.share(ASCII_WORD) >= NEARLY_ALL and column.distinct_share >= NEARLY_ALL:
        return "nearly all values are single words, and nearly all differ"
    return None
