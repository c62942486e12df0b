import asyncio
import threading

import pytest

from common.errors import StoreRefused, StoreUnavailable
from common.stores.memory import MemoryStore
from functions.upload import health, threads
from functions.upload.health import Health
from functions.upload.refusals import Refused
from functions.upload.threads import Threads


class Hanging(MemoryStore):
    """Answers listings when `answers` is set, and counts them."""

    def __init__(self, failure=None):
        super().__init__()
        self.answers = threading.Event()
        self.failure = failure
        self.asked = 0

    def list(self, prefix):
        self.asked += 1
        self.answers.wait(30)
        if self.failure:
            raise self.failure
        return super().list(prefix)


def test_calls_beyond_the_number_wait_and_are_refused_in_the_end(monkeypatch):
    monkeypatch.setattr(threads, "WAIT_SECONDS", 0.1)
    done = threading.Event()

    async def run():
        pool = Threads(2)
        hanging = [asyncio.create_task(pool.run(lambda: done.wait(30))) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Refused) as refused:
            await pool.run(bool)
        assert refused.value.status == 503
        assert "Retry-After" in refused.value.answer().headers
        assert await Threads(1).run(lambda: 7) == 7  # other threads are not affected
        done.set()
        assert await asyncio.gather(*hanging) == [True, True]
        assert await pool.run(lambda: 8) == 8

    asyncio.run(run())


def test_a_call_that_fails_frees_its_thread():
    async def run():
        pool = Threads(1)
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                await pool.run(lambda: 1 / 0)

    asyncio.run(run())


def test_a_store_that_hangs_is_asked_once_and_everybody_is_answered_in_time(monkeypatch):
    monkeypatch.setattr(health, "ANSWER_SECONDS", 0.1)
    store = Hanging()

    async def run():
        checked = Health(store)
        answers = await asyncio.gather(*(checked.check() for _ in range(45)), return_exceptions=True)
        assert {type(answer) for answer in answers} == {StoreUnavailable}
        with pytest.raises(StoreUnavailable, match="has not answered"):
            await checked.check()
        assert store.asked == 1
        store.answers.set()
        await asyncio.sleep(0.05)
        await checked.check()
        assert store.asked == 2

    asyncio.run(run())


def test_a_store_that_refuses_is_not_healthy():
    store = Hanging(StoreRefused("AccessDenied"))
    store.answers.set()
    with pytest.raises(StoreUnavailable):
        asyncio.run(Health(store).check())
