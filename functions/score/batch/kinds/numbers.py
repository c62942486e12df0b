"""Rules on strings that spell numbers."""

from functions.score.batch.cell_forms.numbers import NUMBER
from functions.score.batch.kinds.facts import NEARLY_ALL, Facts


def written_numbers(column: Facts) -> str | None:
    """Strings that nearly all spell a number."""
    return "its words are numbers" if column.share(NUMBER) >= NEARLY_ALL else None
