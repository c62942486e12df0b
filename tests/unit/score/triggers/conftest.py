"""What the tests of the worker's parts share."""

import logging
import threading
from types import SimpleNamespace

import pytest

from common import logs
from functions.score.triggers.queue_worker import patience
from functions.score.triggers.queue_worker.health import Health


@pytest.fixture
def logged():
    """Return the list of the messages that are logged."""
    messages = []

    class Collector(logging.Handler):
        def emit(self, record):
            messages.append(record.getMessage())

    collector, level = Collector(), logs.LOGGER.level
    logs.LOGGER.addHandler(collector)
    logs.LOGGER.setLevel(logging.INFO)
    yield messages
    logs.LOGGER.removeHandler(collector)
    logs.LOGGER.setLevel(level)


@pytest.fixture
def no_pauses(monkeypatch):
    """Try again at once."""
    monkeypatch.setattr(patience, "LONGEST_PAUSE_SECONDS", 0.001)


@pytest.fixture
def health():
    return Health(60.0, lambda: None)


@pytest.fixture
def stopping():
    return threading.Event()


@pytest.fixture
def make_delivery():
    """Return a function that makes a delivery; keywords replace its fields."""

    def make(body=b"{}", **fields):
        defaults = {
            "attempt": 0,
            "last_attempt": False,
            "delivered_before": False,
            "lost": False,
            "properties": SimpleNamespace(content_type="application/json", headers=None),
        }
        return SimpleNamespace(body=body, **defaults | fields)

    return make
