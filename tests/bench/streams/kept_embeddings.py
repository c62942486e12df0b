"""The embeddings of a stream's texts, kept in the cache."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Self

import numpy as np
from calibration.remembering import Remembering
from field.scored import encoder

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


class KeptEmbeddings:
    """Opens an encoder that embeds no text of a stream twice, in this measurement or a later one.

    The model is loaded at the first call; the embeddings are written when the `with` block ends.
    """

    def __init__(self, stream: str, cache: Path) -> None:
        self._path = cache / "streams" / "embeddings" / f"{stream}.npz"
        self._embeddings: dict[str, NDArray[np.float32]] = {}
        self._opened: Remembering | None = None

    def __call__(self) -> Remembering:
        """Return the encoder."""
        if self._opened is None:
            if self._path.exists():
                with np.load(self._path) as stored:
                    kept = zip(stored["texts"].tolist(), stored["embeddings"], strict=True)
                    self._embeddings.update(kept)
            self._count = len(self._embeddings)
            self._opened = Remembering(self._embeddings, encoder())
        return self._opened

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._opened is None or len(self._embeddings) == self._count:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # Two processes may measure one stream: each writes a file of its own, and the last one stays.
        partial = self._path.with_suffix(f".{os.getpid()}.npz")
        texts = np.array(list(self._embeddings))
        np.savez(partial, texts=texts, embeddings=np.stack(list(self._embeddings.values())))
        partial.replace(self._path)
