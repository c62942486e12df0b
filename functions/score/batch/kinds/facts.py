"""What rules ask of a baseline's column; each fact is computed once, when a rule first asks for it."""

import re
from collections import Counter
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from functions.score.batch.cell_forms.missing import MISSING, own_words

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from functions.score.batch.vectors import Vectors

NEARLY_ALL = 0.95  # allows the odd "unknown" in a column of dates
SAMPLE_VALUES = 2000  # evenly spaced strings whose form is checked: within 0.5% of NEARLY_ALL
FIRST = 100  # values that are looked at first: most quantities with decimals show them there
EXACT = 2.0**53  # whole numbers below this are exact as float64
WHOLE = re.compile(r"[-+]?\d+(?:\.0+)?")


class Facts:
    """A column of a baseline.

    Parameters
    ----------
    column : strings, numbers, booleans or datetime64; missing cells as in pandas.
    vectors : the vectors of a column of lists of numbers.
    """

    def __init__(self, column: "pd.Series", vectors: "Vectors | None" = None) -> None:
        self._column, self.vectors = column, vectors

    @cached_property
    def name(self) -> str:
        """The column's name, stripped."""
        return str(self._column.name).strip()

    @property
    def type(self) -> str:
        """The letter of the column's numpy type: i, u, f, b, M, or O for strings and mixed cells."""
        letter: str = self._column.dtype.kind
        return letter

    @cached_property
    def present(self) -> "pd.Series":
        """The cells that are not missing; of strings, not blank either, and stripped."""
        if self.type != "O":
            return self._column.dropna() if self.type in "fM" else self._column
        present = self._column.dropna()
        if not self.has_strings:
            return present
        words = present.str.strip()
        return words[words != ""]

    @cached_property
    def has_strings(self) -> bool:
        """Whether the cells are strings."""
        if self.type != "O":
            return False
        import pandas as pd

        if isinstance(self._column.dtype, pd.StringDtype):
            return True
        return pd.api.types.infer_dtype(self._column.dropna()) not in ("boolean", "empty")

    @cached_property
    def sample(self) -> list[str]:
        """Evenly spaced words of a column of strings, at most SAMPLE_VALUES; empty for any other column."""
        if not self.has_strings or self.present.empty:
            return []
        every = -(-len(self.present) // SAMPLE_VALUES)
        sample: list[str] = self.present.iloc[::every].tolist()
        return sample

    @property
    def rows(self) -> int:
        """Number of rows, those with a missing cell included."""
        return len(self._column)

    @cached_property
    def values(self) -> list[str]:
        """The sample without words for a missing value."""
        return [word for word in self.sample if word.lower() not in MISSING]

    @cached_property
    def measured(self) -> list[str]:
        """The values without words that mean a missing cell in this column, if its others are numbers."""
        own = own_words(Counter(self.values))
        return [word for word in self.values if word.lower() not in own] if own else self.values

    @cached_property
    def distinct(self) -> int:
        """Number of distinct values."""
        return int(self.present.nunique())

    @property
    def distinct_share(self) -> float:
        """Distinct values per value, in (0, 1]; 1 if no value repeats."""
        return self.distinct / max(len(self.present), 1)

    @property
    def unique(self) -> bool:
        """Whether no value repeats."""
        return self.distinct == len(self.present)

    @property
    def nameable(self) -> bool:
        """Whether the values can be names: strings that are no dates, or whole numbers."""
        return self.whole_numbers is not None or self.has_strings

    @cached_property
    def numbers(self) -> "NDArray[np.float64] | None":
        """The present values of a column of numbers or of digits, float64; None for other columns."""
        import numpy as np

        if self.type in "iuf":
            values = self.present.to_numpy().astype(np.float64)
            return values if len(values) and np.isfinite(values).all() else None
        digits = self.sample and self.share(WHOLE) == 1.0 and self.present.str.fullmatch(WHOLE.pattern).all()
        return self.present.astype(np.float64).to_numpy() if digits else None

    @cached_property
    def whole_numbers(self) -> "NDArray[np.int64] | None":
        """The present values as whole numbers, int64, in the file's order; None if any is not a whole number.

        Floats count if every one is whole, because a missing cell turns integers into floats; so do strings
        of digits. Numbers beyond EXACT do not count.
        """
        import numpy as np

        values = self.numbers
        if values is None or (values[:FIRST] != np.rint(values[:FIRST])).any():
            return None
        if (np.abs(values) >= EXACT).any() or (values != np.rint(values)).any():
            return None
        return values.astype(np.int64)

    @property
    def of_one_width(self) -> bool:
        """Whether the values are whole numbers of equally many digits."""
        values = self.whole_numbers
        return values is not None and len(str(values.min())) == len(str(values.max()))

    def nearly_all(self, accepts: Callable[[str], bool]) -> bool:
        """Tell whether nearly all `measured` are accepted; stop when too many others are found."""
        others, most = 0, (1 - NEARLY_ALL) * len(self.measured)
        for value in self.measured:
            if not accepts(value):
                others += 1
                if others > most:
                    return False
        return bool(self.measured)

    def share_of_values(self, pattern: re.Pattern[str]) -> float:
        """Return the share of `values` that a pattern matches as a whole; 0 without any."""
        return sum(pattern.fullmatch(word) is not None for word in self.values) / max(len(self.values), 1)

    def share(self, pattern: re.Pattern[str]) -> float:
        """Return the share of the sample that a pattern matches as a whole; 0 without strings."""
        if not self.sample:
            return 0.0
        return sum(pattern.fullmatch(word) is not None for word in self.sample) / len(self.sample)
