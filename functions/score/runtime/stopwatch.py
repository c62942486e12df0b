"""Measures the time of each step, for the verdict's `timing_ms`."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter


class Stopwatch:
    """Adds up the time of each named step."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}

    @contextmanager
    def measuring(self, step: str) -> Iterator[None]:
        """Add the time until the block ends to `step`."""
        started = perf_counter()
        try:
            yield
        finally:
            self._seconds[step] = self._seconds.get(step, 0.0) + perf_counter() - started

    def milliseconds(self) -> dict[str, int]:
        """Return whole milliseconds by step, in the order in which the steps first began."""
        return {step: round(seconds * 1000) for step, seconds in self._seconds.items()}
