"""A store's event about a new object, independent of the message's format."""

from dataclasses import dataclass
from datetime import datetime

from common import keys
from common.errors import DriftlineError, IgnoreEvent


@dataclass(frozen=True, slots=True)
class ObjectCreated:
    """An object was created or overwritten. Only its key counts: the bucket shows what is there now.

    Attributes
    ----------
    bucket, key : of the object; the key is decoded.
    raw_key : the key as the message has it, if it differs. MinIO and AWS encode keys, Ceph and versitygw do
        not, and no message says which it is.
    baseline_key : the baseline that a job asks for, if there is one.
    again : a job asks to score the object even if its verdict is up to date.
    time : of the event, by the store's clock.
    etag, sequencer, version_id : of the object, if the message has them; for logs and people.
    """

    bucket: str
    key: str
    raw_key: str | None = None
    baseline_key: str | None = None
    again: bool = False
    time: datetime | None = None
    etag: str | None = None
    sequencer: str | None = None
    version_id: str | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that the object may have, the likely one first."""
        return (self.key,) if self.raw_key is None else (self.key, self.raw_key)


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


def drift_keys(event: ObjectCreated, bucket: str) -> list[str]:
    """Return which drift files in `bucket` an event may be about, the likely one first.

    Raises IgnoreEvent with the reason if there are none.
    """
    if event.bucket != bucket:
        raise IgnoreEvent(f"bucket {event.bucket!r} is not the configured one, {bucket!r}")
    drifts = [key for key in event.keys if keys.is_drift(key)]
    if drifts:
        return drifts
    if keys.is_folder_marker(event.key):
        raise IgnoreEvent(f"{event.key!r} is a folder marker, not a file")
    raise IgnoreEvent(f"{event.key!r} is not under {keys.DRIFTS!r}")
