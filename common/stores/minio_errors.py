"""Translates the errors of minio-py, urllib3 and an S3 server to ours."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from xml.etree.ElementTree import ParseError

import urllib3
from minio.error import InvalidResponseError, MinioException, S3Error, ServerError

from common.errors import (
    DriftlineError,
    ObjectGone,
    StoreRefused,
    StoreRefusesAll,
    StoreUnavailable,
    WriteConflict,
)
from common.stores.causes import cause_of

GONE = {"NoSuchKey", "NoSuchVersion", "NoSuchObject", "MethodNotAllowed"}  # the last: a delete marker
CONFLICT = {"PreconditionFailed", "ConditionalRequestConflict"}
# The codes for a user, a clock or a bucket that the server refuses, whatever the key.
REFUSED_FOR_ALL = {
    "AccountProblem",
    "AllAccessDisabled",
    "AuthorizationHeaderMalformed",  # another region
    "ExpiredToken",
    "InvalidAccessKeyId",
    "InvalidToken",
    "InvalidTokenId",
    "NoSuchBucket",
    "NotSignedUp",
    "PermanentRedirect",  # another region
    "RequestExpired",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
    "TokenRefreshRequired",
    "XMinioInvalidIAMCredentials",
}
# The codes of a server that is starting, has lost its disks, or is overloaded or full.
BUSY = {
    "ClientDisconnected",
    "InternalError",
    "RequestTimeout",
    "ServiceUnavailable",
    "SlowDown",
    "SlowDownRead",
    "SlowDownWrite",
    "TooManyRequests",
    "XMinioIAMNotInitialized",
    "XMinioServerNotInitialized",
    "QuotaExceeded",
    "XMinioAdminBucketQuotaExceeded",
    "XMinioBackendDown",
    "XMinioStorageFull",
}

# The answers to a conditional write if the object is not what the condition says.
CHANGED = (HTTPStatus.PRECONDITION_FAILED, HTTPStatus.CONFLICT, HTTPStatus.NOT_FOUND)


@contextmanager
def translated(key: str) -> Iterator[None]:
    """Translate every error of minio-py and urllib3 to one of ours."""
    try:
        yield
    except S3Error as error:
        raise _from_code(key, error.code or "", error.message or "") from error
    except (ServerError, InvalidResponseError, urllib3.exceptions.HTTPError, OSError) as error:
        raise StoreUnavailable(f"the store does not answer for {key!r}: {cause_of(error)}") from error
    except (ParseError, KeyError) as error:
        raise StoreUnavailable(
            f"the answer for {key!r} is not from an object store: {type(error).__name__}"
        ) from error
    except (MinioException, ValueError) as error:
        raise StoreRefused(f"the store's client refuses {key!r}: {error}") from error


def error_of_status(key: str, answer: urllib3.BaseHTTPResponse) -> DriftlineError:
    """Return our error for the answer to a conditional write, by the code in its XML."""
    found = re.search(rb"<Code>(\w+)</Code>", answer.data)
    code = found[1].decode() if found else f"HTTP {answer.status}"
    if answer.status in CHANGED and code not in REFUSED_FOR_ALL:
        return WriteConflict(f"{key!r} was written or removed by somebody else")
    return _from_code(key, code, f"HTTP {answer.status}")


def _from_code(key: str, code: str, message: str) -> DriftlineError:
    """Return our error for one of the store's error codes."""
    if code in GONE:
        return ObjectGone(key)
    if code in CONFLICT:
        return WriteConflict(f"{key!r} was written by somebody else")
    if code in BUSY or code.startswith("HTTP 5"):
        return StoreUnavailable(f"the store cannot serve {key!r} now: {code}: {message}")
    if code in REFUSED_FOR_ALL:
        return StoreRefusesAll(f"the store refuses every request: {code}: {message}")
    return StoreRefused(f"the store refuses {key!r}: {code}: {message}")
