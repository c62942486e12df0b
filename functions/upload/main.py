"""The HTTP application: `driftline upload`, or `uvicorn --factory functions.upload.main:create`.

Its pages are at /docs. The routes are plain functions, so the web framework runs them in threads: calls to
the store block.
"""

import secrets
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Annotated, Literal, cast
from urllib.parse import quote

from fastapi import APIRouter, Depends, FastAPI, File, Form, Path, Request, Response, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import AfterValidator
from pydantic.json_schema import SkipJsonSchema

from common import client_names, keys, logs, metrics, settings
from common.errors import SetupError, StoreRefused, StoreRefusesAll, StoreUnavailable
from common.file_formats import SUPPORTED
from common.stores.probe import check_answers
from common.stores.store import ObjectStore
from common.verdict.document import Verdict, now
from functions.upload import naming, refusals, wiring
from functions.upload.answers import Accepted, Healthy, Pending, Refusal
from functions.upload.body_limit import BodyLimit
from functions.upload.handler import UploadedFile, store_batch
from functions.upload.metrics import Measured, UploadMetrics
from functions.upload.verdicts import current_verdict

# The most bytes of a form's boundaries, headers and text fields, on top of its two files.
FORM_BYTES = 64 * 1024
# After how many seconds a client may ask again for a verdict that does not exist yet.
POLL_SECONDS = 2

# Text fields are kept in memory, so they are few and small.
router = APIRouter(form_limits={"max_files": 2, "max_fields": 4, "max_part_size": 4096})


@dataclass(frozen=True, slots=True)
class Tools:
    """What the routes need. Clock and randomness are arguments, so that tests know the upload's id."""

    store: ObjectStore
    metrics: UploadMetrics
    max_bytes: int
    clock: Callable[[], datetime]
    randomness: Callable[[int], bytes]


def create_app(
    store: ObjectStore,
    *,
    max_bytes: int,
    clock: Callable[[], datetime] = now,
    randomness: Callable[[int], bytes] = secrets.token_bytes,
) -> FastAPI:
    """Return the application for a store.

    Parameters
    ----------
    max_bytes : the largest file; a request may contain two.
    clock, randomness : the parts of an upload's id; `randomness` returns that many random bytes.
    """
    app = FastAPI(
        title="Driftline upload",
        version=version("driftline"),
        description="Stores a batch in the bucket, where it is scored, and returns its verdict.",
        responses={status: {"model": Refusal} for status in (502, 503)},
    )
    measured = UploadMetrics()
    app.state.tools = Tools(store, measured, max_bytes, clock, randomness)
    app.add_middleware(BodyLimit, max_bytes=2 * max_bytes + FORM_BYTES)
    app.add_middleware(Measured, metrics=measured)  # outside of the limit, so that it sees its refusals
    refusals.install(app)
    app.include_router(router)
    return app


def create() -> FastAPI:
    """Return the application with the settings of the environment; exits with 2 if they are wrong."""
    try:
        configured = settings.load()
        app = create_app(wiring.bucket_store(configured), max_bytes=configured.max_upload_bytes)
    except SetupError as error:
        sys.stderr.write(f"driftline upload: {error}\n")
        raise SystemExit(2) from None
    logs.set_up(configured.log_format, "UPLOAD")
    return app


async def _tools(request: Request) -> Tools:
    return cast("Tools", request.app.state.tools)


RouteTools = Annotated[Tools, Depends(_tools)]
DriftFile = Annotated[UploadFile, File(description=f"The new batch: {SUPPORTED}.")]
BaselineFile = Annotated[
    UploadFile | SkipJsonSchema[None],
    File(
        description="The reference batch, for this drift file only. Without it, the drift file is compared "
        "with the baseline nearest to `path`.",
    ),
]
Folder = Annotated[
    str,
    AfterValidator(client_names.folder_of),
    Form(
        description="The folder below `drifts/`. A drift file in `reviews/2026` is compared with the first "
        "of these that exists: `baselines/reviews/2026/baseline.*`, `baselines/reviews/2026.*`, "
        "`baselines/reviews/baseline.*`, `baselines/reviews.*`, `baselines/baseline.*`."
    ),
]


@router.post(
    "/check-drift",
    summary="Upload a drift file",
    status_code=202,
    responses={status: {"model": Refusal} for status in (400, 413, 422)},
)
def check_drift(
    request: Request,
    response: Response,
    tools: RouteTools,
    drift: DriftFile,
    baseline: BaselineFile = None,
    path: Folder = naming.DEFAULT_FOLDER,
) -> Accepted:
    """Store a drift file, after its baseline if there is one; the score function then scores it."""
    if not drift.filename:  # the form of a browser, without a file
        raise RequestValidationError([{"type": "missing", "loc": ("body", "drift")}])
    reference = _uploaded(baseline, "baseline") if baseline and baseline.filename else None
    upload_id = naming.upload_id(tools.clock(), tools.randomness(naming.RANDOM_BYTES))
    place = naming.place_of(
        path or naming.DEFAULT_FOLDER, upload_id, drift.filename, reference.name if reference else None
    )
    store_batch(tools.store, place, _uploaded(drift, "drift"), reference, max_bytes=tools.max_bytes)
    logs.file_stored(place.drift_key, place.baseline_key)
    url = f"{request.base_url}verdicts/{quote(keys.path_of(place.drift_key))}"
    response.headers["Location"] = url
    return Accepted(
        upload_id=upload_id,
        baseline_key=place.baseline_key,
        drift_key=place.drift_key,
        verdict_key=place.verdict_key,
        verdict_url=url,
    )


@router.get(
    "/verdicts/{path:path}",
    summary="Read a verdict",
    responses={
        200: {"model": Verdict, "description": "The stored verdict."},
        202: {
            "model": Pending,
            "description": "There is no verdict yet: ask again after Retry-After seconds.",
        },
        404: {"model": Refusal},
    },
    response_class=JSONResponse,
)
def read_verdict(
    tools: RouteTools,
    path: Annotated[str, Path(description="The drift file's path, with or without `drifts/`.")],
) -> Response:
    """Return the verdict on the current version of the drift file at `path`."""
    drift_key = keys.drift_key(keys.path_of(path))
    verdict = current_verdict(tools.store, drift_key)
    no_store = {"Cache-Control": "no-store"}
    if verdict is not None:
        return Response(verdict, media_type="application/json", headers=no_store)
    pending = Pending(drift_key=drift_key, verdict_key=keys.verdict(drift_key))
    return JSONResponse(pending.model_dump(), 202, {**no_store, "Retry-After": str(POLL_SECONDS)})


@router.get("/healthz", summary="Check the store")
def healthz(tools: RouteTools) -> Healthy:
    """Return 200 if the store answers, otherwise 503."""
    try:
        check_answers(tools.store)
    except (StoreRefused, StoreRefusesAll) as error:
        raise StoreUnavailable(str(error)) from error
    return Healthy()


@router.get(metrics.PATH, include_in_schema=False)
def read_metrics(tools: RouteTools) -> Response:
    """Return the metrics for Prometheus."""
    return Response(tools.metrics.registry.page(), media_type=metrics.CONTENT_TYPE)


def _uploaded(file: UploadFile, field: Literal["baseline", "drift"]) -> UploadedFile:
    return UploadedFile(field, file.filename or "", file.file, file.size or 0)
