"""The retry queues of RabbitMQ, with shorter waiting times than the shipped ones."""

import json
import time

import pika
import pytest

pytestmark = pytest.mark.real


@pytest.mark.parametrize("step", ["1", "2", "3", "4"])
def test_a_retry_returns_after_its_waiting_time_and_not_before(stack, operator, step, connect):
    policies = json.loads(stack.rabbitmq.control("list_policies", "--formatter=json"))
    (policy,) = (each for each in policies if each["name"] == f"drift.retry.{step}")
    since = time.monotonic()
    with connect(stack, "worker") as worker:
        worker.channel.basic_publish("drift.retry", step, step.encode(), mandatory=True)
    _, properties, _ = operator.take("drift.score", lambda message: message[2] == step.encode())
    assert time.monotonic() - since >= json.loads(policy["definition"])["message-ttl"] / 1000
    assert properties.headers["x-first-death-queue"] == f"drift.retry.{step}"
    assert properties.headers["x-first-death-reason"] == "expired"


def test_a_message_beyond_the_last_step_of_the_ladder_is_returned(stack, connect):
    with connect(stack, "worker") as worker, pytest.raises(pika.exceptions.UnroutableError):
        worker.channel.basic_publish("drift.retry", "5", b"too often", mandatory=True)
