"""What is made once for a whole process, however many threads ask for it."""

import functools
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def once(make: Callable[[], T]) -> Callable[[], T]:
    """Return what calls `make` at its first call and answers the same thing ever after.

    Calls that come meanwhile wait for that one. What `make` raises is raised, and the next call
    tries again.
    """
    lock = threading.Lock()
    made = functools.cache(make)

    def ask() -> T:
        with lock:
            return made()

    return ask
