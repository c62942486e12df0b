"""Built graphs on disk: written once, read by every process that follows."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Session = TypeVar("Session")
logger = logging.getLogger(__name__)


class UnusableGraph(Exception):  # noqa: N818 - says what the graph is
    """A graph that the runtime will not load."""


def open_cached(path: Path, build: Callable[[], bytes], load: Callable[[bytes], Session]) -> Session:
    """Load the graph at `path`, building it first if it is not there or cannot be loaded.

    Parameters
    ----------
    path : this graph's own file; any number of processes may ask for it at once.
    build : writes the graph, without its weights: kilobytes.
    load : opens it; raises UnusableGraph if the runtime refuses.

    Where `path` cannot be written, the graph stays in memory and one warning says so.
    """
    try:
        if _stands(path):
            return load(path.read_bytes())
    except (UnusableGraph, OSError) as error:
        logger.warning("the cached graph %s is unusable and is built again: %s", path, error)
    graph = build()
    session = load(graph)
    try:
        _save(graph, path)
    except OSError as error:
        logger.warning(
            "the graph stays in memory, for the cache folder %s cannot be used: %s", path.parent, error
        )
    return session


def _stands(graph: Path) -> bool:
    """Tell whether there is a graph; a folder that we may not look into is told of when it is written to."""
    try:
        return graph.is_file()
    except OSError:
        return False


def _save(graph: bytes, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Whole or not there; processes that race replace equal files by equal ones.
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".building-") as building:
        (Path(building) / path.name).write_bytes(graph)
        (Path(building) / path.name).replace(path)
