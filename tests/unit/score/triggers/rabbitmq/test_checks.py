"""The broker's address, and a broker that does not answer; tests/integration/operations has the real one."""

import pytest

from common.checks import State
from functions.score.triggers.rabbitmq import checks
from infra.rabbitmq import definitions

URL = "amqps://operator:secret-word@broker.example:5671/%2F?heartbeat=5"


def test_an_address_is_shown_without_its_credentials():
    assert checks.place(URL) == "broker.example:5671"
    assert checks.user_of(URL) == "operator"
    assert checks.place("amqp://127.0.0.1:5672") == "127.0.0.1:5672"
    assert checks.user_of("amqp://127.0.0.1:5672") == "guest"
    assert checks.place("amqp://operator:pass@[::1]:5672") == "[::1]:5672"


def test_an_address_can_have_another_users_credentials():
    assert checks.as_user(URL, "worker", "a/b@c") == (
        "amqps://worker:a%2Fb%40c@broker.example:5671/%2F?heartbeat=5"
    )
    assert checks.as_user("amqp://[::1]:5672", "worker", "x") == "amqp://worker:x@[::1]:5672"


@pytest.mark.parametrize(
    "look",
    [
        checks.answers,
        checks.worker_may_publish,
        lambda url: checks.topology_in_place(url, definitions.read()),
        lambda url: checks.way_of_events(url, url, definitions.read()),
    ],
)
def test_a_broker_that_does_not_answer_is_unknown_with_the_setting_to_correct(look, free_port):
    (check,) = look(f"amqp://operator:secret-word@127.0.0.1:{free_port}")
    assert check.state is State.UNKNOWN
    assert "DRIFTLINE_BROKER_URL" in check.fix
    assert "secret-word" not in str(check)


def test_a_malformed_address_is_unknown_too():
    (check,) = checks.answers("amqp://broker:notaport")
    assert check.state is State.UNKNOWN
    assert "amqp://user:password@host:5672" in check.detail
