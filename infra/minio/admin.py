"""Users, policies and notification targets of a MinIO server: what S3 itself has no words for."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast
from urllib.parse import urlsplit

import urllib3
from minio import MinioAdmin
from minio.credentials.providers import StaticProvider
from minio.error import MinioAdminException

from common.errors import StoreRefused, StoreUnavailable
from common.stores.minio import TRIES
from common.stores.minio_errors import BUSY

TIMEOUT = urllib3.Timeout(connect=5.0, read=30.0)
ABSENT = {"XMinioAdminNoSuchUser", "XMinioAdminNoSuchPolicy"}


class StoreAdmin:
    """A MinIO server, seen by its administrator.

    Parameters
    ----------
    endpoint : "http://host:port" or "https://host:port".
    access_key, secret_key : of the administrator.

    Every method raises StoreUnavailable when the server does not answer, and StoreRefused when it
    refuses: wrong credentials, no administrator, or no MinIO at all.
    """

    def __init__(self, endpoint: str, *, access_key: str, secret_key: str) -> None:
        address = urlsplit(endpoint)
        self._admin = MinioAdmin(
            endpoint=address.netloc,
            credentials=StaticProvider(access_key, secret_key),
            secure=address.scheme == "https",
            http_client=urllib3.PoolManager(timeout=TIMEOUT, retries=TRIES),
        )

    def targets(self) -> list[str]:
        """Return the ARNs of the notification targets that the server was started with."""
        with _translated():
            return sorted(json.loads(self._admin.info()).get("sqsARN") or [])

    def policy(self, name: str) -> dict[str, Any] | None:
        """Return a policy's document, or None when there is none of that name."""
        return cast("dict[str, Any] | None", _found(lambda: self._admin.policy_info(name)))

    def put_policy(self, name: str, document: Mapping[str, Any]) -> None:
        """Create a policy, or replace it."""
        with _translated():
            self._admin.policy_add(name, policy=dict(document))

    def user_policy(self, access_key: str) -> str | None:
        """Return the names of a user's policies (comma between them), or None when there is no such user."""
        found = _found(lambda: self._admin.user_info(access_key))
        return None if found is None else found.get("policyName", "")

    def put_user(self, access_key: str, secret_key: str, *, policy: str) -> None:
        """Create a user, or give it that password, and that policy alone."""
        with _translated():
            self._admin.user_add(access_key, secret_key)
            self._admin.policy_set(policy, user=access_key)


def _found(asked: Callable[[], str]) -> Any:
    """Return the JSON that a question is answered with, or None for "no such thing"."""
    with _translated():
        try:
            return json.loads(asked())
        except MinioAdminException as error:
            if _code(error)[0] in ABSENT:
                return None
            raise


@contextmanager
def _translated() -> Iterator[None]:
    """Map what MinioAdmin raises to our errors."""
    try:
        yield
    except MinioAdminException as error:
        code, message = _code(error)
        if code in BUSY:
            raise StoreUnavailable(f"the store cannot serve its administrator now: {code}") from error
        raise StoreRefused(f"the store refuses its administrator: {code}: {message}") from error
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise StoreUnavailable(f"the store does not answer: {type(error).__name__}") from error
    except (ValueError, KeyError) as error:
        raise StoreRefused(f"the store's administration answers what MinIO does not: {error}") from error


def _code(error: MinioAdminException) -> tuple[str, str]:
    """Return code and message of the server's answer; the exception holds it as text."""
    _, _, body = str(error).partition("Body: ")
    try:
        answer = json.loads(body)
        return answer["Code"], answer["Message"]
    except (ValueError, KeyError, TypeError):
        return "no MinIO", body[:200]
