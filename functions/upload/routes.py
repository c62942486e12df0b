"""The routes of the upload function."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path as FilePath
from typing import Annotated, Literal, cast
from urllib.parse import quote

from fastapi import APIRouter, Depends, File, Form, Path, Request, Response, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.security import HTTPBearer
from pydantic import AfterValidator
from pydantic.json_schema import SkipJsonSchema

from common import client_names, keys, logs, metrics
from common.file_formats import SUPPORTED
from common.stores.store import ObjectStore
from common.verdict.document import Verdict
from functions.upload import naming
from functions.upload.answers import Accepted, Healthy, Pending, Refusal
from functions.upload.guard import HEALTH
from functions.upload.handler import UploadedFile, store_batch
from functions.upload.health import Health
from functions.upload.metrics import UploadMetrics
from functions.upload.sites import Sites
from functions.upload.streaming import StreamedVerdict
from functions.upload.threads import Threads
from functions.upload.tokens import Client, check_folder
from functions.upload.verdicts import current_verdict

# After how many seconds a client may ask again for a verdict that does not exist yet.
POLL_SECONDS = 2
# Nobody may keep a copy of an answer about a file.
NO_STORE = {"Cache-Control": "no-store"}
PAGE = FilePath(__file__).with_name("page.html")

# Text fields are kept in memory, so they are few and small.
router = APIRouter(form_limits={"max_files": 2, "max_fields": 4, "max_part_size": 4096})
# The guard has checked the token before the body was read; this is for the OpenAPI document.
with_token = Depends(HTTPBearer(auto_error=False, description="Needed unless on loopback."))


@dataclass(frozen=True, slots=True)
class Tools:
    """What the routes need. Clock and randomness are arguments, so that tests know the upload's id.

    Attributes
    ----------
    store : the bucket.
    writing, reading : threads for its requests.
    health : of the store.
    sites : the function's names.
    metrics : what it counts.
    max_bytes : the largest file.
    clock, randomness : the parts of an upload's id; `randomness` returns that many random bytes.
    """

    store: ObjectStore
    writing: Threads
    reading: Threads
    health: Health
    sites: Sites
    metrics: UploadMetrics
    max_bytes: int
    clock: Callable[[], datetime]
    randomness: Callable[[int], bytes]


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
        description="The folder below `drifts/`; by default the token's, or `uploads`. A drift file in "
        "`reviews/2026` is compared with the first of these that exists: "
        "`baselines/reviews/2026/baseline.*`, `baselines/reviews/2026.*`, "
        "`baselines/reviews/baseline.*`, `baselines/reviews.*`, `baselines/baseline.*`."
    ),
]


@router.post(
    "/check-drift",
    summary="Upload a drift file",
    status_code=202,
    responses={status: {"model": Refusal} for status in (400, 408, 413, 422)},
    dependencies=[with_token],
)
async def check_drift(
    request: Request,
    response: Response,
    tools: RouteTools,
    drift: DriftFile,
    baseline: BaselineFile = None,
    path: Folder = "",
) -> Accepted:
    """Store a drift file, after its baseline if there is one; the score function then scores it."""
    if not drift.filename:  # the form of a browser, without a file
        raise RequestValidationError([{"type": "missing", "loc": ("body", "drift")}])
    client: Client = request.state.client
    reference = _uploaded(baseline, "baseline") if baseline and baseline.filename else None
    upload_id = naming.upload_id(tools.clock(), tools.randomness(naming.RANDOM_BYTES))
    folder = path or client.folder or naming.DEFAULT_FOLDER
    place = naming.place_of(folder, upload_id, drift.filename, reference.name if reference else None)
    check_folder(client, keys.path_of(place.drift_key))
    store = partial(store_batch, tools.store, place, _uploaded(drift, "drift"), reference)
    await tools.writing.run(partial(store, max_bytes=tools.max_bytes))
    logs.file_stored(place.drift_key, place.baseline_key, client.name)
    url = f"{tools.sites.address(request.headers)}/verdicts/{quote(keys.path_of(place.drift_key))}"
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
    dependencies=[with_token],
)
async def read_verdict(
    request: Request,
    tools: RouteTools,
    path: Annotated[str, Path(description="The drift file's path, with or without `drifts/`.")],
) -> Response:
    """Return the verdict on the current version of the drift file at `path`."""
    drift_key = keys.drift_key(keys.path_of(path))
    check_folder(request.state.client, keys.path_of(drift_key))
    verdict = await tools.reading.run(partial(current_verdict, tools.store, drift_key))
    if verdict is not None:
        return StreamedVerdict(verdict, tools.reading, NO_STORE)
    pending = Pending(drift_key=drift_key, verdict_key=keys.verdict(drift_key))
    return JSONResponse(pending.model_dump(), 202, {**NO_STORE, "Retry-After": str(POLL_SECONDS)})


@router.get(HEALTH, summary="Check the store")
async def healthz(tools: RouteTools) -> Healthy:
    """Return 200 if the store answers, otherwise 503."""
    await tools.health.check()
    return Healthy()


@router.get(metrics.PATH, include_in_schema=False)
async def read_metrics(tools: RouteTools) -> Response:
    """Return the metrics for Prometheus."""
    return Response(tools.metrics.registry.page(), media_type=metrics.CONTENT_TYPE)


@router.get("/docs", include_in_schema=False)
async def docs() -> HTMLResponse:
    """Return a page for people; it loads nothing."""
    return HTMLResponse(PAGE.read_text(encoding="utf-8"))


def _uploaded(file: UploadFile, field: Literal["baseline", "drift"]) -> UploadedFile:
    return UploadedFile(field, file.filename or "", file.file, file.size or 0)
