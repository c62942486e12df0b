"""RabbitMQ and the rules of MinIO, for an operator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from common.checks import Check, unknown
from common.settings import Settings
from functions.operations import messages
from functions.operations.broker import Traffic, read_letters
from functions.operations.letter_boxes import RabbitmqLetters
from functions.score.triggers.dead_letter import DEAD, UNROUTED, Letters
from functions.score.triggers.rabbitmq import checks
from functions.score.triggers.rabbitmq.queues import queue_states
from functions.score.triggers.rabbitmq.topology import (
    DEAD_LETTER_QUEUE,
    LARGE_QUEUE,
    QUEUE,
    RETRY_QUEUES,
    UNROUTED_QUEUE,
)
from infra.checks import rules
from infra.checks import users as user_checks
from infra.minio import notifications, users
from infra.minio.admin import StoreAdmin
from infra.minio.bucket import AdministeredBucket
from infra.minio.users import StoreUser
from infra.rabbitmq import definitions


@dataclass(frozen=True, slots=True)
class RabbitmqBroker:
    """RabbitMQ, and the store that publishes to it; see `Broker`.

    Attributes
    ----------
    url : with an operator's credentials.
    store, admin : the bucket, and the administration of its server.
    wanted : our notification rules.
    topology : the parsed definitions.json.
    store_users : the users whose credentials are known here.
    passwords : of the users of the definitions, as far as they are known here.
    endpoint : of the store.
    """

    url: str = field(repr=False)
    store: AdministeredBucket
    admin: StoreAdmin
    wanted: Sequence[notifications.Document]
    topology: Mapping[str, Any]
    store_users: Sequence[StoreUser] = ()
    passwords: Mapping[str, str] = field(default_factory=dict, repr=False)
    endpoint: str = ""

    @classmethod
    def from_settings(
        cls, settings: Settings, environment: Mapping[str, str], store: AdministeredBucket, rules: Path | None
    ) -> Self:
        """Return what the settings, and the variables of the bootstrap, describe.

        `rules` is the file of the notification rules; by default those shipped. Raises SetupError if there
        are no credentials, or a file cannot be read.
        """
        topology = definitions.read()
        passwords = {
            user["name"]: environment.get(definitions.password_variable(user["name"]), "")
            for user in topology["users"]
        }
        return cls(
            url=settings.broker_url.get_secret_value(),
            store=store,
            admin=StoreAdmin.from_settings(settings),
            wanted=notifications.read(rules or notifications.shipped()),
            topology=topology,
            store_users=users.from_environment(environment),
            passwords={user: password for user, password in passwords.items() if password},
            endpoint=settings.store_endpoint,
        )

    @property
    def letters(self) -> RabbitmqLetters:
        """The dead letters and the unrouted events."""
        return RabbitmqLetters(self.url)

    @property
    def events_wait_in(self) -> str:
        """Where events wait while the broker does not answer."""
        return "the store"

    def answers(self) -> list[Check]:
        """Return whether the broker answers and accepts our credentials."""
        return checks.answers(self.url)

    def traffic(self) -> Traffic:
        """Return how many events wait, and how many workers take them."""
        states = queue_states(self.url, (QUEUE, LARGE_QUEUE, *RETRY_QUEUES))
        return Traffic(
            messages.events(states),
            messages.workers(states),
            messages.waiting(states),
            messages.large_files(states),
        )

    def messages(self, traffic: Traffic, now: datetime) -> list[Check]:
        """Return how many events, workers, dead letters and unrouted events there are."""
        dead, unrouted = self._letters(DEAD, DEAD_LETTER_QUEUE), self._letters(UNROUTED, UNROUTED_QUEUE)
        return [*traffic.checks, messages.dead_letters(dead, now), messages.unrouted(unrouted, now)]

    def _letters(self, queue: str, name: str) -> Letters | None:
        """Return a queue's messages; None without the queue."""
        state = queue_states(self.url, (name,))[name]
        return None if state is None else read_letters(self.letters, queue, state.messages)

    def in_place(self) -> list[Check]:
        """Return whether queues exist, a test message arrives, and the worker's user may publish."""
        found = checks.topology_in_place(self.url, self.topology) + self._events_arrive()
        if worker := self.url_of("worker"):
            found += checks.worker_may_publish(worker)
        return found

    def _events_arrive(self) -> list[Check]:
        """Return whether a test message comes from the store's exchange to the worker's queue."""
        state = queue_states(self.url, (QUEUE,))[QUEUE]
        if state is None or not state.consumers:
            return [unknown("way of events", "tried only if a worker runs, which takes the test message")]
        return checks.way_of_events(self.url, self.url_of("minio") or self.url, self.topology)

    def rules(self) -> list[Check]:
        """Return the state of the notification rules, their targets, and the store's users."""
        found = rules.rules(self.store, self.admin, self.wanted)
        bucket = self.store.bucket
        return found + user_checks.store_users(self.admin, self.endpoint, bucket, self.store_users)

    def rules_for(self, key: str) -> list[Check]:
        """Return the state of the rule that announces a file, and of its target."""
        return rules.for_key(self.store, self.admin, self.wanted, key)

    def url_of(self, user: str) -> str | None:
        """Return the broker's address with a user's own credentials; None if they are not known here."""
        password = self.passwords.get(user)
        return None if password is None else checks.as_user(self.url, user, password)
