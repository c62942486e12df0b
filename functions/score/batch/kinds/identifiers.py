"""Rules on identifiers: values that name a row or something else, and are no quantities."""

import math
from typing import TYPE_CHECKING

from functions.score.batch.kinds.facts import NEARLY_ALL, Facts
from functions.score.batch.kinds.names import (
    names_counter,
    names_identifier,
    names_index,
    names_thing,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MIN_COUNTER_ROWS = 5  # in fewer rows, 1, 2, 3, ... may be chance
MIN_GROWING_ROWS = 20  # in fewer rows, a sorted column may be a quantity
FEW_DISTINCT = 0.5  # distinct values per value: a counter that seldom moves is no counter
# The steps between sorted random quantities vary as much as their mean, or more; those of a counter vary
# less, here by at least this many standard errors.
STANDARD_ERRORS = 2.5
MANY_VALUES = 20  # distinct ones: up to this many, references are categories
NEVER = 1e-4  # probability that numbers drawn at random do not repeat, from which they were assigned
LONG_DIGITS = 15  # significant digits that no measurement has


def index_of_table(column: Facts) -> str | None:
    """Say whether a column is the index that a library wrote: whole numbers that all differ."""
    if not names_index(column.name) or column.whole_numbers is None:
        return None
    return "its name is that of a table's index, and every value differs" if column.unique else None


def numbers_rows(column: Facts) -> str | None:
    """Say whether whole numbers count the rows, in order or shuffled, some of them missing."""
    values = column.whole_numbers
    if values is None or len(values) < MIN_COUNTER_ROWS:
        return None
    if int(values.max()) - int(values.min()) >= column.rows or not column.unique:
        return None
    in_order = bool((values[1:] > values[:-1]).all() or (values[1:] < values[:-1]).all())
    return "its values number the rows" if in_order or len(values) >= MIN_GROWING_ROWS else None


def named_identifier(column: Facts) -> str | None:
    """Say whether a column that is named like an identifier has values that mostly differ."""
    if not names_identifier(column.name) or len(column.present) < MIN_COUNTER_ROWS or not column.nameable:
        return None
    if column.distinct_share >= NEARLY_ALL:
        return "its name is that of an identifier, and nearly all values differ"
    return None


def named_reference(column: Facts) -> str | None:
    """Say whether a column that is named like an identifier refers to many things, which may repeat."""
    named = names_identifier(column.name) or (names_thing(column.name) and column.whole_numbers is not None)
    if not named or not column.nameable or column.distinct <= MANY_VALUES:
        return None
    return f"its name is that of an identifier, and it has more than {MANY_VALUES} values"


def numbers_groups(column: Facts) -> str | None:
    """Say whether whole numbers count groups of rows that are all of one size, as in a panel."""
    values = column.whole_numbers
    if values is None or len(values) < MIN_GROWING_ROWS or values[0] != values[1]:
        return None
    import numpy as np

    starts = np.flatnonzero(values[1:] != values[:-1]) + 1
    sizes = np.diff([0, *starts, len(values)])
    one_size = len(sizes) > MANY_VALUES and (sizes[:-1] == sizes[0]).all() and sizes[-1] <= sizes[0]
    return "its values number groups of rows" if one_size and len(sizes) == column.distinct else None


def never_drawn_twice(column: Facts) -> str | None:
    """Say whether whole numbers are assigned: all differ, though as many random ones would have repeated.

    They may repeat in one run of rows each, as in a panel whose subjects are in no order. Of n whole numbers
    drawn from a range of R, none repeats with a probability of at most exp(-n (n - 1) / (2 R)), if R > n; of
    numbers that are not spread evenly over the range, the probability is smaller.
    """
    values = column.whole_numbers
    if values is None or len(values) < MIN_GROWING_ROWS:
        return None
    import numpy as np

    runs = values[np.concatenate([[True], values[1:] != values[:-1]])]
    if len(runs) != column.distinct or len(runs) < MIN_GROWING_ROWS:
        return None
    if len(runs) < len(values) and (np.diff(runs) > 0).all():  # any quantity by which the rows are sorted
        return None
    in_range = int(runs.max()) - int(runs.min()) + 1
    chance = math.exp(-len(runs) * (len(runs) - 1) / (2 * in_range))
    return "its whole numbers differ, where random ones would repeat" if chance < NEVER else None


def only_grows(column: Facts) -> str | None:
    """Say whether numbers rise from row to row like a counter, and not like sorted quantities."""
    values = column.numbers
    if values is None or len(values) < MIN_GROWING_ROWS or (values[1:] < values[:-1]).any():
        return None
    if names_counter(column.name) and column.distinct_share >= FEW_DISTINCT:
        return "its name is that of a counter, and its values only grow"
    if column.whole_numbers is None or not _has_even_steps(values):
        return None
    return "its whole numbers only grow, in about equal steps"


def long_numbers(column: Facts) -> str | None:
    """Say whether numbers have more digits than any quantity: 64-bit keys, card numbers."""
    values = column.numbers
    if values is None or len(values) < MIN_COUNTER_ROWS or (abs(values) < 10.0**LONG_DIGITS).any():
        return None
    if column.distinct_share < NEARLY_ALL:
        return None
    digits = [
        f"{value:.16e}".partition("e")[0].rstrip("0") for value in values[:: -(-len(values) // 100)].tolist()
    ]
    long = sum(len(written.replace(".", "").lstrip("-")) >= LONG_DIGITS for written in digits)
    return f"its values have {LONG_DIGITS} and more digits" if long >= NEARLY_ALL * len(digits) else None


def _has_even_steps(values: "NDArray[np.float64]") -> bool:
    """Return whether the steps between rising values vary less than those of sorted random quantities."""
    unit = max(abs(float(values[0])), abs(float(values[-1]))) or 1.0
    steps = values[1:] / unit - values[:-1] / unit
    mean = float(steps.mean())
    return mean > 0 and float(steps.std()) / mean < 1.0 - STANDARD_ERRORS / len(steps) ** 0.5
