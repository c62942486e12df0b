"""What the owner of a baseline sets for its comparisons: `baselines/<path>.driftline.toml`, optional."""

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from common import keys
from common.errors import BatchError, ObjectGone
from common.stores.store import ObjectStore
from functions.score.batch import Kind

# A page of settings; whatever is larger was put there by mistake.
MAX_BYTES = 64 * 1024


class Dataset(BaseModel):
    """The settings of one dataset; what is absent is as the environment says."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    kinds: dict[str, Kind] = Field({}, description="Columns whose kind is not to be guessed.")
    ignored: tuple[str, ...] = Field((), description="Columns that are not compared.", strict=False)
    alpha: Annotated[float, Field(gt=0, lt=1)] | None = None
    policy: Literal["calibrated", "threshold"] | None = None
    minimum_share: Annotated[float, Field(gt=0, le=1)] | None = None
    minimum_shift: Annotated[float, Field(gt=0)] | None = None
    time_moves_on: bool | None = None
    show_rows: bool | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A dataset's settings and the etag of the file that holds them; "" where there is none."""

    dataset: Dataset
    etag: str


NONE = Found(Dataset(), "")


def find(store: ObjectStore, baseline_key: str) -> Found:
    """Read the settings that stand beside a baseline; raises BatchError where they cannot be read."""
    key = keys.dataset_settings(baseline_key)
    try:
        with store.open(key) as opened:
            return Found(parse(key, opened.stream.read(MAX_BYTES + 1)), opened.info.etag)
    except ObjectGone:
        return NONE


def parse(key: str, data: bytes) -> Dataset:
    """Read a dataset's settings; raises BatchError("broken_settings") naming the setting at fault."""
    if len(data) > MAX_BYTES:
        raise BatchError("broken_settings", f"settings of more than {MAX_BYTES} bytes", key=key)
    try:
        return validated(key, tomllib.loads(data.decode()))
    except UnicodeDecodeError as error:
        raise BatchError("broken_settings", "the settings are not UTF-8", key=key) from error
    except tomllib.TOMLDecodeError as error:
        raise BatchError("broken_settings", f"the settings are no TOML: {error}", key=key) from error


def validated(key: str, values: Mapping[str, Any]) -> Dataset:
    """Return a dataset's settings; raises BatchError("broken_settings") naming the setting at fault."""
    try:
        return Dataset.model_validate(values)
    except ValidationError as error:
        raise BatchError("broken_settings", _first_fault(error), key=key) from error


def check_columns(dataset: Dataset, key: str, columns: list[str]) -> None:
    """Raise BatchError("broken_settings") where the settings name a column that the baseline lacks."""
    for name in (*dataset.kinds, *dataset.ignored):
        if name not in columns:
            nearest = difflib.get_close_matches(name, columns, n=1, cutoff=0)
            message = f"the settings name the column {name!r}; the baseline's nearest is {nearest[0]!r}"
            raise BatchError("broken_settings", message, key=key, column=name)


def _first_fault(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    name = ".".join(map(str, first["loc"]))
    if first["type"] == "extra_forbidden":
        nearest = difflib.get_close_matches(name, Dataset.model_fields, n=1, cutoff=0)
        return f"there is no setting {name!r}; the nearest is {nearest[0]!r}"
    return f"{name} = {str(first['input'])[:60]!r}: {first['msg']}"
