"""What is in envelopes: of Pub/Sub, as it pushes them, and CloudEvents."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from common.errors import UnreadableEvent
from common.events import parse_object_created, parse_records

RECORDED = Path(__file__).parents[2] / "events"
BUCKET = "ml-drift-datasets"


def recorded(name: str) -> bytes:
    return (RECORDED / f"{name}.json").read_bytes()


def test_cloud_storage_through_a_pubsub_push_is_read():
    stored = {
        "kind": "storage#object",
        "bucket": BUCKET,
        "name": "drifts/a b.csv",
        "etag": "CJ",
        "generation": "1764000000000000",
        "metadata": {"baseline": "baselines/x.csv"},
    }
    data = base64.b64encode(json.dumps(stored).encode()).decode()
    push = {"message": {"data": data, "attributes": {"eventType": "OBJECT_FINALIZE"}}, "subscription": "s"}
    (event,) = parse_object_created(push)
    assert (event.key, event.etag, event.baseline_key) == ("drifts/a b.csv", None, None)
    assert event.sequencer == "1764000000000000"


@pytest.mark.parametrize("name", ["google/notification", "google/notification-none"])
def test_an_event_of_cloud_storage_has_generation_and_time(name):
    (event,) = parse_object_created(recorded(name))
    assert (event.raw_key, event.sequencer) == (None, "1764000000000001")
    assert event.time.replace(microsecond=0) == datetime(2026, 11, 24, 16, tzinfo=UTC)


def test_the_metadata_of_a_described_object_chooses_no_baseline():
    (described,) = parse_object_created(recorded("google/notification"))
    assert described.baseline_key is None  # the store's answer counts, and what the object may name


def pushed(data=b"", **parts):
    return {"message": {"data": base64.b64encode(data).decode(), **parts}}


def test_a_job_happened_when_it_was_sent():
    job = json.dumps({"bucket": BUCKET, "drift_key": "drifts/a.csv"}).encode()
    (event,) = parse_object_created(pushed(job, publishTime="2026-11-24T16:00:00Z"))
    assert event.time == datetime(2026, 11, 24, 16, tzinfo=UTC)
    (unsent,) = parse_object_created(pushed(job, publishTime=[7]))
    assert unsent.time is None


def test_an_event_keeps_its_own_time_in_an_envelope():
    (event,) = parse_object_created(pushed(recorded("minio/put"), publishTime="2030-01-01T00:00:00Z"))
    assert event.time < datetime(2027, 1, 1, tzinfo=UTC)


def test_an_envelope_in_an_envelope_is_opened():
    inner = json.dumps(pushed(recorded("google/eventarc-pubsub"))).encode()
    (event,) = parse_object_created(pushed(inner))
    assert event.key == "drifts/run 1/a+b é 100%.csv"


def test_the_records_in_an_envelope_are_settled_one_by_one():
    message = json.loads(recorded("minio/put"))
    message["Records"].append("no record")
    good, bad = parse_records(pushed(json.dumps(message).encode()))
    assert [event.key for event in good.events] == ["drifts/reviews.csv"]
    assert isinstance(bad.error, UnreadableEvent)


def test_the_attribute_of_another_sender_hides_no_event():
    (event,) = parse_object_created(
        pushed(recorded("minio/put"), attributes={"eventType": "OBJECT_DELETE", "from": "a bridge"})
    )
    assert event.key == "drifts/reviews.csv"


def test_a_notification_whose_description_is_cut_off_is_read_from_its_attributes():
    attributes = {"eventType": "OBJECT_FINALIZE", "bucketId": BUCKET, "objectId": "drifts/a.csv"}
    (event,) = parse_object_created(pushed(b'{"kind": "storage#obj', attributes=attributes))
    assert (event.bucket, event.key) == (BUCKET, "drifts/a.csv")


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_message_whose_base64_is_cut_off_is_unreadable(cut):
    message = json.loads(recorded("google/minio-in-pubsub"))
    message["message"]["data"] = message["message"]["data"][:-cut]
    with pytest.raises(UnreadableEvent, match=r"base64|JSON"):
        parse_object_created(message)


def test_a_cloud_event_may_have_its_data_in_base64():
    data = base64.b64encode(recorded("minio/put")).decode()
    message = {"specversion": "1.0", "type": "dev.knative.rabbitmq.event", "data_base64": data}
    (event,) = parse_object_created(message)
    assert event.key == "drifts/reviews.csv"
