"""Every error as an answer: a status, one word for programs, one sentence for people, no secrets."""

from typing import cast

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from common.errors import BatchError, DriftlineError, ObjectGone, StoreRefused, StoreUnavailable
from common.logs import FIELDS, LOGGER
from functions.upload.answers import Reason, Refusal

# Seconds after which a client may ask a store again that did not answer.
RETRY_SECONDS = 5
# What the web framework refuses by itself, by status.
WORDS = {404: "not_found", 405: "method_not_allowed", 413: "request_too_large"}
ROUTES = "POST /check-drift, GET /verdicts/{path}, GET /healthz and /docs"


def refusal(status: int, kind: str, message: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """Return one error as an answer."""
    answer = Refusal(error=Reason(type=kind, message=message))
    return JSONResponse(answer.model_dump(), status, headers)


def install(app: FastAPI) -> None:
    """Let every error that `app` meets be answered in this form."""
    app.add_exception_handler(DriftlineError, _ours)
    app.add_exception_handler(RequestValidationError, _field)
    app.add_exception_handler(HTTPException, _framework)
    app.add_exception_handler(Exception, _unforeseen)


def _ours(_: Request, error: Exception) -> JSONResponse:
    notes = " ".join(["", *getattr(error, "__notes__", [])])
    match error:
        case BatchError():
            return refusal(413 if error.kind == "file_too_large" else 400, error.kind, error.message)
        case ObjectGone():
            message = (
                f"there is no drift file {error.key!r}: ask for the drift_key that POST /check-drift answered"
            )
            return refusal(404, "no_such_drift_file", message)
        case StoreUnavailable():
            _log(error)
            message = f"the object store does not answer: try again in {RETRY_SECONDS} s.{notes}"
            return refusal(503, "store_unavailable", message, {"Retry-After": str(RETRY_SECONDS)})
        case StoreRefused():
            _log(error)
            message = (
                f"the object store refuses: its operator finds the reason in this function's log.{notes}"
            )
            return refusal(502, "store_refused", message)
        case _:
            return _unforeseen(_, error)


def _field(_: Request, error: Exception) -> JSONResponse:
    """Tell the first thing that is wrong with a form."""
    first = cast("RequestValidationError", error).errors()[0]
    name = str(first["loc"][1])  # after "body"; what follows is the validator's own
    if first["type"] == "missing":
        return refusal(
            400, "missing_field", f"the form has no field {name!r}: with curl, add -F {name}=@FILE"
        )
    if name in ("drift", "baseline"):
        message = (
            f"the form's field {name!r} is text, no file: with curl, write -F {name}=@FILE, with the '@'"
        )
        return refusal(422, "invalid_field", message)
    reason = first.get("ctx", {}).get("error", first["msg"])
    return refusal(422, "invalid_field", f"the form's field {name!r}: {reason}")


def _framework(request: Request, error: Exception) -> JSONResponse:
    refused = cast("HTTPException", error)
    message = str(refused.detail)
    if isinstance(refused.__cause__, OSError):  # the disk on which forms are spooled is full
        _log(refused.__cause__)
        return refusal(503, "no_room", "this function has no room for the files just now: try again later")
    if refused.status_code in (404, 405):
        message = f"there is no {request.method} {request.url.path}; there are {ROUTES}"
    headers = dict(refused.headers or {})
    return refusal(refused.status_code, WORDS.get(refused.status_code, "broken_request"), message, headers)


def _unforeseen(_: Request, error: Exception) -> JSONResponse:
    LOGGER.error("unforeseen %s", type(error).__name__, exc_info=error)
    return refusal(500, "internal_error", "this function failed: its operator finds the reason in its log")


def _log(error: BaseException) -> None:
    LOGGER.warning("%s", error, extra={FIELDS: {"event": "refused", "error": type(error).__name__}})
