"""The beginning of a text, fit to be shown."""

import unicodedata
from itertools import accumulate

ELLIPSIS = "…"
READ = 4  # times as many characters as are shown, before those that show nothing are left out
# Category C is left out: control characters, those that turn the direction of reading, halves of surrogate
# pairs, what is not assigned. Joiners are of it too, but belong to words and emoji.
JOINERS = "\u200c\u200d"


def excerpt(text: str, *, characters: int, size: int) -> str:
    """Return the beginning of a text on one line, cut where a word ends, with an ellipsis where it is cut.

    Parameters
    ----------
    text : any string; what shows nothing is left out, runs of white space become one space.
    characters : how many are returned at most, >= 1.
    size : how many bytes of JSON these take at most (UTF-8, quotation marks and backslashes escaped), >= 4.
    """
    read = text[: READ * characters]
    line = " ".join("".join(map(_visible, read)).split())
    if len(read) == len(text) and _fitting(line, characters, size) == len(line):
        return line
    return _whole_words(line, _fitting(line, characters - 1, size - len(ELLIPSIS.encode()))) + ELLIPSIS


def _fitting(line: str, characters: int, size: int) -> int:
    """Return how many characters of a line are shown."""
    sizes = accumulate(len(letter.encode()) + (letter in '"\\') for letter in line[:characters])
    return sum(taken <= size for taken in sizes)


def _visible(letter: str) -> str:
    if letter.isspace():
        return " "
    return letter if letter in JOINERS or unicodedata.category(letter)[0] != "C" else ""


def _whole_words(line: str, end: int) -> str:
    """Return the line up to `end`, less a word cut in two; a word of half that length is cut all the same."""
    if end < len(line) and line[end] != " ":
        end = max(line.rfind(" ", end // 2, end), 0) or end
    while 0 < end < len(line) and (unicodedata.category(line[end])[0] == "M" or line[end] in JOINERS):
        end -= 1  # a letter and its marks stay together
    return line[:end].rstrip(f" {JOINERS}")
