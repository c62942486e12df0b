"""Numbers as reasons, reports and terminals write them."""

import math
import re
from collections.abc import Callable
from decimal import Decimal

SMALLEST_P = 0.001  # more digits would promise more than permutations give
DIGITS = 3  # significant ones, of the larger of two numbers
EXACT_DIGITS, LEAST_DECIMALS = 6, 2  # of a value on its own that is not whole
MOST_MORE = 14  # decimals added to tell two numbers apart
WITHOUT_EXPONENT = (1e-4, 1e15)
DISTANCE = "Wasserstein distance"
SHARE = re.compile(r"\bshare\b|^total variation\b")  # in the names of effects that are shares of rows
UNITS_OF_TIME = (("days", 1), ("hours", 24), ("minutes", 1440), ("seconds", 86_400))
WITH_DECIMALS, LARGEST_WHOLE = 100, 1e6  # standard deviations, see `deviations`


def percent(share: float) -> str:
    """Return a share, or a growth, as a percentage; only zero reads as 0%, only one as 100%.

    >>> percent(0.224), percent(0.031), percent(0.02), percent(0.0004), percent(0.9996), percent(2.105)
    ('22%', '3.1%', '2%', '< 0.1%', '> 99.9%', '210%')
    """
    if 0 < abs(share) < 0.001:  # noqa: PLR2004 - a tenth of one per cent
        return "< 0.1%"
    if 0.999 < share < 1:  # noqa: PLR2004 - likewise
        return "> 99.9%"
    decimals = int(not (0.1 <= share < 0.995 or share > 1))  # noqa: PLR2004 - one below 10%, or of nearly all
    return f"{round(share * 100, decimals):g}%"


def percents(before: float, after: float) -> tuple[str, str]:
    """Return two shares as percentages, with as many decimals as tell them apart.

    >>> percents(0.02, 0.17), percents(0.312, 0.314)
    (('2%', '17%'), ('31.2%', '31.4%'))
    """
    if before == after or percent(before) != percent(after):
        return percent(before), percent(after)
    return _apart(lambda share, more: f"{share * 100:.{DIGITS + more}g}%", before, after)


def numbers(before: float, after: float, scale: float = 0.0) -> tuple[str, str]:
    """Return two numbers of a column with the same decimals, as many as tell them apart.

    Parameters
    ----------
    scale : if larger than both numbers, three digits of it are enough.

    >>> numbers(40.13, 46.02), numbers(1.0, 8.0), numbers(1000.04, 1000.32)
    (('40.1', '46.0'), ('1', '8'), ('1,000.0', '1,000.3'))
    >>> numbers(10.5, 10.5)
    ('10.5', '10.5')
    """
    largest = max(abs(before), abs(after), scale)
    if largest and not WITHOUT_EXPONENT[0] <= largest < WITHOUT_EXPONENT[1]:
        return _apart(lambda number, more: f"{number:.{DIGITS + more}g}", before, after)
    if float(before).is_integer() and float(after).is_integer():
        return f"{before:,.0f}", f"{after:,.0f}"
    decimals = max(0, DIGITS - 1 - math.floor(math.log10(largest)))
    return _apart(lambda number, more: _fixed(number, decimals + more), before, after)


def ranges(before: tuple[float, float], after: tuple[float, float]) -> tuple[str, str]:
    """Return the ranges of a column's values in two files, with enough digits to tell the ends apart.

    >>> ranges((1.0, 4858.0), (-2.6, 77.31234567))
    ('[1, 4858]', '[-2.6, 77.3123]')
    >>> ranges((1000000.25, 1000000.5), (1000000.25, 1000000.75))
    ('[1000000.25, 1000000.5]', '[1000000.25, 1000000.75]')
    """
    ends = (*before, *after)
    for digits in range(EXACT_DIGITS, EXACT_DIGITS + MOST_MORE):
        written = [exact(end, digits) for end in ends]
        if len(set(written)) == len(set(ends)):
            break
    return f"[{written[0]}, {written[1]}]", f"[{written[2]}, {written[3]}]"


def exact(value: float, digits: int = EXACT_DIGITS) -> str:
    """Return a single value of a column: whole numbers in full, others with six digits or two decimals.

    >>> exact(1767225600.0), exact(0.1234567), exact(1234567.8)
    ('1767225600', '0.123457', '1234567.8')
    """
    if value and not WITHOUT_EXPONENT[0] <= abs(value) < WITHOUT_EXPONENT[1]:
        return f"{value:.{digits}g}"
    if float(value).is_integer():
        return f"{value:.0f}"
    decimals = max(LEAST_DECIMALS, digits - 1 - math.floor(math.log10(abs(value))))
    return f"{value:.{decimals}f}".rstrip("0").rstrip(".")


def number(value: float) -> str:
    """Return a number with four significant digits; whole numbers in full."""
    if isinstance(value, int) and abs(value) < WITHOUT_EXPONENT[1]:
        return f"{value:,}"
    return f"{Decimal(value):.4g}" if isinstance(value, int) else f"{value:.4g}"


def size(value: float, name: str | None) -> str:
    """Return an effect in the unit that its name says.

    >>> size(0.5, "Wasserstein distance beyond chance"), size(0.5, "changed share"), size(0.5, None)
    ('0.50 SD', '50% of rows', '0.5')
    """
    if name and name.startswith(DISTANCE):
        return f"{_sized(value)} SD"
    if name and SHARE.search(name):
        return f"{percent(value)} of rows"
    return number(value)


def correlation(value: float) -> str:
    """Return a correlation, in [-1, 1]; one that rounds to 0 has no sign.

    >>> correlation(0.876), correlation(-0.87), correlation(-0.001)
    ('0.88', '-0.87', '0.00')
    """
    return f"{round(value, 2) + 0.0:.2f}"


def deviations(size: float) -> str:
    """Return a size in standard deviations.

    >>> deviations(0.5), deviations(1234.5), deviations(1e9)
    ('0.50 standard deviations', '1,234 standard deviations', '1e+09 standard deviations')
    """
    return f"{_sized(size)} standard deviations"


def time_span(days: float) -> str:
    """Return a length of time in the largest unit of which it has at least two.

    >>> time_span(31.2), time_span(2.44), time_span(1.5), time_span(0.01), time_span(1e-5)
    ('31 days', '2.4 days', '36 hours', '14 minutes', '0.86 seconds')
    """
    sizes = [(days * of_a_day, unit) for unit, of_a_day in UNITS_OF_TIME]
    number, unit = next((size for size in sizes if size[0] >= 2), sizes[-1])  # noqa: PLR2004 - two of them
    return f"{number:,.0f} {unit}" if number >= 10 else f"{number:.2g} {unit}"  # noqa: PLR2004 - two digits


def probability(p_value: float) -> str:
    """Return a p-value on its own: "0.003", "< 0.001"."""
    return f"< {SMALLEST_P}" if p_value < SMALLEST_P else f"{p_value:.3f}"


def p_equals(p_value: float) -> str:
    """Return a p-value in a sentence: "p = 0.003", "p < 0.001"."""
    return f"p {'' if p_value < SMALLEST_P else '= '}{probability(p_value)}"


def _sized(size: float) -> str:
    form = ".2f" if size < WITH_DECIMALS else ",.0f" if size < LARGEST_WHOLE else ".3g"
    return f"{size:{form}}"


def _fixed(number: float, decimals: int) -> str:
    return f"{round(number, decimals) + 0.0:,.{decimals}f}"  # what rounds to zero has no sign


def _apart(write: Callable[[float, int], str], before: float, after: float) -> tuple[str, str]:
    """Return two numbers written with as few more digits as make them differ, if they do."""
    for more in range(MOST_MORE if before != after else 1):
        pair = write(before, more), write(after, more)
        if pair[0] != pair[1]:
            break
    return pair
