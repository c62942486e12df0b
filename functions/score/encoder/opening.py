"""Opens an encoder by the name of its model."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Literal, get_args

from common.errors import SetupError
from common.install_command import install_command
from functions.score.encoder.model_files import find_model
from functions.score.encoder.onnx import openvino_graph
from functions.score.encoder.onnx.engine import OnnxEncoder
from functions.score.encoder.onnx.openvino_engine import OpenVinoEncoder
from functions.score.encoder.sentence_transformers_engine import (
    EXTRA,
    SentenceTransformersEncoder,
    is_installed,
)
from functions.score.encoder.unsupported import UnsupportedModel

if TYPE_CHECKING:
    from pathlib import Path

    from functions.score.encoder import Encoder
    from functions.score.encoder.model_files import ModelFiles

Engine = Literal["auto", "onnx", "openvino", "sentence-transformers"]
ENGINES: tuple[str, ...] = get_args(Engine)

logger = logging.getLogger(__name__)


def open_encoder(
    model: str, *, engine: Engine = "auto", cache_dir: Path, threads: int | None = None
) -> Encoder:
    """Find a model and load it.

    Parameters
    ----------
    model : path of a model's folder, or a hub name; an installed package with the model is preferred to the
        hub.
    engine : "auto" uses openvino where it is installed and bfloat16 is quick (see `processor`), otherwise
        onnx, or sentence-transformers for a model that onnx does not support.
    cache_dir : folder for built graphs; it need not exist or be writable.
    threads : int >= 1; by default the number of processors that this process may use.

    Raises SetupError, with what was tried and what to do, if there is no such model or no engine for it.
    """
    if engine not in ENGINES:
        raise SetupError(f"no encoder engine {engine!r}; the engines are {', '.join(ENGINES)}")
    if threads is not None and threads < 1:
        raise SetupError(f"threads must be at least 1, not {threads}")
    files = find_model(model)
    if engine == "auto":
        return _first_that_can(files, cache_dir, threads)
    if engine == "sentence-transformers":
        return SentenceTransformersEncoder(files, threads)
    kind = OnnxEncoder if engine == "onnx" else OpenVinoEncoder
    try:
        return kind(files, cache_dir, threads)
    except UnsupportedModel as reason:
        raise SetupError(
            f"{_problem(engine, files, reason)}; use engine auto or sentence-transformers"
        ) from reason


def _first_that_can(files: ModelFiles, cache_dir: Path, threads: int | None) -> Encoder:
    if openvino_graph.is_installed():
        try:
            return OpenVinoEncoder(files, cache_dir, threads, bfloat16_only=True)
        except SetupError as reason:
            logger.info("model %s: the engine is onnx, not openvino: %s", files.name, reason)
    try:
        return OnnxEncoder(files, cache_dir, threads)
    except UnsupportedModel as reason:
        problem = _problem("onnx", files, reason)
        if not is_installed():
            raise SetupError(
                f"{problem}; the {EXTRA} engine can, but is not installed: {install_command(EXTRA)}"
            ) from reason
        logger.info("%s; using sentence-transformers", problem)
        return SentenceTransformersEncoder(files, threads)


def _problem(engine: str, files: ModelFiles, reason: SetupError) -> str:
    return f"the {engine} engine cannot run model {files.name}: {reason}"
