"""SIGTERM and Ctrl-C: finish the current file, then exit; the second time, exit at once."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from types import FrameType

# What shells add to the number of a signal that ended a program.
ENDED_BY_SIGNAL = 128


@contextmanager
def stop_on_signals(stop: Callable[[], None]) -> Iterator[None]:
    """While the block runs, the first SIGTERM or SIGINT calls `stop`, the second ends the process at once.

    `stop` is called in a thread of its own. Python handles signals in the main thread only; in any other
    thread this does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # The handler interrupts the main thread anywhere, also where it has just locked the event that `stop`
    # sets. Of all queues and locks, only this one may be used in a handler.
    signals: SimpleQueue[int | None] = SimpleQueue()

    def wait() -> None:
        if signals.get() is not None:
            stop()
        if (second := signals.get()) is not None:
            # Nothing is flushed or closed: that may wait for a server. A container's first process ignores
            # signals without a handler, so it cannot end by the signal itself.
            os._exit(ENDED_BY_SIGNAL + second)

    def on_signal(number: int, _frame: FrameType | None) -> None:
        signals.put(number)

    threading.Thread(target=wait, name="signals", daemon=True).start()
    before = {number: signal.signal(number, on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signals.put(None)
        signals.put(None)
