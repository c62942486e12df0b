"""What a worker asks its scoring process; each request is answered by a settlement."""

from dataclasses import dataclass

from common.events import ObjectCreated
from common.stores.store import StoredObject


@dataclass(frozen=True, slots=True)
class Score:
    """Score an object.

    Attributes
    ----------
    event : the object.
    record : the name of its record in the message.
    last_attempt : there will be no retry.
    waited_enough : the object has waited long enough for its baseline.
    large_bytes : larger files are for another worker; None: no file is.
    quiet : log new verdicts and internal errors alone.
    unlogged : log nothing; whoever asks does.
    """

    event: ObjectCreated
    record: str = "0"
    last_attempt: bool = False
    waited_enough: bool = False
    large_bytes: int | None = None
    quiet: bool = False
    unlogged: bool = False


@dataclass(frozen=True, slots=True)
class ReportFault:
    """Write an error verdict of type `too_costly` on an object that could not be scored.

    Attributes
    ----------
    request : the one that failed.
    message : for the owner of the file.
    put : the write of the object that was being scored; the verdict is on this one alone. None if unknown.
    """

    request: Score
    message: str
    put: StoredObject | None

    @property
    def event(self) -> ObjectCreated:
        """The object."""
        return self.request.event
