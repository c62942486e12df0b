"""Caches built graphs on disk for all later processes."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Session = TypeVar("Session")
logger = logging.getLogger(__name__)


class UnusableGraph(Exception):  # noqa: N818 - describes the graph
    """The runtime cannot load this graph."""


def open_cached(path: Path, build: Callable[[], bytes], load: Callable[[bytes], Session]) -> Session:
    """Load the graph at `path`; build it first if it is missing or cannot be loaded.

    If `path` is not writable, the graph stays in memory, with one warning.

    Parameters
    ----------
    path : the graph's file; several processes may call this at once.
    build : returns the graph without its weights, a few kilobytes.
    load : opens a graph; raises UnusableGraph if the runtime cannot.
    """
    try:
        if _exists(path):
            return load(path.read_bytes())
    except (UnusableGraph, OSError) as error:
        logger.warning("rebuilding the cached graph %s: %s", path, error)
    graph = build()
    session = load(graph)
    try:
        _save(graph, path)
    except OSError as error:
        logger.warning(
            "the graph stays in memory, because writing to the cache folder %s failed: %s", path.parent, error
        )
    return session


def _exists(graph: Path) -> bool:
    """Tell whether there is a graph. A folder without read permission causes the warning of `_save` only."""
    try:
        return graph.is_file()
    except OSError:
        return False


def _save(graph: bytes, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # The file is replaced atomically; concurrent processes replace it with an identical one.
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".building-") as building:
        (Path(building) / path.name).write_bytes(graph)
        (Path(building) / path.name).replace(path)
