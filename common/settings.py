"""One frozen, typed Settings from the environment; secrets are never printed."""

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import ByteSize, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from common.errors import SetupError

PREFIX = "DRIFTLINE_"


class Settings(BaseSettings):
    """Every setting; each is the environment variable of its name in capitals after DRIFTLINE_."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", env_ignore_empty=True)

    bucket: str = Field("ml-drift-datasets", description="The bucket that holds everything.")
    store_endpoint: str = Field("http://127.0.0.1:9000", description="Address of the object store.")
    store_access_key: SecretStr | None = Field(None, description="The store's user.")
    store_secret_key: SecretStr | None = Field(None, description="The store's password.")
    store_region: str | None = Field(None, description="The store's region, where it wants one.")
    broker_url: SecretStr = Field(
        SecretStr("amqp://127.0.0.1:5672"), description="Address of RabbitMQ, credentials inside."
    )
    model: str = Field(
        "sentence-transformers/all-MiniLM-L6-v2", description="The embedding model: a folder or a name."
    )
    engine: Literal["auto", "onnx", "sentence-transformers"] = Field(
        "auto", description="What runs the model; auto: onnx, and sentence-transformers where onnx cannot."
    )
    threads: int | None = Field(
        None, ge=1, description="Threads of the engine; the processor quota by default."
    )
    cache_dir: Path = Field(
        default_factory=lambda: Path.home() / ".cache" / "driftline",
        description="Where the engine keeps the graph it built; safe to delete.",
    )
    text_columns: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="The text columns, comma between them; found in the baseline by default."
    )
    full_rows: int = Field(
        2_000,
        ge=100,  # of fewer rows a first look would settle what it cannot see
        description="Columns of up to so many texts (100 or more) are embedded whole, of others a sample.",
    )
    max_file_bytes: ByteSize = Field(
        ByteSize(8 * 1024**3), gt=0, description="Largest file, unpacked, such as 8GiB."
    )
    max_upload_bytes: ByteSize = Field(
        ByteSize(256 * 1024**2), gt=0, description="Largest file that the upload function takes."
    )
    max_cell_characters: int = Field(100_000, gt=0, description="Longest cell.")
    max_columns: int = Field(10_000, gt=0, le=50_000, description="Most columns.")
    policy: Literal["calibrated", "threshold"] = Field(
        "calibrated", description="What decides: significance and size, or the documented score alone."
    )
    alpha: float = Field(0.05, gt=0, lt=1, description="Adjusted p-values up to here are significant.")
    minimum_share: float = Field(
        0.02, gt=0, le=1, description="Smallest share of rows whose change counts as drift."
    )
    minimum_shift: float = Field(
        0.1, gt=0, description="Smallest move of a numeric column that counts, in standard deviations."
    )
    time_moves_on: bool = Field(default=True, description="Later dates than the baseline's are no drift.")
    show_rows: bool = Field(
        default=True,
        description="Whether verdicts and reports quote texts, categories and dates; numbers stay.",
    )
    report: bool = Field(default=True, description="Whether a page is written beside each verdict.")
    baseline_wait_seconds: float = Field(
        750, ge=0, description="How long the HTTP function lets a drift file wait for its baseline."
    )
    log_format: Literal["auto", "human", "json"] = Field(
        "auto", description="auto: human on a terminal, one JSON line per event elsewhere."
    )
    health_host: str = Field("127.0.0.1", description="Address of the worker's /healthz.")
    health_port: int = Field(8081, ge=0, le=65535, description="Port of the worker's /healthz; 0: none.")
    traceback: bool = Field(
        default=False, description="Whether the command line shows the traceback of an internal error."
    )

    @field_validator("text_columns", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(name.strip() for name in value.split(",") if name.strip())
        return value


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment.

    Raises SetupError naming the variable, what it may be, and for an unknown one the nearest
    known; a value is never repeated, since it may be a secret.
    """
    names = os.environ if environment is None else environment
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    for name in names:
        if name.startswith(PREFIX) and name not in known:
            nearest = difflib.get_close_matches(name, known, n=1, cutoff=0)
            raise SetupError(f"there is no setting {name}; the nearest is {nearest[0]}")
    given = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in names.items()
        if name.startswith(PREFIX) and value
    }
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        raise SetupError(f"{PREFIX}{str(first['loc'][0]).upper()}: {first['msg']}") from None
