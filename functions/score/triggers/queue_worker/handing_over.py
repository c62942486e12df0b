"""Hands a message over, however long that takes, and shows meanwhile what the worker waits for."""

from collections.abc import Callable
from threading import Event
from typing import TypeVar

from functions.score.triggers.queue_worker.health import Health
from functions.score.triggers.queue_worker.patience import Notice, until_it_works

T = TypeVar("T")

CONSEQUENCE = "the message waits, nothing is lost"


def until_handed_over(
    call: Callable[[], T],
    errors: tuple[type[Exception], ...],
    *,
    stopping: Event,
    health: Health,
    gave_up: Callable[[], bool],
) -> T | None:
    """Return what `call` returns; arguments and answers are those of `until_it_works`."""
    notice = Notice(CONSEQUENCE)

    def failed(error: BaseException) -> None:
        notice(error)
        health.waits_for = str(error)

    try:
        return until_it_works(call, errors, stopping=stopping, on_failure=failed, gave_up=gave_up)
    finally:
        health.waits_for = None
