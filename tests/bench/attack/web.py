"""Attacks on a running upload function: slow headers, stalled bodies, many uploads, a store that hangs."""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from contextlib import ExitStack, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from infra.stack import memory

if TYPE_CHECKING:
    from infra.stack import Stack

MB = 1_000_000
HEALTH_SECONDS = 5.0  # compose asks with this timeout
FORM = "multipart/form-data; boundary=x"
START = b'--x\r\nContent-Disposition: form-data; name="drift"; filename="d.csv"\r\n\r\ntext\n'
END = b"\r\n--x--\r\n"
NOTHING = "no answer"
CONTINUE = b"HTTP/1.1 100 "


class Target(NamedTuple):
    """A running upload function."""

    pid: int
    port: int
    log: Path

    def connection(self, seconds: float = HEALTH_SECONDS) -> HTTPConnection:
        """Return a connection with a timeout."""
        return HTTPConnection("127.0.0.1", self.port, timeout=seconds)

    def memory(self) -> int:
        """Return the peak of its resident memory in bytes."""
        return memory.peak(self.pid)

    def temporary(self) -> int:
        """Return the bytes of its unnamed temporary files."""
        size = 0
        for descriptor in Path(f"/proc/{self.pid}/fd").iterdir():
            with suppress(OSError):
                if "(deleted)" in str(descriptor.readlink()):
                    size += descriptor.stat().st_size
        return size


class Health:
    """Asks for the health twice a second while the block runs."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._ask)
        self.answers: Counter[int | str] = Counter()
        self.slowest = 0.0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def __str__(self) -> str:
        return f"{_counted(self.answers)}; slowest {self.slowest:.1f} s"

    def _ask(self) -> None:
        while not self._ended.wait(0.5):
            began = time.monotonic()
            self.answers[_status(self._target, "GET", "/healthz")] += 1
            self.slowest = max(self.slowest, time.monotonic() - began)


def slow_headers(target: Target, *, connections: int, seconds: float) -> dict[str, str]:
    """Open connections whose headers never end, and open those that the server ends again."""
    before, ended = target.log.stat().st_size, 0
    with ExitStack() as opened, Health(target) as health:
        clients = [_half(target, opened) for _ in range(connections)]
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for place, client in enumerate(clients):
                try:
                    client.send(b"a: b\r\n")
                except OSError:
                    client.close()
                    clients[place] = _half(target, opened)
                    ended += 1
            time.sleep(0.5)
    log = target.log.read_text(encoding="utf-8", errors="replace")
    return {
        "health": str(health),
        "connections that it ended": f"{ended:,}",
        "log": f"{(target.log.stat().st_size - before) / MB:.2f} MB, {log.count('Traceback'):,} tracebacks",
    }


def stalled_bodies(target: Target, *, uploads: int, sent: int, seconds: float) -> dict[str, str]:
    """Announce 100 MB in each upload, send a part, and stop."""
    with ExitStack() as opened, Health(target) as health:
        for _ in range(uploads):
            client = opened.enter_context(socket.create_connection(("127.0.0.1", target.port)))
            client.settimeout(5)
            head = f"POST /check-drift HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\n"
            with suppress(OSError):
                client.sendall(f"{head}Content-Length: {100 * MB}\r\n\r\n".encode() + START + b"x" * sent)
        time.sleep(3)
        first = target.temporary()
        time.sleep(seconds)
        last = target.temporary()
    return {
        "health": str(health),
        "temporary disk at first": f"{first / MB:.0f} MB",
        f"temporary disk {seconds:.0f} s later": f"{last / MB:.0f} MB",
    }


def many_uploads(target: Target, *, uploads: int, size: int) -> dict[str, str]:
    """Upload files at the same time.

    Like curl, each client asks before it sends a body. One that has to come back does, up to 60 times.
    """
    body = START + b"x" * size + END
    first: Counter[int | str] = Counter()
    last: Counter[int | str] = Counter()
    peak = 0

    def upload() -> None:
        for attempt in range(60):
            status = _uploaded(target, body)
            if not attempt:
                first[status] += 1
            if status not in (429, 503, NOTHING):
                break
            time.sleep(1)
        last[status] += 1

    began = time.monotonic()
    with Health(target) as health:
        threads = [threading.Thread(target=upload) for _ in range(uploads)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            peak = max(peak, target.temporary())
            time.sleep(0.05)
    return {
        "health": str(health),
        "first answers": _counted(first),
        "last answers": _counted(last),
        "all have ended after": f"{time.monotonic() - began:.0f} s",
        "peak of temporary disk": f"{peak / MB:.0f} MB",
        "peak of memory": f"{target.memory() / MB:.0f} MB",
    }


def hanging_store(target: Target, stack: Stack, *, requests: int, seconds: float) -> dict[str, str]:
    """Freeze the store while clients ask for verdicts, then wake it."""
    answers: Counter[int | str] = Counter()

    def ask() -> None:
        answers[_status(target, "GET", "/verdicts/hanging.csv", seconds=seconds)] += 1

    threads = [threading.Thread(target=ask) for _ in range(requests)]
    stack.minio.freeze()
    try:
        with Health(target) as health:
            for thread in threads:
                thread.start()
            time.sleep(seconds)
    finally:
        stack.minio.thaw()
    for thread in threads:
        thread.join()
    began = time.monotonic()
    while _status(target, "GET", "/healthz") != 200:
        time.sleep(0.1)
    return {
        "health while it hangs": str(health),
        f"answers to {requests} requests": _counted(answers),
        "healthy again after": f"{time.monotonic() - began:.1f} s",
    }


def slow_readers(target: Target, path: str, *, readers: int, seconds: float) -> dict[str, str]:
    """Read a large verdict slowly in several connections."""
    before = target.memory()
    with ExitStack() as opened:
        clients = [
            opened.enter_context(socket.create_connection(("127.0.0.1", target.port))) for _ in range(readers)
        ]
        for client in clients:
            client.settimeout(30)
            client.sendall(f"GET /verdicts/{path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for client in clients:
                client.recv(4096)
            time.sleep(0.1)
    return {"peak of memory beyond the one before": f"{(target.memory() - before) / MB:.0f} MB"}


def _half(target: Target, opened: ExitStack) -> socket.socket:
    """Open a connection and send the start of a request."""
    client = socket.socket()
    opened.callback(client.close)
    client.settimeout(1)
    with suppress(OSError):
        client.connect(("127.0.0.1", target.port))
        client.send(b"GET / HTTP/1.1\r\n")
    return client


def _status(target: Target, method: str, path: str, seconds: float = HEALTH_SECONDS) -> int | str:
    """Return the status of an answer, or that there is none in time."""
    connection = target.connection(seconds)
    try:
        connection.request(method, path, headers={"Host": "localhost"})
        with connection.getresponse() as answer:
            answer.read()
            return answer.status
    except (OSError, HTTPException):
        return NOTHING
    finally:
        connection.close()


def _uploaded(target: Target, body: bytes) -> int | str:
    """Upload a body once the function has asked for it; return the status of the answer."""
    head = (
        f"POST /check-drift HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\nExpect: 100-continue\r\n"
    )
    try:
        with socket.create_connection(("127.0.0.1", target.port), timeout=120) as client:
            client.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode())
            answer = client.recv(4096)
            if answer.startswith(CONTINUE):
                client.sendall(body)
                answer = client.recv(4096)
            return int(answer.split()[1]) if answer else NOTHING
    except OSError:
        return NOTHING


def _counted(counts: Counter[int | str]) -> str:
    return ", ".join(f"{count} x {status}" for status, count in sorted(counts.items(), key=str)) or "none"
