"""A bucket in memory that counts its requests, and answers as late as a server does."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

from common.errors import WriteConflict
from common.stores.memory import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from common.stores.store import OpenedObject, StoredObject


class CountedStore(MemoryStore):
    """A bucket in memory.

    Attributes
    ----------
    requests : how many there were.
    conflicts : how many conditional writes failed because somebody else had written.
    """

    def __init__(self, delay: float = 0.0) -> None:
        """Answer each request after `delay` seconds."""
        super().__init__()
        self._delay = delay
        # Appending to a list is atomic, so that many threads may do it.
        self._requests: list[str] = []
        self._conflicts: list[str] = []

    @property
    def requests(self) -> int:
        return len(self._requests)

    @property
    def conflicts(self) -> int:
        return len(self._conflicts)

    def stat(self, key: str) -> StoredObject:
        self._count(key)
        return super().stat(key)

    @contextmanager
    def open(self, key: str) -> Iterator[OpenedObject]:
        self._count(key)
        with super().open(key) as opened:
            yield opened

    def put(self, key: str, stream: BinaryIO, size: int, **options: Any) -> StoredObject:
        self._count(key)
        return super().put(key, stream, size, **options)

    def replace(self, key: str, data: bytes, **options: Any) -> StoredObject:
        self._count(key)
        try:
            return super().replace(key, data, **options)
        except WriteConflict:
            self._conflicts.append(key)
            raise

    def list(self, prefix: str) -> Iterator[StoredObject]:
        self._count(prefix)
        return super().list(prefix)

    def _count(self, key: str) -> None:
        self._requests.append(key)
        if self._delay:
            time.sleep(self._delay)
