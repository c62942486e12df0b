"""A bucket of Google Cloud Storage; the etag of an object is its generation."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import BinaryIO, Self

from google.auth.credentials import Credentials
from google.auth.exceptions import DefaultCredentialsError
from google.cloud.storage import Blob, Client
from google.cloud.storage.retry import DEFAULT_RETRY

from common.errors import ObjectGone, SetupError, StoreUnavailable, WriteConflict
from common.settings import Settings
from common.stores.addresses import CLOUD_STORAGE
from common.stores.chunk_stream import chunk_stream
from common.stores.gcs_errors import names_the_object, translated
from common.stores.probe import check_answers
from common.stores.store import OpenedObject, StoredObject

# Names a server with the same interface, for every client of Cloud Storage.
EMULATOR = "STORAGE_EMULATOR_HOST"
# Without it, the library also asks for the bucket's location, for traces that nobody collects.
NO_TRACES = "DISABLE_GCS_PYTHON_CLIENT_OTEL_BUCKET_METADATA"

CONNECT_SECONDS = 5.0
# A store that sends nothing for this long has stalled; the event is retried later.
READ_SECONDS = 60.0
# Retries within one request, for short failures only. Above all for the limit of one write per second to the
# same object, such as the history of a dataset with several workers.
TRIES = DEFAULT_RETRY.with_delay(initial=0.2, maximum=2.0, multiplier=2.0).with_timeout(10.0)
# For questions about the store itself.
IMPATIENT_SECONDS = 3.0
# Bytes of one request, when reading or writing a large object: what an open object holds in memory.
CHUNK_BYTES = 8 * 1024**2
# What a listing is asked for; everything else would be four times as much.
LISTED = "items(name,generation,size,timeCreated),nextPageToken"


class GcsStore:
    """One bucket of Cloud Storage.

    Parameters
    ----------
    bucket : may not exist yet.
    endpoint : CLOUD_STORAGE, or another address of Google's; STORAGE_EMULATOR_HOST replaces the former.
    credentials : by default those that Google's libraries find: the file in GOOGLE_APPLICATION_CREDENTIALS,
        those of `gcloud auth application-default login`, or those of the machine's service account.
    impatient : give up after IMPATIENT_SECONDS, without trying again.

    Raises SetupError if there are no credentials.
    """

    def __init__(
        self,
        bucket: str,
        *,
        endpoint: str = CLOUD_STORAGE,
        credentials: Credentials | None = None,
        impatient: bool = False,
    ) -> None:
        emulator = os.environ.get(EMULATOR)
        if emulator and not emulator.startswith(("http://", "https://")):
            raise SetupError(f"{EMULATOR} must look like 'http://host:4443'")
        os.environ.setdefault(NO_TRACES, "true")
        own = {} if endpoint.rstrip("/") == CLOUD_STORAGE else {"client_options": {"api_endpoint": endpoint}}
        try:
            self._client = Client(project=None, credentials=credentials, **own)
        except DefaultCredentialsError as error:
            raise SetupError(
                f"there are no credentials for Cloud Storage: {error} Set GOOGLE_APPLICATION_CREDENTIALS to "
                "a service account's file, or run `gcloud auth application-default login`"
            ) from error
        seconds = (IMPATIENT_SECONDS,) * 2 if impatient else (CONNECT_SECONDS, READ_SECONDS)
        self._patience = {"timeout": seconds, "retry": None if impatient else TRIES}
        self._handle = self._client.bucket(bucket)

    @classmethod
    def from_settings(cls, settings: Settings, *, impatient: bool = False) -> Self:
        """Return the bucket in the settings; raises SetupError if they contain MinIO's credentials."""
        if settings.store_access_key or settings.store_secret_key:
            raise SetupError(
                "Cloud Storage takes Google's own credentials (GOOGLE_APPLICATION_CREDENTIALS): "
                "remove DRIFTLINE_STORE_ACCESS_KEY and DRIFTLINE_STORE_SECRET_KEY"
            )
        return cls(settings.bucket, endpoint=settings.store_endpoint, impatient=impatient)

    @property
    def bucket(self) -> str:
        """The bucket's name."""
        return str(self._handle.name)

    def stat(self, key: str) -> StoredObject:
        """Describe one object."""
        try:
            with translated(key):
                blob = self._handle.blob(key)
                blob.reload(**self._patience)
                return _description(blob)
        except ObjectGone as gone:
            if not names_the_object(gone):
                check_answers(self)  # raises an error if the bucket is missing: then every object seems gone
            raise

    @contextmanager
    def open(self, key: str) -> Iterator[OpenedObject]:
        """Open one object; reads only the generation that it describes.

        Raises StoreUnavailable while reading if that is overwritten, unless the bucket keeps old versions.
        """
        info = self.stat(key)
        with chunk_stream(partial(self._part, info), info.size, CHUNK_BYTES) as stream:
            yield OpenedObject(info, stream)

    def put(
        self,
        key: str,
        stream: BinaryIO,
        size: int,
        *,
        content_type: str = "application/octet-stream",
        metadata: Mapping[str, str] | None = None,
    ) -> StoredObject:
        """Write one object; above CHUNK_BYTES in parts, which limits the memory."""
        with translated(key, of_bucket=True):
            blob = self._handle.blob(key, chunk_size=CHUNK_BYTES)
            blob.metadata = dict(metadata or {})
            blob.upload_from_file(stream, size=size, content_type=content_type, **self._patience)
            return _description(blob)

    def replace(self, key: str, data: bytes, *, expected: str | None, content_type: str) -> StoredObject:
        """Write one object if its generation is as expected."""
        if expected is not None and not (expected.isdecimal() and int(expected)):
            # To the server, the generation 0 is that of an object that does not exist.
            raise WriteConflict(f"{key!r} never had the generation {expected!r}")
        with translated(key, of_bucket=True):
            blob = self._handle.blob(key)
            blob.upload_from_string(
                data, content_type=content_type, if_generation_match=int(expected or 0), **self._patience
            )
            return _description(blob)

    def list(self, prefix: str) -> Iterator[StoredObject]:
        """Describe all objects under a prefix."""
        with translated(prefix, of_bucket=True):
            for blob in self._client.list_blobs(self._handle, prefix=prefix, fields=LISTED, **self._patience):
                yield _description(blob)

    def _part(self, info: StoredObject, start: int, size: int) -> bytes:
        """Return `size` bytes of one generation, from `start` on."""
        try:
            with translated(info.key):
                # The library forgets the generation with each answer, so it is a new description each time.
                # Raw: the stored bytes, whatever their Content-Encoding.
                data: bytes = self._handle.blob(info.key, generation=int(info.etag)).download_as_bytes(
                    start=start, end=start + size - 1, raw_download=True, checksum=None, **self._patience
                )
        except ObjectGone as error:
            raise StoreUnavailable(f"{info.key!r} was overwritten or removed while it was read") from error
        if len(data) != size:
            raise StoreUnavailable(f"the store stopped sending {info.key!r}")
        return data


def _description(blob: Blob) -> StoredObject:
    if blob.generation is None:
        raise StoreUnavailable(f"the answer for {blob.name!r} is not from Cloud Storage: no generation")
    return StoredObject(
        key=blob.name,
        etag=str(blob.generation),
        size=blob.size,
        modified=blob.time_created,  # of this generation; `updated` changes with the metadata
        metadata={name.lower(): value for name, value in (blob.metadata or {}).items()},
    )
