"""The retry ladder of the shared stack, whose steps are short; a test may need time for its own step."""

import json

import pytest

LAST_STEP = "drift.retry.4"
# Longer than a test takes for what it does meanwhile, on a busy machine.
LONG_MS = 60_000


@pytest.fixture
def long_last_wait(stack):
    """Let messages wait for a minute before their last attempt, so that the test acts before it.

    A message whose reason to wait ends before that comes back from an earlier step, after milliseconds.
    """
    policies = json.loads(stack.rabbitmq.control("list_policies", "--formatter=json"))
    (found,) = (each for each in policies if each["name"] == LAST_STEP)
    definition = json.loads(found["definition"])

    def define(milliseconds):
        changed = json.dumps(definition | {"message-ttl": milliseconds})
        stack.rabbitmq.control(
            "set_policy", "--apply-to", found["apply-to"], LAST_STEP, found["pattern"], changed
        )

    define(LONG_MS)
    yield
    define(definition["message-ttl"])
