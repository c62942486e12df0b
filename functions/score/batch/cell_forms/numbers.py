"""Numbers as cells write them: with separators, currencies, percent signs and accounting brackets."""

import math
import re
from typing import Literal

Decimal = Literal[".", ","]

CURRENCY = r"(?:[$€£¥]|[A-Z]{3})"
NUMBER = re.compile(
    rf"(?=.*\d){CURRENCY}? ?[-+(]?{CURRENCY}? ?"
    r"(?:\d{1,3}(?:[ ,.'\u00a0\u202f]\d{3})+|\d+)?(?:[.,]?\d+)?(?:[eE][-+]?\d+)?"
    rf" ?(?:%|{CURRENCY})?\)?"
)
INFINITE = frozenset({"inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"})
DIGITS = re.compile(r"[\d.,'\u00a0\u202f ]*\d(?:[eE][-+]?\d+)?")
SPACES = re.compile(r"['\u00a0\u202f ]")
AMBIGUOUS_DIGITS = 3  # after a single mark: 1,234 and 1.234 can be either


def number(word: str, decimal: Decimal = ".") -> float:
    """Return the number that a word spells, NaN if none.

    >>> number("12 %"), number("(5)"), number("1.234,5", ",")
    (12.0, -5.0, 1234.5)
    """
    word = word.strip()
    if word.lower() in INFINITE:
        return float(word)
    match = DIGITS.search(word)
    if match is None or NUMBER.fullmatch(word) is None:
        return math.nan
    digits = SPACES.sub("", match[0])
    digits = digits.replace("." if decimal == "," else ",", "").replace(",", ".")
    before = word[: match.start()]
    try:
        value = float(digits)
    except ValueError:  # two decimal marks: the mark is the thousands separator of another country
        return math.nan
    return -value if "-" in before or ("(" in before and word.endswith(")")) else value


def decimal_mark(word: str) -> Decimal | None:
    """Return the decimal mark of a word; None if it has none or is ambiguous.

    >>> decimal_mark("1.234,5"), decimal_mark("1,234"), decimal_mark("1,234,567")
    (',', None, '.')
    """
    digits = DIGITS.search(word)
    if digits is None:
        return None
    whole = re.split("[eE]", digits[0])[0]
    marks = [mark for mark in whole if mark in ".,"]
    if not marks:
        return None
    last: Decimal = "." if marks[-1] == "." else ","
    if len(marks) > 1:
        # Of two different marks the last is the decimal mark; a repeated mark separates thousands.
        other: Decimal = "," if last == "." else "."
        return other if set(marks) == {last} else last
    before, _, after = whole.strip().rpartition(last)
    ambiguous = len(after) == AMBIGUOUS_DIGITS and before not in {"", "0"}
    return None if ambiguous else last
