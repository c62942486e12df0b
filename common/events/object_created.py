"""A store's event about a new object, independent of the message's format."""

from dataclasses import dataclass
from datetime import datetime

from common import keys
from common.errors import DriftlineError, IgnoreEvent


@dataclass(frozen=True, slots=True)
class ObjectCreated:
    """An object was created or overwritten.

    Attributes
    ----------
    bucket, key : of the object; the key is decoded.
    etag : the store's identifier of the content, if the event has it.
    sequencer : hexadecimal, larger for the later of two events on one key, if the event has it. MinIO sends
        the object's modification time in nanoseconds.
    version_id : in versioned buckets only.
    baseline_key : the baseline in the object's user metadata or in the job, if there is one.
    time : of the event, by the store's clock.
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
    """One record of a message: what a trigger acknowledges separately, if its sender can tell records apart.

    Attributes
    ----------
    id : from the sender, such as an SQS message id; otherwise the position in the message.
    events : one for each new object.
    error : why there are none.
    """

    id: str
    events: tuple[ObjectCreated, ...] = ()
    error: DriftlineError | None = None


def check_concerns(event: ObjectCreated, bucket: str) -> None:
    """Raise IgnoreEvent with the reason if `event` is not about a drift file in `bucket`."""
    if event.bucket != bucket:
        raise IgnoreEvent(f"bucket {event.bucket!r} is not the configured one, {bucket!r}")
    if keys.is_folder_marker(event.key):
        raise IgnoreEvent(f"{event.key!r} is a folder marker, not a file")
    if not keys.is_drift(event.key):
        raise IgnoreEvent(f"{event.key!r} is not under {keys.DRIFTS!r}")


def newer(sequencer: str | None, than: str | None) -> bool | None:
    """Return whether a sequencer is later than another; None if one of them is unknown.

    Sequencers are hexadecimal. To compare them, S3's documentation of event messages pads the shorter one
    with zeros on the right.

    >>> newer("00A8", than="00A")
    True
    """
    if sequencer is None or than is None:
        return None
    width = max(len(sequencer), len(than))
    return sequencer.upper().ljust(width, "0") > than.upper().ljust(width, "0")
