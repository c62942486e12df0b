"""Embeds texts with a model's graph, whichever library runs it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol

from functions.score.encoder.windows import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from functions.score.encoder.identity import ModelIdentity
    from functions.score.encoder.onnx.batches import TokenizedTexts
    from functions.score.encoder.onnx.tokens import Tokenizer
    from functions.score.encoder.unread import Unread

# Each thread runs its own batches. On an idle machine this is as fast as all threads on one batch. If other
# work keeps the cores busy it is a sixth faster, because no thread waits for another's part of a product.
# Measured with all-MiniLM-L6-v2, texts/s by tokens in a batch: 772 at 64, 883 at 128, 929 at 256, 903 at 512,
# 866 at 1024, when a layer's values no longer fit in the caches. Few texts get smaller batches, so that all
# threads get equally many.
MAX_TOKENS, MIN_TOKENS = 256, 64


class Graph(Protocol):
    """A loaded graph of a model; several threads may call it at once."""

    dimension: int

    def __call__(self, token_ids: NDArray[np.int32], lengths: NDArray[np.int32]) -> NDArray[np.float32]:
        """Return float32 (batch, d), rows L2-normalised, from ids (batch, sequence) padded on the right."""


class GraphEncoder:
    """An encoder that runs on the CPU.

    Parameters
    ----------
    model : the identity of the vectors.
    tokenizer : turns texts into the graph's inputs.
    graph : the loaded graph.
    threads : int >= 1, how many batches run at once.
    """

    def __init__(self, model: ModelIdentity, tokenizer: Tokenizer, graph: Graph, threads: int) -> None:
        self._model = model
        self._tokenize = tokenizer
        self._graph = graph
        self._threads = threads

    @property
    def model(self) -> ModelIdentity:
        """Name, fingerprint and engine."""
        return self._model

    @property
    def dimension(self) -> int:
        """Length d of every vector."""
        return self._graph.dimension

    def encode(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Embed each text; see `functions.score.encoder.Encoder.encode`."""
        import numpy as np

        if not len(texts):
            return np.zeros((0, self.dimension), dtype=np.float32)
        tokenized = self._tokenize(texts)
        if not tokenized.truncated:
            return self._run(tokenized, progress)
        reading = Reading.of(texts, {row: self._tokenize.windows(texts[row]) for row in tokenized.truncated})
        vectors = self._run(self._tokenize(reading.parts), reading.progress(progress))
        return reading.embeddings(vectors)

    def unread(self, texts: Sequence[str]) -> list[Unread]:
        """Return what the model cannot read; see `functions.score.encoder.Encoder.unread`."""
        return self._tokenize.unread(texts)

    def _run(self, tokenized: TokenizedTexts, progress: Callable[[int], None] | None) -> NDArray[np.float32]:
        import numpy as np

        vectors = np.zeros((len(tokenized.lengths), self.dimension), dtype=np.float32)

        def run(rows: NDArray[np.intp]) -> int:
            token_ids = tokenized.padded(rows, self._tokenize.padding)
            vectors[rows] = self._graph(token_ids, tokenized.lengths[rows])
            return len(rows)

        batches = tokenized.balanced_batches(self._threads, MIN_TOKENS, MAX_TOKENS)
        with ThreadPoolExecutor(min(self._threads, len(batches))) as threads:
            for finished in threads.map(run, batches):
                if progress is not None:
                    progress(finished)
        return vectors
