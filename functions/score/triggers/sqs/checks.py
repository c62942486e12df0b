"""What an operator checks on a queue of SQS. Nothing here receives or sends a message."""

from typing import Any

from common.checks import Check, found_out, ok, problem
from functions.score.triggers.ladder import LADDER_SECONDS
from functions.score.triggers.sqs.connection import open_client, translated
from functions.score.triggers.sqs.inspection import QueueState, inspect

START = "Correct DRIFTLINE_SQS_QUEUE, AWS_REGION or the credentials"
REDRIVE = "Give the queue a redrive policy: maxReceiveCount 20, for Lambda 100"
# Deliveries that the retry ladder needs, and as many for workers that are killed.
LEAST_RECEIVES = 2 * (len(LADDER_SECONDS) + 1)


def look(name: str, client: Any = None) -> QueueState:
    """Return the state of a queue.

    Raises BrokerUnavailable if SQS does not answer, SetupError if it refuses us or there is no such queue.
    """
    opened = client or open_client()
    with translated(name):
        return inspect(opened, name)


def answers(name: str, client: Any = None) -> list[Check]:
    """Return whether SQS answers, has the queue, and lets us look at it."""
    return found_out("queue", lambda: [ok("queue", f"{look(name, client).arn} answers")], START)


def redrive(state: QueueState) -> Check:
    """Return whether messages that nobody can score go to another queue, and late enough."""
    part = "redrive policy"
    if not state.dead_url:
        return problem(part, f"there is no queue for dead letters; {state.why}: no worker starts", REDRIVE)
    detail = f"after {state.most_receives:,} deliveries to {state.dead_arn.rpartition(':')[2]}"
    if state.most_receives < LEAST_RECEIVES:
        needs = f"{detail}; the retry ladder alone takes {len(LADDER_SECONDS) + 1}"
        return problem(part, needs, REDRIVE, deliveries=state.most_receives)
    if state.dead_kept_seconds < state.kept_seconds:
        sooner = f"{detail}, which keeps messages for a shorter time than the queue: they may be lost there"
        return problem(part, sooner, "Set MessageRetentionPeriod of the dead letters to 1209600, a fortnight")
    return ok(part, detail, deliveries=state.most_receives)
