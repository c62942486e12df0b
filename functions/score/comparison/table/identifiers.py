"""Cells read as identifiers: which are equal, and what format each has."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from functions.score.comparison.table.words import Words, words_of

if TYPE_CHECKING:
    import pandas as pd

Codes = NDArray[np.intp]

# Runs of letters and digits: "ab12cd" is a mixture, "INV00042" letters and a number.
PIECES = re.compile(r"[^\W\d_]+\d+(?![^\W_])|[^\W_]+")
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


def read(before: "pd.Series", after: "pd.Series") -> Identifiers:
    """Read a column of both files as identifiers."""
    files = words_of(before), words_of(after)
    fixed = _fixed_length(files[0].words)
    places: dict[str, int] = {}
    formats = [_formats(file, places, fixed=fixed) for file in files]
    return Identifiers(
        (files[0].codes, files[1].codes), (formats[0], formats[1]), (files[0].missing, files[1].missing)
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


def _fixed_length(words: list[str]) -> bool:
    """Return whether all identifiers that are no numbers have the same length."""
    lengths = {len(word.strip()) for word in words}
    return len(lengths) == 1 and lengths.pop() >= FEWEST_FIXED and not any(map(str.isdecimal, words))


def _formats(file: Words, places: dict[str, int], *, fixed: bool) -> Codes:
    formats = (f"{format_of(word)} {len(word.strip()) if fixed else ''}" for word in file.words)
    lookup = np.array([*(places.setdefault(form, len(places)) for form in formats), -1], dtype=np.intp)
    codes: Codes = lookup[file.codes]
    return codes
