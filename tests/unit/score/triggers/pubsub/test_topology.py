"""What the bootstrap does where its rights end; with them it is tested on a real server."""

from types import SimpleNamespace

import pytest
from google.api_core.exceptions import AlreadyExists, NotFound, PermissionDenied, ServiceUnavailable

from common import settings
from common.errors import BrokerUnavailable, SetupError
from functions.score.triggers.pubsub.topology import Topology

TOPIC, NAME = "projects/p/topics/drift", "projects/p/subscriptions/drift"
DENIED = PermissionDenied("you may not")


class FakeClient:
    """Answers every request, or raises the error that is planned for it."""

    def __init__(self, **planned):
        self.planned = {"get_subscription": SimpleNamespace(topic=TOPIC), **planned}

    def __getattr__(self, name):
        def request(**_):
            answer = self.planned.get(name)
            if isinstance(answer, Exception):
                raise answer
            return answer

        return request


def ensured(**planned):
    client = FakeClient(**planned)
    return Topology(TOPIC, NAME, client, client).ensure()


def test_everything_is_created_in_an_empty_project():
    assert ensured() == [
        f"topic {TOPIC}: created",
        f"topic {TOPIC}-dead: created",
        f"subscription {NAME}-dead: created",
        f"subscription {NAME}: created",
    ]


def test_each_thing_that_may_not_be_made_is_a_line():
    lines = ensured(create_topic=DENIED, create_subscription=AlreadyExists("x"), get_subscription=DENIED)
    assert [line.startswith("warning: ") for line in lines] == [True] * 4
    assert lines[0] == f"warning: topic {TOPIC}: this user may neither create nor correct it: you may not"


def test_a_missing_subscription_that_may_not_be_made_is_an_error():
    with pytest.raises(
        SetupError, match="Pub/Sub refuses 'projects/p/subscriptions/drift': NotFound: no sub"
    ):
        ensured(create_subscription=DENIED, get_subscription=NotFound("no subscription"))


def test_a_subscription_of_another_topic_is_an_error():
    other = SimpleNamespace(topic="projects/p/topics/other")
    with pytest.raises(SetupError, match=r"'projects/p/topics/other', not of .*DRIFTLINE_PUBSUB_TOPIC"):
        ensured(get_subscription=other)


def test_pubsub_that_is_away_is_an_error_that_may_pass():
    with pytest.raises(BrokerUnavailable, match="cannot reach Pub/Sub"):
        ensured(create_topic=ServiceUnavailable("away"))


def test_without_a_subscription_the_setting_is_named():
    with pytest.raises(SetupError, match="set DRIFTLINE_PUBSUB_SUBSCRIPTION"):
        Topology.from_settings(settings.load({}))
