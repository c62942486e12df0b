"""Floating-point operations per text, and per second in this machine's matrix product."""

from __future__ import annotations

import statistics
import time
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from functions.score.encoder.model_files import find_model
from functions.score.encoder.onnx import openvino_graph
from functions.score.encoder.onnx.architecture import read_pipeline
from functions.score.encoder.onnx.tokens import Tokenizer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

MATRIX = 1024  # rows and columns
PRODUCTS = 12


def operations(texts: Sequence[str], model: str) -> float:
    """Return the operations of a BERT's matrix products for these texts, without padding."""
    files = find_model(model)
    pipeline = read_pipeline(files)
    inside = f"{pipeline.transformer}/" if pipeline.transformer else ""
    config = files.read_json(f"{inside}config.json")
    lengths = Tokenizer(files, pipeline)(texts).lengths
    sizes = (config["hidden_size"], config["intermediate_size"])
    layers: int = config["num_hidden_layers"]
    return layers * layer_operations(lengths, *sizes)


def layer_operations(lengths: NDArray[np.int32], hidden: int, intermediate: int) -> float:
    """Return a layer's operations; a multiplication and an addition count as two.

    Each token is multiplied by four matrices of hidden x hidden (query, key, value, output) and two of hidden
    x intermediate. The tokens of a text are multiplied by each other twice: for the attention scores, and for
    the weighted sum.
    """
    tokens, pairs = float(lengths.sum()), float((lengths.astype(np.float64) ** 2).sum())
    weights = 4 * hidden**2 + 2 * hidden * intermediate
    return 2 * (tokens * weights + 2 * pairs * hidden)


def product_rate() -> float:
    """Return the operations per second of numpy's product of two float32 matrices, on all cores."""
    matrix = np.random.default_rng(0).random((MATRIX, MATRIX), dtype=np.float32)
    return _rate(lambda: matrix @ matrix)


def openvino_product_rates() -> dict[str, float]:
    """Return the same of OpenVINO, in float32 and in bfloat16; {} if it is not installed."""
    if not openvino_graph.is_installed():
        return {}
    import openvino
    from openvino import opset13

    matrix = np.random.default_rng(0).random((MATRIX, MATRIX), dtype=np.float32)
    left = opset13.parameter([MATRIX, MATRIX], np.float32)
    product = opset13.matmul(left, opset13.constant(matrix), transpose_a=False, transpose_b=False)
    model = openvino.Model([product], [left])
    rates = {}
    for precision, hint in openvino_graph.HINTS.items():
        compiled = openvino.Core().compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": hint})
        rates[precision] = _rate(partial(compiled.create_infer_request().infer, [matrix], share_inputs=True))
    return rates


def _rate(multiply: Callable[[], object]) -> float:
    """Return the operations per second of a product, which is called once before."""
    multiply()
    seconds = []
    for _ in range(PRODUCTS):
        started = time.perf_counter()
        multiply()
        seconds.append(time.perf_counter() - started)
    return 2 * MATRIX**3 / statistics.median(seconds)
