"""Groups texts into batches that run through the model together."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

# Up to this many batches per thread, threads get equally many: 50 texts are embedded an eighth faster.
MAX_BALANCED = 8


@dataclass(frozen=True)
class TokenizedTexts:
    """The token ids of n texts, one after the other.

    Parameters
    ----------
    token_ids : int32 (total,), the ids of text 0, then of text 1, and so on.
    lengths : int32 (n,), the number of ids of each text; at least 1.
    truncated : the texts of which only the beginning is here, as they have more tokens than the model reads.
    """

    token_ids: NDArray[np.int32]
    lengths: NDArray[np.int32]
    truncated: Sequence[int] = ()

    def padded(self, rows: NDArray[np.intp], padding: int) -> NDArray[np.int32]:
        """Return the ids of some texts, int32 (len(rows), longest), padded on the right."""
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
        """Yield the rows of each batch, longest texts first.

        A batch has at most `token_budget` tokens with padding, or a single longer text. Sorting by length
        limits the padding, which costs as much as tokens, to a few percent.
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

    def balanced_batches(self, threads: int, min_tokens: int, max_tokens: int) -> list[NDArray[np.intp]]:
        """Return batches that keep all threads busy until nearly the same time.

        If there are few batches, every thread gets the same number: as few as a budget of `max_tokens`
        allows, with the smallest budget from `min_tokens` on that needs no more batches.
        """
        batches = list(self.batches(max_tokens))
        count = threads * -(-len(batches) // threads)
        if count > MAX_BALANCED * threads:
            return batches
        budgets = range(min_tokens, max_tokens)
        place = bisect_left(budgets, -count, key=lambda budget: -sum(1 for _ in self.batches(budget)))
        return list(self.batches(min_tokens + place))
