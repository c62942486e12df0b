"""Every error Driftline raises on purpose, named for what a trigger does with the event that met it.

    DriftlineError
    ├── BatchError            the file's fault    -> a verdict with status "error", ack
    ├── RetryLater            time may help       -> the retry ladder, then a dead letter
    │   ├── BaselineMissing                       -> the retry ladder, then a verdict "no_baseline"
    │   ├── StoreUnavailable
    │   └── BrokerUnavailable
    ├── DeadLetter            nobody can score it -> the dead-letter queue, for a person to look at
    │   ├── UnreadableEvent
    │   ├── StoreRefused
    │   └── InternalError     our fault           -> an error verdict as well, and a traceback in the log
    ├── IgnoreEvent           not meant for us    -> ack, one log line says why
    │   └── ObjectGone
    ├── WriteConflict         another worker wrote first; the writer reads again
    └── SetupError            the operator's to fix; the command line exits with 2
        (UnsupportedModel in score.encoder and MissingProgram in infra.stack are of this kind)

A trigger asks `outcome_of(error)`; it never looks at the class itself.
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
    "internal_error",
]
BATCH_ERROR_TYPES: tuple[str, ...] = get_args(BatchErrorType)


class Outcome(StrEnum):
    """What a trigger does with an event."""

    ACK = "ack"
    RETRY = "retry"
    DEAD_LETTER = "dead-letter"


class DriftlineError(Exception):
    """The root.

    Attributes
    ----------
    outcome : what a trigger does with the event that raised it.
    is_bug : the fault is Driftline's own; the error's cause has the traceback.
    """

    outcome = Outcome.DEAD_LETTER
    is_bug = False


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
    """Something that time may mend."""

    outcome = Outcome.RETRY


class BaselineMissing(RetryLater):
    """No baseline stands where this drift file's could be; the message says where that is."""


class StoreUnavailable(RetryLater):
    """The object store does not answer, or answers that it cannot just now."""


class BrokerUnavailable(RetryLater):
    """The message broker does not answer, or has gone away."""


class DeadLetter(DriftlineError):  # noqa: N818 - named for its outcome
    """Nobody can score this event; it is kept for a person to look at."""


class UnreadableEvent(DeadLetter):
    """The message is no event in any dialect we know."""


class StoreRefused(DeadLetter):
    """The object store answers, and refuses: wrong credentials, no permission, no such bucket."""


class InternalError(DeadLetter):
    """Driftline failed on a file in a way that nobody foresaw; `__cause__` is the error itself."""

    is_bug = True


class IgnoreEvent(DriftlineError):  # noqa: N818 - named for its outcome
    """A well-formed event that is not for us: a test event, another bucket, another prefix."""

    outcome = Outcome.ACK


class ObjectGone(IgnoreEvent):
    """The object is not in the store (any more)."""

    def __init__(self, key: str) -> None:
        super().__init__(f"no object at {key!r}")
        self.key = key


class WriteConflict(DriftlineError):  # noqa: N818 - a conflict is no error of anybody's
    """A conditional write found the object changed since it was read."""

    outcome = Outcome.RETRY


class SetupError(DriftlineError):
    """Driftline cannot run as it is set up; the message says what to change."""


def outcome_of(error: BaseException) -> Outcome:
    """Return what a trigger does with the event that raised `error`; unforeseen errors are dead letters."""
    return error.outcome if isinstance(error, DriftlineError) else Outcome.DEAD_LETTER
