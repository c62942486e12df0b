"""Caches built graphs on disk for all later processes."""

from __future__ import annotations

import logging
import os
import stat
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Session = TypeVar("Session")
# A cached graph begins with its SHA-256.
DIGEST_BYTES = 32
PERMISSIONS = 0o644
logger = logging.getLogger(__name__)


class UnusableGraph(Exception):  # noqa: N818 - describes the graph
    """The runtime cannot load this graph."""


def open_cached(path: Path, build: Callable[[], bytes], load: Callable[[bytes], Session]) -> Session:
    """Load the graph at `path`; build it first if it is missing, was changed or cannot be loaded.

    A graph computes every vector, so one that somebody else may have written is not loaded. If `path` is not
    writable, the graph stays in memory, with one warning.

    Parameters
    ----------
    path : the graph's file; several processes may call this at once.
    build : returns the graph without its weights, a few kilobytes.
    load : opens a graph; raises UnusableGraph if the runtime cannot.
    """
    try:
        if _exists(path):
            return load(_own(path))
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


def _own(path: Path) -> bytes:
    """Return the graph of a file; raise UnusableGraph if others may have written or changed it."""
    with path.open("rb", buffering=0) as file:  # half the time for 90 MB
        status = os.fstat(file.fileno())
        digest, graph = file.read(DIGEST_BYTES), file.read()
    if status.st_uid not in (os.geteuid(), 0):
        raise UnusableGraph(f"it belongs to user {status.st_uid}")
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise UnusableGraph("others may write it")
    if digest != sha256(graph).digest():
        raise UnusableGraph("its digest is another one: it was changed, or written in part")
    return graph


def _save(graph: bytes, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # The file is replaced atomically; concurrent processes replace it with an identical one.
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".building-") as building:
        draft = Path(building) / path.name
        draft.write_bytes(sha256(graph).digest() + graph)
        draft.chmod(PERMISSIONS)
        draft.replace(path)
