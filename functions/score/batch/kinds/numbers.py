"""Rules on strings that spell numbers."""

import math
from collections import Counter

from functions.score.batch.cell_forms.durations import is_below_an_hour, is_only_duration, seconds
from functions.score.batch.cell_forms.quantities import Quantity, is_bound, quantity
from functions.score.batch.cell_forms.units import UNITS
from functions.score.batch.kinds.facts import NEARLY_ALL, Facts
from functions.score.batch.kinds.time_names import names_duration, names_moment

ENOUGH_DISTINCT = 6  # different clocks below an hour that show durations
CODES = 0.01  # share of whole numbers such as 007 from which a column holds codes


def written_durations(column: Facts) -> str | None:
    """Say whether strings nearly all spell a duration, and are not all times of day.

    Clocks that are also times of day are durations if the column's name says so, or if none of many different
    ones has an hour.
    """
    if not column.nearly_all(lambda word: not math.isnan(seconds(word))):
        return None
    if any(map(is_only_duration, column.measured)):
        return "its words are durations"
    if names_duration(column.name):
        return "its name is that of a duration, its words are those of a clock"
    short = column.distinct >= ENOUGH_DISTINCT and column.nearly_all(is_below_an_hour)
    if short and not names_moment(column.name):
        return "its words are those of a clock, all below an hour"
    return None


def written_amounts(column: Facts) -> str | None:
    """Say whether strings nearly all spell a number with a currency, or with units of one dimension."""
    numbers = _numbers(column)
    with_unit = [number for number in numbers if number.unit]
    if not with_unit or len(with_unit) < NEARLY_ALL * len(numbers):
        return None
    dimensions = Counter(
        UNITS[number.unit].dimension if number.unit in UNITS else "money" for number in with_unit
    )
    dimension, most = dimensions.most_common(1)[0]
    return f"its words are amounts of {dimension}" if most >= NEARLY_ALL * len(with_unit) else None


def written_numbers(column: Facts) -> str | None:
    """Say whether strings nearly all spell a number, and are not codes such as 02139."""
    numbers = _numbers(column)
    if not numbers or sum(map(begins_with_zero, column.measured)) >= CODES * len(column.measured):
        return None
    dimensions = {UNITS[number.unit].dimension for number in numbers if number.unit in UNITS}
    return "its words are numbers" if len(dimensions) <= 1 else None


def begins_with_zero(word: str) -> bool:
    """Tell whether a word is a whole number that begins with a needless zero.

    >>> [begins_with_zero(word) for word in ("02139", "'02139", "0", "0.5")]
    [True, True, False, False]
    """
    word = word.removeprefix("'")
    return len(word) > 1 and word[0] == "0" and word.isdecimal()


def _numbers(column: Facts) -> list[Quantity]:
    """Return the numbers of a column of strings, if nearly all spell one, and most no bound such as >50K."""
    if 2 * sum(map(is_bound, column.measured)) > len(column.measured):
        return []
    if not column.nearly_all(lambda word: not math.isnan(quantity(word).number)):
        return []
    return [number for word in column.measured if not math.isnan((number := quantity(word)).number)]
