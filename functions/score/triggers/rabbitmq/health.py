"""The worker's /healthz: whether its loop turns and it consumes."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic

from common.errors import SetupError

# The loop turns twice a second; one that has not for so long is stuck.
STUCK_SECONDS = 30.0


class Health:
    """What the worker's loop last said of itself."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._consuming = False
        self._last_turn = clock()

    def beat(self, *, consuming: bool) -> None:
        """Note that the loop turns, and whether it consumes."""
        self._consuming = consuming
        self._last_turn = self._clock()

    def report(self) -> tuple[bool, dict[str, object]]:
        """Return whether all is well, and what /healthz says about it."""
        turned = self._clock() - self._last_turn < STUCK_SECONDS
        well = turned and self._consuming
        return well, {"status": "ok" if well else "unwell", "consuming": self._consuming, "loop": turned}

    @contextmanager
    def served(self, host: str, port: int) -> Iterator[None]:
        """Answer `GET /healthz` while the block runs; port 0 answers nowhere.

        Raises SetupError when the port is taken.
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
            known = self.path == "/healthz"
            well, said = health.report() if known else (False, {"status": "unknown path; ask /healthz"})
            body = json.dumps(said).encode()
            self.send_response(200 if well else 503 if known else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
            """Say nothing: probes come every few seconds."""

    return Handler
