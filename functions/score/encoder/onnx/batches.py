"""Which texts go through the model together."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

# Batches of a thread, up to which it matters that each has as many: 50 texts are embedded an eighth sooner.
EVENED_OUT = 8


@dataclass(frozen=True)
class TokenizedTexts:
    """The token ids of n texts, one after the other.

    Parameters
    ----------
    token_ids : int32 (total,), the ids of text 0, then of text 1, and so on.
    lengths : int32 (n,), how many of them are each text's; at least 1.
    """

    token_ids: NDArray[np.int32]
    lengths: NDArray[np.int32]

    def padded(self, rows: NDArray[np.intp], padding: int) -> NDArray[np.int32]:
        """Return the ids of some texts, int32 (len(rows), longest), filled up on the right."""
        import numpy as np

        lengths = self.lengths[rows]
        places = np.arange(lengths.max())
        real = places < lengths[:, None]
        sources = np.where(real, self._starts[rows, None] + places, 0)
        return np.where(real, self.token_ids[sources], np.int32(padding))

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        import numpy as np

        return np.cumsum(self.lengths, dtype=np.int64) - self.lengths

    def batches(self, token_budget: int) -> Iterator[NDArray[np.intp]]:
        """Yield rows to run together: all n once, the longest first.

        A batch holds at most `token_budget` tokens, padding included, or a single longer text. Sorting by
        length keeps the padding, which costs as much as tokens do, to a few percent.
        """
        order = self._longest_first
        start = 0
        while start < len(order):
            size = max(1, token_budget // int(self.lengths[order[start]]))
            yield order[start : start + size]
            start += size

    @cached_property
    def _longest_first(self) -> NDArray[np.intp]:
        import numpy as np

        return np.argsort(-self.lengths, kind="stable")

    def shared_out(self, threads: int, fewest: int, most: int) -> list[NDArray[np.intp]]:
        """Return batches, as above, such that threads which take one after the other end together, or nearly.

        Of few batches every thread has as many: as few as a budget of `most` tokens allows, and of the
        smallest budget, `fewest` at least, that makes no more of them.
        """
        batches = list(self.batches(most))
        wanted = threads * -(-len(batches) // threads)
        if wanted > EVENED_OUT * threads:
            return batches
        budgets = range(fewest, most)
        place = bisect_left(budgets, -wanted, key=lambda budget: -sum(1 for _ in self.batches(budget)))
        return list(self.batches(fewest + place))
