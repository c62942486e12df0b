"""Whether the store answers, found out by one thread of its own and in limited time."""

import asyncio

from common.errors import StoreRefused, StoreRefusesAll, StoreUnavailable
from common.stores.probe import check_answers
from common.stores.store import ObjectStore
from functions.upload.threads import Threads

ANSWER_SECONDS = 4.0  # compose asks with a timeout of 5 s


class Health:
    """Asks the store once at a time, whoever waits for the answer; `store` should give up within seconds."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self._thread = Threads(1)
        self._question: asyncio.Task[None] | None = None

    async def check(self) -> None:
        """Raise StoreUnavailable if the store does not answer in ANSWER_SECONDS, or refuses."""
        if self._question is None or self._question.done():
            self._question = asyncio.create_task(self._thread.run(lambda: check_answers(self._store)))
            self._question.add_done_callback(_look_at)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await asyncio.shield(self._question)
        except TimeoutError:
            raise StoreUnavailable(f"the store has not answered in {ANSWER_SECONDS:.0f} s") from None
        except (StoreRefused, StoreRefusesAll) as error:
            raise StoreUnavailable(str(error)) from error


def _look_at(question: "asyncio.Task[None]") -> None:
    """Look at an error that nobody waits for any more; otherwise asyncio logs it."""
    if not question.cancelled():
        question.exception()
