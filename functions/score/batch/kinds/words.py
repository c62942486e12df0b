"""Rules on strings: booleans, text, categories."""

from functions.score.batch.cell_forms.booleans import are_booleans
from functions.score.batch.kinds.facts import NEARLY_ALL, Facts
from functions.score.batch.kinds.formats import ASCII_WORD
from functions.score.batch.kinds.names import names_text

FEW_DISTINCT = 0.5  # distinct values per value, up to which short strings are categories
MOST_CLASSES = 30  # distinct strings that may be long and still are categories
ROWS_PER_CLASS = 50  # rows per distinct string from which that is so
SHORT_CHARACTERS = 24  # on average: longer than country names and job titles, shorter than a sentence


def yes_or_no(column: Facts) -> str | None:
    """Words for yes and no of one language alone; 0 and 1 only together."""
    words = frozenset(word.lower() for word in column.values)
    return "all its words mean yes or no" if words and are_booleans(words) else None


def named_text(column: Facts) -> str | None:
    """Strings in a column that is named like a text."""
    return "its name is that of a text" if names_text(column.name) else None


def single_words(column: Facts) -> str | None:
    """Strings that nearly all are one ASCII word."""
    return "nearly all values are single words" if column.share(ASCII_WORD) >= NEARLY_ALL else None


def short_and_repeated(column: Facts) -> str | None:
    """Strings that are short on average and repeat."""
    if sum(map(len, column.sample)) > SHORT_CHARACTERS * len(column.sample):
        return None
    return "its values are short and repeat" if column.distinct_share <= FEW_DISTINCT else None


def often_repeated(column: Facts) -> str | None:
    """Say whether strings of any length have few values, each of them often: long names of classes."""
    few = column.distinct <= MOST_CLASSES and column.distinct * ROWS_PER_CLASS <= len(column.present)
    return f"its values repeat {ROWS_PER_CLASS} times and more" if few else None


def other_strings(_column: Facts) -> str | None:
    """All other strings."""
    return "its values are long or seldom repeat"
