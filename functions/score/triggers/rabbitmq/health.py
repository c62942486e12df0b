"""The worker's /healthz: whether its loop runs and it consumes."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic

from common.errors import SetupError

# The loop runs twice a second; after this long without a turn it is stuck.
STUCK_SECONDS = 30.0


class Health:
    """The state that the worker's loop last reported."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._consuming = False
        self._last_turn = clock()

    def beat(self, *, consuming: bool) -> None:
        """Record that the loop runs, and whether it consumes."""
        self._consuming = consuming
        self._last_turn = self._clock()

    def report(self) -> tuple[bool, dict[str, object]]:
        """Return whether the worker is healthy, and the answer of /healthz."""
        running = self._clock() - self._last_turn < STUCK_SECONDS
        healthy = running and self._consuming
        status = "ok" if healthy else "unwell"
        return healthy, {"status": status, "consuming": self._consuming, "loop": running}

    @contextmanager
    def served(self, host: str, port: int) -> Iterator[None]:
        """Answer `GET /healthz` while the block runs; with port 0, do not listen.

        Raises SetupError if the port is taken.
        """
        if port == 0:
            yield
            return
        try:
            server = ThreadingHTTPServer((host, port), _handler_of(self))
        except OSError as error:
            raise SetupError(
                f"cannot listen on {host}:{port} ({error.strerror}); set DRIFTLINE_HEALTH_PORT, 0 for none"
            ) from error
        threading.Thread(target=server.serve_forever, name="health", daemon=True).start()
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()


def _handler_of(health: Health) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            exists = self.path == "/healthz"
            healthy, report = (
                health.report() if exists else (False, {"status": "unknown path; the health is at /healthz"})
            )
            body = json.dumps(report).encode()
            self.send_response(200 if healthy else 503 if exists else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
            """Log nothing: probes come every few seconds."""

    return Handler
