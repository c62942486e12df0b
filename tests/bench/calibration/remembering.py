"""An encoder that embeds no text twice: the corpora already contain the embeddings of their texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from functions.score.encoder import Encoder, ModelIdentity, Unread

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

MODEL = ModelIdentity("the corpora's model", "sha256:" + "0" * 64, "onnx")


class Remembering:
    """Returns cached embeddings; texts that are not cached go to the encoder, if there is one."""

    def __init__(self, cached: dict[str, NDArray[np.float32]], encoder: Encoder | None = None) -> None:
        self._cached, self._encoder = cached, encoder

    @property
    def model(self) -> ModelIdentity:
        return MODEL

    @property
    def dimension(self) -> int:
        return self._encoder.dimension if self._encoder else len(next(iter(self._cached.values())))

    def encode(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        new = list(dict.fromkeys(text for text in texts if text not in self._cached))
        if new and self._encoder:
            self._cached.update(zip(new, self._encoder.encode(new), strict=True))
        if progress:
            progress(len(texts))
        embeddings = np.empty((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            embeddings[row] = self._cached[text]
        return embeddings

    def unread(self, texts: Sequence[str]) -> list[Unread]:
        return self._encoder.unread(texts) if self._encoder else [Unread()] * len(texts)
