"""When events reach the broker, by the lane that brings them."""

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
    """Consumes a copy of every event; `times` holds by lane and key when it came first."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.times: dict[str, dict[str, float]] = {f"drifts.{lane}": {} for lane in LANES}
        self._ready = threading.Event()
        self._url = url
        self.start()
        if not self._ready.wait(CONNECT_SECONDS):
            raise RuntimeError("the broker does not let us listen")

    def run(self) -> None:
        """Listen until told to stop."""
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
        """Listen no more: it would take the worker's time."""
        self._connection.add_callback_threadsafe(self._stop)
        self.join()

    def _note(
        self, _channel: BlockingChannel, method: Basic.Deliver, _properties: object, body: bytes
    ) -> None:
        came = time.perf_counter()
        for event in parse_object_created(body):
            self.times[method.routing_key].setdefault(event.key, came)

    def after(self, returned: dict[str, float], lane: str, patience: float) -> list[float]:
        """Return how long after their puts events came; those that do not come in time are left out."""
        times = self.times[f"drifts.{lane}"]
        deadline = time.monotonic() + patience
        while not times.keys() >= returned.keys() and time.monotonic() < deadline:
            time.sleep(0.1)
        return [times[key] - put for key, put in returned.items() if key in times]
