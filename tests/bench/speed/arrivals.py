"""When events reach the broker, by lane."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pika

from common.events import parse_object_created

if TYPE_CHECKING:
    from pika.adapters.blocking_connection import BlockingChannel
    from pika.spec import Basic

LANES = ("fast", "safe")
CONNECT_SECONDS = 30.0


class Arrivals(threading.Thread):
    """Consumes a copy of every event; `times` has the time of the first arrival, by lane and key."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.times: dict[str, dict[str, float]] = {f"drifts.{lane}": {} for lane in LANES}
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
        channel.queue_bind(queue, "drift.events", "drifts.*")
        channel.basic_consume(queue, self._note, auto_ack=True)
        self._ready.set()
        channel.start_consuming()
        self._connection.close()

    def stop(self) -> None:
        """Stop consuming, which would take the worker's time."""
        self._connection.add_callback_threadsafe(self._stop)
        self.join()

    def _note(
        self, _channel: BlockingChannel, method: Basic.Deliver, _properties: object, body: bytes
    ) -> None:
        arrival = time.perf_counter()
        for event in parse_object_created(body):
            self.times[method.routing_key].setdefault(event.key, arrival)

    def after(self, returned: dict[str, float], lane: str, patience: float) -> list[float]:
        """Return the seconds from each put to its event, without the events that do not arrive in time."""
        times = self.times[f"drifts.{lane}"]
        deadline = time.monotonic() + patience
        while not times.keys() >= returned.keys() and time.monotonic() < deadline:
            time.sleep(0.1)
        return [times[key] - put for key, put in returned.items() if key in times]
