"""Limits on connections that uvicorn does not have: how many, and how long a client may take.

uvicorn waits for ever for a request's headers, and for a client to read its answer. Its own limit refuses
requests, so connections that send none take every file descriptor.
"""

import asyncio
import resource
from functools import cache
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HEADER_SECONDS = 10.0
READ_SECONDS = 30.0
CONNECTION_LIMIT = 256
BACKLOG = 64  # connections that the system keeps until they are accepted, all at once
SHARE = 4  # a connection may need descriptors of its own: two files, and a connection to the store
REFUSAL = b'{"error":{"type":"busy","message":"too many connections: try again in 5 s"}}'
BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n"
    b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
) % (len(REFUSAL), REFUSAL)


@cache
def most_connections() -> int:
    """Return how many connections may be open: fewer if the process may open few files."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return CONNECTION_LIMIT if files == resource.RLIM_INFINITY else min(CONNECTION_LIMIT, files // SHARE)


class LimitedProtocol(H11Protocol):
    """One connection.

    It ends if the headers of a request take more than HEADER_SECONDS from the connection's start or the last
    answer's end, or if the client reads nothing of an answer for READ_SECONDS. If there are too many, the one
    that has waited longest for headers ends; if none waits, the new one is asked to come back later.
    """

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._headers: asyncio.TimerHandle | None = None
        self._reading: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Accept a connection, or make room for it first."""
        super().connection_made(transport)
        self._await_headers()
        if len(self.connections) > most_connections() and not self._make_room():
            transport.write(BUSY)
            transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop_waiting()
        _cancel(self._reading)
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Stop the clock when the headers of a request have come."""
        before = self.cycle
        super().handle_events()
        if self.cycle is not before and not self.cycle.response_complete:
            self._stop_waiting()

    def on_response_complete(self) -> None:
        """Start the clock for the next request; until then the client may still send the body of this one."""
        self._await_headers()
        super().on_response_complete()

    def pause_writing(self) -> None:
        """Start the clock for a client that does not read."""
        super().pause_writing()
        self._reading = self.loop.call_later(READ_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Stop the clock: the client has read."""
        _cancel(self._reading)
        super().resume_writing()

    def _await_headers(self) -> None:
        self._stop_waiting()
        self._headers = self.loop.call_later(HEADER_SECONDS, self._end)

    def _stop_waiting(self) -> None:
        _cancel(self._headers)
        self._headers = None

    def _end(self) -> None:
        self._stop_waiting()
        self.connections.discard(self)
        self.transport.abort()

    def _make_room(self) -> bool:
        """End the connection that has waited longest for headers; return whether there was one."""
        waiting = [
            (other._headers.when(), other)  # noqa: SLF001 - of the same class
            for other in self.connections
            if isinstance(other, LimitedProtocol) and other is not self and other._headers  # noqa: SLF001
        ]
        if not waiting:
            return False
        min(waiting, key=lambda one: one[0])[1]._end()  # noqa: SLF001
        return True


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer:
        timer.cancel()
