"""What the clients of a chaos run did."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chaos.contents import Content


@dataclass
class Ledger:
    """Shared by all clients; every method may be called from any thread.

    Attributes
    ----------
    contents : every content that was ever put under `drifts/`, by etag.
    seconds : how long each accepted put took, by what was frozen or down meanwhile ("" for nothing).
    done : how often each operation was done.
    """

    contents: dict[str, Content] = field(default_factory=dict)
    seconds: dict[str, list[float]] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def intends(self, etag: str, content: Content) -> None:
        """Record a content before it is put: a put that fails may have been stored all the same."""
        with self._lock:
            self.contents[etag] = content

    def put(self, seconds: float, meanwhile: str) -> None:
        """Record an accepted put."""
        with self._lock:
            self.seconds.setdefault(meanwhile, []).append(seconds)
            self.done["puts"] += 1

    def did(self, operation: str) -> None:
        """Record an operation."""
        with self._lock:
            self.done[operation] += 1

    @property
    def puts(self) -> int:
        """The number of accepted puts."""
        with self._lock:
            return self.done["puts"]
