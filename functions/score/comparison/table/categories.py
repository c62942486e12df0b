"""Cells read as categories and as booleans."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from functions.score.batch.cell_forms.booleans import FALSE_WORDS, TRUE_WORDS
from functions.score.batch.cell_forms.missing import MISSING
from functions.score.comparison.table import spellings
from functions.score.comparison.table.words import Words, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

FALSE, TRUE = 0, 1
WHOLE = re.compile(r"(-?\d+)\.0+")  # 20.0, which is 20
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
    reformatted : sentences on spellings that replace the baseline's.
    notes : sentences on other spellings.
    """

    codes: tuple[Codes, Codes]
    names: list[str]
    unreadable: tuple[NDArray[np.bool_], NDArray[np.bool_]]
    reformatted: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[int, int]:
        """Number of missing cells of each file."""
        before, after = (
            int(np.count_nonzero((codes < 0) & ~unreadable))
            for codes, unreadable in zip(self.codes, self.unreadable, strict=True)
        )
        return before, after


def read(before: "pd.Series", after: "pd.Series", *, show_values: bool = True) -> Coded:
    """Read a column of both files as categories: words that look alike are one, see `spellings`.

    Only if one file was read as booleans, TRUE and True in the other file are the same as true; only if one
    was read as numbers, 20.0 in the other file is the same as 20.
    """
    codes, words = aligned(before, after)
    counts = [np.bincount(cells[cells >= 0], minlength=len(words)).tolist() for cells in codes]
    old, new = ({word: count for word, count in zip(words, file, strict=True) if count} for file in counts)
    matched = spellings.match(old, new, show_values=show_values)
    places: dict[str, int] = {}
    lookup = np.array(
        [*(places.setdefault(matched.names.get(word, word), len(places)) for word in words), -1],
        dtype=np.intp,
    )
    none = [np.zeros(len(cells), dtype=np.bool_) for cells in codes]
    return Coded(
        (lookup[codes[0]], lookup[codes[1]]),
        [shortened(name) for name in places],
        (none[0], none[1]),
        matched.reformatted,
        matched.notes,
    )


def aligned(
    before: "pd.Series", after: "pd.Series", known: Words | None = None
) -> tuple[tuple[Codes, Codes], list[str]]:
    """Return the cells of a column in both files as indices into its words; -1 for a missing cell.

    `known`: the words of `before`, if they have been read.
    """
    types = {before.dtype.kind, after.dtype.kind}
    places: dict[str, int] = {}
    codes = [_renumbered(words, places, types) for words in (known or words_of(before), words_of(after))]
    return (codes[0], codes[1]), list(places)


def read_booleans(before: "pd.Series", after: "pd.Series") -> Coded:
    """Read a column of both files as booleans, named as in the baseline; any other word is unreadable."""
    codes, unreadable = [], []
    names = list(_names(before))
    for column in (before, after):
        if column.dtype.kind == "b":
            codes.append(column.to_numpy().astype(np.intp))
            unreadable.append(np.zeros(len(column), dtype=np.bool_))
            continue
        words = words_of(column, MISSING)
        meant = np.array([*map(_boolean, words.words), -1], dtype=np.intp)
        codes.append(meant[words.codes])
        unreadable.append((codes[-1] < 0) & (words.codes >= 0))
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


def _renumbered(words: Words, places: dict[str, int], types: set[str]) -> Codes:
    names: Iterable[str] = words.words
    if "b" in types:
        names = (word.lower() if word.strip().lower() in {"true", "false"} else word for word in names)
    if types & set("iuf"):
        names = (match[1] if (match := WHOLE.fullmatch(word)) else word for word in names)
    lookup = np.array([*(places.setdefault(name, len(places)) for name in names), -1], dtype=np.intp)
    codes: Codes = lookup[words.codes]
    return codes


def _names(baseline: "pd.Series") -> tuple[str, str]:
    """Return the baseline's most frequent words for no and yes."""
    if baseline.dtype.kind == "b":
        return "false", "true"
    words = words_of(baseline)
    counts = np.bincount(words.codes[words.codes >= 0], minlength=len(words.words))
    order = np.argsort(counts, kind="stable")
    names = {_boolean(words.words[place]): words.words[place].strip() for place in order.tolist()}
    return names.get(FALSE, "false"), names.get(TRUE, "true")


def _boolean(word: str) -> int:
    folded = word.strip().lower()
    if folded in TRUE_WORDS:
        return TRUE
    return FALSE if folded in FALSE_WORDS else -1
