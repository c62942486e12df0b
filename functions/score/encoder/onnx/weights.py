"""Finds the positions of a BERT's weights in their file; the only module that imports `safetensors`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from common.errors import SetupError
from functions.score.encoder.unsupported import UnsupportedModel

if TYPE_CHECKING:
    from pathlib import Path

MODEL_PREFIX = "bert."  # before every name if the model was saved with the head of a task
OLD_NAMES = {"LayerNorm.gamma": "LayerNorm.weight", "LayerNorm.beta": "LayerNorm.bias"}  # TensorFlow's
FLOAT_KINDS = {"F32", "F16"}  # float16 is widened without loss
INDEX_KIND = "I64"  # position_ids, which some files contain and the graph does not need
HEADER_SIZE_BYTES = 8  # the file begins with the size of its header, little-endian; the header is JSON

Weights = dict[str, "StoredWeight"]


@dataclass(frozen=True, slots=True)
class StoredWeight:
    """An array in a file of weights, in row-major order, little-endian.

    Parameters
    ----------
    file : the file's name without its folder.
    offset, size : position and number of its bytes in the file.
    """

    file: str
    offset: int
    size: int
    shape: tuple[int, ...]
    kind: Literal["F32", "F16"]


def find_weights(path: Path) -> Weights:
    """Return the positions of all arrays in a safetensors file, by their names in `transformers`.

    Names have no prefix, and no array is read. Raises UnsupportedModel for weights other than float32 and
    float16; SetupError if the file is broken.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy"):  # checks that header and file match
            pass
    except SafetensorError as error:
        raise SetupError(f"the model's {path} cannot be read: {error}; download the model again") from error
    with path.open("rb") as file:
        header_size = int.from_bytes(file.read(HEADER_SIZE_BYTES), "little")
        header = json.loads(file.read(header_size))
    first = HEADER_SIZE_BYTES + header_size
    weights: Weights = {}
    for stored, entry in header.items():
        kind = entry.get("dtype", INDEX_KIND)  # "__metadata__" is not an array
        if kind in FLOAT_KINDS:
            begin, end = entry["data_offsets"]
            kind = cast("Literal['F32', 'F16']", kind)
            shape = tuple(entry["shape"])
            weights[_plain_name(stored)] = StoredWeight(path.name, first + begin, end - begin, shape, kind)
        elif kind != INDEX_KIND:
            raise UnsupportedModel(f"its weights are {kind} ({stored}), not F32 or F16")
    return weights


def _plain_name(stored: str) -> str:
    name = stored.removeprefix(MODEL_PREFIX)
    for old, new in OLD_NAMES.items():
        name = name.replace(old, new)
    return name
