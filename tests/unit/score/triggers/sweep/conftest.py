"""A bucket whose clock the test moves, and sweeps of it."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from common import keys
from common.stores.memory import MemoryStore
from functions.score.observer import log_verdict
from functions.score.triggers.settling import settle_event
from functions.score.triggers.sweep.sweep import Options, Sweep
from functions.score.triggers.sweep.tally import Tally
from functions.score.verdict.stored import read_stored

TEXTS = b"text\nthe cat sat on the mat\na dog lay on the rug\n"
START = datetime(2026, 11, 28, 12, tzinfo=UTC)


class ClockedStore(MemoryStore):
    """A bucket whose clock only `wait` moves; counts the requests for single objects."""

    def __init__(self):
        super().__init__()
        self.time = START
        self.requests = []

    def wait(self, seconds):
        self.time += timedelta(seconds=seconds)

    def drop(self, key, data=TEXTS):
        return self.put(key, io.BytesIO(data), len(data))

    def remove(self, key):
        del self._objects[key]

    def names(self, prefix):
        return [info.key for info in self.list(prefix)]

    def stat(self, key):
        self.requests.append(("stat", key))
        return super().stat(key)

    def open(self, key):
        self.requests.append(("open", key))
        return super().open(key)

    def _write(self, key, data, metadata):
        written = replace(super()._write(key, data, metadata), modified=self.time)
        self._objects[key] = (written, data)
        return written


@pytest.fixture
def store():
    return ClockedStore()


@pytest.fixture
def status(store):
    """Return a function that returns the status of the verdict on a drift file; None if there is none."""

    def of(key):
        verdict = read_stored(store, key).verdict
        return verdict.status if verdict else None

    return of


@pytest.fixture
def answered(store, make_verdict):
    """Return a function that stores a verdict on a drift file, by default a final one on what it contains."""

    def answer(key, **parts):
        verdict = make_verdict(key=key, **{"etag": store._objects[key][0].etag, **parts})
        store.drop(keys.verdict(key), verdict.to_json())

    return answer


@pytest.fixture
def swept(store, make_tools):
    """Return a function that sweeps once; the result has the tally, the rescues and the scored keys."""

    class Swept:
        def __init__(self, options=None, *, since=None, settle=None, now=lambda: store.time):
            self.scored, self.rescued, self.tally = [], [], Tally()
            tools = make_tools(store, observers=(log_verdict,))
            score = settle or partial(settle_event, tools=tools, last_attempt=False)

            def counted(event, *, waited_enough):
                self.scored.append(event.key)
                return score(event, waited_enough=waited_enough)

            def rescued(reason, settlement):
                self.rescued.append((settlement.event.key, reason))

            self.sweep = Sweep(
                store, counted, options or Options(), self.tally, now=now, swept=since, rescued=rescued
            )
            self.steps = sum(1 for _ in self.sweep.steps())

    Swept.store = store
    return Swept


@pytest.fixture
def scored(store, swept):
    """Return a function that brings files with their verdicts."""
    store.drop("baselines/baseline.csv")

    def bring(*found):
        for key in found:
            store.drop(key)
        store.wait(60)
        swept()
        store.wait(60)

    return bring
