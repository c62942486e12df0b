"""A BERT's weights from its file; the only importer of `safetensors`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from common.errors import SetupError
from functions.score.encoder.unsupported import UnsupportedModel

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    Weights = dict[str, NDArray[np.float32]]

MODEL_PREFIX = "bert."  # before every name, where the model was saved with a head for some task
OLD_NAMES = {"LayerNorm.gamma": "LayerNorm.weight", "LayerNorm.beta": "LayerNorm.bias"}  # TensorFlow's
FLOAT_KINDS = {"F32", "F16"}  # bfloat16 is beyond numpy
INDEX_KIND = "I64"  # position_ids, which some files carry and nobody needs


def read_weights(path: Path) -> Weights:
    """Read a safetensors file: float32 arrays by their name in `transformers`, without a prefix.

    Raises UnsupportedModel for weights other than float32 and float16; SetupError if the file is broken.
    """
    from safetensors import SafetensorError, safe_open

    weights: Weights = {}
    try:
        with safe_open(path, framework="numpy") as file:
            for stored in file.keys():  # noqa: SIM118 - not a mapping
                kind = file.get_slice(stored).get_dtype()
                if kind in FLOAT_KINDS:
                    weights[_plain_name(stored)] = file.get_tensor(stored).astype("float32", copy=False)
                elif kind != INDEX_KIND:
                    raise UnsupportedModel(f"its weights are {kind} ({stored}), not F32 or F16")
    except SafetensorError as error:
        raise SetupError(f"the model's {path} cannot be read: {error}; fetch the model again") from error
    return weights


def _plain_name(stored: str) -> str:
    name = stored.removeprefix(MODEL_PREFIX)
    for old, new in OLD_NAMES.items():
        name = name.replace(old, new)
    return name
