"""The cells of a column as words: the distinct words, and the word of each cell."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from common.verdict.column import Kind
from functions.score.batch.wording import quoted

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """A column's cells.

    Attributes
    ----------
    codes : index into `words` of each cell, shape (rows,); -1 for a missing cell. A cell is missing if it is
        empty, white space, or one of the `missing` words.
    words : the distinct words, in the order of their first row.
    """

    codes: NDArray[np.intp]
    words: list[str]

    @property
    def missing(self) -> int:
        """Number of missing cells."""
        return int(np.count_nonzero(self.codes < 0))


def words_of(column: "pd.Series", missing: frozenset[str] = frozenset()) -> Words:
    """Return the words of a column of any type.

    Whole numbers have no decimal point, even if a missing cell has made them floats; booleans are "true" and
    "false"; times are in ISO 8601.

    Parameters
    ----------
    missing : lower-case words that mean a missing cell.
    """
    import pandas as pd

    codes, distinct = pd.factorize(column)
    if isinstance(column.dtype, pd.StringDtype):
        return _strings(codes, distinct.tolist(), missing)
    words = [_word(value) for value in distinct.tolist()]
    # Two values can have the same word: True and "true" in a column of mixed types.
    places: dict[str, int] = {}
    present = [bool(word) and not word.isspace() and word.strip().lower() not in missing for word in words]
    renumbered = [
        places.setdefault(word, len(places)) if keep else -1
        for word, keep in zip(words, present, strict=True)
    ]
    lookup = np.array([*renumbered, -1], dtype=np.intp)  # index -1, a missing cell, reads the last entry
    return Words(lookup[codes], list(places))


def _strings(codes: NDArray[np.intp], words: list[str], missing: frozenset[str]) -> Words:
    """Return the words of strings, which need no conversion."""
    empty = [
        place
        for place, word in enumerate(words)
        if not word or word.isspace() or (missing and word.strip().lower() in missing)
    ]
    if not empty:
        return Words(codes, words)
    present = np.ones(len(words), dtype=np.bool_)
    present[empty] = False
    lookup = np.append(np.where(present, np.cumsum(present) - 1, -1), -1)
    return Words(lookup[codes], [word for word, keep in zip(words, present.tolist(), strict=True) if keep])


def with_words(column: "pd.Series", missing: str | None, baseline: "pd.Series", kind: Kind) -> "pd.Series":
    """Return a column with its missing cells as words again, if the baseline's words are its categories.

    "NA" is a missing cell in a file whose other cells are numbers, and yet may be a category of the baseline.

    Parameters
    ----------
    missing : the word of all missing cells in the file; None if they have none.
    """
    if missing is None or kind != "categorical" or baseline.dtype.kind != "O":
        return column
    import pandas as pd

    words = words_of(column)
    cells = np.array([*words.words, missing], dtype=object)[words.codes]
    return pd.Series(cells, name=column.name, dtype="str")


def example(
    column: "pd.Series", unreadable: NDArray[np.bool_], *, show_values: bool, hint: str | None = None
) -> str | None:
    """Return the first unreadable cell, its row and a hint on all of them; None if there is none."""
    if not unreadable.any():
        return None
    row = int(unreadable.argmax())
    place = f"data row {row + 1}"
    cell = f"{quoted(_word(column.iloc[row]))} in {place}" if show_values else place
    return f"{cell} ({hint})" if hint else cell


def _word(value: object) -> str:
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
