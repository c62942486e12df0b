"""Turns every error into an answer: a status, a type for programs, a sentence for people; no secrets."""

from collections.abc import Mapping
from typing import cast

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from common.errors import (
    BatchError,
    DriftlineError,
    ObjectGone,
    StoreRefused,
    StoreRefusesAll,
    StoreUnavailable,
)
from common.logs import FIELDS, LOGGER
from functions.upload.answers import Reason, Refusal

# After how many seconds a client may try again if the store does not answer.
RETRY_SECONDS = 5
# The type of errors that the web framework raises, by status.
TYPES = {404: "not_found", 405: "method_not_allowed", 408: "too_slow", 413: "request_too_large"}
ROUTES = "POST /check-drift, GET /verdicts/{path}, GET /healthz and /docs"


class Refused(Exception):  # noqa: N818 - not an error of ours
    """A request that is not served.

    Parameters
    ----------
    status : of the answer.
    kind : a constant for programs.
    message : one sentence for people: what is wrong, and what to do.
    headers : of the answer.
    """

    def __init__(
        self, status: int, kind: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self._kind = kind
        self._headers = dict(headers or {})

    def answer(self) -> JSONResponse:
        """Return the answer to the request."""
        return refusal(self.status, self._kind, str(self), self._headers)


def refusal(status: int, kind: str, message: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """Return the answer for one error."""
    answer = Refusal(error=Reason(type=kind, message=message))
    return JSONResponse(answer.model_dump(), status, headers)


def come_back(status: int, kind: str, fault: str, seconds: int = RETRY_SECONDS) -> Refused:
    """Return the refusal of a request that may be sent again after so many seconds."""
    return Refused(status, kind, f"{fault}: try again in {seconds} s", {"Retry-After": str(seconds)})


def install(app: FastAPI) -> None:
    """Make `app` answer every error in this form."""
    app.add_exception_handler(Refused, lambda _, error: cast("Refused", error).answer())
    app.add_exception_handler(DriftlineError, _ours)
    app.add_exception_handler(RequestValidationError, _field)
    app.add_exception_handler(HTTPException, _framework)
    app.add_exception_handler(Exception, _internal)


def _ours(_: Request, error: Exception) -> JSONResponse:
    notes = " ".join(["", *getattr(error, "__notes__", [])])
    match error:
        case BatchError():
            return refusal(413 if error.kind == "file_too_large" else 400, error.kind, error.message)
        case ObjectGone():
            message = (
                f"there is no drift file {error.key!r}: use the drift_key that POST /check-drift returned"
            )
            return refusal(404, "no_such_drift_file", message)
        case StoreRefused() | StoreRefusesAll():
            _log(error)
            message = (
                f"the object store refused; its operator finds the reason in this function's log.{notes}"
            )
            return refusal(502, "store_refused", message)
        case StoreUnavailable():
            _log(error)
            message = f"the object store does not answer: try again in {RETRY_SECONDS} s.{notes}"
            return refusal(503, "store_unavailable", message, {"Retry-After": str(RETRY_SECONDS)})
        case _:
            return _internal(_, error)


def _field(_: Request, error: Exception) -> JSONResponse:
    """Answer with the first error of a form."""
    first = cast("RequestValidationError", error).errors()[0]
    name = str(first["loc"][1])  # after "body"
    if first["type"] == "missing":
        return refusal(
            400, "missing_field", f"the form has no field {name!r}: with curl, add -F {name}=@FILE"
        )
    if name in ("drift", "baseline"):
        message = (
            f"the form's field {name!r} is text, not a file: with curl, write -F {name}=@FILE, with the '@'"
        )
        return refusal(422, "invalid_field", message)
    reason = first.get("ctx", {}).get("error", first["msg"])
    return refusal(422, "invalid_field", f"the form's field {name!r}: {reason}")


def _framework(request: Request, error: Exception) -> JSONResponse:
    failure = cast("HTTPException", error)
    message = str(failure.detail)
    if isinstance(failure.__cause__, OSError):  # the disk for the temporary files of forms is full
        _log(failure.__cause__)
        return refusal(503, "no_room", "this function has no disk space for the files now: try again later")
    if failure.status_code in (404, 405):
        message = f"there is no {request.method} {request.url.path}; there are {ROUTES}"
    headers = dict(failure.headers or {})
    return refusal(failure.status_code, TYPES.get(failure.status_code, "broken_request"), message, headers)


def _internal(_: Request, error: Exception) -> JSONResponse:
    LOGGER.error("internal error (%s)", type(error).__name__, exc_info=error)
    return refusal(500, "internal_error", "this function failed; its operator finds the reason in its log")


def _log(error: BaseException) -> None:
    LOGGER.warning("%s", error, extra={FIELDS: {"event": "refused", "error": type(error).__name__}})
