"""Runs a model's graph with ONNX Runtime; the only module that imports `onnxruntime`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from common.errors import SetupError
from common.install_command import install_command
from functions.score.encoder.cpu_quota import available_cores
from functions.score.encoder.identity import ModelIdentity
from functions.score.encoder.onnx.architecture import read_pipeline
from functions.score.encoder.onnx.bert_graph import BertGraph
from functions.score.encoder.onnx.graph_cache import UnusableGraph, open_cached
from functions.score.encoder.onnx.graph_encoder import GraphEncoder
from functions.score.encoder.onnx.published_graph import PublishedGraph
from functions.score.encoder.onnx.tokens import Tokenizer
from functions.score.encoder.unsupported import UnsupportedModel

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from functions.score.encoder.model_files import ModelFiles
    from functions.score.encoder.onnx.architecture import Pipeline
    from functions.score.encoder.onnx.graph_encoder import Graph

ENGINE = "onnx"
PUBLISHED_GRAPH = "onnx/model.onnx"
WEIGHTS_FOLDER_SETTING = "session.model_external_initializers_file_folder_path"


class OnnxEncoder(GraphEncoder):
    """An encoder that runs on the CPU with ONNX Runtime, in float32.

    Parameters
    ----------
    files : the model.
    cache_dir : folder for built graphs; it need not exist or be writable.
    threads : int >= 1; by default the number of processors that this process may use.

    Raises UnsupportedModel, naming the part, if the engine does not support the model; SetupError if the
    model's files are broken.
    """

    def __init__(self, files: ModelFiles, cache_dir: Path, threads: int | None = None) -> None:
        pipeline = read_pipeline(files)
        tokenizer = Tokenizer(files, pipeline)
        graph, fingerprint = _open_graph(files, pipeline, cache_dir)
        model = ModelIdentity(name=files.name, fingerprint=fingerprint, engine=ENGINE)
        super().__init__(model, tokenizer, graph, threads or available_cores())


class OnnxGraph:
    """A graph that we built, float32.

    Parameters
    ----------
    built : what the graph was made from.
    content : the graph; `built` is built if there is none.

    Raises UnusableGraph if ONNX Runtime rejects it.
    """

    def __init__(self, built: BertGraph, content: bytes | None = None) -> None:
        self._session = _load(built.build() if content is None else content, built.weights.parent)
        self.dimension = built.dimension

    def __call__(self, token_ids: NDArray[np.int32], lengths: NDArray[np.int32]) -> NDArray[np.float32]:
        """Return float32 (batch, d), rows L2-normalised, from ids padded on the right."""
        inputs = {"token_ids": token_ids, "lengths": lengths}
        vectors: NDArray[np.float32] = self._session.run(None, inputs)[0]
        return vectors


def _open_graph(files: ModelFiles, pipeline: Pipeline, cache_dir: Path) -> tuple[Graph, str]:
    """Return the graph (ours, or else the one published with the model) and the model's fingerprint."""
    try:
        return _build_or_load(BertGraph.of(files, pipeline), cache_dir)
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


def _build_or_load(graph: BertGraph, cache_dir: Path) -> tuple[Graph, str]:
    path = graph.cache_folder(cache_dir) / f"{graph.weights.name}.graph"
    try:
        return open_cached(path, graph.build, lambda content: OnnxGraph(graph, content)), graph.fingerprint
    except UnusableGraph as error:
        raise UnsupportedModel(f"ONNX Runtime rejects its graph: {error}") from error


def _load(graph: str | bytes, weights: Path | None = None) -> Any:
    """Load a graph from a path or its bytes; `weights` is the folder of the files that it refers to."""
    try:
        import onnxruntime
    except ImportError as error:
        raise SetupError(
            f"the onnx engine needs onnxruntime: {install_command('score')} ({error})"
        ) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # the encoder uses threads of its own
    options.inter_op_num_threads = 1
    if weights is not None:
        options.add_session_config_entry(WEIGHTS_FOLDER_SETTING, str(weights))
    try:
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its errors have no other common class
        raise UnusableGraph(str(error)) from error
