"""The engine for GPUs and for all models that onnx does not support; the only importer of its library."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

from common.errors import SetupError
from common.install_command import install_command
from functions.score.encoder.identity import ModelIdentity
from functions.score.encoder.surrogates import replace_lone_surrogates
from functions.score.encoder.unread import READ, SPECIAL_TOKENS, Unread, unread_parts
from functions.score.encoder.windows import Reading, Window, windows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from functions.score.encoder.model_files import ModelFiles

ENGINE = EXTRA = "sentence-transformers"
CHUNK_TEXTS = 1024  # texts between two calls of progress; the library sorts each chunk by length
WEIGHT_PATTERNS = ("model*.safetensors", "pytorch_model*.bin")  # the library prefers them in this order
MODULE_FILES = ["*.json", "*.txt", "*.model", "*/*.safetensors", "*/pytorch_model.bin"]


def is_installed() -> bool:
    """Tell whether the extra is installed, without importing it, which takes seconds."""
    return importlib.util.find_spec("sentence_transformers") is not None


class SentenceTransformersEncoder:
    """An encoder that runs on torch, on a GPU if torch finds one.

    Parameters
    ----------
    files : the model.
    threads : int >= 1, torch's threads in this whole process; by default torch decides.
    device : torch's name of a device; by default the library decides.

    Raises SetupError if the library is missing or cannot load the model.
    """

    def __init__(self, files: ModelFiles, threads: int | None = None, device: str | None = None) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise SetupError(
                f"the sentence-transformers engine is not installed: {install_command(EXTRA)} ({error})"
            ) from error
        if threads is not None:
            import torch

            torch.set_num_threads(threads)
        weights = _weights(files)
        try:
            self._library = SentenceTransformer(str(files.directory), device=device, local_files_only=True)
        except Exception as error:  # the library, torch and model files may raise anything
            raise SetupError(f"sentence-transformers cannot load model {files.name}: {error}") from error
        self._tokenizer = _own_tokenizer(self._library)
        self._unknown: int | None = getattr(getattr(self._library, "tokenizer", None), "unk_token_id", None)
        self._dimension: int = self._library.encode([""], show_progress_bar=False).shape[1]
        self._model = ModelIdentity(name=files.name, fingerprint=files.fingerprint(weights), engine=ENGINE)

    @property
    def model(self) -> ModelIdentity:
        """Name, fingerprint and engine "sentence-transformers"."""
        return self._model

    @property
    def dimension(self) -> int:
        """Length d of every vector."""
        return self._dimension

    def encode(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Embed each text; see `functions.score.encoder.Encoder.encode`."""
        clean = [replace_lone_surrogates(text) for text in texts]
        long = {row: parts for row, text in enumerate(clean) if len(parts := self._windows(text)) > 1}
        if not long:
            return self._run(clean, progress)
        reading = Reading.of(clean, long)
        return reading.embeddings(self._run(reading.parts, reading.progress(progress)))

    def unread(self, texts: Sequence[str]) -> list[Unread]:
        """Return what the model cannot read; see `functions.score.encoder.Encoder.unread`."""
        if self._tokenizer is None:
            return [READ] * len(texts)
        return unread_parts(self._tokenizer, self._unknown, texts)

    def _windows(self, text: str) -> list[Window]:
        """Return the windows of a text; only those with more bytes than the limit may have more tokens."""
        tokenizer = self._tokenizer
        if tokenizer is None or len(text.encode()) <= tokenizer.truncation["max_length"] - SPECIAL_TOKENS:
            return []
        return windows(tokenizer, text)

    def _run(self, texts: list[str], progress: Callable[[int], None] | None) -> NDArray[np.float32]:
        import numpy as np

        vectors = np.zeros((len(texts), self._dimension), dtype=np.float32)
        for start in range(0, len(texts), CHUNK_TEXTS):
            clean = texts[start : start + CHUNK_TEXTS]
            stop = start + len(clean)
            vectors[start:stop] = self._library.encode(
                clean, show_progress_bar=False, normalize_embeddings=True
            )
            if progress is not None:
                progress(len(clean))
        return vectors


def _own_tokenizer(library: Any) -> Any:
    """Return a copy of a model's tokenizer that truncates; None if it is not one of the fast tokenizers.

    A model without a fast tokenizer, or without a limit, is not read in windows.
    """
    fast = getattr(getattr(library, "tokenizer", None), "backend_tokenizer", None)
    if fast is None or not library.max_seq_length:
        return None
    own = type(fast).from_str(fast.to_str())  # the library changes the truncation of its own at every call
    own.no_padding()
    own.enable_truncation(library.max_seq_length)
    return own


def _weights(files: ModelFiles) -> list[Path]:
    """Return the weight files that the library will read; download them if necessary."""
    if files.fetch is not None:
        files.fetch(MODULE_FILES)
    for pattern in WEIGHT_PATTERNS:
        if files.fetch is not None:
            files.fetch([pattern])
        own = sorted(files.directory.glob(pattern))
        if own:
            break
    modules = [path for pattern in WEIGHT_PATTERNS for path in files.directory.glob(f"*/{pattern}")]
    return [*own, *modules]
