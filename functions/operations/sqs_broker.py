"""SQS and the rules of S3, for an operator."""

from dataclasses import dataclass
from datetime import datetime

from common import keys
from common.checks import Check, found_out, ok, problem, unknown
from functions.operations import messages
from functions.operations.broker import Traffic, read_letters
from functions.operations.times import count
from functions.score.triggers.dead_letter import DEAD
from functions.score.triggers.sqs import checks
from functions.score.triggers.sqs.dead_letters import SqsDeadLetters
from functions.score.triggers.sqs.inspection import QueueState
from infra.minio import notifications
from infra.minio.bucket import AdministeredBucket

TELL = "Let the bucket send s3:ObjectCreated:* under drifts/ to the queue; the README has the command"


@dataclass(frozen=True, slots=True)
class SqsBroker:
    """A queue of SQS; see `Broker`. It does not know who takes messages.

    Attributes
    ----------
    name : name, URL or ARN of the queue.
    store : the bucket.
    """

    name: str
    store: AdministeredBucket

    @property
    def letters(self) -> SqsDeadLetters:
        """The dead letters."""
        return SqsDeadLetters(self.name)

    @property
    def events_wait_in(self) -> str:
        """Where events wait while we cannot ask the queue."""
        return "the queue"

    def answers(self) -> list[Check]:
        """Return whether SQS answers, has the queue, and lets us look at it."""
        return checks.answers(self.name)

    def traffic(self) -> Traffic:
        """Return how many events wait."""
        return _traffic(checks.look(self.name))

    def messages(self, traffic: Traffic, now: datetime) -> list[Check]:
        """Return how many events wait, and how many dead letters there are."""
        state = checks.look(self.name)
        if not state.dead_url:  # the check of the redrive policy says so
            return traffic.checks
        dead = read_letters(self.letters, DEAD, state.dead)
        return [*traffic.checks, messages.dead_letters(dead, now)]

    def in_place(self) -> list[Check]:
        """Return nothing more: `rules` has the redrive policy, and a test message would show no rule."""
        return []

    def rules(self) -> list[Check]:
        """Return whether dead letters have a place, and the bucket tells the queue about drift files."""
        return [
            *found_out("redrive policy", lambda: [checks.redrive(checks.look(self.name))]),
            *self._told(""),
        ]

    def rules_for(self, key: str) -> list[Check]:
        """Return whether the bucket tells the queue about a file."""
        return self._told(key)

    def _told(self, key: str) -> list[Check]:
        def look() -> list[Check]:
            return [_told(self.store, checks.look(self.name).arn, key)]

        return found_out("rule", look)


def _traffic(state: QueueState) -> Traffic:
    name = state.arn.rpartition(":")[2]
    later = f", {state.later:,} more with a worker or for their next attempt" if state.later else ""
    detail = f"{count(state.waiting, 'event')} waiting in {name}{later}"
    events = ok("events", detail, waiting=state.waiting, later=state.later)
    return Traffic(events, None, state.waiting + state.later)


def _told(store: AdministeredBucket, arn: str, key: str) -> Check:
    """Return whether a rule of the bucket sends events to the queue: about a file, or with "" about any."""
    present = store.notifications()
    ours = [rule for rule in present.get(notifications.QUEUES, ()) if rule["QueueArn"] == arn]
    for rule in ours:
        if notifications.announces(rule, key or f"{keys.DRIFTS}a.csv"):
            return ok("rule", f"{rule.get('Id') or '(no Id)'}: {notifications.summary(rule)}", target=arn)
    if ours:
        others = "; ".join(map(notifications.describe, ours))
        return problem("rule", f"none announces {key or 'drift files'} to the queue; there is {others}", TELL)
    detail = "none names the queue; events may come through SNS or EventBridge, which cannot be seen here"
    return unknown("rule", detail, TELL)
