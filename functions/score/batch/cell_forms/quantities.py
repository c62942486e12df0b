"""Numbers with their sign, currency or unit, before or after: -$5.25, 12 kg, 7%, (1,000), 12.5-, PT5M.

Bounds and estimates are read as their number: <5, ~1200. So is '1200, which a spreadsheet keeps as text.
"""

import math
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from functions.score.batch.cell_forms.currencies import CODES, CURRENCIES, SIGNS, WORDS
from functions.score.batch.cell_forms.durations import MINUTES, seconds
from functions.score.batch.cell_forms.numbers import DIGITS, OTHER, Decimal, plain, value
from functions.score.batch.cell_forms.units import FACTORS, MEGA, UNITS


class Quantity(NamedTuple):
    """A number and its unit: a currency's code or sign, a unit, or none."""

    number: float
    unit: str = ""


NONE = Quantity(math.nan)


def _any_of(words: Iterable[str]) -> str:
    """Return a pattern of words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


# A code needs a space or a mark in its number, so that PEN100 and MOP-12 are no amounts.
BEFORE = rf"(?:{_any_of(SIGNS)})|(?:{_any_of(CODES - WORDS)})(?= )|(?:{_any_of(CODES)})(?= ?-?\d+[., ']\d)"
AFTER = f"{_any_of(CURRENCIES)}|{_any_of(UNITS)}"
FORMS: dict[Decimal, re.Pattern[str]] = {
    mark: re.compile(
        rf"(?P<open>\()? ?(?P<sign>[-+])? ?(?:(?!\d)(?P<before>{BEFORE}))? ?(?P<inner>[-+(])? ?(?:{digits})"
        rf"(?P<trailing>-)? ?(?P<after>{AFTER})?(?P<last>-)? ?(?P<close>\))?"
    )
    for mark, digits in DIGITS.items()
}
# Ordinary words are taken apart once for each combination of what is before and after their digits.
ORDINARY = re.compile(r"(\D*)(\d(?:[\d.,]*\d)?)(\D*)")
ORDINARY_DIGITS: dict[Decimal, re.Pattern[str]] = {
    ".": re.compile(r"(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d+)?"),
    ",": re.compile(r"(?:[1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,\d+)?"),
}
BOUNDS = frozenset("<>\u2264\u2265")
INEXACT = BOUNDS | frozenset("~\u2248")
AS_TEXT = re.compile(r"'[-+]?\d[\d.,]*")
FEET = re.compile(r"(\d{1,2})(?:'| ?ft\.?) ?(1[01]|\d(?:\.\d+)?)(?:\"|''| ?in\.?)?")
INCHES = 12  # of a foot
FORTRAN = re.compile(r"[-+]?\d*\.\d*[dD][-+]\d{1,3}")
MULTIPLES = {**FACTORS["count"], "m": MEGA}  # of money, in which m is a million
LONGEST = 100  # characters of a number with its unit
INFINITE = frozenset({"inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"})


def quantity(word: str, decimal: Decimal = ".", *, minutes: bool = False) -> Quantity:
    """Return the number that a word spells, and its unit; the number is NaN if it spells none.

    Parameters
    ----------
    decimal : which mark is the decimal mark where both are possible: in 1,234 and 1.234.
    minutes : whether `m` means minutes.

    >>> quantity("12%"), quantity("(5)"), quantity("R$ 1.234,5"), quantity("PT5M30S")
    (Quantity(number=12.0, unit='%'), Quantity(number=-5.0, unit=''), Quantity(number=1234.5, unit='BRL'), \
Quantity(number=330.0, unit='s'))
    """
    if len(word) > LONGEST:
        return NONE
    word = _bare(word)
    ordinary = ORDINARY.fullmatch(word)
    # In a column of durations, 45m is unlike other words with an "m".
    if ordinary is None or minutes or not ORDINARY_DIGITS[decimal].fullmatch(ordinary[2]):
        return _parsed(word, decimal, minutes=minutes)
    before, digits, after = ordinary.groups()
    unit = _unit(before, after, marked="." in digits or "," in digits)
    if unit is None:
        return _parsed(word, decimal, minutes=minutes)
    return Quantity(unit.number * float(digits.replace(OTHER[decimal], "").replace(",", ".")), unit.unit)


@lru_cache(maxsize=1024)
def _unit(before: str, after: str, *, marked: bool) -> Quantity | None:
    """Return the factor and the unit of any number between two texts; None if they depend on the number."""
    if before.endswith((".", ",")) or after.startswith((".", ",")) or after.lower().startswith("e"):
        return None
    digits = "1.5" if marked else "1"
    found = _parsed(f"{before}{digits}{after}", ".", minutes=False)
    return None if math.isnan(found.number) else found._replace(number=found.number / float(digits))


def _parsed(word: str, decimal: Decimal, *, minutes: bool) -> Quantity:
    if word.lower() in INFINITE:
        return Quantity(float(word))
    if minutes and MINUTES.fullmatch(word):
        return Quantity(seconds(word), "s")
    for mark in (decimal, OTHER[decimal]):
        match = FORMS[mark].fullmatch(word)
        if match and (found := _of(match)):
            return found
    if FORTRAN.fullmatch(word):
        return Quantity(float(word.lower().replace("d", "e")))
    if height := FEET.fullmatch(word):
        return Quantity(INCHES * int(height[1]) + float(height[2]), "in")
    duration = seconds(word)
    return NONE if math.isnan(duration) else Quantity(duration, "s")


def is_bound(word: str) -> bool:
    """Tell whether a word that spells a number is a bound.

    >>> is_bound("<5"), is_bound(" >= 100 kg"), is_bound("~1200")
    (True, True, False)
    """
    return word.strip()[:1] in BOUNDS


def _bare(word: str) -> str:
    """Return a word in plain characters, without the mark of a bound, an estimate or a number as text."""
    word = plain(word)
    if word[:1] in INEXACT:
        return word[1:].lstrip("= ")
    return word[1:] if word[:1] == "'" and AS_TEXT.fullmatch(word) else word


def number(word: str, decimal: Decimal = ".") -> float:
    """Return the number that a word spells, NaN if none.

    >>> number("12.5-"), number("1.234,5", ","), number("12,34,567"), number("INV-00042")
    (-12.5, 1234.5, 1234567.0, nan)
    """
    return quantity(word, decimal).number


def decimal_mark(word: str) -> Decimal | None:
    """Return the decimal mark of a word; None if it has none or is ambiguous.

    >>> decimal_mark("1.234,5"), decimal_mark("1,234"), decimal_mark("1,234,567")
    (',', None, '.')
    """
    if ("." not in word and "," not in word) or len(word) > LONGEST:
        return None
    word = _bare(word)
    possible = [mark for mark, form in FORMS.items() if (match := form.fullmatch(word)) and _of(match)]
    return possible[0] if len(possible) == 1 else None


def _of(match: re.Match[str]) -> Quantity | None:
    """Return the quantity of a match; None if its signs, brackets or units contradict each other."""
    parts = match.groupdict()
    signs = [sign for name in ("sign", "inner", "trailing", "last") if (sign := parts[name]) and sign != "("]
    opened, closed = [parts["open"], parts["inner"]].count("("), [parts["close"]].count(")")
    both = parts["before"] and parts["after"]
    if len(signs) > 1 or opened != closed or (opened and signs) or (both and parts["after"] not in MULTIPLES):
        return None
    if parts["mark"] == " " and signs == ["+"]:  # +48 123 456 789 is a telephone number
        return None
    amount = value(match) * (MULTIPLES[parts["after"]] if both else 1.0)
    unit = parts["before"] or parts["after"] or ""
    return Quantity(-amount if "-" in signs or opened else amount, CURRENCIES.get(unit, unit))
