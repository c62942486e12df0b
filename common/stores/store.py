"""ObjectStore: the requests to a bucket, with what each returns and raises."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, Protocol


@dataclass(frozen=True, slots=True)
class StoredObject:
    """The description of an object, without its content.

    Attributes
    ----------
    key : the decoded key.
    etag : identifies the content; while it is the same, nobody has overwritten the object.
    size : in bytes.
    modified : the time of the write, with time zone.
    version_id : in versioned buckets only.
    metadata : user metadata, with names in lower case and without the store's prefix; `list` leaves it empty.
    """

    key: str
    etag: str
    size: int
    modified: datetime
    version_id: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpenedObject:
    """An open object: `info` describes exactly the bytes of `stream`."""

    info: StoredObject
    stream: BinaryIO


class ObjectStore(Protocol):
    """One bucket.

    Every method raises StoreUnavailable if the store does not answer, and StoreRefused if it refuses the
    request. An implementation raises no other error of the store's client library.
    """

    @property
    def bucket(self) -> str:
        """The bucket's name."""
        ...

    def stat(self, key: str) -> StoredObject:
        """Describe one object; raises ObjectGone if it does not exist."""
        ...

    def open(self, key: str) -> AbstractContextManager[OpenedObject]:
        """Open one object at its first byte; raises ObjectGone if it does not exist."""
        ...

    def put(
        self,
        key: str,
        stream: BinaryIO,
        size: int,
        *,
        content_type: str = "application/octet-stream",
        metadata: Mapping[str, str] | None = None,
    ) -> StoredObject:
        """Write an object of `size` bytes, replacing any other; readers see all of it or nothing."""
        ...

    def replace(self, key: str, data: bytes, *, expected: str | None, content_type: str) -> StoredObject:
        """Write `data` only if the object's etag is `expected` (None: only if there is no object).

        Raises WriteConflict if somebody else has written in the meantime, so replicas need no lock.
        """
        ...

    def list(self, prefix: str) -> Iterator[StoredObject]:
        """Describe all objects whose key begins with `prefix`, sorted by key."""
        ...
