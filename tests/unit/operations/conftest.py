"""One file and everything about it, as a doctor sees it."""

from datetime import UTC, datetime, timedelta

import pika
import pytest

from common.checks import ok
from common.stores.store import StoredObject
from common.verdict.document import BaselineFile, Problem
from common.verdict.subject import Subject
from functions.operations import messages
from functions.operations.broker import Traffic
from functions.operations.facts import BrokerFacts, BucketFacts, Facts
from functions.score.triggers.rabbitmq.dead_letter import letter_of
from functions.score.triggers.rabbitmq.queues import QueueState
from functions.score.verdict.stored import Stored

NOW = datetime(2026, 11, 28, 6, 0, tzinfo=UTC)
KEY = "drifts/reviews/1.csv"

NOTHING = Stored()


class Case:
    """Builds the facts about a file that is in order, but for what a test changes."""

    now = NOW
    key = KEY
    old = timedelta(hours=1)
    young = timedelta(seconds=20)

    def __init__(self, make_verdict):
        self._make_verdict = make_verdict

    def info(self, key=KEY, etag="e1", *, age=old, **metadata):
        return StoredObject(key, etag, 1234, NOW - age, metadata=metadata)

    def stored(self, *, etag="e1", age=old, **parts):
        """Return a verdict about the file as `info` describes it, or about another etag."""
        baseline = BaselineFile(key="baselines/reviews.csv", etag="b1", rows=2)
        verdict = self._make_verdict(**{"key": KEY, "etag": etag, "baseline": baseline, **parts})
        subject = Subject("driftline.verdict/1", etag, NOW - age)
        return Stored("v1", NOW, verdict, subject)

    def fault(self, kind="broken_csv", key=KEY):
        return {
            "status": "error",
            "error": Problem(type=kind, message="row 3: wrong.", key=key, row=3, column=None),
        }

    def bucket(self, *, age=old, stored=NOTHING, baseline="baselines/reviews.csv", **more):
        facts = {"info": self.info(age=age), "no_baseline": "" if baseline else "no baseline for it", **more}
        base = StoredObject(baseline, "b1", 10, NOW) if baseline else None
        return BucketFacts(stored=stored, baseline=base, **facts)

    def broker(self, *, waiting=0, workers=1, missing=False, **more):
        states = {"drift.score": None if missing else QueueState(waiting, workers)}
        traffic = Traffic(messages.events(states), messages.workers(states), messages.waiting(states))
        return BrokerFacts(traffic, **more)

    def letter(self, reason="the store refuses it"):
        return letter_of(b"{}", pika.BasicProperties(headers={"x-reason": reason}))

    def facts(self, *, key=KEY, **parts):
        rules = (ok("rule", "driftline: to us"), ok("target SAFE", "online"))
        return Facts(key, **{"bucket": self.bucket(), "broker": self.broker(), "rules": rules, **parts})


@pytest.fixture
def case(make_verdict):
    """Return what builds facts: `case.facts(bucket=case.bucket(...), broker=case.broker(...))`."""
    return Case(make_verdict)
