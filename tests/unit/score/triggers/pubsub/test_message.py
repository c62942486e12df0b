from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from common.events import parse_object_created
from functions.score.triggers.pubsub.message import PubsubMessage


def delivered(data=b"", attempt=1, seconds_ago=0.0, **attributes):
    message = SimpleNamespace(
        data=data, attributes=attributes, publish_time=datetime.now(UTC) - timedelta(seconds=seconds_ago)
    )
    return SimpleNamespace(ack_id="secret", delivery_attempt=attempt, message=message)


@pytest.mark.parametrize(
    ("attempt", "seconds_ago", "last"),
    [
        (0, 5000, False),  # the subscription lost its dead-letter policy, so nobody counts
        (1, 0, False),
        (5, 756, True),
        (4, 756, False),  # it was waiting while no worker ran
        (9, 60, False),  # workers were killed
        (5, -7200, False),  # our clock is two hours behind
    ],
)
def test_the_last_attempt_comes_after_the_whole_ladder(attempt, seconds_ago, last):
    message = PubsubMessage.of(delivered(attempt=attempt, seconds_ago=seconds_ago))
    assert (message.attempt, message.last_attempt) == (max(attempt - 1, 0), last)
    assert message.delivered_before == (attempt > 1)


def test_its_body_has_attributes_and_data():
    about = {"eventType": "OBJECT_FINALIZE", "bucketId": "b", "objectId": "drifts/a.csv"}
    sent = delivered(b"\xff no JSON", **about)
    message = PubsubMessage.of(sent)
    (event,) = parse_object_created(message.body)
    assert (event.bucket, event.key, event.time) == ("b", "drifts/a.csv", sent.message.publish_time)
    assert (message.data, message.attributes) == (b"\xff no JSON", about)


def test_a_receipt_is_not_shown():
    assert "secret" not in repr(PubsubMessage.of(delivered()))
