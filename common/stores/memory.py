"""A bucket in memory, for tests and for files outside of a bucket; it passes the stores' contract tests."""

import hashlib
import io
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import BinaryIO

from common.errors import ObjectGone, WriteConflict
from common.stores.store import OpenedObject, StoredObject


@dataclass(slots=True)
class MemoryStore:
    """A dict as the bucket; it has only the latest versions."""

    bucket: str = "ml-drift-datasets"
    _objects: dict[str, tuple[StoredObject, bytes]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def stat(self, key: str) -> StoredObject:
        """Describe one object."""
        return self._find(key)[0]

    @contextmanager
    def open(self, key: str) -> Iterator[OpenedObject]:
        """Open one object."""
        info, data = self._find(key)
        yield OpenedObject(info, io.BytesIO(data))

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
        del content_type
        data = stream.read(size)
        with self._lock:
            return self._write(key, data, metadata)

    def replace(self, key: str, data: bytes, *, expected: str | None, content_type: str) -> StoredObject:
        """Write one object if its etag is as expected."""
        del content_type
        with self._lock:
            stored = self._objects.get(key)
            if (stored[0].etag if stored else None) != expected:
                raise WriteConflict(f"{key!r} was written by somebody else")
            return self._write(key, data, None)

    def list(self, prefix: str) -> Iterator[StoredObject]:
        """Describe all objects under a prefix."""
        yield from (info for key, (info, _) in sorted(self._objects.items()) if key.startswith(prefix))

    def _find(self, key: str) -> tuple[StoredObject, bytes]:
        try:
            return self._objects[key]
        except KeyError:
            raise ObjectGone(key) from None

    def _write(self, key: str, data: bytes, metadata: Mapping[str, str] | None) -> StoredObject:
        named = {name.lower(): value for name, value in (metadata or {}).items()}
        etag = hashlib.md5(data, usedforsecurity=False).hexdigest()
        info = StoredObject(key, etag, len(data), datetime.now(UTC), metadata=named)
        self._objects[key] = (info, data)
        return info
