"""Built graphs on disk: written once, mapped into memory by every process that follows."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from common.errors import SetupError
from functions.score.encoder import graph_writer

if TYPE_CHECKING:
    from collections.abc import Callable

    import onnx

GRAPH_FILE = "graph.onnx"
WEIGHTS_FILE = "weights.bin"
INLINE_LIMIT_BYTES = 2**31 - 1  # one protobuf message cannot be larger

Session = TypeVar("Session")
logger = logging.getLogger(__name__)


class UnusableGraph(Exception):  # noqa: N818 - says what the graph is
    """A graph that the runtime will not load."""


def open_cached(
    folder: Path, build: Callable[[], onnx.ModelProto], load: Callable[[str | bytes], Session]
) -> Session:
    """Load the graph in `folder`, building it first if it is not there or cannot be loaded.

    Parameters
    ----------
    folder : this graph's own folder; any number of processes may ask for it at once.
    build : writes the graph.
    load : opens it, from a path or from its bytes; raises UnusableGraph if the runtime refuses.

    Where `folder` cannot be written, the graph stays in memory and one warning says so; SetupError if it is
    too large for that.
    """
    graph = folder / GRAPH_FILE
    try:
        if graph.is_file():
            return load(str(graph))
    except (UnusableGraph, OSError) as error:
        logger.warning("the cached graph %s is unusable and is built again: %s", graph, error)
    model = build()
    try:
        _save(model, folder)
    except OSError as error:
        logger.warning("the graph stays in memory, for the cache folder %s cannot be used: %s", folder, error)
        return load(_serialised(model, folder))
    return load(str(graph))


def _save(model: onnx.ModelProto, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".building-") as building:
        graph_writer.save(model, f"{building}/{GRAPH_FILE}", WEIGHTS_FILE)
        # Weights first: where there is a graph, its weights are whole. Processes that race replace equal
        # files by equal ones, and who has mapped the old file keeps it.
        for name in (WEIGHTS_FILE, GRAPH_FILE):
            Path(building, name).replace(folder / name)


def _serialised(model: onnx.ModelProto, folder: Path) -> bytes:
    size = model.ByteSize()
    if size > INLINE_LIMIT_BYTES:
        raise SetupError(f"a graph of {size} bytes needs a cache folder that can be written, unlike {folder}")
    return bytes(model.SerializeToString())
