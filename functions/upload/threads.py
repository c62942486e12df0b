"""Threads for calls that block, so many at a time that a store that hangs does not fill the memory."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from functions.upload.refusals import come_back

WAIT_SECONDS = 10.0
Result = TypeVar("Result")


class Threads:
    """Runs calls in up to `number` threads of its own."""

    def __init__(self, number: int) -> None:
        self._free = asyncio.Semaphore(number)
        self._number = number
        self._limiter: CapacityLimiter | None = None

    async def run(self, call: Callable[[], Result]) -> Result:
        """Return what `call` returns; raises Refused with 503 if no thread is free in WAIT_SECONDS."""
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self._free.acquire()
        except TimeoutError:
            raise come_back(503, "busy", "the object store is slow, and others wait for it") from None
        try:
            # The semaphore leaves only calls through that get a thread at once.
            return await to_thread.run_sync(call, limiter=self._own_limiter())
        finally:
            self._free.release()

    def _own_limiter(self) -> CapacityLimiter:
        """Return a limiter other than the framework's own, whose threads everything else shares."""
        if self._limiter is None:  # it can be created inside an event loop only
            self._limiter = CapacityLimiter(self._number)
        return self._limiter
