"""How many of a file's texts are embedded: all of a small file, a sample of a large one."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from functions.score.batch import Texts

if TYPE_CHECKING:
    import numpy as np

# Texts of a baseline, which is embedded once; as many as the tests look at.
BASELINE_TEXTS = 5_000
# Texts of a large drift file: at first, and where these leave it open.
FIRST_SAMPLE, SECOND_SAMPLE = 1_000, 5_000


@dataclass(frozen=True, slots=True)
class Sampling:
    """Sizes of the samples.

    Attributes
    ----------
    full_rows : of a column with up to so many texts every one is embedded; None: of every column.
    """

    full_rows: int | None = 2_000

    def of_baseline(self, texts: int) -> int:
        """Return how many of a baseline's texts are embedded."""
        return texts if self._is_small(texts) else min(texts, BASELINE_TEXTS)

    def first_sample(self, texts: int) -> int:
        """Return how many of a drift file's texts are embedded at first."""
        return texts if self._is_small(texts) else min(texts, FIRST_SAMPLE, self.full_rows or texts)

    def second_sample(self, texts: int) -> int:
        """Return how many are embedded where the first look left it open."""
        return min(texts, SECOND_SAMPLE)

    def _is_small(self, texts: int) -> bool:
        return self.full_rows is None or texts <= self.full_rows


def generator(seed: bytes, purpose: str) -> "np.random.Generator":
    """Return the random numbers of one purpose, such as a column's name; `seed`: what the inputs decide."""
    import numpy as np

    digest = hashlib.sha256(seed + purpose.encode(errors="surrogatepass")).digest()
    return np.random.default_rng(int.from_bytes(digest))


def drawing_order(texts: int, rng: "np.random.Generator") -> list[int]:
    """Return the places of a column's texts in random order: whoever takes more goes on where it stopped."""
    order: list[int] = rng.permutation(texts).tolist()
    return order


def drawn(whole: Texts, order: Sequence[int], count: int) -> Texts:
    """Return the first `count` texts of a drawing order, in the file's order."""
    places = sorted(order[:count])
    texts, rows = whole.texts, whole.rows
    return Texts([texts[place] for place in places], [rows[place] for place in places], whole.total)
