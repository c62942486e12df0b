"""The queues that a worker can take events from."""

from enum import StrEnum


class WorkerQueue(StrEnum):
    """A queue of events."""

    RABBITMQ = "rabbitmq"
    SQS = "sqs"
    PUBSUB = "pubsub"
