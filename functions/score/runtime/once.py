"""What is made once for a whole process, however many threads ask for it."""

import functools
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Generic, TypeVar

T = TypeVar("T")


class Once(Generic[T]):
    """Calls `make` at the first call and answers the same thing ever after.

    Calls that come meanwhile wait for that one. What `make` raises is raised, and the next call
    tries again.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._lock = threading.Lock()
        self._made = functools.cache(make)
        self._begun = False

    def __call__(self) -> T:
        """Return it, made now where it is not made yet."""
        with self._lock:
            return self._made()

    def begin(self) -> None:
        """Make it beside other work, unless that was begun; what is raised comes with the next call."""
        if not self._begun:
            self._begun = True
            threading.Thread(target=self._try, name="begin").start()

    def _try(self) -> None:
        with suppress(Exception):
            self()
