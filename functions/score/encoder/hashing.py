"""An encoder without a model: small, fast and deterministic, for tests and documentation."""

from __future__ import annotations

from hashlib import blake2b, sha256
from typing import TYPE_CHECKING

from functions.score.encoder.identity import ModelIdentity
from functions.score.encoder.surrogates import replace_lone_surrogates
from functions.score.encoder.unread import READ, Unread

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

DEFAULT_DIMENSION = 64  # wide enough that a few hundred words rarely share a component


class HashingEncoder:
    """Counts words in hashed components, so texts with common words have similar vectors.

    A text without words becomes the first unit vector.

    Parameters
    ----------
    dimension : int >= 1, length d of the vectors. Raises ValueError if it is smaller.
    """

    def __init__(self, dimension: int = DEFAULT_DIMENSION) -> None:
        if dimension < 1:
            raise ValueError(f"dimension must be at least 1, not {dimension}")
        self._dimension = dimension
        digest = sha256(f"driftline hashing encoder 1, dimension {dimension}".encode()).hexdigest()
        self._model = ModelIdentity(name="hashing", fingerprint=f"sha256:{digest}", engine="hashing")

    @property
    def model(self) -> ModelIdentity:
        """Name, fingerprint (of the dimension, as there are no weights) and engine "hashing"."""
        return self._model

    @property
    def dimension(self) -> int:
        """Length d of every vector."""
        return self._dimension

    def encode(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Embed each text; see `functions.score.encoder.Encoder.encode`."""
        import numpy as np

        vectors = np.zeros((len(texts), self._dimension), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in replace_lone_surrogates(text).lower().split():
                row[self._component(word)] += 1.0
            if not row.any():
                row[0] = 1.0
        if len(texts) and progress is not None:
            progress(len(texts))
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def unread(self, texts: Sequence[str]) -> list[Unread]:
        """Return that each text is read as a whole: every word has a component."""
        return [READ] * len(texts)

    def _component(self, word: str) -> int:
        # Python's own hash() of a string differs between processes.
        return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "little") % self._dimension
