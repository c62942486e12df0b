"""How many rows resemble nothing in the baseline."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NOVEL = 0.01  # share of the baseline's own rows that are called unlike the others


@dataclass(frozen=True, slots=True)
class NovelShare:
    """The share of rows that are unlike any in the baseline, and the share that is expected by chance."""

    share: float
    by_chance: float

    @property
    def beyond_chance(self) -> float:
        """The excess, >= 0."""
        return max(0.0, self.share - self.by_chance)


def novel_share(p_values: "NDArray[np.float64]", baseline_rows: int) -> NovelShare:
    """Return the share of drift rows that resemble nothing in the baseline.

    A row is novel if at most one in a hundred baseline rows has as few similar rows; in a baseline of fewer
    rows, if none has.

    Parameters
    ----------
    p_values : float64 array, shape (m,), m >= 1
        Conformal p-values of the drift rows.
    baseline_rows : int
        Behind the p-values.

    Returns
    -------
    NovelShare
        Its `by_chance` is the expected share if the drift rows are like the baseline's.

    Examples
    --------
    >>> import numpy as np
    >>> novel_share(np.array([0.002, 0.3, 0.8, 0.002]), 499)
    NovelShare(share=0.5, by_chance=0.01)
    >>> novel_share(np.array([0.02, 0.3]), 49)
    NovelShare(share=0.5, by_chance=0.02)
    """
    level = max(1, int(NOVEL * (baseline_rows + 1))) / (baseline_rows + 1)
    # The p-values are multiples of 1 / (baseline_rows + 1), up to rounding.
    novel = p_values < level + 0.5 / (baseline_rows + 1)
    return NovelShare(float(novel.mean()), level)
