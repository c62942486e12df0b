"""When events reach the broker."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pika

from common.events import parse_object_created

if TYPE_CHECKING:
    from collections.abc import Collection

    from pika.adapters.blocking_connection import BlockingChannel

CONNECT_SECONDS = 30.0


class Arrivals(threading.Thread):
    """Consumes a copy of every event; `times` has the time of the first arrival, by key."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.times: dict[str, float] = {}
        self._ready = threading.Event()
        self._url = url
        self.start()
        if not self._ready.wait(CONNECT_SECONDS):
            raise RuntimeError("the broker does not answer, so no arrival can be measured")

    def run(self) -> None:
        """Consume until `stop`."""
        self._connection = pika.BlockingConnection(pika.URLParameters(self._url))
        channel = self._connection.channel()
        queue = channel.queue_declare("", exclusive=True).method.queue
        self._stop = channel.stop_consuming
        channel.queue_bind(queue, "drift.events", "drifts")
        channel.basic_consume(queue, self._note, auto_ack=True)
        self._ready.set()
        channel.start_consuming()
        self._connection.close()

    def stop(self) -> None:
        """Stop consuming, which would take the worker's time."""
        self._connection.add_callback_threadsafe(self._stop)
        self.join()

    def _note(self, _channel: BlockingChannel, _method: object, _properties: object, body: bytes) -> None:
        arrival = time.perf_counter()
        for event in parse_object_created(body):
            self.times.setdefault(event.key, arrival)

    def of(self, keys: Collection[str], patience: float) -> dict[str, float]:
        """Return the time of each key's event, without the events that do not arrive in time."""
        deadline = time.monotonic() + patience
        while not self.times.keys() >= set(keys) and time.monotonic() < deadline:
            time.sleep(0.1)
        return {key: self.times[key] for key in keys if key in self.times}
