"""The retry ladder of our own is RabbitMQ's."""

import json
from pathlib import Path

from functions.score.triggers.ladder import LADDER_SECONDS

DEFINITIONS = Path(__file__).parents[4] / "infra/rabbitmq/definitions.json"


def test_the_steps_are_those_of_rabbitmq_s_policies():
    policies = json.loads(DEFINITIONS.read_text(encoding="utf-8"))["policies"]
    waiting = {
        policy["name"]: policy["definition"]["message-ttl"] / 1000
        for policy in policies
        if policy["name"].startswith("drift.retry.")
    }
    assert [waiting[name] for name in sorted(waiting)] == list(LADDER_SECONDS)
