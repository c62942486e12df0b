"""Cells read as identifiers: which are equal, and what format each has."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from functions.score.comparison.table.words import Words, words_of

if TYPE_CHECKING:
    import pandas as pd

Codes = NDArray[np.intp]
Form = Callable[[str], str]  # names the format of an identifier

# Runs of letters and digits: "ab12cd" is a mixture, "INV00042" letters and a number.
PIECES = re.compile(r"[^\W\d_]+\d+(?![^\W_])|[^\W_]+")
ANY_RUN = re.compile(r"[^\W_]+")
# Formats of the baseline that occur once, per identifier: with more, letters and digits are left to chance.
MOST_RARE = 0.01
FEWEST_FIXED = 8  # characters from which a constant length, such as that of a hash, belongs to the format


@dataclass(frozen=True, slots=True, eq=False)
class Identifiers:
    """The cells of one column in both files.

    Attributes
    ----------
    values : equal numbers for equal identifiers of a file, shapes (n,) and (m,); -1 for a missing cell.
    formats : equal numbers for identifiers of equal format, in both files; shapes as above.
    missing : number of missing cells of each file.
    """

    values: tuple[Codes, Codes]
    formats: tuple[Codes, Codes]
    missing: tuple[int, int]

    @property
    def of_new_format(self) -> NDArray[np.bool_]:
        """Which cells of the drift file have a format that the baseline does not have, shape (m,)."""
        before, after = self.formats
        new: NDArray[np.bool_] = (after >= 0) & ~np.isin(after, before)
        return new


@dataclass(frozen=True, slots=True, eq=False)
class Baseline:
    """A baseline's column, read as identifiers.

    Attributes
    ----------
    words : the cells.
    form : names formats as precisely as suits these identifiers.
    formats : the format of each cell, shape (n,); -1 for a missing cell.
    places : the number of each format.
    """

    words: Words
    form: Form
    formats: Codes
    places: Mapping[str, int]

    @classmethod
    def of(cls, column: "pd.Series") -> "Baseline":
        """Read a column."""
        words = words_of(column)
        form, formats = _precise_enough(words.words)
        places: dict[str, int] = {}
        return cls(words, form, _numbered(words.codes, formats, places), places)


def read(before: Baseline, after: "pd.Series") -> Identifiers:
    """Read a drift file's column as identifiers, with the baseline's."""
    words = words_of(after)
    formats = _numbered(words.codes, map(before.form, words.words), dict(before.places))
    return Identifiers(
        (before.words.codes, words.codes), (before.formats, formats), (before.words.missing, words.missing)
    )


def format_of(word: str) -> str:
    """Return the format of an identifier: its letters, digits and mixtures of both, each as one letter.

    >>> format_of("ORD-000123"), format_of("INV00042"), format_of("9f86d081-884c"), format_of("12")
    ('a-9', 'a9', 'x-x', '9')
    """
    return PIECES.sub(_piece, word.strip())


def _piece(match: re.Match[str]) -> str:
    piece = match[0]
    if piece.isdecimal():
        return "9"
    if piece.isalpha():
        return "a"
    return "a9" if piece.rstrip("0123456789").isalpha() else "x"


def _precise_enough(words: list[str]) -> tuple[Form, list[str]]:
    """Return the most precise way to name formats in which few identifiers of a baseline are the only one.

    With it, the format of each of these words.

    In random identifiers, such as UUIDs, a run may be all letters by chance; then runs are all the same; and
    if the separators are random, too, formats are.
    """
    length = _fixed_length(words)
    form: Form
    for form in (format_of, _separators):
        formats = list(map(form, words))
        if sum(count == 1 for count in Counter(formats).values()) <= max(1.0, MOST_RARE * len(words)):
            break
    else:
        form, formats = _any, [""] * len(words)
    if not length:
        return form, formats
    return lambda word: f"{form(word)} {len(word.strip())}", [f"{each} {length}" for each in formats]


def _any(_word: str) -> str:
    return ""


def _separators(word: str) -> str:
    return ANY_RUN.sub("x", word.strip())


def _fixed_length(words: list[str]) -> int:
    """Return the length of all identifiers, if it belongs to their format; otherwise 0."""
    lengths = {len(word.strip()) for word in words}
    fixed = len(lengths) == 1 and min(lengths) >= FEWEST_FIXED and not any(map(str.isdecimal, words))
    return lengths.pop() if fixed else 0


def _numbered(codes: Codes, formats: Iterable[str], places: dict[str, int]) -> Codes:
    """Return the number of each cell's format; `places`: the numbers of those in both files, added to."""
    lookup = np.array([*(places.setdefault(form, len(places)) for form in formats), -1], dtype=np.intp)
    numbers: Codes = lookup[codes]
    return numbers
