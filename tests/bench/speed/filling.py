"""Very many small objects for a real MinIO."""

from __future__ import annotations

import io
from itertools import islice
from typing import TYPE_CHECKING

from minio import Minio
from minio.commonconfig import SnowballObject

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from common.settings import Settings

# MinIO unpacks so many objects from one request.
PACKED = 1_000


def put_all(configured: Settings, objects: Iterable[tuple[str, bytes]]) -> None:
    """Put objects, given by key and content, into the bucket; nothing announces them."""
    secrets = (configured.store_access_key, configured.store_secret_key)
    access, secret = (each.get_secret_value() for each in secrets if each)
    address = configured.store_endpoint.removeprefix("http://")
    client = Minio(address, access_key=access, secret_key=secret, secure=False)
    for packed in _batched(objects):
        client.upload_snowball_objects(configured.bucket, packed)


def _batched(objects: Iterable[tuple[str, bytes]]) -> Iterator[list[SnowballObject]]:
    remaining = iter(objects)
    while batch := list(islice(remaining, PACKED)):
        yield [SnowballObject(key, data=io.BytesIO(data), length=len(data)) for key, data in batch]
