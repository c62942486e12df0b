"""Typed settings, read from environment variables; no text of theirs contains a secret."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ByteSize, ConfigDict, Field, SecretStr, ValidationError

from common.errors import SetupError
from common.home_folder import expanded
from common.kubernetes import is_of_a_service
from common.setting_words import advice, problem
from common.verdict.note import KnownAlarmKind
from common.verdict.usual import BUDGETED

PREFIX = "DRIFTLINE_"


def _split(value: object) -> object:
    """Return the names in a text with commas between them; any other value as it is."""
    if isinstance(value, str):
        return tuple(name.strip() for name in value.split(",") if name.strip())
    return value


class Settings(BaseModel):
    """Every setting. Its environment variable is its name in capitals after `DRIFTLINE_`."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    bucket: str = Field("ml-drift-datasets", description="The bucket.")
    store_endpoint: str = Field(
        "http://127.0.0.1:9000",
        description="Address of the object store; https://storage.googleapis.com is Google Cloud Storage.",
    )
    store_access_key: SecretStr | None = Field(None, description="The store's user.")
    store_secret_key: SecretStr | None = Field(None, description="The store's password.")
    store_region: str | None = Field(None, description="The store's region, if it needs one.")
    broker_url: SecretStr = Field(
        SecretStr("amqp://127.0.0.1:5672"), description="Address of RabbitMQ, with user and password."
    )
    sqs_queue: str | None = Field(None, description="Name, URL or ARN of the SQS queue of the worker.")
    pubsub_subscription: str | None = Field(
        None, description="Name of the Pub/Sub subscription of the worker, with its project or without."
    )
    pubsub_topic: str | None = Field(
        None,
        description="Name of its topic, by default that of the subscription; `driftline bridge` needs it.",
    )
    bridge_token: SecretStr | None = Field(
        None, description="What MinIO sends to `driftline bridge`: its MINIO_NOTIFY_WEBHOOK_AUTH_TOKEN_…."
    )
    model: str = Field(
        "sentence-transformers/all-MiniLM-L6-v2",
        description="The embedding model: a folder, or a name on the Hugging Face hub.",
    )
    engine: Literal["auto", "onnx", "openvino", "sentence-transformers"] = Field(
        "auto",
        description="What runs the model; auto: the fastest here (openvino, onnx, sentence-transformers).",
    )
    threads: int | None = Field(
        None, ge=1, description="Threads of the engine; by default one per processor that it may use."
    )
    cache_dir: Path = Field(
        Path("~/.cache/driftline"),  # `load` expands the "~"
        description="Where the engine stores the graph that it builds; safe to delete.",
    )
    text_columns: Annotated[tuple[str, ...], BeforeValidator(_split)] = Field(
        (), description="The text columns, separated by commas; by default they are detected in the baseline."
    )
    shared_baselines: Annotated[tuple[str, ...], BeforeValidator(_split)] = Field(
        (),
        description="Baselines that every file may name in its metadata: keys, and folders such as "
        "baselines/shared/, separated by commas.",
    )
    full_rows: int = Field(
        2_000,
        ge=100,  # the first stage of a smaller sample would decide what it cannot detect
        description="Columns with up to this many texts (at least 100) are embedded in full, others sampled.",
    )
    max_file_bytes: ByteSize = Field(
        ByteSize(8 * 1024**3), gt=0, description="Largest file, uncompressed, such as 8GiB."
    )
    large_bytes: ByteSize = Field(
        ByteSize(64 * 1024**2),
        gt=0,
        description="Files that are larger when unpacked, or whose baseline is, are left to "
        "`driftline worker --large` while one runs.",
    )
    max_upload_bytes: ByteSize = Field(
        ByteSize(256 * 1024**2), gt=0, description="Largest file that the upload function accepts."
    )
    upload_tokens: Annotated[tuple[str, ...], BeforeValidator(_split)] = Field(
        (),
        description="Who may upload: what `driftline upload-token` prints, separated by commas; needed "
        "unless the upload function listens on loopback.",
    )
    upload_address: str | None = Field(None, description="Public address of the upload function.")
    upload_requests_per_minute: int = Field(
        600, gt=0, description="Most requests of one client of the upload function in a minute."
    )
    upload_disk_bytes: ByteSize = Field(
        ByteSize(4 * 1024**3), gt=0, description="Temporary disk of all uploads; one client gets half of it."
    )
    event_token: SecretStr | None = Field(
        None, min_length=16, description="What senders of events to the HTTP function have as bearer token."
    )
    max_cell_characters: int = Field(100_000, gt=0, description="Longest cell, in characters.")
    max_columns: int = Field(10_000, gt=0, le=50_000, description="Largest number of columns.")
    max_cells: int = Field(20_000_000, gt=0, description="Cells in memory; a file may have 20 more per byte.")
    max_bytes_at_once: ByteSize = Field(ByteSize(3 * 2**27), gt=0, description="Memory for part of a file.")
    policy: Literal["usual", "calibrated", "threshold"] = Field(
        "usual",
        description="What decides: significance, size and what earlier files show to be usual; the same "
        "without earlier files; or the drift score alone.",
    )
    accept_after: int = Field(
        0,
        ge=0,
        description="After so many files with it, a change that stays is accepted; 0: never by itself.",
    )
    alarm_budget: int = Field(
        1,
        ge=0,
        le=BUDGETED,
        description="How many of 50 files may alarm before larger changes count as usual in the dataset.",
    )
    alarm_on: Annotated[tuple[KnownAlarmKind, ...], BeforeValidator(_split)] = Field(
        (),
        description="Kinds of notes on a file that are drift, separated by commas: same_rows, same_cells, "
        "row_count, trend, old_dates, future_dates.",
    )
    alpha: float = Field(0.05, gt=0, lt=1, description="Significance level of the adjusted p-values.")
    minimum_share: float = Field(
        0.02, gt=0, le=1, description="Threshold: smallest share of changed rows that is drift."
    )
    minimum_shift: float = Field(
        0.1,
        gt=0,
        description="Threshold: smallest shift of a numeric column, in robust baseline standard deviations.",
    )
    time_moves_on: bool = Field(default=True, description="Dates later than the baseline's are not drift.")
    show_rows: bool = Field(
        default=True,
        description="Whether verdicts and reports quote texts, categories and dates; numbers always stay.",
    )
    report: bool = Field(default=True, description="Whether to write an HTML report next to each verdict.")
    baseline_wait_seconds: float = Field(
        750,
        ge=0,
        description="How long the HTTP function, Lambda and the sweep let a drift file wait for its "
        "baseline, in seconds.",
    )
    sweep_seconds: float = Field(
        300,
        ge=0,
        description="How often an idle worker looks through the bucket for files without their verdict, "
        "in seconds; 0 turns it off.",
    )
    sweep_age_seconds: float = Field(
        1200,
        ge=0,
        description="The worker's sweep leaves younger files to their events, which may still be on their "
        "way; in seconds.",
    )
    history_lines: int = Field(
        1_000,
        ge=0,
        description="How many files of a dataset its history keeps, the last ones; 0: there is no history.",
    )
    rescore_replaced_baselines: bool = Field(
        default=False, description="Whether the sweep scores files again whose baseline was replaced."
    )
    score_seconds: float = Field(
        3_600,
        gt=0,
        description="Time limit of worker and watcher for one file, in seconds; a file that takes longer "
        "gets an error verdict.",
    )
    memory_bytes: ByteSize | None = Field(
        None,
        gt=0,
        description="Memory that scoring may use in worker and watcher, such as 2GiB; by default 90% of the "
        "container's or the machine's, less 128 MiB.",
    )
    log_format: Literal["auto", "human", "json"] = Field(
        "auto", description="auto: human on a terminal, otherwise one JSON line per event."
    )
    health_host: str = Field("127.0.0.1", description="Address of the worker's /livez and /readyz.")
    health_port: int = Field(
        8081, ge=0, le=65535, description="Port of the worker's /livez and /readyz; 0 turns them off."
    )
    traceback: bool = Field(
        default=False, description="Whether the command line shows the traceback of an internal error."
    )


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from `environment`, by default this process's; an empty variable is not set.

    Raises SetupError with the variable and the values it takes, or the nearest setting if there is none of
    that name. The message never repeats a value: it may be a secret.
    """
    environment = os.environ if environment is None else environment
    values = {name: value for name, value in environment.items() if _is_setting(name, value)}
    variables = {PREFIX + field.upper(): field for field in Settings.model_fields}
    if name := min(values.keys() - variables.keys(), default=""):
        raise SetupError(f"there is no setting {name}{advice(name, variables, PREFIX)}")
    given = {variables[name]: value for name, value in values.items() if value}
    try:
        settings = Settings.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        raise SetupError(f"{PREFIX}{str(first['loc'][0]).upper()}: {problem(first)}") from None
    return settings.model_copy(update={"cache_dir": expanded(settings.cache_dir, environment)})


def _is_setting(name: str, value: str) -> bool:
    return name.startswith(PREFIX) and not is_of_a_service(name, value)
