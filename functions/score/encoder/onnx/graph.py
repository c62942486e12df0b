"""Builds the ONNX graph of a BERT that refers to the model's weight file, without torch or an export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.score.encoder.onnx.graph_writer import GraphWriter
from functions.score.encoder.unsupported import UnsupportedModel

if TYPE_CHECKING:
    import onnx

    from functions.score.encoder.onnx.architecture import BertShape, Pooling
    from functions.score.encoder.onnx.weights import Weights

GRAPH_FORMAT = 4  # part of the cache key: increase it with every change of the graph
MASK_BIAS = -1e9  # added to the scores of padding; its softmax weight is exactly 0 in float32


def build_graph(weights: Weights, shape: BertShape, pooling: Pooling) -> onnx.ModelProto:
    """Build the graph of a BERT, including pooling and L2 norm, from operators of the ONNX standard alone.

    Its inputs are "token_ids", int32 (batch, sequence), padded on the right, and "lengths", int32 (batch),
    the number of real tokens in each row. Its output is "vectors", float32 (batch, hidden_size), rows
    L2-normalised.

    Raises UnsupportedModel if a weight is missing, or its shape differs from the configuration.
    """
    bert = _BertWriter(weights, shape)
    hidden = bert.embed()
    for layer in range(shape.layers):
        hidden = bert.layer(f"encoder.layer.{layer}", hidden)
    pooled = bert.first_token(hidden) if pooling == "cls" else bert.sum_of_tokens(hidden)
    vectors = bert.writer.node("LpNormalization", [pooled], "vectors", axis=-1, p=2)
    inputs = {"token_ids": ["batch", "sequence"], "lengths": ["batch"]}
    return bert.writer.model(inputs, vectors, shape.hidden_size)


class _BertWriter:
    """Adds the parts of a BERT; methods return the name of the hidden states, (batch, sequence, hidden)."""

    def __init__(self, weights: Weights, shape: BertShape) -> None:
        self.writer = writer = GraphWriter()
        self._weights = weights
        self._shape = shape
        width = shape.hidden_size // shape.heads
        self._by_head = writer.constant("by_head", [0, 0, shape.heads, width], "int64")
        self._together = writer.constant("together", [0, 0, shape.hidden_size], "int64")
        self._score_scale = writer.constant("score_scale", width**0.5, "float32")
        self._length = writer.node("Shape", ["token_ids"], "length", start=1)  # with padding
        self._real = self._real_tokens()
        self._mask = self._mask_of_padding()

    def _real_tokens(self) -> str:
        """Add where there is a token and no padding, bool (batch, sequence)."""
        node, constant, cast = self.writer.node, self.writer.constant, self.writer.cast
        end = cast(node("Squeeze", [self._length], "length_scalar"), "end", "int32")
        places = node("Range", [constant("zero", 0, "int32"), end, constant("one", 1, "int32")], "places")
        lengths = node("Unsqueeze", ["lengths", constant("last", [1], "int64")], "length_column")
        return node("Less", [places, lengths], "real")

    def _mask_of_padding(self) -> str:
        """Add what attention adds to its scores, (batch, 1, 1, sequence): 0, and MASK_BIAS for padding."""
        node, constant, cast = self.writer.node, self.writer.constant, self.writer.cast
        padding = cast(node("Not", [self._real], "padding"), "padding_weights", "float32")
        rows = node("Mul", [padding, constant("mask_bias", MASK_BIAS, "float32")], "mask_rows")
        return node("Unsqueeze", [rows, constant("mask_axes", [1, 2], "int64")], "mask")

    def embed(self) -> str:
        writer, width = self.writer, self._shape.hidden_size
        words = self._weight("embeddings.word_embeddings.weight", (None, width))
        positions = self._weight("embeddings.position_embeddings.weight", (self._shape.max_positions, width))
        types = self._weight("embeddings.token_type_embeddings.weight", (None, width))
        # Every token has type 0. The runtime adds its row to the positions once, when it loads the graph.
        row = writer.node("Gather", [types, writer.constant("type", 0, "int64")], "type_row", axis=0)
        typed = writer.node("Add", [positions, row], "typed_positions")
        bounds = [writer.constant("start", [0], "int64"), self._length]
        places = writer.node("Slice", [typed, *bounds], "place_rows")
        rows = writer.node("Gather", [words, "token_ids"], "word_rows", axis=0)
        return self._normalise("embeddings", writer.node("Add", [rows, places], "embedded"))

    def layer(self, layer: str, hidden: str) -> str:
        attended = self._attention(f"{layer}.attention", hidden)
        hidden = self._add_and_normalise(f"{layer}.attention.output", attended, hidden)
        grown = self._dense(f"{layer}.intermediate.dense", hidden)
        active = self.writer.node("Gelu", [grown], f"{layer}.active")
        return self._add_and_normalise(f"{layer}.output", active, hidden)

    def _attention(self, attention: str, hidden: str) -> str:
        node = self.writer.node
        query, key, value = (
            self._heads(f"{attention}.self.{part}", hidden) for part in ("query", "key", "value")
        )
        turned = node("Transpose", [key], f"{attention}.turned", perm=[0, 1, 3, 2])
        products = node("MatMul", [query, turned], f"{attention}.products")
        scores = node("Div", [products, self._score_scale], f"{attention}.scores")
        masked = node("Add", [scores, self._mask], f"{attention}.masked")
        weights = node("Softmax", [masked], f"{attention}.weights", axis=-1)
        mixed = node("MatMul", [weights, value], f"{attention}.mixed")
        by_token = node("Transpose", [mixed], f"{attention}.by_token", perm=[0, 2, 1, 3])
        return node("Reshape", [by_token, self._together], f"{attention}.attended")

    def _heads(self, part: str, hidden: str) -> str:
        """Return a part of each head, (batch, head, sequence, width)."""
        width = self._shape.hidden_size
        projected = self._dense(part, hidden, (width, width))
        by_token = self.writer.node("Reshape", [projected, self._by_head], f"{part}.by_token")
        return self.writer.node("Transpose", [by_token], f"{part}.heads", perm=[0, 2, 1, 3])

    def _add_and_normalise(self, part: str, inner: str, residual: str) -> str:
        dense = self._dense(f"{part}.dense", inner)
        return self._normalise(part, self.writer.node("Add", [dense, residual], f"{part}.added"))

    def _normalise(self, part: str, hidden: str) -> str:
        inputs = [hidden, *self._vectors(f"{part}.LayerNorm.weight", f"{part}.LayerNorm.bias")]
        epsilon = self._shape.layer_norm_epsilon
        return self.writer.node("LayerNormalization", inputs, f"{part}.normalised", epsilon=epsilon)

    def _dense(self, dense: str, hidden: str, size: tuple[int | None, ...] = (None, None)) -> str:
        # The weight has torch's order, (outputs, inputs). The runtime turns it once, when it loads the graph.
        weight = self._weight(f"{dense}.weight", size)
        turned = self.writer.node("Transpose", [weight], f"{dense}.turned", perm=[1, 0])
        product = self.writer.node("MatMul", [hidden, turned], f"{dense}.product")
        return self.writer.node("Add", [product, *self._vectors(f"{dense}.bias")], f"{dense}.biased")

    def first_token(self, hidden: str) -> str:
        return self.writer.node(
            "Gather", [hidden, self.writer.constant("first", 0, "int64")], "pooled", axis=1
        )

    def sum_of_tokens(self, hidden: str) -> str:
        """Add up each row's real tokens; the L2 norm that follows cancels the divisor of a mean.

        Without a matrix product: OpenVINO computes what is between the last product and the output in
        float32, and with it the sums of all layers. With one, it rounds them to bfloat16 (decision 59).
        """
        node, constant = self.writer.node, self.writer.constant
        weights = self.writer.cast(self._real, "token_weights", "float32")
        columns = node("Unsqueeze", [weights, constant("width", [2], "int64")], "weight_columns")
        real = node("Mul", [hidden, columns], "real_tokens")
        return node("ReduceSum", [real, constant("tokens", [1], "int64")], "pooled", keepdims=0)

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
