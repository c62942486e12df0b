"""Ways of writing that replace another: decimal marks, units, spellings."""

from collections import Counter
from collections.abc import Hashable
from typing import TypeVar

Way = TypeVar("Way", bound=Hashable)

# A way of writing is new if at most this share of the baseline has it, ...
RARE = 0.05
# ... at least this share of the drift file, ...
USUAL = 0.5
# ... and if so many cells of it are less likely than this, at the baseline's own rate.
CHANCE = 0.01


def replaced(before: Counter[Way], after: Counter[Way]) -> tuple[Way, Way] | None:
    """Return the most frequent way of writing of each file if the drift file's replaces the baseline's.

    Parameters
    ----------
    before, after : number of cells that are written in each way.

    >>> replaced(Counter({".": 300}), Counter({",": 40, ".": 3}))
    ('.', ',')
    >>> replaced(Counter({"MB": 180, "GB": 120}), Counter({"GB": 60, "MB": 40})) is None
    True
    """
    if not before.total() or not after.total():
        return None
    old, new = (ways.most_common(1)[0][0] for ways in (before, after))
    if old == new:
        return None
    rate = (before[new] + 1) / (before.total() + 2)  # Laplace's estimate: above zero
    rare = before[new] <= RARE * before.total() and after[new] >= USUAL * after.total()
    return (old, new) if rare and rate ** after[new] <= CHANCE else None
