"""A subscription of Pub/Sub, for a sender, an auditor and workers of a test."""

import json
import os
import time
from unittest.mock import patch

from google.cloud import pubsub_v1
from google.pubsub_v1 import PublisherClient as Sender

from functions.score.triggers.pubsub.queue import PubsubQueue
from infra.stack.pubsub import PROJECT

PATIENCE_SECONDS = 60
# The shortest that Pub/Sub accepts.
DEADLINE_SECONDS = 10


class Subscription:
    """A topic with a pull subscription that has a dead-letter topic."""

    kind = "pubsub"

    def __init__(self, server, name, *, exists=False):
        self.server = server
        self.topic, self.dead_topic = (self._path("topics", each) for each in (name, f"{name}-dead"))
        self.name, self.dead = (self._path("subscriptions", each) for each in (name, f"{name}-dead"))
        self.variables = {"DRIFTLINE_PUBSUB_SUBSCRIPTION": self.name, **server.client_variables()}
        self._open()
        if not exists:
            self.create_all()

    def create_all(self):
        for topic in (self.topic, self.dead_topic):
            self.publisher.create_topic(name=topic)
        self.subscriber.create_subscription(name=self.dead, topic=self.dead_topic)
        self.create()

    def create(self, **changed):
        policy = {"dead_letter_topic": self.dead_topic, "max_delivery_attempts": 20}
        fields = {"ack_deadline_seconds": DEADLINE_SECONDS, "dead_letter_policy": policy, **changed}
        self.subscriber.create_subscription(request={"name": self.name, "topic": self.topic, **fields})

    def delete(self):
        self.subscriber.delete_subscription(subscription=self.name)

    def reopen(self):
        """Connect again, and create everything: a server that was restarted has nothing."""
        self._open()
        self.create_all()

    def send(self, body, **attributes):
        data = body if isinstance(body, bytes) else self._text(body).encode(errors="surrogatepass")
        message = pubsub_v1.types.PubsubMessage(data=data, attributes=attributes)
        Sender.publish(self.publisher, topic=self.topic, messages=[message])

    def announce(self, bucket, key):
        """Send what Cloud Storage sends about a new object, with its payload NONE."""
        self.send(b"", eventType="OBJECT_FINALIZE", bucketId=bucket, objectId=key, payloadFormat="NONE")

    def polled(self, deadline_seconds):
        """Return the subscription as a worker has it."""
        assert deadline_seconds == DEADLINE_SECONDS
        queue = PubsubQueue(self.name, lambda: self.subscriber, lambda: self.publisher)
        queue.connect()
        return queue

    def left(self):
        """Return how many messages have not been settled, when no worker runs; those in hand come again."""
        ended, left = time.monotonic() + DEADLINE_SECONDS + 2, 0
        while time.monotonic() < ended:
            left += len(self._taken(self.name))
        return left

    def letters(self, number=0):
        """Wait for so many dead letters; return all there are, as (body, reason)."""
        letters = []
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            found = self._taken(self.dead)
            letters += [
                (message.data.decode(errors="replace"), message.attributes["x-reason"]) for message in found
            ]
            if not found and len(letters) >= number:
                return letters
            assert time.monotonic() < deadline, letters

    def _taken(self, name):
        """Return the messages that wait in a subscription, and remove them."""
        answer = self.subscriber.pull(subscription=name, max_messages=10, timeout=2)
        if ids := [each.ack_id for each in answer.received_messages]:
            self.subscriber.acknowledge(subscription=name, ack_ids=ids)
        return [each.message for each in answer.received_messages]

    def _open(self):
        with patch.dict(os.environ, self.server.client_variables()):
            self.publisher = pubsub_v1.PublisherClient()
            self.subscriber = pubsub_v1.SubscriberClient()

    @staticmethod
    def _path(kind, name):
        return f"projects/{PROJECT}/{kind}/{name}"

    @staticmethod
    def _text(body):
        return body if isinstance(body, str) else json.dumps(body)
