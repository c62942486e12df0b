"""An encoder that embeds no text twice: what the corpora hold was embedded when they were made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from functions.score.encoder import Encoder, ModelIdentity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

MODEL = ModelIdentity("the corpora's model", "sha256:" + "0" * 64, "onnx")


class Remembering:
    """Answers from what it knows, and asks the encoder behind it, where there is one, for the rest."""

    def __init__(self, known: dict[str, NDArray[np.float32]], behind: Encoder | None = None) -> None:
        self._known, self._behind = known, behind

    @property
    def model(self) -> ModelIdentity:
        return MODEL

    @property
    def dimension(self) -> int:
        return self._behind.dimension if self._behind else len(next(iter(self._known.values())))

    def encode(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        unknown = list(dict.fromkeys(text for text in texts if text not in self._known))
        if unknown and self._behind:
            self._known.update(zip(unknown, self._behind.encode(unknown), strict=True))
        if progress:
            progress(len(texts))
        return np.stack([self._known[text] for text in texts])
