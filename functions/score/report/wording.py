"""Numbers and texts as the page writes them: short, on one line, with nothing hidden in them."""

import re
import unicodedata
from decimal import Decimal

MOST_CHARACTERS = 600  # of any one text on the page
SMALLEST_P = 0.001  # more digits would promise more than permutations give
LARGEST_WRITTEN = 10**15  # whole numbers beyond are written with an exponent
# Characters that turn the direction of what follows, and so make a text read as another.
DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
DISTANCE = "Wasserstein distance"
# Effects that are shares of rows all name what they are a share of, or are total variation.
SHARE = re.compile(r"\bshare\b|^total variation\b")
LABELS = {
    "count": "rows with a value",
    "missing": "missing",
    "sd": "standard deviation",
    "q25": "lower quartile",
    "q75": "upper quartile",
    "min": "least",
    "max": "largest",
    "distinct": "distinct values",
}
FIGURES = {
    "debiased_score": "Score without bias",
    "changed_share": "Changed share",
    "detectable_share": "Detectable share",
}


def visible(text: str) -> str:
    """Return a text on one line; what a reader cannot see, lone surrogates too, is spelt by its number."""
    line = " ".join(text[: 4 * MOST_CHARACTERS].split())
    if line.isprintable():  # nothing to spell: all but a few texts, and far quicker than sign by sign
        return line
    return "".join(map(_spelt, line))


def shortened(text: str, most: int = MOST_CHARACTERS) -> str:
    """Return at most so many characters of a text, the last one an ellipsis where some are left out."""
    line = visible(text)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def percent(share: float) -> str:
    """Return a share in per cent; what is not nothing never reads as 0 %, what is not all not as 100 %."""
    if share in (0, 1):
        return f"{share * 100:.0f} %"
    if abs(share) < 0.001:  # noqa: PLR2004 - a tenth of one per cent
        return "< 0.1 %"
    if 0.1 <= share < 0.995:  # noqa: PLR2004 - where whole per cents are exact enough
        return f"{share * 100:.0f} %"
    return "> 99.9 %" if 0.999 < share < 1 else f"{share * 100:.1f} %"  # noqa: PLR2004 - as above


def probability(p_value: float) -> str:
    """Return a p-value with three decimals."""
    return f"< {SMALLEST_P}" if p_value < SMALLEST_P else f"{p_value:.3f}"


def number(value: float) -> str:
    """Return a number with four digits that count; whole ones in full."""
    if isinstance(value, int) and abs(value) < LARGEST_WRITTEN:
        return f"{value:,}"
    return f"{Decimal(value):.4g}" if isinstance(value, int) else f"{value:.4g}"


def size(value: float, name: str | None) -> str:
    """Return an effect in its unit."""
    if name and name.startswith(DISTANCE):
        return f"{value:.2f} SD"
    if name and SHARE.search(name):
        return f"{percent(value)} of rows"
    return number(value)


def label(name: str) -> str:
    """Return what a figure of a summary is called."""
    return LABELS.get(name) or FIGURES.get(name) or name.replace("_", " ")


def _spelt(sign: str) -> str:
    if unicodedata.category(sign) in ("Cc", "Cs") or DIRECTIONS.match(sign):
        return f"\\u{ord(sign):04x}"
    return sign
