"""How much time a call of AWS Lambda has."""

import math
from collections.abc import Callable
from time import monotonic

# What is kept of a call to write down that a file takes too long: another scoring process has to start.
REPORT_SECONDS = 20.0
# A file has at least this long, and so does the report about it.
LEAST_SECONDS = 10.0
# When more than this part of the time is over, no other file of a batch is begun.
LATE = 0.25


class CallTime:
    """The time of one call.

    Parameters
    ----------
    context : of the call; None, or another object than Lambda's, has no limit.
    clock : monotonic seconds.
    """

    def __init__(self, context: object, *, clock: Callable[[], float] = monotonic) -> None:
        remaining = getattr(context, "get_remaining_time_in_millis", None)
        self._clock = clock
        self._seconds = remaining() / 1000 if remaining else math.inf
        self._ends = clock() + self._seconds

    def for_scoring(self) -> float:
        """Return how many seconds a file may take from now on."""
        return max(LEAST_SECONDS, self._left - REPORT_SECONDS)

    @property
    def is_late(self) -> bool:
        """Whether the rest of a batch should come again in another call."""
        return self._left < (1 - LATE) * self._seconds

    @property
    def _left(self) -> float:
        return self._ends - self._clock()
