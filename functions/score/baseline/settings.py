"""The owner's settings of a dataset, from the optional file `baselines/<path>.driftline.toml`."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from common import keys
from common.errors import BatchError, ObjectGone
from common.setting_words import assignment
from common.stores.store import ObjectStore
from common.verdict.column import ChosenKind, Kind
from common.verdict.note import KnownAlarmKind
from common.verdict.usual import BUDGETED
from functions.score.batch import with_keys
from functions.score.batch.wording import listed, nearest, quoted

# The values of `row_order` beside the names of columns.
FILE_ORDER, NO_ORDER = ROW_ORDERS = ("file", "none")
# Settings fit on a page; a larger file is there by mistake.
MAX_BYTES = 64 * 1024
MOST_FILES = 1_000_000
MAX_LEVELS, MAX_DIGITS = 20, 100
MOST_QUOTED = 200  # characters of an error
LONG_NUMBER = re.compile(rf"\d{{{MAX_DIGITS + 1}}}")


def _known_encoding(name: str) -> str:
    try:
        b"text".decode(name, "ignore")
    except LookupError:
        raise ValueError(
            "not the name of an encoding, such as 'windows-1251', 'shift_jis' or 'gbk'"
        ) from None
    return name


def _drift_place(place: str) -> str:
    if not keys.path_of(place) or not place.startswith(keys.DRIFTS):
        raise ValueError("must be a folder such as 'drifts/reviews/', or the key of a file below 'drifts/'")
    return place


DriftPlace = Annotated[str, AfterValidator(_drift_place)]


class DatasetSettings(BaseModel):
    """The settings of one dataset; those that are not set come from the environment."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    kinds: dict[str, ChosenKind] = Field({}, description="Columns whose kind is set instead of detected.")
    ignored: tuple[str, ...] = Field((), description="Columns that are not compared.", strict=False)
    allow: tuple[DriftPlace, ...] = Field(
        (), description="Which files elsewhere may name this baseline in their metadata.", strict=False
    )
    alpha: Annotated[float, Field(gt=0, lt=1)] | None = None
    policy: Literal["usual", "calibrated", "threshold"] | None = None
    accept_after: Annotated[int, Field(ge=0, le=MOST_FILES)] | None = None
    alarm_budget: Annotated[int, Field(ge=0, le=BUDGETED)] | None = None
    alarm_on: tuple[KnownAlarmKind, ...] | None = Field(
        None, description="Kinds of notes on a file that are drift.", strict=False
    )
    minimum_share: Annotated[float, Field(gt=0, le=1)] | None = None
    minimum_shift: Annotated[float, Field(gt=0)] | None = None
    time_moves_on: bool | None = None
    show_rows: bool | None = None
    row_order: str | None = Field(
        None,
        description="The column of dates that orders the baseline's rows in time, 'file' if the file's own "
        "order does, or 'none'; found in the data otherwise.",
    )
    encoding: Annotated[str, AfterValidator(_known_encoding)] | None = Field(
        None, description="The encoding of text files that are not UTF-8, which is guessed otherwise."
    )


@dataclass(frozen=True, slots=True)
class StoredSettings:
    """The settings of a dataset as stored: with the etag of their file, "" if there is no file."""

    dataset: DatasetSettings
    etag: str


NONE = StoredSettings(DatasetSettings(), "")


def load(store: ObjectStore, baseline_key: str) -> StoredSettings:
    """Read the settings file of a baseline; NONE if there is none. Raises BatchError if it is broken."""
    key = keys.dataset_settings(baseline_key)
    if keys.is_too_long(key):
        return NONE
    try:
        with store.open(key) as opened:
            return StoredSettings(parse(key, opened.stream.read(MAX_BYTES + 1)), opened.info.etag)
    except ObjectGone:
        return NONE


def parse(key: str, data: bytes) -> DatasetSettings:
    """Parse a settings file; raise BatchError("broken_settings"), naming the wrong setting."""
    if len(data) > MAX_BYTES:
        raise BatchError("broken_settings", f"the settings file has more than {MAX_BYTES} bytes", key=key)
    try:
        text = data.decode()
        _check_simple(key, text)
        return validated(key, tomllib.loads(text))
    except UnicodeDecodeError as error:
        raise BatchError("broken_settings", "the settings file is not UTF-8", key=key) from error
    except (ValueError, RecursionError) as error:  # TOMLDecodeError is the first of them
        message = f"the settings file is not valid TOML: {str(error)[:MOST_QUOTED]}"
        raise BatchError("broken_settings", message, key=key) from error


def _check_simple(key: str, text: str) -> None:
    """Raise BatchError if a line has too many levels: the work of tomllib grows with their square."""
    for row, line in enumerate(text.splitlines(), start=1):
        name, _, value = line.partition("=")
        opened = max(map(line.count, "[{"))
        if name.count(".") > MAX_LEVELS or (opened > MAX_LEVELS and not value.count('"') >= opened):
            message = f"row {row} of the settings file has more than {MAX_LEVELS} levels: write simple values"
            raise BatchError("broken_settings", message, key=key, row=row)
        if LONG_NUMBER.search(line):
            message = f"row {row} of the settings file has a number of more than {MAX_DIGITS} digits"
            raise BatchError("broken_settings", message, key=key, row=row)


def validated(key: str, values: Mapping[str, Any]) -> DatasetSettings:
    """Check a dataset's settings; raise BatchError("broken_settings"), naming the wrong setting."""
    try:
        return DatasetSettings.model_validate(values)
    except ValidationError as error:
        raise BatchError("broken_settings", _first_problem(error), key=key) from error


def check_columns(dataset: DatasetSettings, key: str, columns: list[str], unread: Sequence[str] = ()) -> None:
    """Raise BatchError("broken_settings") if the settings name a column that the baseline does not have.

    `unread`: columns whose type is not read; the settings may leave them, and objects, out.
    """
    objects = {*unread, *(name for name in dataset.ignored if with_keys([name], columns) != {name})}
    ordering = [dataset.row_order] if dataset.row_order not in (None, *ROW_ORDERS) else []
    for name in (*dataset.kinds, *(name for name in dataset.ignored if name not in objects), *ordering):
        if name not in columns:
            message = (
                f"the settings name column {quoted(name)}, which does not exist in the baseline; "
                f"the baseline has: {listed(columns)}{nearest(name, columns)}"
            )
            raise BatchError("broken_settings", message, key=key, column=name)


def check_row_order(dataset: DatasetSettings, key: str, kinds: Mapping[str, Kind]) -> None:
    """Raise BatchError("broken_settings") if the column that orders the rows has no dates.

    `kinds`: of the baseline's columns, that one among them.
    """
    name = dataset.row_order
    if name in (None, *ROW_ORDERS) or kinds[name] == "datetime":
        return
    dated = [column for column, kind in kinds.items() if kind == "datetime"]
    others = f"the columns of dates are: {listed(dated)}" if dated else "the baseline has no column of dates"
    message = (
        f"the settings name column {quoted(name)} as row_order, which needs a column of dates; "
        f"its kind is {kinds[name]}; {others}"
    )
    raise BatchError("broken_settings", message, key=key, column=name)


def _first_problem(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    if first["type"] == "extra_forbidden":
        name = ".".join(map(str, first["loc"]))[:MOST_QUOTED]
        names = list(DatasetSettings.model_fields)
        return f"there is no setting {quoted(name)}; there are: {listed(names)}{nearest(name, names)}"
    return assignment(first)
