"""How many rows resemble nothing in the baseline."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NOVEL = 0.01  # share of the baseline's own rows that are called unlike the others
OF_FILES = 0.95  # share of files without a change that have at most `at_most` such rows


@dataclass(frozen=True, slots=True)
class NovelShare:
    """The share of rows that are unlike any in the baseline.

    Attributes
    ----------
    share : of the drift rows.
    by_chance : the expected share if they are like the baseline's.
    at_most : the share that 95 of 100 such files do not exceed.
    """

    share: float
    by_chance: float
    at_most: float

    @property
    def beyond_chance(self) -> float:
        """The excess over the expected share; 0 if it may be chance."""
        return self.share - self.by_chance if self.share > self.at_most else 0.0


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

    Examples
    --------
    One such row of 20 may be chance, and so may three of 100.

    >>> import numpy as np
    >>> novel_share(np.repeat([0.002, 0.3], [5, 15]), 499)
    NovelShare(share=0.25, by_chance=0.01, at_most=0.05)
    >>> novel_share(np.repeat([0.002, 0.3], [3, 97]), 499).beyond_chance
    0.0
    """
    level = max(1, int(NOVEL * (baseline_rows + 1)))
    # The p-values are multiples of 1 / (baseline_rows + 1), up to rounding.
    novel = p_values < (level + 0.5) / (baseline_rows + 1)
    most = _most_by_chance(len(novel), level, baseline_rows)
    return NovelShare(float(novel.mean()), level / (baseline_rows + 1), most / len(novel))


def _most_by_chance(rows: int, level: int, baseline_rows: int) -> int:
    """Return how many of `rows` are below the baseline's `level` lowest scores in OF_FILES of all files.

    Their number has a beta-binomial distribution, because the share of a population that is below an order
    statistic of a sample has a beta distribution.

    References
    ----------
    David & Nagaraja, "Order Statistics" (2003), section 2.1.
    """
    import numpy as np
    from scipy.special import betaln, gammaln

    counts = np.arange(rows + 1)
    above = baseline_rows + 1 - level
    ways = gammaln(rows + 1) - gammaln(counts + 1) - gammaln(rows - counts + 1)
    logs = ways + betaln(counts + level, rows - counts + above) - betaln(level, above)
    return int(np.searchsorted(np.cumsum(np.exp(logs)), OF_FILES))
