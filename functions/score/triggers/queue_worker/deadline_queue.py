"""What SQS and Pub/Sub have in common: a message comes again when its deadline is over."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Lock
from typing import Generic

from common.errors import BrokerUnavailable, SetupError
from functions.score.triggers.queue_worker.counted_message import Counted


class DeadlineQueue(ABC, Generic[Counted]):
    """A queue that delivers a message again after its deadline, which can be moved; see `PolledQueue`.

    Parameters
    ----------
    deadline_seconds : how long a message is ours after `receive` or `extend`.
    """

    def __init__(self, deadline_seconds: float) -> None:
        self._deadline_seconds = deadline_seconds
        self._moving = Lock()  # `extend` must not undo a `retry_after` of another thread

    @property
    def deadline_seconds(self) -> float:
        """How long a message is ours after `receive` or `extend`."""
        return self._deadline_seconds

    def retry_after(self, message: Counted, seconds: float, /) -> None:
        """Let a message come again after so many seconds."""
        with self._moving:
            message.released = True
            self._move_deadline(message, int(seconds))

    def extend(self, message: Counted, /) -> None:
        """Keep a message for another `deadline_seconds`; mark it as lost if the queue has taken it back."""
        with self._moving:
            if not message.released:
                self._move_deadline(message, int(self._deadline_seconds))

    @abstractmethod
    def _move_deadline(self, message: Counted, seconds: int, /) -> None:
        """Let a message come again so many seconds from now; mark it as lost if it came again already."""

    @abstractmethod
    def _translated(self) -> AbstractContextManager[None]:
        """Translate the client's errors: SetupError if the queue refuses us, otherwise BrokerUnavailable."""

    @contextmanager
    def _answered(self) -> Iterator[None]:
        """Raise BrokerUnavailable for every error: the queue has worked before, and may again."""
        try:
            with self._translated():
                yield
        except SetupError as error:
            raise BrokerUnavailable(str(error)) from error
