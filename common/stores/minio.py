"""A bucket of MinIO, or of any other server with an S3 interface."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import BinaryIO, Self, cast
from urllib.parse import SplitResult, urlsplit

import urllib3
from minio import Minio
from minio.credentials.providers import Provider, StaticProvider

from common.errors import SetupError
from common.settings import Settings
from common.stores import aws_credentials
from common.stores.addresses import require_s3
from common.stores.answer_stream import answer_stream
from common.stores.minio_errors import error_of_status, translated
from common.stores.store import OpenedObject, StoredObject

CONNECT_SECONDS = 5.0
# A store that sends nothing for this long has stalled; the event is retried later.
READ_SECONDS = 60.0
# Retries within one request, for short failures only; the retry ladder is for the others. A busy server asks
# for a pause of a minute (Retry-After): waiting here would block the worker, the ladder does not.
TRIES = urllib3.Retry(
    total=2,
    backoff_factor=0.2,
    status_forcelist=[429, 500, 502, 503, 504],
    respect_retry_after_header=False,
)
# For questions about the store itself.
IMPATIENT_SECONDS = 3.0
ONCE = urllib3.Retry(total=0)
# How long the URL of a conditional write is valid. We use it at once; S3 allows the clocks of server and
# client to differ by a quarter of an hour.
WRITE_TIME = timedelta(minutes=15)

# Connections that are kept open: while a drift file is read, its baseline is looked for.
CONNECTIONS = 4

USER_METADATA = "x-amz-meta-"


class MinioStore:
    """One bucket of a server with an S3 interface.

    Parameters
    ----------
    endpoint : "https://host:port", or "http://host:port" without encryption.
    bucket : may not exist yet.
    access_key, secret_key : of a user with the permissions that the caller needs; see `infra/minio/users.py`.
    credentials : provides them instead, if they change.
    region : if the server needs one; saves the first request, which asks for it.
    impatient : give up after IMPATIENT_SECONDS, without trying again.

    Raises SetupError if the endpoint is not such an address.
    """

    def __init__(  # noqa: PLR0913 - each is a choice of the caller
        self,
        endpoint: str,
        bucket: str,
        *,
        access_key: str | None = None,
        secret_key: str | None = None,
        credentials: Provider | None = None,
        region: str | None = None,
        impatient: bool = False,
    ) -> None:
        require_s3(endpoint)
        address = urlsplit(endpoint)
        if not _is_endpoint(address):
            raise SetupError(
                "DRIFTLINE_STORE_ENDPOINT must look like 'http://host:9000', without a path or credentials"
            )
        self._bucket = bucket
        connect, read = (IMPATIENT_SECONDS,) * 2 if impatient else (CONNECT_SECONDS, READ_SECONDS)
        self._http = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=connect, read=read),
            retries=ONCE if impatient else TRIES,
            maxsize=CONNECTIONS,
        )
        self._client = Minio(
            address.netloc,
            access_key=access_key,
            secret_key=secret_key,
            credentials=credentials,
            secure=address.scheme == "https",
            region=region or None,
            http_client=self._http,
        )

    @classmethod
    def from_settings(cls, settings: Settings, *, impatient: bool = False) -> Self:
        """Return the bucket in the settings, with the credentials there, or else those that AWS gives.

        Raises SetupError if there are none.
        """
        user, password = settings.store_access_key, settings.store_secret_key
        region = settings.store_region
        if user and password:
            provider: Provider = StaticProvider(user.get_secret_value(), password.get_secret_value())
        elif not user and not password and (from_aws := aws_credentials.provider()):
            provider, region = from_aws, region or aws_credentials.region()
        else:
            raise SetupError(
                "set DRIFTLINE_STORE_ACCESS_KEY and DRIFTLINE_STORE_SECRET_KEY to the store's user"
            )
        return cls(
            settings.store_endpoint,
            settings.bucket,
            credentials=provider,
            region=region,
            impatient=impatient,
        )

    @property
    def bucket(self) -> str:
        """The bucket's name."""
        return self._bucket

    def stat(self, key: str) -> StoredObject:
        """Describe one object."""
        with translated(key):
            headers = self._client.stat_object(self._bucket, key).metadata
            return _from_headers(key, cast("Mapping[str, str]", headers))

    @contextmanager
    def open(self, key: str) -> Iterator[OpenedObject]:
        """Open one object; its description is part of the same answer as its bytes."""
        with translated(key):
            response = self._client.get_object(self._bucket, key)
        response.decode_content = False  # the stored bytes, whatever their Content-Encoding
        try:
            with translated(key):
                info = _from_headers(key, response.headers)
            yield OpenedObject(info, answer_stream(response, key))
        finally:
            response.close()
            response.release_conn()

    def put(
        self,
        key: str,
        stream: BinaryIO,
        size: int,
        *,
        content_type: str = "application/octet-stream",
        metadata: Mapping[str, str] | None = None,
    ) -> StoredObject:
        """Write one object; above 5 MiB in parts, which limits the memory."""
        with translated(key):
            written = self._client.put_object(
                self._bucket, key, stream, size, content_type=content_type, metadata=dict(metadata or {})
            )
        return StoredObject(
            key, written.etag or "", size, datetime.now(UTC), _version(written.version_id), metadata or {}
        )

    def replace(self, key: str, data: bytes, *, expected: str | None, content_type: str) -> StoredObject:
        """Write one object if its etag is as expected.

        minio-py has no conditional put, but a presigned URL accepts the condition as a header.
        """
        condition = {"If-None-Match": "*"} if expected is None else {"If-Match": f'"{expected}"'}
        with translated(key):
            url = self._client.presigned_put_object(self._bucket, key, expires=WRITE_TIME)
            answer = self._http.request(
                "PUT", url, body=data, headers={"Content-Type": content_type, **condition}
            )
        if answer.status >= HTTPStatus.BAD_REQUEST:
            raise error_of_status(key, answer)
        return StoredObject(key, answer.headers.get("ETag", "").strip('"'), len(data), datetime.now(UTC))

    def list(self, prefix: str) -> Iterator[StoredObject]:
        """Describe all objects under a prefix."""
        with translated(prefix):
            for item in self._client.list_objects(self._bucket, prefix=prefix, recursive=True):
                yield StoredObject(
                    key=item.object_name or "",
                    etag=(item.etag or "").strip('"'),
                    size=item.size or 0,
                    modified=item.last_modified or datetime.now(UTC),
                )


def _is_endpoint(address: SplitResult) -> bool:
    with suppress(ValueError):  # the port is not a number
        return (
            address.scheme in ("http", "https")
            and bool(address.hostname)
            and address.port != 0
            and not (address.username or address.path.strip("/") or address.query)
        )
    return False


def _from_headers(key: str, headers: Mapping[str, str]) -> StoredObject:
    from email.utils import parsedate_to_datetime

    named = {name.lower(): value for name, value in headers.items()}
    return StoredObject(
        key=key,
        etag=named.get("etag", "").strip('"'),
        size=int(named.get("content-length", 0)),
        modified=parsedate_to_datetime(named["last-modified"]),
        version_id=_version(named.get("x-amz-version-id")),
        metadata={
            name.removeprefix(USER_METADATA): value
            for name, value in named.items()
            if name.startswith(USER_METADATA)
        },
    )


def _version(version_id: str | None) -> str | None:
    return None if version_id in (None, "", "null") else version_id
