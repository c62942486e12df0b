"""Chooses the texts that are embedded: all of a small file, a sample of a large one."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from functions.score.batch import Texts

if TYPE_CHECKING:
    import numpy as np

# Texts of a baseline, which is embedded once; the tests use no more.
BASELINE_TEXTS = 5_000
# Texts of a large drift file in the first stage, and in the second if the first is not decisive.
FIRST_SAMPLE, SECOND_SAMPLE = 1_000, 5_000
# Texts of one file over all of its text columns, if it has several: what takes 12 seconds of a processor.
MOST_TEXTS = 4_000
# With more text columns, too few texts of each would be left.
MOST_COLUMNS = 100


@dataclass(frozen=True, slots=True)
class Sampling:
    """Sizes of the samples.

    Attributes
    ----------
    full_rows : a column with up to this number of texts is embedded whole. If None, every column is.
    most : texts of a column, because others need some, too; None if there is no limit.
    """

    full_rows: int | None = 2_000
    most: int | None = None

    def shared(self, columns: int) -> "Sampling":
        """Return the sizes of samples for each of several columns.

        >>> Sampling().shared(20).of_baseline(300), Sampling().shared(1).of_baseline(300)
        (200, 300)
        """
        if self.full_rows is None or columns <= 1:
            return self
        return replace(self, most=max(MOST_TEXTS // columns, MOST_TEXTS // MOST_COLUMNS))

    def of_baseline(self, texts: int) -> int:
        """Return how many of a baseline's texts to embed."""
        return self._at_most(texts if self._is_small(texts) else min(texts, BASELINE_TEXTS))

    def first_sample(self, texts: int) -> int:
        """Return how many of a drift file's texts to embed in the first stage."""
        whole = self._is_small(texts)
        return self._at_most(texts if whole else min(texts, FIRST_SAMPLE, self.full_rows or texts))

    def second_sample(self, texts: int) -> int:
        """Return how many of a drift file's texts to embed in the second stage."""
        return self._at_most(min(texts, SECOND_SAMPLE))

    def _at_most(self, texts: int) -> int:
        return texts if self.most is None else min(texts, self.most)

    def _is_small(self, texts: int) -> bool:
        return self.full_rows is None or texts <= self.full_rows


def generator(seed: bytes, purpose: str) -> "np.random.Generator":
    """Return the random generator for one purpose, such as a column's name, seeded from the inputs."""
    import numpy as np

    digest = hashlib.sha256(seed + purpose.encode(errors="surrogatepass")).digest()
    return np.random.default_rng(int.from_bytes(digest))


def drawing_order(texts: int, rng: "np.random.Generator") -> list[int]:
    """Return the positions of a column's texts in random order; a longer sample extends a shorter one."""
    order: list[int] = rng.permutation(texts).tolist()
    return order


def drawn(whole: Texts, order: Sequence[int], count: int) -> Texts:
    """Return the first `count` texts of a drawing order, in the file's order."""
    places = sorted(order[:count])
    texts, rows = whole.texts, whole.rows
    return Texts([texts[place] for place in places], [rows[place] for place in places], whole.total)
