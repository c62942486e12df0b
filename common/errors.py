"""Every error that Driftline raises on purpose, and what a trigger does with the event that raised it.

    DriftlineError
    ├── BatchError            the file's fault    -> a verdict with status "error", ack
    ├── RetryLater            may pass by itself  -> the retry ladder, then a dead letter
    │   ├── BaselineMissing                       -> the retry ladder, then a verdict "no_baseline"
    │   ├── StoreUnavailable
    │   │   └── StoreRefusesAll
    │   └── BrokerUnavailable
    ├── DeadLetter            cannot be scored    -> the dead-letter queue, for a person to examine
    │   ├── UnreadableEvent
    │   ├── StoreRefused
    │   └── InternalError     our fault           -> an error verdict as well, and a traceback in the log
    ├── IgnoreEvent           not meant for us    -> ack, with the reason in the log
    │   └── ObjectGone
    ├── WriteConflict         somebody else wrote first; the writer looks again
    ├── LargeFile             too large for this worker, which passes the event on to one of large files
    └── SetupError            the operator has to fix it; the command line exits with 2
        (UnsupportedModel in score.encoder and MissingProgram in infra.stack are subclasses)

A trigger calls `outcome_of(error)`; it never checks the class itself.
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
    "broken_compression",
    "broken_file",
    "missing_package",
    "wrong_encoding",
    "nul_bytes",
    "unknown_extension",
    "cell_too_long",
    "file_too_large",
    "too_many_columns",
    "broken_settings",
    "baseline_not_allowed",
    "too_costly",
    "internal_error",
]
BATCH_ERROR_TYPES: tuple[str, ...] = get_args(BatchErrorType)


class Outcome(StrEnum):
    """What a trigger does with an event."""

    ACK = "ack"
    RETRY = "retry"
    DEAD_LETTER = "dead-letter"


class DriftlineError(Exception):
    """The base class.

    Attributes
    ----------
    outcome : what a trigger does with the event that raised it.
    is_bug : whether it is an error in Driftline itself; then the cause has the traceback.
    """

    outcome = Outcome.DEAD_LETTER
    is_bug = False


class BatchError(DriftlineError):
    """A file that cannot be scored; the message tells its owner how to correct it.

    Parameters
    ----------
    kind : one of BATCH_ERROR_TYPES.
    message : one sentence: the offending value and what to do.
    key : object key of the file; `batch.read` sets it.
    row : line number as in an editor (the header is row 1), if known.
    column : name of the column, if known.
    """

    outcome = Outcome.ACK

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


class RetryLater(DriftlineError):  # noqa: N818 - named for its outcome
    """A problem that may pass by itself."""

    outcome = Outcome.RETRY


class BaselineMissing(RetryLater):
    """The drift file has no baseline; the message has the keys that were checked."""


class StoreUnavailable(RetryLater):
    """The object store does not answer, or answers that it is not able to now."""


class StoreRefusesAll(StoreUnavailable):
    """The store refuses every request: wrong credentials, no such bucket, a clock that is wrong.

    An operator has to correct that; no file is at fault.
    """


class BrokerUnavailable(RetryLater):
    """The message broker does not answer, or closed the connection."""


class DeadLetter(DriftlineError):  # noqa: N818 - named for its outcome
    """The event cannot be scored; the dead-letter queue keeps it for a person to examine."""


class UnreadableEvent(DeadLetter):
    """The message is not an event in a supported format."""


class StoreRefused(DeadLetter):
    """The store refuses the request for one key: a name that it does not accept, no permission."""


class InternalError(DeadLetter):
    """An unexpected error in Driftline itself; `__cause__` is the original error."""

    is_bug = True


class IgnoreEvent(DriftlineError):  # noqa: N818 - named for its outcome
    """A valid event that is not for us: a test event, another bucket, another prefix."""

    outcome = Outcome.ACK


class ObjectGone(IgnoreEvent):
    """The object does not exist, or no longer exists."""

    def __init__(self, key: str) -> None:
        super().__init__(f"no object at {key!r}")
        self.key = key


class WriteConflict(DriftlineError):  # noqa: N818 - a conflict is nobody's error
    """A conditional write failed because the object has changed since it was read."""

    outcome = Outcome.RETRY


class LargeFile(DriftlineError):  # noqa: N818 - no fault of anybody
    """A file that another worker is to score, because this one is kept free for small files."""

    outcome = Outcome.RETRY


class SetupError(DriftlineError):
    """Driftline cannot run with this configuration; the message says what to change."""


def outcome_of(error: BaseException) -> Outcome:
    """Return what a trigger does with the event that raised `error`; other errors are dead letters."""
    return error.outcome if isinstance(error, DriftlineError) else Outcome.DEAD_LETTER
