"""Users, policies and notification targets of a MinIO server, which the S3 interface lacks."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Self, cast
from urllib.parse import urlsplit

import urllib3
from minio import MinioAdmin
from minio.credentials.providers import StaticProvider
from minio.error import MinioAdminException

from common.errors import SetupError, StoreRefused, StoreUnavailable
from common.settings import Settings
from common.stores.addresses import require_s3
from common.stores.causes import cause_of
from common.stores.minio import TRIES
from common.stores.minio_errors import BUSY

TIMEOUT = urllib3.Timeout(connect=5.0, read=30.0)
ABSENT = {"XMinioAdminNoSuchUser", "XMinioAdminNoSuchPolicy"}


class StoreAdmin:
    """A MinIO server, for its administrator.

    Parameters
    ----------
    endpoint : "http://host:port" or "https://host:port".
    access_key, secret_key : of the administrator.

    Every method raises StoreUnavailable if the server does not answer, and StoreRefused if it refuses: wrong
    credentials, not an administrator, or not MinIO.
    """

    def __init__(self, endpoint: str, *, access_key: str, secret_key: str) -> None:
        address = urlsplit(endpoint)
        self._admin = MinioAdmin(
            endpoint=address.netloc,
            credentials=StaticProvider(access_key, secret_key),
            secure=address.scheme == "https",
            http_client=urllib3.PoolManager(timeout=TIMEOUT, retries=TRIES),
        )

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Return the server in the settings; raises SetupError if they contain no credentials."""
        require_s3(settings.store_endpoint)
        if not settings.store_access_key or not settings.store_secret_key:
            raise SetupError(
                "set DRIFTLINE_STORE_ACCESS_KEY and DRIFTLINE_STORE_SECRET_KEY to the store's administrator"
            )
        return cls(
            settings.store_endpoint,
            access_key=settings.store_access_key.get_secret_value(),
            secret_key=settings.store_secret_key.get_secret_value(),
        )

    def targets(self) -> list[str]:
        """Return the ARNs of the notification targets in the server's configuration."""
        with _translated():
            return sorted(json.loads(self._admin.info()).get("sqsARN") or [])

    def target_states(self) -> dict[str, str]:
        """Return whether the server reaches each notification target, by ARN: "online" or "offline"."""
        with _translated():
            server = json.loads(self._admin.info())
        states = {
            (kind, identity): str(state.get("status", ""))
            for section in server.get("services", {}).get("notifications") or []
            for kind, targets in section.items()
            for target in targets
            for identity, state in target.items()
        }
        # An ARN ends in the target's name and kind.
        arns = server.get("sqsARN") or []
        return {arn: states.get(tuple(reversed(arn.split(":")[-2:])), "") for arn in arns}

    def policy(self, name: str) -> dict[str, Any] | None:
        """Return a policy's document, or None if there is no policy of that name."""
        return cast("dict[str, Any] | None", _answer(lambda: self._admin.policy_info(name)))

    def put_policy(self, name: str, document: Mapping[str, Any]) -> None:
        """Create or replace a policy."""
        with _translated():
            self._admin.policy_add(name, policy=dict(document))

    def user_policy(self, access_key: str) -> str | None:
        """Return the names of a user's policies, separated by commas, or None if there is no such user."""
        user = _answer(lambda: self._admin.user_info(access_key))
        return None if user is None else user.get("policyName", "")

    def put_user(self, access_key: str, secret_key: str, *, policy: str) -> None:
        """Create a user, or replace its password; it then has only this policy."""
        with _translated():
            self._admin.user_add(access_key, secret_key)
            self._admin.policy_set(policy, user=access_key)


def _answer(request: Callable[[], str]) -> Any:
    """Return the parsed answer to a request, or None if the user or policy does not exist."""
    with _translated():
        try:
            return json.loads(request())
        except MinioAdminException as error:
            if _code(error)[0] in ABSENT:
                return None
            raise


@contextmanager
def _translated() -> Iterator[None]:
    """Translate the errors of MinioAdmin to ours."""
    try:
        yield
    except MinioAdminException as error:
        code, message = _code(error)
        if code in BUSY:
            raise StoreUnavailable(f"the store cannot serve its administrator now: {code}") from error
        raise StoreRefused(f"the store refuses its administrator: {code}: {message}") from error
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise StoreUnavailable(f"the store does not answer: {cause_of(error)}") from error
    except (ValueError, KeyError) as error:
        raise StoreRefused(f"the store's administration does not answer like MinIO: {error}") from error


def _code(error: MinioAdminException) -> tuple[str, str]:
    """Return code and message of the server's answer, which the exception contains as text."""
    _, _, body = str(error).partition("Body: ")
    try:
        answer = json.loads(body)
        return answer["Code"], answer["Message"]
    except (ValueError, KeyError, TypeError):
        return "not MinIO", body[:200]
