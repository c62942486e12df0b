"""Rules on codes: whole numbers that name one of few classes, and are no quantities."""

from functions.score.batch.kinds.facts import Facts
from functions.score.batch.kinds.identifiers import MANY_VALUES
from functions.score.batch.kinds.names import names_code, names_reference

FEW_CODES = 10  # distinct whole numbers, up to which they are categories
FIRST = 100  # values that are looked at first: most columns have more than a few different ones there
ROWS_PER_CODE = 5  # fewer rows for each distinct value show no categories


def code_numbers(column: Facts) -> str | None:
    """Say whether whole numbers are named like codes, and repeat."""
    if not names_code(column.name) or column.whole_numbers is None:
        return None
    return "its name is that of a code" if column.distinct_share <= 1 / ROWS_PER_CODE else None


def many_codes(column: Facts) -> str | None:
    """Say whether whole numbers are named like codes, have equally many digits, and are many."""
    if not names_code(column.name) or not column.of_one_width or column.distinct <= MANY_VALUES:
        return None
    return f"its name is that of a code, and it has more than {MANY_VALUES} values"


def few_references(column: Facts) -> str | None:
    """Say whether whole numbers are named like identifiers, and refer to few things, each of them often."""
    if (
        not names_reference(column.name)
        or column.whole_numbers is None
        or column.distinct_share > 1 / ROWS_PER_CODE
    ):
        return None
    return "its name is that of an identifier, and its few values repeat"


def few_whole_numbers(column: Facts) -> str | None:
    """Say whether whole numbers take few values, each of them often."""
    values = column.whole_numbers
    if values is None or len(values) < ROWS_PER_CODE * 2 or len(set(values[:FIRST].tolist())) > FEW_CODES:
        return None
    few = column.distinct <= min(FEW_CODES, len(column.present) / ROWS_PER_CODE)
    return f"its whole numbers have at most {FEW_CODES} values" if few else None
