"""Reads the dead letters of a queue of SQS, sends them to the queue again, or removes them.

Reading receives every message and gives it back; SQS counts that, and nothing follows from the count.
Meanwhile, and for HOLD_SECONDS if this program dies, other readers do not see what it has. A message that is
replayed is first sent, then removed: if this program dies in between, it exists twice, which is harmless.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from common.errors import SetupError
from functions.score.triggers.dead_letter import DEAD, MOST, DeadLetter, Letters, dead_letter, oldest_first
from functions.score.triggers.queue_worker.letter_reason import REASON
from functions.score.triggers.sqs.connection import open_client, translated
from functions.score.triggers.sqs.inspection import QueueState, inspect
from functions.score.triggers.sqs.queue import ATTEMPT

HOLD_SECONDS = 300
# Messages of one request, and how long it waits for them: only then SQS asks all its servers.
BATCH, WAIT_SECONDS = 10, 1
SENT = "SentTimestamp"
REDRIVEN = "SQS delivered it as often as its redrive policy allows: its file ends every worker, or none works"


class SqsDeadLetters:
    """The dead letters of a queue; see `LetterBox`.

    Parameters
    ----------
    name : name, URL or ARN of the queue whose dead letters they are.
    client : of boto3; a new one by default.
    """

    queues: Mapping[str, str] = MappingProxyType({DEAD: "dead letter"})

    def __init__(self, name: str, client: Any = None) -> None:
        self._name = name
        self._given = client

    def read(self, queue: str, most: int = MOST) -> Letters:
        """Read the messages, and leave them there."""
        with self._opened(queue) as (client, state):
            received: list[dict[str, Any]] = []
            try:
                received.extend(_received(client, state.dead_url, most))
            finally:
                _give_back(client, state.dead_url, received)
            letters = sorted(map(_letter, received), key=oldest_first)
            return Letters(tuple(letters), max(0, state.dead - len(letters)))

    def replay(self, queue: str, chosen: Callable[[DeadLetter], bool]) -> list[DeadLetter]:
        """Send the chosen messages to the queue as new ones, then remove them here; return them."""

        def send(client: Any, state: QueueState, letter: DeadLetter) -> None:
            body = letter.body.decode(errors="surrogatepass")
            client.send_message(QueueUrl=state.url, MessageBody=body)

        return self._settle(queue, chosen, send)

    def drop(self, queue: str, chosen: Callable[[DeadLetter], bool]) -> list[DeadLetter]:
        """Remove the chosen messages, and return them."""
        return self._settle(queue, chosen, lambda *_: None)

    def _settle(
        self,
        queue: str,
        chosen: Callable[[DeadLetter], bool],
        save: Callable[[Any, QueueState, DeadLetter], None],
    ) -> list[DeadLetter]:
        """Save, then remove, the chosen messages; give the others back, whatever happens."""
        settled = []
        with self._opened(queue) as (client, state):
            left: list[dict[str, Any]] = []
            try:
                left.extend(_received(client, state.dead_url, MOST))
                for message in list(left):
                    letter = _letter(message)
                    if chosen(letter):
                        save(client, state, letter)
                        client.delete_message(QueueUrl=state.dead_url, ReceiptHandle=message["ReceiptHandle"])
                        left.remove(message)
                        settled.append(letter)
            finally:
                _give_back(client, state.dead_url, left)
        return settled

    @contextmanager
    def _opened(self, queue: str) -> Iterator[tuple[Any, QueueState]]:
        """Open a client, and find the queues; raises BrokerUnavailable, SetupError if there is none."""
        if queue not in self.queues:
            raise SetupError(f"SQS has no {queue} events: {self._name!r} gets what the bucket sends")
        client = self._given or open_client()
        with translated(self._name):
            state = inspect(client, self._name)
            if not state.dead_url:
                raise SetupError(f"the queue {self._name!r} has no dead-letter queue; {state.why}")
            yield client, state


def _received(client: Any, url: str, most: int) -> Iterator[dict[str, Any]]:
    """Receive messages until none is left, or there are enough."""
    count = 0
    while count < most:
        answer = client.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=min(BATCH, most - count),
            WaitTimeSeconds=WAIT_SECONDS,
            VisibilityTimeout=HOLD_SECONDS,
            MessageSystemAttributeNames=[SENT],
            MessageAttributeNames=["All"],
        )
        if not (messages := answer.get("Messages", [])):
            return
        count += len(messages)
        yield from messages


def _give_back(client: Any, url: str, messages: Iterable[Mapping[str, Any]]) -> None:
    entries = [
        {"Id": str(number), "ReceiptHandle": message["ReceiptHandle"], "VisibilityTimeout": 0}
        for number, message in enumerate(messages)
    ]
    for at in range(0, len(entries), BATCH):
        client.change_message_visibility_batch(QueueUrl=url, Entries=entries[at : at + BATCH])


def _letter(message: Mapping[str, Any]) -> DeadLetter:
    about = message.get("MessageAttributes", {})
    headers = {name: attribute.get("StringValue", "") for name, attribute in about.items()}
    sent = message.get("Attributes", {}).get(SENT)
    return dead_letter(
        message["Body"].encode(errors="surrogatepass"),
        headers,
        headers.get(REASON, REDRIVEN),
        died=datetime.fromtimestamp(int(sent) / 1000, UTC) if sent else None,
        attempts=int(headers[ATTEMPT]) if headers.get(ATTEMPT, "").isdecimal() else 0,
    )
