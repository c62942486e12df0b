"""Runs a model as an ONNX graph; the only module that imports `onnxruntime`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Protocol

from common.errors import SetupError
from functions.score.encoder.cpu_quota import available_cores
from functions.score.encoder.identity import ModelIdentity
from functions.score.encoder.onnx.architecture import read_bert_shape, read_pipeline
from functions.score.encoder.onnx.graph import GRAPH_FORMAT, build_graph
from functions.score.encoder.onnx.graph_cache import UnusableGraph, open_cached
from functions.score.encoder.onnx.published_graph import PublishedGraph
from functions.score.encoder.onnx.tokens import Tokenizer
from functions.score.encoder.onnx.weights import find_weights
from functions.score.encoder.unsupported import UnsupportedModel
from functions.score.encoder.windows import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from functions.score.encoder.model_files import ModelFiles
    from functions.score.encoder.onnx.architecture import Pipeline
    from functions.score.encoder.onnx.batches import TokenizedTexts
    from functions.score.encoder.unread import Unread

ENGINE = "onnx"
# Each thread runs its own batches. On an idle machine this is as fast as all threads on one batch. If other
# work keeps the cores busy it is a sixth faster, because no thread waits for another's part of a product.
# Measured with all-MiniLM-L6-v2, texts/s by tokens in a batch: 772 at 64, 883 at 128, 929 at 256, 903 at 512,
# 866 at 1024, when a layer's values no longer fit in the caches. Few texts get smaller batches, so that all
# threads get equally many.
MAX_TOKENS, MIN_TOKENS = 256, 64
PUBLISHED_GRAPH = "onnx/model.onnx"
WEIGHTS_FOLDER_SETTING = "session.model_external_initializers_file_folder_path"


class _Graph(Protocol):
    dimension: int

    def __call__(self, token_ids: NDArray[np.int32], lengths: NDArray[np.int32]) -> NDArray[np.float32]: ...


class OnnxEncoder:
    """An encoder that runs on the CPU with ONNX Runtime.

    Parameters
    ----------
    files : the model.
    cache_dir : folder for built graphs; it need not exist or be writable.
    threads : int >= 1; by default the number of processors that this process may use.

    Raises UnsupportedModel, naming the part, if the engine does not support the model; SetupError if the
    model's files are broken.
    """

    def __init__(self, files: ModelFiles, cache_dir: Path, threads: int | None = None) -> None:
        self._threads = threads or available_cores()
        pipeline = read_pipeline(files)
        self._tokenize = Tokenizer(files, pipeline)
        self._graph, fingerprint = _open_graph(files, pipeline, cache_dir)
        self._model = ModelIdentity(name=files.name, fingerprint=fingerprint, engine=ENGINE)

    @property
    def model(self) -> ModelIdentity:
        """Name, fingerprint and engine "onnx"."""
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


class _BuiltGraph:
    def __init__(self, session: Any, dimension: int) -> None:
        self._session = session
        self.dimension = dimension

    def __call__(self, token_ids: NDArray[np.int32], lengths: NDArray[np.int32]) -> NDArray[np.float32]:
        vectors: NDArray[np.float32] = self._session.run(None, {"token_ids": token_ids, "lengths": lengths})[
            0
        ]
        return vectors


def _open_graph(files: ModelFiles, pipeline: Pipeline, cache_dir: Path) -> tuple[_Graph, str]:
    """Return the graph (ours, or else the one published with the model) and the model's fingerprint."""
    try:
        return _build_or_load(files, pipeline, cache_dir)
    except UnsupportedModel as reason:
        published = files.find(PUBLISHED_GRAPH)
        if published is None:
            raise UnsupportedModel(f"{reason}, and it has no {PUBLISHED_GRAPH}") from reason
        # A graph over 2 GB has its weights in a separate file.
        weights = [published, files.find(f"{PUBLISHED_GRAPH}_data")]
        try:
            session = _load(str(published))
        except UnusableGraph as error:
            raise UnsupportedModel(
                f"{reason}, and its {PUBLISHED_GRAPH} cannot be loaded: {error}"
            ) from error
        graph = PublishedGraph(session, pipeline.pooling)
        return graph, files.fingerprint([path for path in weights if path is not None])


def _build_or_load(files: ModelFiles, pipeline: Pipeline, cache_dir: Path) -> tuple[_Graph, str]:
    inside = f"{pipeline.transformer}/" if pipeline.transformer else ""
    shape = read_bert_shape(files.read_json(f"{inside}config.json"))
    weights = files.find(f"{inside}model.safetensors")
    if weights is None:
        raise UnsupportedModel("it has no model.safetensors")
    fingerprint = files.fingerprint([weights])
    # The hub's client stores files under other names, with symbolic links to them. The runtime follows no
    # link to another folder, and the graph refers to the file by name, so both use the file itself.
    file = weights.resolve()
    folder = cache_dir / "graphs" / f"{fingerprint.removeprefix('sha256:')}-{GRAPH_FORMAT}"

    def build() -> bytes:
        return bytes(build_graph(find_weights(file), shape, pipeline.pooling).SerializeToString())

    def load(graph: bytes) -> Any:
        return _load(graph, file.parent)

    try:
        session = open_cached(folder / f"{file.name}.graph", build, load)
        return _BuiltGraph(session, shape.hidden_size), fingerprint
    except UnusableGraph as error:
        raise UnsupportedModel(f"ONNX Runtime rejects its graph: {error}") from error


def _load(graph: str | bytes, weights: Path | None = None) -> Any:
    """Load a graph from a path or its bytes; `weights` is the folder of the files that it refers to."""
    try:
        import onnxruntime
    except ImportError as error:
        raise SetupError(f"the onnx engine needs onnxruntime: make install ({error})") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # `encode` uses threads of its own
    options.inter_op_num_threads = 1
    if weights is not None:
        options.add_session_config_entry(WEIGHTS_FOLDER_SETTING, str(weights))
    try:
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its errors have no other common class
        raise UnusableGraph(str(error)) from error
