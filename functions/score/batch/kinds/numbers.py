"""Rules on strings that spell numbers."""

import math
from collections import Counter

from functions.score.batch.cell_forms.durations import is_only_duration, seconds
from functions.score.batch.cell_forms.quantities import quantity
from functions.score.batch.cell_forms.units import UNITS
from functions.score.batch.kinds.facts import NEARLY_ALL, Facts

CODES = 0.01  # share of whole numbers such as 007 from which a column holds codes


def written_durations(column: Facts) -> str | None:
    """Strings that nearly all spell a duration, and are not all times of day."""
    durations = [word for word in column.values if not math.isnan(seconds(word))]
    if not durations or len(durations) < NEARLY_ALL * len(column.values):
        return None
    return "its words are durations" if any(map(is_only_duration, durations)) else None


def written_numbers(column: Facts) -> str | None:
    """Strings that nearly all spell a number, in units of one dimension; not codes such as 02139."""
    words = column.values
    quantities = [quantity(word) for word in words]
    numbers = [one for one in quantities if not math.isnan(one.number)]
    if not numbers or len(numbers) < NEARLY_ALL * len(words):
        return None
    if sum(map(begins_with_zero, words)) >= CODES * len(words):
        return None
    units = Counter(UNITS[one.unit].dimension for one in numbers if one.unit in UNITS)
    if not units:
        return "its words are numbers"
    dimension, most = units.most_common(1)[0]
    if most < NEARLY_ALL * units.total():
        return None
    return f"its words are numbers with a unit of {dimension}"


def begins_with_zero(word: str) -> bool:
    """Tell whether a word is a whole number that begins with a needless zero.

    >>> begins_with_zero("02139"), begins_with_zero("0"), begins_with_zero("0.5")
    (True, False, False)
    """
    return len(word) > 1 and word[0] == "0" and word.isdecimal()
