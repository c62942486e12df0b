"""Rules on codes: whole numbers that name one of few classes, and are no quantities."""

from functions.score.batch.kinds.facts import Facts
from functions.score.batch.kinds.names import names_code

FEW_CODES = 10  # distinct whole numbers, up to which they are categories
ROWS_PER_CODE = 5  # fewer rows for each distinct value show no categories


def code_numbers(column: Facts) -> str | None:
    """Say whether whole numbers are named like codes, and repeat."""
    if (
        column.whole_numbers is None
        or not names_code(column.name)
        or column.distinct_share > 1 / ROWS_PER_CODE
    ):
        return None
    return "its name is that of a code"


def few_whole_numbers(column: Facts) -> str | None:
    """Say whether whole numbers take few values, each of them often."""
    if column.whole_numbers is None or len(column.present) < ROWS_PER_CODE * 2:
        return None
    few = column.distinct <= min(FEW_CODES, len(column.present) / ROWS_PER_CODE)
    return f"its whole numbers have at most {FEW_CODES} values" if few else None
