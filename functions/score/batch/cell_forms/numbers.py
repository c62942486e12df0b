"""Digits as cells write them: with either decimal mark, separators of thousands, an exponent or a fraction.

Typographic characters (minus signs, spaces, apostrophes, full-width digits) are first replaced by those of
ASCII. The grammar for each decimal mark recognises and parses at once, so that both agree.
"""

import re
from typing import Literal

Decimal = Literal[".", ","]

# Minus signs and dashes, spaces, apostrophes and their like, percent sign, decimal marks.
TYPOGRAPHY = str.maketrans(
    dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\u2014\ufe63\uff0d", "-")
    | dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f\u3000", " ")
    | dict.fromkeys("\u2018\u2019\u2032\u02bc\u00b4`", "'")
    | dict.fromkeys("\u2033\u201d", '"')
    | {
        "\uff0c": ",",
        "\u066c": "'",
        "\uff0e": ".",
        "\u066b": ".",
        "\uff0b": "+",
        "\uff05": "%",
        "\u066a": "%",
    }
    | {"\uffe5": "¥", "\uff04": "$", "\u2103": "°C", "\u2109": "°F", "\u03bc": "µ", "\u2044": "/"}
    | {"½": " 1/2", "⅓": " 1/3", "⅔": " 2/3", "¼": " 1/4", "¾": " 3/4", "⅛": " 1/8"}
)
EXPONENT = r"(?:[eE](?P<e>[-+]?\d+)| ?[x\u00d7\u00b7*] ?10\^(?P<ten>[-+]?\d+))?"
# Without a whole number in front, 7/7 or 5/12 may be anything: a pair, a score, a day.
FRACTION = (
    r"(?P<whole>\d{1,9}) (?P<part>\d{1,3})/(?P<parts>[1-9]\d{0,2})|(?P<alone>1/[2-9]|2/3|3/[48]|[57]/8)"
)
THOUSANDS = r"[1-9]\d{0,2}(?:(?P<mark>[ %s'])\d{3})(?:(?P=mark)\d{3})*"
LAKHS = r"[1-9]\d?(?:,\d\d)+,\d{3}"  # 12,34,567
SWISS = r"(?<=[.,])--?"  # 12.- is a price without cents
DIGITS: dict[Decimal, str] = {
    ".": rf"(?:(?P<digits>{THOUSANDS % ','}|{LAKHS}|\d+)(?:\.(?P<decimals>\d*)(?:{SWISS})?)?"
    rf"|\.(?P<only>\d+)){EXPONENT}|{FRACTION}",
    ",": rf"(?:(?P<digits>{THOUSANDS % '.'}|\d+)(?:,(?:(?P<decimals>\d+)|{SWISS}))?"
    rf"|,(?P<only>\d+)){EXPONENT}|{FRACTION}",
}
SEPARATORS = re.compile(r"[ ,.']")
OTHER: dict[Decimal, Decimal] = {".": ",", ",": "."}


def plain(word: str) -> str:
    r"""Return a word without surrounding white space, its typographic characters replaced.

    >>> plain("\u221212\u202f345,5 ")
    '-12 345,5'
    """
    return word.strip() if word.isascii() else word.translate(TYPOGRAPHY).strip()


def value(match: re.Match[str]) -> float:
    """Return the number of a match of DIGITS; infinite if it is too large."""
    parts = match.groupdict()
    if parts["part"] or parts["alone"]:
        above, below = (parts["alone"] or f"{parts['part']}/{parts['parts']}").split("/")
        return int(parts["whole"] or 0) + int(above) / int(below)
    digits = SEPARATORS.sub("", parts["digits"] or "0")
    decimals = parts["decimals"] or parts["only"] or "0"
    exponent = parts["e"] or parts["ten"] or "0"
    return float(f"{digits}.{decimals}e{exponent}")
