"""Texts as the page writes them: short, on one line, without invisible characters."""

import re
import unicodedata

from markupsafe import Markup, escape

MOST_CHARACTERS = 600  # of any one text on the page
# Characters that change the direction of the text that follows, and so can make it read as another.
DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
P_VALUE = re.compile(r"\bp (?:=|&lt;) [\d.]+\d")  # as HTML
LABELS = {
    "count": "rows with a value",
    "missing": "missing",
    "sd": "standard deviation",
    "q25": "lower quartile",
    "q75": "upper quartile",
    "min": "minimum",
    "max": "maximum",
    "distinct": "distinct values",
    "placeholders": "share of placeholder dates",
}
FIGURES = {
    "debiased_score": "Bias-corrected score",
    "changed_share": "Changed share",
    "detectable_share": "Smallest detectable change",
}


def visible(text: str) -> str:
    """Return a text on one line, with invisible characters and lone surrogates as escape sequences."""
    line = " ".join(text[: 4 * MOST_CHARACTERS].split())
    if line.isprintable():  # nearly always, and far faster than a check of each character
        return line
    return "".join(map(_escaped, line))


def shortened(text: str, most: int = MOST_CHARACTERS) -> str:
    """Return at most `most` characters of a text; the last one is an ellipsis if some are left out."""
    line = visible(text)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def whole_p_values(text: str) -> Markup:
    """Return a text as HTML in which no line breaks inside "p < 0.001"."""
    html = P_VALUE.sub(r'<span class="n">\g<0></span>', str(escape(text)))
    return Markup(html)  # noqa: S704 - the text is escaped


def label(name: str) -> str:
    """Return the label of a figure of a summary."""
    return LABELS.get(name) or FIGURES.get(name) or name.replace("_", " ")


def _escaped(character: str) -> str:
    if unicodedata.category(character) in ("Cc", "Cs") or DIRECTIONS.match(character):
        return f"\\u{ord(character):04x}"
    return character
