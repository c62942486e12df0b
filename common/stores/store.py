"""ObjectStore: what we ask of a bucket, and what each request answers and raises."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, Protocol


@dataclass(frozen=True, slots=True)
class StoredObject:
    """What a store knows of one object without opening it.

    Attributes
    ----------
    key : the decoded key.
    etag : names this content; equal etags mean that nothing was overwritten in between.
    size : bytes.
    modified : when it was written, with time zone.
    version_id : only on versioned buckets.
    metadata : user metadata, names in lower case and without a store's prefix.
        `list` leaves it empty.
    """

    key: str
    etag: str
    size: int
    modified: datetime
    version_id: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpenedObject:
    """An object whose content is being read: `info` is of exactly the bytes that `stream` gives."""

    info: StoredObject
    stream: BinaryIO


class ObjectStore(Protocol):
    """One bucket.

    Every method raises StoreUnavailable when the store does not answer and StoreRefused when it
    answers that we may not; nothing else of the store's own client ever leaves an adapter.
    """

    @property
    def bucket(self) -> str:
        """The bucket's name."""
        ...

    def stat(self, key: str, *, version_id: str | None = None) -> StoredObject:
        """Describe one object; raises ObjectGone when there is none."""
        ...

    def open(self, key: str, *, version_id: str | None = None) -> AbstractContextManager[OpenedObject]:
        """Open one object for reading from its first byte; raises ObjectGone when there is none."""
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
        """Write one object of `size` bytes, whatever stood there; readers see all of it or nothing."""
        ...

    def replace(self, key: str, data: bytes, *, expected: str | None, content_type: str) -> StoredObject:
        """Write `data` only where the object's etag still is `expected` (None: only where none stands).

        Raises WriteConflict when somebody else wrote in between. With this, replicas need no lock.
        """
        ...

    def list(self, prefix: str) -> Iterator[StoredObject]:
        """Describe every object whose key begins with `prefix`, in the order of their keys."""
        ...
