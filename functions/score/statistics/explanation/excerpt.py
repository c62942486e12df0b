"""The beginning of a text, safe to display."""

import unicodedata
from itertools import accumulate

ELLIPSIS = "…"
INSPECTED = 4  # characters inspected per character shown, as invisible characters are removed
# Category C is removed: control characters, direction overrides, lone surrogates, unassigned code points.
# Joiners are in that category too, but belong to words and emoji.
JOINERS = "\u200c\u200d"


def excerpt(text: str, *, characters: int, size: int) -> str:
    """Return the beginning of a text on one line, cut at the end of a word and marked with an ellipsis.

    Parameters
    ----------
    text : str
        Any string. Invisible characters are removed, runs of white space become one space.
    characters : int
        Most characters to return, >= 1.
    size : int
        Most bytes of JSON to return (UTF-8, quotation marks and backslashes escaped), >= 4.

    Returns
    -------
    str
        The whole text if it fits, otherwise its beginning and an ellipsis.

    Examples
    --------
    >>> excerpt("The quick brown fox jumps", characters=20, size=80)
    'The quick brown fox…'
    """
    head = text[: INSPECTED * characters]
    line = " ".join("".join(map(_visible, head)).split())
    if len(head) == len(text) and _fitting(line, characters, size) == len(line):
        return line
    return _whole_words(line, _fitting(line, characters - 1, size - len(ELLIPSIS.encode()))) + ELLIPSIS


def _fitting(line: str, characters: int, size: int) -> int:
    """Return how many characters of a line fit."""
    sizes = accumulate(len(letter.encode()) + (letter in '"\\') for letter in line[:characters])
    return sum(total <= size for total in sizes)


def _visible(letter: str) -> str:
    if letter.isspace():
        return " "
    return letter if letter in JOINERS or unicodedata.category(letter)[0] != "C" else ""


def _whole_words(line: str, end: int) -> str:
    """Return the line up to `end` without a partial last word, unless that word is half of the line."""
    if end < len(line) and line[end] != " ":
        end = max(line.rfind(" ", end // 2, end), 0) or end
    while 0 < end < len(line) and (unicodedata.category(line[end])[0] == "M" or line[end] in JOINERS):
        end -= 1  # a letter and its combining marks stay together
    return line[:end].rstrip(f" {JOINERS}")
