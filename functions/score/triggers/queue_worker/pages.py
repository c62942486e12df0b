"""A small HTTP server for probes and operators: one function per path."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from common.errors import SetupError

# Returns the status, the content type and the body of the answer.
Page = Callable[[], tuple[int, str, bytes]]


@contextmanager
def served(pages: Mapping[str, Page], host: str, port: int) -> Iterator[None]:
    """Answer `GET` requests while the block runs; with port 0, do not listen.

    Parameters
    ----------
    pages : by path, such as "/livez".

    Raises SetupError if the port is taken.
    """
    if port == 0:
        yield
        return
    try:
        server = ThreadingHTTPServer((host, port), _handler_of(pages))
    except OSError as error:
        raise SetupError(
            f"cannot listen on {host}:{port} ({error.strerror}); set DRIFTLINE_HEALTH_PORT, 0 for none"
        ) from error
    threading.Thread(target=server.serve_forever, name="pages", daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def _handler_of(pages: Mapping[str, Page]) -> type[BaseHTTPRequestHandler]:
    def unknown() -> tuple[int, str, bytes]:
        report = {"status": f"unknown path; there are {', '.join(sorted(pages))}"}
        return HTTPStatus.NOT_FOUND, "application/json", json.dumps(report).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, content_type, body = pages.get(self.path, unknown)()
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
            """Log nothing: probes come every few seconds."""

    return Handler
