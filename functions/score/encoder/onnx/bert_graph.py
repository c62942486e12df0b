"""The graph of a model that we build, before a library loads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from functions.score.encoder.onnx.architecture import read_bert_shape
from functions.score.encoder.onnx.graph import GRAPH_FORMAT, build_graph
from functions.score.encoder.onnx.graph_writer import with_weights
from functions.score.encoder.onnx.weights import find_weights
from functions.score.encoder.unsupported import UnsupportedModel

if TYPE_CHECKING:
    from pathlib import Path

    import onnx

    from functions.score.encoder.model_files import ModelFiles
    from functions.score.encoder.onnx.architecture import BertShape, Pipeline, Pooling

# Protobuf limits a message to 2 GiB. What is not weights takes kilobytes.
MOST_BYTES_OF_WEIGHTS = 2**31 - 2**20


@dataclass(frozen=True)
class BertGraph:
    """The graph of a BERT; nothing is built or read until it is asked for.

    Parameters
    ----------
    weights : the model's safetensors file.
    fingerprint : of weights, tokenizer and settings.
    shape, pooling : what the graph computes.
    """

    weights: Path
    fingerprint: str
    shape: BertShape
    pooling: Pooling

    @classmethod
    def of(cls, files: ModelFiles, pipeline: Pipeline) -> BertGraph:
        """Find a model's graph; raise UnsupportedModel, naming the part, if it is no BERT."""
        inside = f"{pipeline.transformer}/" if pipeline.transformer else ""
        shape = read_bert_shape(files.read_json(f"{inside}config.json"))
        weights = files.find(f"{inside}model.safetensors")
        if weights is None:
            raise UnsupportedModel("it has no model.safetensors")
        fingerprint = files.fingerprint([weights])
        # The hub's client stores files under other names, with symbolic links to them. The runtime follows no
        # link to another folder, and the graph refers to the file by name, so both use the file itself.
        return cls(weights.resolve(), fingerprint, shape, pipeline.pooling)

    @property
    def dimension(self) -> int:
        """Length d of every vector."""
        return self.shape.hidden_size

    def cache_folder(self, cache_dir: Path) -> Path:
        """Return the folder for all that is made of this graph."""
        return cache_dir / "graphs" / f"{self.fingerprint.removeprefix('sha256:')}-{GRAPH_FORMAT}"

    def build(self) -> bytes:
        """Return the graph, kilobytes that refer to the file of weights; raise UnsupportedModel."""
        content: bytes = self._model().SerializeToString()
        return content

    def build_with_weights(self) -> bytes:
        """Return the graph with all weights in it; raise UnsupportedModel if they do not fit."""
        if self.weights.stat().st_size > MOST_BYTES_OF_WEIGHTS:
            raise UnsupportedModel("its weights are larger than 2 GiB")
        return with_weights(self._model(), self.weights.parent)

    def _model(self) -> onnx.ModelProto:
        return build_graph(find_weights(self.weights), self.shape, self.pooling)
