"""The connections that an operator's questions need."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from common.settings import Settings
from functions.operations.broker import Broker
from functions.operations.rabbitmq_broker import RabbitmqBroker
from infra.minio.bucket import AdministeredBucket


@dataclass(frozen=True, slots=True)
class Access:
    """The store and the broker with an operator's credentials, and what is expected of them.

    Attributes
    ----------
    settings : with the addresses.
    store : the bucket.
    broker : the queue system.
    """

    settings: Settings
    store: AdministeredBucket
    broker: Broker

    @classmethod
    def from_settings(
        cls, settings: Settings, environment: Mapping[str, str], rules: Path | None = None
    ) -> Self:
        """Return the access that the settings, and the variables of the bootstrap, describe.

        SQS is asked if the settings name a queue there, otherwise RabbitMQ. `rules` is the file of MinIO's
        notification rules; by default those shipped. Raises SetupError if there are no credentials, or a file
        cannot be read.
        """
        store = AdministeredBucket.from_settings(settings)
        if settings.sqs_queue:
            from functions.operations.sqs_broker import SqsBroker

            return cls(settings, store, SqsBroker(settings.sqs_queue, store))
        return cls(settings, store, RabbitmqBroker.from_settings(settings, environment, store, rules))
