"""What a store says when it has a new object, whatever its dialect."""

from dataclasses import dataclass
from datetime import datetime

from common import keys
from common.errors import DriftlineError, IgnoreEvent


@dataclass(frozen=True, slots=True)
class ObjectCreated:
    """One object has been created or overwritten.

    Attributes
    ----------
    bucket, key : where it is; the key is decoded.
    etag : the store's name of this content, None if the event does not say.
    sequencer : hexadecimal; of two events on one key the later has the larger. MinIO sends the
        object's modification time in nanoseconds. None if the event does not say.
    version_id : only on versioned buckets.
    baseline_key : the baseline that the sender asks for, where it does.
    time : when the store says that it happened.
    """

    bucket: str
    key: str
    etag: str | None = None
    sequencer: str | None = None
    version_id: str | None = None
    baseline_key: str | None = None
    time: datetime | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a message: what a trigger acknowledges by itself, if its sender can tell records apart.

    Attributes
    ----------
    id : the sender's name for it, such as an SQS message id; its position in the message otherwise.
    events : the objects that it announces.
    error : why it announces none.
    """

    id: str
    events: tuple[ObjectCreated, ...] = ()
    error: DriftlineError | None = None


def check_concerns(event: ObjectCreated, bucket: str) -> None:
    """Raise IgnoreEvent with the reason unless `event` is about a drift file in `bucket`."""
    if event.bucket != bucket:
        raise IgnoreEvent(f"bucket {event.bucket!r} is not ours, which is {bucket!r}")
    if keys.is_folder_marker(event.key):
        raise IgnoreEvent(f"{event.key!r} is a folder marker, not a file")
    if not keys.is_drift(event.key):
        raise IgnoreEvent(f"{event.key!r} is not under {keys.DRIFTS!r}")


def newer(sequencer: str | None, than: str | None) -> bool | None:
    """Tell whether one sequencer is later than another; None where either is unknown.

    Sequencers are hexadecimal strings, compared after padding the shorter one on the right, as
    the S3 documentation of event messages prescribes.
    """
    if sequencer is None or than is None:
        return None
    width = max(len(sequencer), len(than))
    return sequencer.upper().ljust(width, "0") > than.upper().ljust(width, "0")
