"""Every error Driftline raises on purpose, named for what becomes of the event that met it.

    DriftlineError
    ├── BatchError            the file's fault    -> a verdict with status "error", ack
    ├── RetryLater            time may mend it    -> the retry ladder, then parked
    │   ├── BaselineMissing                       -> the retry ladder, then a verdict "no_baseline"
    │   ├── StoreUnavailable
    │   └── BrokerUnavailable
    ├── ParkEvent             nobody can score it -> parked for a person to look at
    │   ├── UnreadableEvent
    │   └── StoreRefused
    ├── IgnoreEvent           not meant for us    -> ack, one log line says why
    │   └── ObjectGone
    ├── WriteConflict         another worker wrote first; the writer looks again
    └── SetupError            the operator's to fix; the command line exits with 2
        (UnsupportedModel in score.encoder and MissingProgram in infra.stack are of this kind)

A door asks `fate_of(error)`; it never looks at the class itself.
"""

from enum import StrEnum
from typing import Literal, get_args

BatchErrorType = Literal[
    "empty_file",
    "no_rows",
    "too_few_rows",
    "no_text_column",
    "no_text",
    "column_mismatch",
    "duplicate_column",
    "broken_csv",
    "broken_json",
    "broken_gzip",
    "broken_parquet",
    "wrong_encoding",
    "nul_bytes",
    "unknown_extension",
    "cell_too_long",
    "file_too_large",
    "too_many_columns",
    "broken_settings",
]
BATCH_ERROR_TYPES: tuple[str, ...] = get_args(BatchErrorType)


class Fate(StrEnum):
    """What a door does with an event."""

    ACK = "ack"
    RETRY = "retry"
    PARK = "park"


class DriftlineError(Exception):
    """The root; `fate` is what a door does with the event that raised it."""

    fate = Fate.PARK


class BatchError(DriftlineError):
    """A file that cannot be scored, told so that its owner can mend it.

    Parameters
    ----------
    kind : one of BATCH_ERROR_TYPES.
    message : one sentence: the offending value and the nearest right answer.
    key : object key of the file at fault; `batch.read` fills it in.
    row : 1-based line of the file as an editor shows it (the header is row 1), where there is one.
    column : name of the column, where there is one.
    """

    fate = Fate.ACK

    def __init__(
        self,
        kind: BatchErrorType,
        message: str,
        *,
        key: str | None = None,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        super().__init__(message)
        self.kind: BatchErrorType = kind
        self.message = message
        self.key = key
        self.row = row
        self.column = column


class RetryLater(DriftlineError):  # noqa: N818 - named for its fate
    """Something that time may mend."""

    fate = Fate.RETRY


class BaselineMissing(RetryLater):
    """No baseline stands where this drift file's could be; the message says where that is."""


class StoreUnavailable(RetryLater):
    """The object store does not answer, or answers that it cannot just now."""


class BrokerUnavailable(RetryLater):
    """The message broker does not answer, or has gone away."""


class ParkEvent(DriftlineError):  # noqa: N818 - named for its fate
    """Nobody can score this event; it is kept for a person to look at."""


class UnreadableEvent(ParkEvent):
    """The message is no event in any dialect we know."""


class StoreRefused(ParkEvent):
    """The object store answers, and refuses: wrong credentials, no permission, no such bucket."""


class IgnoreEvent(DriftlineError):  # noqa: N818 - named for its fate
    """A well-formed event that is not for us: a test event, another bucket, another prefix."""

    fate = Fate.ACK


class ObjectGone(IgnoreEvent):
    """The object is not in the store (any more)."""

    def __init__(self, key: str) -> None:
        super().__init__(f"no object at {key!r}")
        self.key = key


class WriteConflict(DriftlineError):  # noqa: N818 - a conflict is no error of anybody's
    """A conditional write found the object changed since it was read."""

    fate = Fate.RETRY


class SetupError(DriftlineError):
    """Driftline cannot run as it is set up; the message says what to change."""


def fate_of(error: BaseException) -> Fate:
    """Return what a door does with the event that raised `error`; unforeseen errors are parked."""
    return error.fate if isinstance(error, DriftlineError) else Fate.PARK
