"""What a worker needs of a queue.

RabbitMQ pushes messages through a connection, so it implements `Consumer` and `HandOver`. A queue that has to
be asked implements `PolledQueue`, and `polling` makes the other two of it.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol, TypeVar

from common.events import ObjectCreated


class Decision(StrEnum):
    """What the worker does with a message, on the connection that it came by."""

    ACK = "ack"
    REQUEUE = "requeue"
    LEAVE = "leave"  # the queue delivers it again when our time with it, or the connection, ends


class LetterRefused(Exception):  # noqa: N818 - the message's fault
    """The queue accepts no copy of this message as a dead letter; with its reason it may be too long."""


class Message(Protocol):
    """One message that a queue delivered, and that waits to be settled."""

    @property
    def body(self) -> bytes:
        """What the sender sent."""
        ...

    @property
    def delivered_before(self) -> bool:
        """Whether a worker may have had it before, and died of it."""
        ...

    @property
    def last_attempt(self) -> bool:
        """Whether this is the last step of the retry ladder."""
        ...

    @property
    def lost(self) -> bool:
        """Whether it cannot be settled any more: the queue delivers it again."""
        ...


class PolledMessage(Message, Protocol):
    """A message of a queue that has to be asked.

    Attributes
    ----------
    attempt : how often the queue has delivered it before.
    lost : see `Message`.
    """

    attempt: int
    lost: bool


M = TypeVar("M", bound=Message)
Polled = TypeVar("Polled", bound=PolledMessage)
Sent = TypeVar("Sent", bound=Message, contravariant=True)  # noqa: PLC0105 - the messages of one queue


class Consumer(Protocol[Sent]):
    """Receives messages, one at a time, and settles them; only `call_from_thread` is for other threads.

    Every method raises BrokerUnavailable if the queue does not answer; it then delivers the message again.
    """

    @property
    def unsettled(self) -> int:
        """How many messages were delivered and have no outcome yet."""
        ...

    def process(self, seconds: float) -> None:
        """Deliver messages, and keep the one that is being scored, for about this long."""
        ...

    def call_from_thread(self, callback: Callable[[], None], /) -> None:
        """Let `process` call `callback`."""
        ...

    def ack(self, message: Sent, /) -> None:
        """Remove the message from the queue."""
        ...

    def requeue(self, message: Sent, /) -> None:
        """Return the message to the queue, which delivers it again."""
        ...

    def leave(self) -> None:
        """Do nothing more about the message."""
        ...

    def stop_consuming(self) -> None:
        """Receive no more messages."""
        ...

    def close(self) -> None:
        """End the connection, also one that is already lost."""
        ...


class HandOver(Protocol[Sent]):
    """Passes messages on; each method returns whether to ack the original now, None if it is to be left."""

    def retry(self, message: Sent, reason: str, /) -> bool | None:
        """Let a message come again after the next step of the retry ladder."""
        ...

    def renew(self, message: Sent, reason: str, /) -> bool | None:
        """Let a message that was held for long come again soon, without counting an attempt."""
        ...

    def dead_letter(self, message: Sent, reason: str, /) -> bool | None:
        """Move a message to the dead-letter queue, with the reason."""
        ...


class LargeQueue(Protocol[Sent]):
    """A queue of large files, which has workers of its own, or none. No method raises."""

    @property
    def large_bytes(self) -> int:
        """Files with more bytes are large."""
        ...

    def pass_on(self, message: Sent, /) -> bool:
        """Copy a message to the queue; return False if it has no worker, or takes no message."""
        ...

    def announce(self, event: ObjectCreated, /) -> bool:
        """Ask the workers to score a file; return False if there are none."""
        ...


class PolledQueue(Protocol[Polled]):
    """A queue that has to be asked for messages. Each belongs to who received it for `deadline_seconds`.

    Every method raises BrokerUnavailable if the queue does not answer. All are safe to call from any thread.
    """

    def connect(self) -> None:
        """Look the queue up, before every other request; raises SetupError if it is not fit for a worker."""
        ...

    @property
    def deadline_seconds(self) -> float:
        """How long a message is ours after `receive` or `extend`."""
        ...

    def receive(self, seconds: float) -> Polled | None:
        """Return the next message; None if none comes within about so many seconds."""
        ...

    def acknowledge(self, message: Polled, /) -> None:
        """Remove a message from the queue."""
        ...

    def retry_after(self, message: Polled, seconds: float, /) -> None:
        """Let a message come again after so many seconds; `extend` then has no effect on it."""
        ...

    def dead_letter(self, message: Polled, reason: str, /) -> None:
        """Copy a message to the dead-letter queue, with the reason; the original stays.

        Raises LetterRefused if that can never succeed.
        """
        ...

    def extend(self, message: Polled, /) -> None:
        """Keep a message for another `deadline_seconds`; mark it as lost if the queue has taken it back."""
        ...

    def is_empty(self) -> bool:
        """Tell whether no message waits, as far as the queue says."""
        ...
