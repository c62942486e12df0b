"""Calls a function once for a whole process, no matter how many threads need its result."""

import functools
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Generic, TypeVar

T = TypeVar("T")


class Once(Generic[T]):
    """Calls `make` at the first call, and returns the same result at every later call.

    Calls during the first one wait for it. If `make` raises an error, the next call tries again.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._lock = threading.Lock()
        self._result = functools.cache(make)
        self._begun = False

    def __call__(self) -> T:
        """Return the result of `make`; call it if that has not happened yet."""
        with self._lock:
            return self._result()

    def begin(self) -> None:
        """Call `make` in a thread, unless that has begun; an error is left to the next call."""
        if not self._begun:
            self._begun = True
            threading.Thread(target=self._try, name="begin").start()

    def _try(self) -> None:
        with suppress(Exception):
            self()
