"""Embedded rows of one column, and values that are computed of them once."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from functions.score.texts.masking import EVERYWHERE, Mask

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from functions.score.batch import Batch
    from functions.score.statistics.explanation.landmarks import Landmarks
    from functions.score.statistics.explanation.word_stream import WordStream
    from functions.score.statistics.moments import Moments

# Rows of a file that its explanation is made from; more would give the same words and groups.
MOST_EXPLAINED = 5_000
# A string, a number in two lists, its words as numbers, and what it adds to the words known.
BYTES_PER_TEXT = 600


class ReadTexts(NamedTuple):
    """Texts as the model read them, and their embeddings.

    Attributes
    ----------
    texts : masked texts.
    embeddings : float32, shape (len(texts), d), rows L2-normalised.
    """

    texts: list[str]
    embeddings: "NDArray[np.float32]"


@dataclass(frozen=True, eq=False)
class Embedded:
    """The embeddings of one column, and values that are computed once, no matter how often they are compared.

    Attributes
    ----------
    rows : the row number of each embedding in the file, counted from 0, in the file's order; rows with a
        missing cell have no embedding.
    embeddings : float32, shape (len(rows), d), L2-normalised.
    total : number of embeddings of the whole column, which is larger if these are a sample.
    """

    rows: list[int]
    embeddings: "NDArray[np.float32]"
    total: int

    @cached_property
    def moments(self) -> "Moments":
        """Of the embeddings."""
        from functions.score.statistics.moments import Moments

        return Moments.of(self.embeddings)

    @cached_property
    def landmarks(self) -> "Landmarks":
        """Axes and groups of the embeddings."""
        from functions.score.statistics.explanation.landmarks import Landmarks

        return Landmarks.of(self.embeddings, self.moments)

    @cached_property
    def explained(self) -> list[int]:
        """Positions of up to MOST_EXPLAINED rows, evenly spaced, that the explanation is made from."""
        count = len(self.rows)
        chosen = min(count, MOST_EXPLAINED)
        return [place * count // chosen for place in range(chosen)]

    @cached_property
    def size_bytes(self) -> int:
        """Approximate memory in bytes, with all computed values."""
        scatter = self.embeddings.itemsize * self.embeddings.shape[1] ** 2
        return int(self.embeddings.nbytes + scatter)


@dataclass(frozen=True, eq=False)
class EmbeddedTexts(Embedded):
    """The texts of one column with their embeddings.

    Attributes
    ----------
    texts : the embedded texts as written, without missing and blank cells; of each row in `rows` one.
    mask : what the model does not read of them.
    """

    texts: list[str]
    mask: Mask = EVERYWHERE

    @cached_property
    def read(self) -> ReadTexts:
        """The texts as the model read them, with the same embeddings."""
        return ReadTexts(list(map(self.mask, self.texts)), self.embeddings)

    @cached_property
    def word_stream(self) -> "WordStream":
        """The words of the texts at the explained positions."""
        from functions.score.statistics.explanation.word_stream import WordStream

        return WordStream.of([self.texts[place] for place in self.explained])

    def part(self, places: "Sequence[int]", rows: list[int]) -> "EmbeddedTexts":
        """Return the texts at these places, which are these rows of a smaller file."""
        texts = [self.texts[place] for place in places]
        return EmbeddedTexts(rows, self.embeddings[list(places)], len(texts), texts, self.mask)

    @cached_property
    def size_bytes(self) -> int:
        """Approximate memory in bytes, with all computed values."""
        return super().size_bytes + sum(map(len, self.texts)) + BYTES_PER_TEXT * len(self.texts)


def embedded_vectors(batch: "Batch", column: str) -> Embedded:
    """Return the embeddings that a column of vectors consists of; they need no model."""
    import numpy as np

    vectors = batch.vectors[column]
    present = vectors.present
    cells = vectors.cells[present]
    lengths = np.linalg.norm(cells.astype(np.float64), axis=1, keepdims=True)
    total = round(len(present) * batch.total_rows / batch.rows)
    rows = batch.row_numbers(present.tolist())
    return Embedded(rows, (cells / lengths).astype(np.float32), total)
