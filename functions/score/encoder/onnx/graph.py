"""Builds the ONNX graph of a BERT that refers to the model's weight file, without torch or an export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.score.encoder.onnx.graph_writer import GraphWriter
from functions.score.encoder.unsupported import UnsupportedModel

if TYPE_CHECKING:
    import onnx

    from functions.score.encoder.onnx.architecture import BertShape, Pooling
    from functions.score.encoder.onnx.weights import Weights

GRAPH_FORMAT = 3  # part of the cache key: increase it with every change of the graph
MASK_BIAS = -1e9  # added to the scores of padding; its softmax weight is exactly 0 in float32
# MeanVarianceNormalization adds this to a variance. Hidden states have variances above 0.01, so this and any
# smaller epsilon give the same float32. A model with a larger epsilon uses an operator that accepts one.
VARIANCE_FLOOR = 1e-9


def build_graph(weights: Weights, shape: BertShape, pooling: Pooling) -> onnx.ModelProto:
    """Build the graph of a BERT, including pooling and L2 norm.

    Its inputs are "token_ids", int32 (batch, sequence), padded on the right, and "lengths", int32 (batch),
    the number of real tokens in each row. Its output is "vectors", float32 (batch, hidden_size), rows
    L2-normalised.

    Raises UnsupportedModel if a weight is missing, or its shape differs from the configuration.
    """
    bert = _BertWriter(weights, shape)
    hidden = bert.embed()
    for layer in range(shape.layers):
        hidden = bert.layer(f"encoder.layer.{layer}", hidden)
    writer = bert.writer
    pooled = _first_token(writer, hidden) if pooling == "cls" else _sum_of_real_tokens(writer, hidden)
    vectors = writer.node("LpNormalization", [pooled], "vectors", axis=-1, p=2)
    inputs = {"token_ids": ["batch", "sequence"], "lengths": ["batch"]}
    return writer.model(inputs, vectors, shape.hidden_size)


class _BertWriter:
    """Adds the parts of a BERT; methods return the name of the hidden states, (batch, sequence, hidden)."""

    def __init__(self, weights: Weights, shape: BertShape) -> None:
        self.writer = GraphWriter()
        self._weights = weights
        self._shape = shape

    def embed(self) -> str:
        width = self._shape.hidden_size
        words = self._weight("embeddings.word_embeddings.weight", (None, width))
        positions = self._weight("embeddings.position_embeddings.weight", (self._shape.max_positions, width))
        types = self._weight("embeddings.token_type_embeddings.weight", (None, width))
        # Every token has type 0. The runtime adds its row to the positions once, when it loads the graph.
        row = self.writer.node(
            "Gather", [types, self.writer.constant("type", 0, "int64")], "type_row", axis=0
        )
        inputs = [
            "token_ids",
            "",
            words,
            self.writer.node("Add", [positions, row], "typed_positions"),
            "",
            *self._vectors("embeddings.LayerNorm.weight", "embeddings.LayerNorm.bias"),
        ]
        # The operator requires a second output, the sum of a mask, which we do not use.
        outputs = ("embedded", "unused")
        epsilon = self._shape.layer_norm_epsilon
        return self.writer.fused("EmbedLayerNormalization", inputs, *outputs, epsilon=epsilon)

    def layer(self, layer: str, hidden: str) -> str:
        attention = f"{layer}.attention"
        hidden = self._add_and_normalise(f"{attention}.output", self._attention(attention, hidden), hidden)
        grown = self._multiply(f"{layer}.intermediate.dense", hidden)
        bias = self._vectors(f"{layer}.intermediate.dense.bias")
        active = self.writer.fused("BiasGelu", [grown, *bias], f"{layer}.active")
        return self._add_and_normalise(f"{layer}.output", active, hidden)

    def _attention(self, attention: str, hidden: str) -> str:
        width = self._shape.hidden_size
        parts = [f"{attention}.self.{part}" for part in ("query", "key", "value")]
        bias = [self._weight(f"{part}.bias", (width,)) for part in parts]
        inputs = [
            *(self._multiply(part, hidden, (width, width)) for part in parts),
            self.writer.node("Concat", bias, f"{attention}.bias", axis=0),
            "lengths",
        ]
        settings = {"num_heads": self._shape.heads, "mask_filter_value": MASK_BIAS}
        return self.writer.fused("MultiHeadAttention", inputs, f"{attention}.attended", **settings)

    def _add_and_normalise(self, part: str, inner: str, residual: str) -> str:
        product = self._multiply(f"{part}.dense", inner)
        scale, shift, bias = self._vectors(
            f"{part}.LayerNorm.weight", f"{part}.LayerNorm.bias", f"{part}.dense.bias"
        )
        normalised = f"{part}.normalised"
        epsilon = self._shape.layer_norm_epsilon
        if epsilon > VARIANCE_FLOOR:
            inputs = [product, residual, scale, shift, bias]
            return self.writer.fused("SkipLayerNormalization", inputs, normalised, epsilon=epsilon)
        # Five standard operators, each a vectorised pass, take a third of the time of the fused one.
        added = self.writer.node("Add", [product, bias], f"{part}.biased")
        added = self.writer.node("Add", [added, residual], f"{part}.added")
        standard = self.writer.node("MeanVarianceNormalization", [added], f"{part}.standard", axes=[-1])
        scaled = self.writer.node("Mul", [standard, scale], f"{part}.scaled")
        return self.writer.node("Add", [scaled, shift], normalised)

    def _multiply(self, dense: str, hidden: str, size: tuple[int | None, ...] = (None, None)) -> str:
        # The weight has torch's order, (outputs, inputs), which is as fast to prepare for the kernels.
        inputs = [hidden, self._weight(f"{dense}.weight", size)]
        return self.writer.fused("FusedMatMul", inputs, f"{dense}.product", transB=1)

    def _vectors(self, *names: str) -> list[str]:
        return [self._weight(name, (None,)) for name in names]

    def _weight(self, name: str, size: tuple[int | None, ...]) -> str:
        """Add a weight after checking its shape; None is any length."""
        if name not in self._weights:
            raise UnsupportedModel(f"its weights lack {name}")
        weight = self._weights[name]
        expected = tuple(
            actual if length is None else length for actual, length in zip(weight.shape, size, strict=False)
        )
        if len(weight.shape) != len(size) or weight.shape != expected:
            raise UnsupportedModel(
                f"its {name} has shape {weight.shape}, but its config.json says {expected}"
            )
        return self.writer.stored(name, weight)


def _first_token(writer: GraphWriter, hidden: str) -> str:
    return writer.node("Gather", [hidden, writer.constant("first", 0, "int64")], "pooled", axis=1)


def _sum_of_real_tokens(writer: GraphWriter, hidden: str) -> str:
    """Add up each row's real tokens; the L2 norm that follows cancels the divisor of a mean."""
    axis = writer.constant("axis", [1], "int64")
    sequence = writer.node("Squeeze", [writer.node("Shape", ["token_ids"], "shape", start=1)], "sequence")
    bounds = [
        writer.constant("zero", 0, "int32"),
        writer.cast(sequence, "end", "int32"),
        writer.constant("one", 1, "int32"),
    ]
    places = writer.node("Range", bounds, "places")
    lengths = writer.node("Unsqueeze", ["lengths", axis], "length_column")
    real = writer.cast(writer.node("Less", [places, lengths], "real"), "weights", "float32")
    rows = writer.node("Unsqueeze", [real, axis], "weight_rows")
    return writer.node("Squeeze", [writer.node("MatMul", [rows, hidden], "sum"), axis], "pooled")
