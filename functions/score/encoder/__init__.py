"""Turns texts into unit vectors with a language model.

opening                       opens an encoder by the name of its model
model_files                   finds a model: in a folder, in a package, or on the Hugging Face hub
identity                      the identity of a model, as stored in verdicts and profiles
onnx                          the engines that need no torch: onnx, the default, and openvino
sentence_transformers_engine  the engine for GPUs, and for models that onnx does not support
hashing                       an encoder without a model, for tests and documentation
unsupported                   the onnx engine's error about a model that it does not support
windows                       texts beyond the model's limit, in parts
extracts                      what matters of a very long text
unread                        words that a model does not know, and what is beyond its windows
surrogates                    replaces lone surrogates, which tokenizers do not accept
processor                     what the processor computes quickly
cpu_quota                     the number of processors that this process may use
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from functions.score.encoder.identity import ModelIdentity
from functions.score.encoder.unread import Unread

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Encoder", "ModelIdentity", "Unread"]


class Encoder(Protocol):
    """A loaded model."""

    @property
    def model(self) -> ModelIdentity:
        """The identity of the model; two encoders with equal identities return equal vectors."""

    @property
    def dimension(self) -> int:
        """Length d of every vector."""

    def encode(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Embed each text.

        Parameters
        ----------
        texts : any strings: empty, of any length, with NULs or emoji. A lone surrogate is read as U+FFFD, the
            replacement character. A text beyond the model's limit is read in up to MOST_WINDOWS windows.
        progress : called from time to time with the number of texts finished since its last call; the
            numbers add up to n.

        Returns
        -------
        float32 array, shape (n, d), row i for text i, rows L2-normalised; shape (0, d) for no texts.
            The same list gives the same bits. In another list or another order, a text's row differs by at
            most 1e-6 in any component, or 1e-3 if the engine computes with bfloat16.
        """

    def unread(self, texts: Sequence[str]) -> list[Unread]:
        """Return what the model cannot read of each text: unknown words, and what is beyond its windows."""
