"""Embedded texts of one column, and values that are computed of them once."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from functions.score.statistics.explanation.known import Known
    from functions.score.statistics.explanation.reading import Reading
    from functions.score.statistics.moments import Moments

# Of a file whose words are counted; more would list the same ones.
MOST_READ = 5_000
# A string, a number in two lists, its words as numbers, and what it adds to the words known.
BYTES_PER_TEXT = 600


@dataclass(frozen=True, eq=False)
class EmbeddedTexts:
    """The texts of one column, and values that are computed once, no matter how often they are compared.

    Attributes
    ----------
    texts : the embedded texts, in the file's order, without missing and blank cells.
    rows : the row number of each text in the file, counted from 0.
    embeddings : float32, shape (len(texts), d), rows L2-normalised.
    total : number of texts in the column, which is larger if the embedded texts are a sample.
    """

    texts: list[str]
    rows: list[int]
    embeddings: "NDArray[np.float32]"
    total: int

    @cached_property
    def moments(self) -> "Moments":
        """Of the embeddings."""
        from functions.score.statistics.moments import Moments

        return Moments.of(self.embeddings)

    @cached_property
    def known(self) -> "Known":
        """Where the embeddings lie, and in which groups."""
        from functions.score.statistics.explanation.known import Known

        return Known.of(self.embeddings, self.moments)

    @cached_property
    def read(self) -> list[int]:
        """Places of up to MOST_READ texts, evenly spaced, whose words are counted and which are grouped."""
        count = len(self.texts)
        taken = min(count, MOST_READ)
        return [place * count // taken for place in range(taken)]

    @cached_property
    def reading(self) -> "Reading":
        """The words of the texts at these places."""
        from functions.score.statistics.explanation.reading import Reading

        return Reading.of([self.texts[place] for place in self.read])

    @property
    def size_bytes(self) -> int:
        """Approximate memory in bytes, with all computed values."""
        scatter = self.embeddings.itemsize * self.embeddings.shape[1] ** 2
        numbers: int = self.embeddings.nbytes + scatter
        return numbers + sum(map(len, self.texts)) + BYTES_PER_TEXT * len(self.texts)
