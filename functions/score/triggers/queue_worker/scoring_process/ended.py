"""What a request gets whose scoring process ended."""

from datetime import datetime

from common.stores.store import StoredObject


class ScoringEnded(Exception):  # noqa: N818 - not always an error of ours
    """The scoring process ended before it answered; the message says why.

    Attributes
    ----------
    put : the drift object that it had opened last; None if it had opened none.
    timed_out : whether we ended it, because of the time limit.
    """

    def __init__(self, reason: str, put: StoredObject | None, *, timed_out: bool = False) -> None:
        super().__init__(reason)
        self.put = put
        self.timed_out = timed_out

    @property
    def version(self) -> tuple[str, str, datetime] | None:
        """Which write of which object it was; None if unknown."""
        return (self.put.key, self.put.etag, self.put.modified) if self.put else None
