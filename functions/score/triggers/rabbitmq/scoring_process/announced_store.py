"""A store that announces every object that it opens."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import BinaryIO

from common.stores.store import ObjectStore, OpenedObject, StoredObject


class AnnouncedStore:
    """Passes every request to another store, and calls `announce` with each object before it is read."""

    def __init__(self, store: ObjectStore, announce: Callable[[StoredObject], None]) -> None:
        self._store = store
        self._announce = announce

    @property
    def bucket(self) -> str:
        """The bucket's name."""
        return self._store.bucket

    def stat(self, key: str) -> StoredObject:
        """Describe one object."""
        return self._store.stat(key)

    def open(self, key: str) -> AbstractContextManager[OpenedObject]:
        """Open one object, and announce it."""
        return self._opened(key)

    def put(
        self,
        key: str,
        stream: BinaryIO,
        size: int,
        *,
        content_type: str = "application/octet-stream",
        metadata: Mapping[str, str] | None = None,
    ) -> StoredObject:
        """Write one object."""
        return self._store.put(key, stream, size, content_type=content_type, metadata=metadata)

    def replace(self, key: str, data: bytes, *, expected: str | None, content_type: str) -> StoredObject:
        """Write one object if its etag is as expected."""
        return self._store.replace(key, data, expected=expected, content_type=content_type)

    def list(self, prefix: str) -> Iterator[StoredObject]:
        """Describe all objects under a prefix."""
        return self._store.list(prefix)

    @contextmanager
    def _opened(self, key: str) -> Iterator[OpenedObject]:
        with self._store.open(key) as opened:
            self._announce(opened.info)
            yield opened
