"""The engine for processors that compute with bfloat16."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from functions.score.encoder import processor
from functions.score.encoder.cpu_quota import available_cores
from functions.score.encoder.identity import ModelIdentity
from functions.score.encoder.onnx.architecture import read_pipeline
from functions.score.encoder.onnx.bert_graph import BertGraph
from functions.score.encoder.onnx.engine import OnnxGraph
from functions.score.encoder.onnx.graph_cache import UnusableGraph, open_cached
from functions.score.encoder.onnx.graph_encoder import GraphEncoder
from functions.score.encoder.onnx.openvino_graph import OpenVino
from functions.score.encoder.onnx.tokens import Tokenizer
from functions.score.encoder.unsupported import UnsupportedModel

if TYPE_CHECKING:
    from pathlib import Path

    from functions.score.encoder.model_files import ModelFiles
    from functions.score.encoder.onnx.graph_encoder import Graph

ENGINE = "openvino"
# A compiled graph is used only if its vectors of these texts agree with those of ONNX Runtime: short and long
# texts, of known and unknown words. Bfloat16 gives .99995 for the worst of 700 texts; a graph that rounds the
# sums of its layers, too, gives .99988.
CHECKED_TEXTS = (
    "",
    "drift",
    "The delivery arrived two days late, and nobody answered the telephone.",
    "SELECT id, total FROM orders WHERE created_at >= '2026-01-01';",
    "機械学習のモデル 🚨",
    "A batch of data differs from its baseline when its texts are about other things. " * 12,
)
SMALLEST_COSINE = 0.9999


class OpenVinoEncoder(GraphEncoder):
    """An encoder that runs on the CPU with OpenVINO.

    It computes with bfloat16 where that is much faster (see `processor`), and with float32 elsewhere.
    Either has a fingerprint of its own, so that a profile of one is never compared with vectors of the other.

    Parameters
    ----------
    files : the model.
    cache_dir : folder for compiled graphs; it need not exist or be writable.
    threads : int >= 1; by default the number of processors that this process may use.
    bfloat16_only : refuse processors on which it is no faster than float32, and neither than ONNX Runtime.

    Raises UnsupportedModel, with the reason, if the model is no BERT, the library refuses its graph, or its
    vectors would be wrong; SetupError if the library is not installed or the model's files are broken.
    """

    def __init__(
        self, files: ModelFiles, cache_dir: Path, threads: int | None = None, *, bfloat16_only: bool = False
    ) -> None:
        if bfloat16_only and not processor.is_quick_with_bfloat16():
            raise UnsupportedModel("bfloat16 is no faster than float32 on this processor")
        threads = threads or available_cores()
        library = OpenVino(threads)
        pipeline = read_pipeline(files)
        built = BertGraph.of(files, pipeline)
        tokenizer = Tokenizer(files, pipeline)
        digest = sha256(f"{built.fingerprint} {ENGINE} {library.precision}".encode()).hexdigest()
        model = ModelIdentity(name=files.name, fingerprint=f"sha256:{digest}", engine=ENGINE)
        graph = _open_graph(library, built, tokenizer, cache_dir)
        super().__init__(model, tokenizer, graph, threads)


def _open_graph(library: OpenVino, built: BertGraph, tokenizer: Tokenizer, cache_dir: Path) -> Graph:
    def compile_and_check() -> bytes:
        graph = library.compile(built.build_with_weights())
        _check(graph, OnnxGraph(built), tokenizer)
        return graph.export()

    path = built.cache_folder(cache_dir) / f"{ENGINE}-{library.identity[:16]}.graph"
    try:
        return open_cached(path, compile_and_check, library.load)
    except UnusableGraph as error:
        raise UnsupportedModel(f"OpenVINO cannot run its graph: {error}") from error


def _check(graph: Graph, reference: Graph, tokenizer: Tokenizer) -> None:
    """Compare the vectors of a few texts; raise UnusableGraph if those of `graph` are wrong."""
    nameless = ModelIdentity(name="", fingerprint="", engine=ENGINE)
    ours, right = (
        GraphEncoder(nameless, tokenizer, each, threads=1).encode(CHECKED_TEXTS)
        for each in (graph, reference)
    )
    smallest = float((ours * right).sum(axis=1).min())
    if not smallest >= SMALLEST_COSINE:  # nor is NaN
        raise UnusableGraph(
            f"a vector's cosine with that of ONNX Runtime is {smallest:.5f}, not {SMALLEST_COSINE} or more"
        )
