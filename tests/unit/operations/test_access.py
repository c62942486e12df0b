"""The connections that an operator's questions need."""

import pytest

from common import settings
from common.errors import SetupError
from functions.operations.access import Access

ENVIRONMENT = {
    "DRIFTLINE_STORE_ACCESS_KEY": "root",
    "DRIFTLINE_STORE_SECRET_KEY": "secret-word",
    "DRIFTLINE_BROKER_URL": "amqp://operator:secret-word@broker:5672",
    "STORE_SCORE_ACCESS_KEY": "score",
    "STORE_SCORE_SECRET_KEY": "secret-word",
    "RABBITMQ_WORKER_PASSWORD": "secret/word",
}


def access(**changed):
    environment = {**ENVIRONMENT, **changed}
    return Access.from_settings(settings.load(environment), environment)


def test_what_is_known_here_is_used():
    found = access()
    assert [user.role for user in found.broker.store_users] == ["score"]
    assert found.broker.url_of("worker") == "amqp://worker:secret%2Fword@broker:5672"
    assert found.broker.url_of("minio") is None
    assert found.broker.wanted
    assert found.broker.topology["queues"]


def test_a_queue_of_sqs_is_asked_if_the_settings_name_one():
    found = access(DRIFTLINE_SQS_QUEUE="drift-score", DRIFTLINE_BROKER_URL="")
    assert found.broker.name == "drift-score"
    assert found.broker.store is found.store


@pytest.mark.parametrize("missing", ["DRIFTLINE_STORE_ACCESS_KEY", "DRIFTLINE_STORE_SECRET_KEY"])
def test_missing_credentials_are_named(missing):
    with pytest.raises(SetupError, match="DRIFTLINE_STORE_ACCESS_KEY"):
        access(**{missing: ""})


def test_no_text_of_it_contains_a_secret():
    assert "secret" not in repr(access()).replace("store_secret_key", "")
