"""Translates the errors of google-cloud-storage, of its transport and of Google's credentials to ours."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import urllib3
from google.api_core.exceptions import (
    Forbidden,
    GoogleAPICallError,
    NotFound,
    PreconditionFailed,
    RetryError,
    TooManyRequests,
    Unauthorized,
)
from google.auth.exceptions import GoogleAuthError, TransportError
from google.cloud.storage.exceptions import DataCorruption, InvalidResponse

from common.errors import (
    DriftlineError,
    ObjectGone,
    StoreRefused,
    StoreRefusesAll,
    StoreUnavailable,
    WriteConflict,
)
from common.stores.causes import cause_of

# How Google's answer about a missing object begins; a missing bucket has the same status, 404.
NO_OBJECT = "No such object"
# Reasons of a 403 that are about the project, whatever the key
# (https://cloud.google.com/storage/docs/json_api/v1/status-codes).
REFUSED_FOR_ALL = {
    "accountDisabled",
    "billingNotEnabled",
    "countryBlocked",
    "projectNotLinked",
    "sslRequired",
    "userProjectAccountProblem",
    "userProjectMissing",
}
BUSY = {"quotaExceeded", "rateLimitExceeded", "userRateLimitExceeded"}
# A request that took too long, and an upload in parts that Google has forgotten.
AGAIN = {408, 410}
SERVER_ERRORS = 500


@contextmanager
def translated(key: str, *, of_bucket: bool = False) -> Iterator[None]:
    """Translate every error of the client library to one of ours.

    `of_bucket`: the request is one to the bucket; only the bucket itself can be missing.
    """
    try:
        yield
    except GoogleAPICallError as error:
        raise _from_answer(key, error, of_bucket=of_bucket) from error
    except GoogleAuthError as error:
        raise _from_credentials(error) from error
    except RetryError as error:  # it was tried again until it took too long
        cause = error.cause
        if isinstance(cause, GoogleAPICallError):
            raise _from_answer(key, cause, of_bucket=of_bucket) from error
        raise _no_answer(key, cause if isinstance(cause, Exception) else error) from error
    except (json.JSONDecodeError, KeyError) as error:
        raise StoreUnavailable(
            f"the answer for {key!r} is not from Cloud Storage: {type(error).__name__}"
        ) from error
    except (InvalidResponse, DataCorruption, urllib3.exceptions.HTTPError, OSError) as error:
        raise _no_answer(key, error) from error  # the errors of requests, its transport, are OSErrors
    except ValueError as error:  # such as a name that is not UTF-8
        raise StoreRefused(f"the store's client refuses {key!r}: {error}") from error


def names_the_object(gone: ObjectGone) -> bool:
    """Return whether the answer says that the object is missing, and not perhaps the bucket."""
    cause = gone.__cause__
    return isinstance(cause, NotFound) and _reason(cause)[1].startswith(NO_OBJECT)


def _from_answer(key: str, error: GoogleAPICallError, *, of_bucket: bool) -> DriftlineError:
    """Return our error for a status of the JSON API."""
    reason, message = _reason(error)
    text = f"HTTP {error.code}: {message}"
    if isinstance(error, NotFound):
        if of_bucket:
            return StoreRefusesAll(f"the store refuses every request: {text}")
        return ObjectGone(key)
    if isinstance(error, PreconditionFailed):
        return WriteConflict(f"{key!r} was written or removed by somebody else")
    if isinstance(error, Unauthorized) or (isinstance(error, Forbidden) and reason in REFUSED_FOR_ALL):
        return StoreRefusesAll(f"the store refuses every request: {text}")
    busy = isinstance(error, TooManyRequests) or (isinstance(error, Forbidden) and reason in BUSY)
    if busy or error.code in AGAIN or (error.code or SERVER_ERRORS) >= SERVER_ERRORS:
        return StoreUnavailable(f"the store cannot serve {key!r} now: {text}")
    return StoreRefused(f"the store refuses {key!r}: {text}")


def _reason(error: GoogleAPICallError) -> tuple[str, str]:
    """Return the reason that a program reads, and the message for people.

    The exception's own message also has the address, which has the key and the bucket in it.
    """
    try:
        document = error.response.json()["error"]
        reasons = document.get("errors") or [{}]
        return str(reasons[0].get("reason", "")), str(document["message"])
    except (AttributeError, KeyError, TypeError, IndexError, ValueError):
        answer = getattr(error, "response", None)
        return "", str(getattr(answer, "text", "") or type(error).__name__)[:200]


def _from_credentials(error: GoogleAuthError) -> StoreUnavailable:
    """Return our error for credentials that cannot be had: expired, revoked, or nobody answers for them."""
    cause = error.args[0] if error.args else type(error).__name__
    if error.retryable or isinstance(error, TransportError) or isinstance(cause, TransportError):
        return StoreUnavailable(f"nobody answers for Google's credentials now: {cause}")
    return StoreRefusesAll(f"Google's credentials are refused: {cause}")


def _no_answer(key: str, error: Exception) -> StoreUnavailable:
    inner = error.args[0] if error.args and isinstance(error.args[0], Exception) else error
    cause = cause_of(inner, authorities="REQUESTS_CA_BUNDLE")
    return StoreUnavailable(f"the store does not answer for {key!r}: {cause}")
