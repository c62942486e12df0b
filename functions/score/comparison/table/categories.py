"""Cells read as categories and as booleans."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from functions.score.batch.cell_forms.booleans import FALSE_WORDS, TRUE_WORDS
from functions.score.batch.cell_forms.missing import MISSING
from functions.score.comparison.table.words import Words, words_of

if TYPE_CHECKING:
    import pandas as pd

FALSE, TRUE = 0, 1
SHORTENED = 60  # shown characters of a category's name

Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """The cells of one column in both files.

    Attributes
    ----------
    codes : index into `names` of each cell, shapes (n,) and (m,); -1 for a missing or unreadable cell.
    names : the categories.
    unreadable : which cells cannot be read, shapes (n,) and (m,).
    """

    codes: tuple[Codes, Codes]
    names: list[str]
    unreadable: tuple[NDArray[np.bool_], NDArray[np.bool_]]

    @property
    def missing(self) -> tuple[int, int]:
        """Number of missing cells of each file."""
        before, after = (
            int(np.count_nonzero((codes < 0) & ~unreadable))
            for codes, unreadable in zip(self.codes, self.unreadable, strict=True)
        )
        return before, after


def read(before: "pd.Series", after: "pd.Series") -> Coded:
    """Read a column of both files as categories: every distinct word is one, as it is written.

    Only if one file was read as booleans, TRUE and True in the other file are the same as true.
    """
    codes, names = aligned(before, after)
    none = [np.zeros(len(cells), dtype=np.bool_) for cells in codes]
    return Coded(codes, [shortened(name) for name in names], (none[0], none[1]))


def aligned(before: "pd.Series", after: "pd.Series") -> tuple[tuple[Codes, Codes], list[str]]:
    """Return the cells of a column in both files as indices into its words; -1 for a missing cell."""
    fold = "b" in (before.dtype.kind, after.dtype.kind)
    places: dict[str, int] = {}
    codes = [_renumbered(words_of(column), places, fold=fold) for column in (before, after)]
    return (codes[0], codes[1]), list(places)


def read_booleans(before: "pd.Series", after: "pd.Series") -> Coded:
    """Read a column of both files as booleans; any other word is unreadable."""
    codes, unreadable = [], []
    for column in (before, after):
        if column.dtype.kind == "b":
            codes.append(column.to_numpy().astype(np.intp))
            unreadable.append(np.zeros(len(column), dtype=np.bool_))
            continue
        words = words_of(column, MISSING)
        meant = np.array([*map(_boolean, words.words), -1], dtype=np.intp)
        codes.append(meant[words.codes])
        unreadable.append((codes[-1] < 0) & (words.codes >= 0))
    names = ["false", "true"]
    present = [code for code in (FALSE, TRUE) if any((file == code).any() for file in codes)]
    if present == [TRUE]:  # every category has to occur in one of the files, so true becomes the first
        codes = [np.where(file == TRUE, 0, -1) for file in codes]
    return Coded((codes[0], codes[1]), [names[code] for code in present], (unreadable[0], unreadable[1]))


def shortened(name: str) -> str:
    """Return a category's name, without the end of a long one."""
    return name if len(name) <= SHORTENED else name[: SHORTENED - 1] + "…"


def numbered(names: list[str]) -> list[str]:
    """Return names that reveal nothing, for data that has to stay private."""
    return [f"category {number}" for number in range(1, len(names) + 1)]


def _renumbered(words: Words, places: dict[str, int], *, fold: bool) -> Codes:
    names = (
        word.lower() if fold and word.strip().lower() in {"true", "false"} else word for word in words.words
    )
    lookup = np.array([*(places.setdefault(name, len(places)) for name in names), -1], dtype=np.intp)
    codes: Codes = lookup[words.codes]
    return codes


def _boolean(word: str) -> int:
    folded = word.strip().lower()
    if folded in TRUE_WORDS:
        return TRUE
    return FALSE if folded in FALSE_WORDS else -1
