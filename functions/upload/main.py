"""Door: HTTP. `uvicorn --factory functions.upload.main:create`; its pages are at /docs.

Handlers are plain functions: the web framework runs them in threads, since store calls block.
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

from common import keys, logs, settings
from common.errors import SetupError, StoreRefused, StoreUnavailable
from common.stores.store import ObjectStore
from common.verdict.document import Verdict, now
from functions.upload import naming, refusals, wiring
from functions.upload.answers import Accepted, Healthy, Pending, Refusal
from functions.upload.body_limit import BodyLimit
from functions.upload.handler import UploadedFile, store_batch
from functions.upload.verdicts import current_verdict

# What a form's boundaries, headers and text fields may take beside its two files, in bytes.
FORM_BYTES = 64 * 1024
# Seconds after which a client may ask again for a verdict that is not there yet.
POLL_SECONDS = 2

# The parts of a form: what is no file is held in memory, so it is few and small.
router = APIRouter(form_limits={"max_files": 2, "max_fields": 4, "max_part_size": 4096})


@dataclass(frozen=True, slots=True)
class Tools:
    """What the routes need; clock and randomness are arguments, so that tests may name uploads."""

    store: ObjectStore
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
    """Return the upload function over a store.

    Parameters
    ----------
    max_bytes : of one file; a request may hold two of them.
    clock, randomness : make an upload's id; `randomness` returns as many bytes as it is asked for.
    """
    app = FastAPI(
        title="Driftline upload",
        version=version("driftline"),
        description="Puts a batch into the bucket, where it is scored, and answers its verdict.",
        responses={status: {"model": Refusal} for status in (502, 503)},
    )
    app.state.tools = Tools(store, max_bytes, clock, randomness)
    app.add_middleware(BodyLimit, max_bytes=2 * max_bytes + FORM_BYTES)
    refusals.install(app)
    app.include_router(router)
    return app


def create() -> FastAPI:
    """Return the upload function as the environment sets it up; exits with 2 where that cannot be."""
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


Equipped = Annotated[Tools, Depends(_tools)]


@router.post(
    "/check-drift",
    status_code=202,
    responses={status: {"model": Refusal} for status in (400, 413, 422)},
)
def check_drift(
    request: Request,
    response: Response,
    tools: Equipped,
    drift: Annotated[
        UploadFile,
        File(description=f"The new batch: {', '.join(keys.EXTENSIONS)}."),
    ],
    baseline: Annotated[
        UploadFile | SkipJsonSchema[None],
        File(
            description="The reference batch, for this drift file alone. Left out, the drift file is "
            "compared with the baseline that stands nearest to `path`.",
        ),
    ] = None,
    path: Annotated[
        str,
        AfterValidator(keys.folder_of),
        Form(
            description="The folder below `drifts/`. A drift file in `reviews/2026` is compared with the "
            "first that exists of `baselines/reviews/2026/baseline.*`, `baselines/reviews/2026.*`, "
            "`baselines/reviews/baseline.*`, `baselines/reviews.*`, `baselines/baseline.*`."
        ),
    ] = naming.DEFAULT_FOLDER,
) -> Accepted:
    """Store a drift file, and the baseline it is compared with if one is sent; it is scored after that."""
    if not drift.filename:  # a browser's form in which no file was chosen
        raise RequestValidationError([{"type": "missing", "loc": ("body", "drift")}])
    reference = _uploaded(baseline, "baseline") if baseline and baseline.filename else None
    upload_id = naming.upload_id(tools.clock(), tools.randomness(naming.RANDOM_BYTES))
    place = naming.place_of(
        path or naming.DEFAULT_FOLDER, upload_id, drift.filename, reference.name if reference else None
    )
    store_batch(tools.store, place, _uploaded(drift, "drift"), reference, max_bytes=tools.max_bytes)
    logs.file_stored(place.drift_key, place.baseline_key)
    address = f"{request.base_url}verdicts/{quote(keys.path_of(place.drift_key))}"
    response.headers["Location"] = address
    return Accepted(
        upload_id=upload_id,
        baseline_key=place.baseline_key,
        drift_key=place.drift_key,
        verdict_key=place.verdict_key,
        verdict_url=address,
    )


@router.get(
    "/verdicts/{path:path}",
    responses={
        200: {"model": Verdict, "description": "The verdict, as it is stored."},
        202: {"model": Pending, "description": "There is none yet: ask again after Retry-After seconds."},
        404: {"model": Refusal},
    },
    response_class=JSONResponse,
)
def read_verdict(
    tools: Equipped,
    path: Annotated[str, Path(description="The drift file's path, with or without `drifts/`.")],
) -> Response:
    """Answer the verdict on the drift file that stands at `path` now."""
    drift_key = keys.drift_key(keys.path_of(path))
    found = current_verdict(tools.store, drift_key)
    fresh = {"Cache-Control": "no-store"}
    if found is not None:
        return Response(found, media_type="application/json", headers=fresh)
    pending = Pending(drift_key=drift_key, verdict_key=keys.latest_verdict(drift_key))
    return JSONResponse(pending.model_dump(), 202, {**fresh, "Retry-After": str(POLL_SECONDS)})


@router.get("/healthz")
def healthz(tools: Equipped) -> Healthy:
    """Tell whether the store answers."""
    try:
        next(tools.store.list(keys.NOTHING), None)
    except StoreRefused as error:
        raise StoreUnavailable(str(error)) from error
    return Healthy()


def _uploaded(file: UploadFile, field: Literal["baseline", "drift"]) -> UploadedFile:
    return UploadedFile(field, file.filename or "", file.file, file.size or 0)
