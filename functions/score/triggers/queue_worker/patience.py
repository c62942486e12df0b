"""Tries again, with random pauses, until something works."""

from collections.abc import Callable
from threading import Event
from typing import TypeVar

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    sleep_using_event,
    wait_random_exponential,
)

from common import logs

T = TypeVar("T")

# Longest pause between two tries; each is random, below a bound that doubles: not all workers try at once.
LONGEST_PAUSE_SECONDS = 15.0


def until_it_works(
    call: Callable[[], T],
    errors: tuple[type[Exception], ...],
    *,
    stopping: Event,
    on_failure: Callable[[BaseException], None],
    gave_up: Callable[[], bool] = lambda: False,
) -> T | None:
    """Return what `call` returns; after one of `errors`, try again, however long it takes.

    Returns None if `stopping` is set, or `gave_up` returns True, after a try. Raises every other error.
    """

    def failed(state: RetryCallState) -> None:
        if state.outcome and (error := state.outcome.exception()):
            on_failure(error)

    tries = Retrying(
        retry=retry_if_exception_type(errors),
        wait=wait_random_exponential(multiplier=0.5, max=LONGEST_PAUSE_SECONDS),
        sleep=sleep_using_event(stopping),
        stop=lambda _: stopping.is_set() or gave_up(),
        before_sleep=failed,
        retry_error_callback=lambda _: None,
    )
    result: T | None = tries(call)
    return result


class Notice:
    """Logs that something fails, in one line for each kind of error and not for each try.

    Parameters
    ----------
    consequence : what we do about it; follows the error.
    """

    def __init__(self, consequence: str) -> None:
        self._consequence = consequence
        self._logged: set[type[BaseException]] = set()

    def __call__(self, error: BaseException) -> None:
        """Log an error unless one of its kind is logged already."""
        if type(error) not in self._logged:
            self._logged.add(type(error))
            logs.LOGGER.warning("%s; %s", error, self._consequence)

    def over(self, message: str) -> None:
        """Log that it works again, if it failed."""
        if self._logged:
            logs.LOGGER.info("%s", message)
