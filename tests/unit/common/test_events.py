import base64
import json
from pathlib import Path

import pytest

from common.errors import IgnoreEvent, UnreadableEvent
from common.events import ObjectCreated, check_concerns, newer, parse_object_created

RECORDED = Path(__file__).parents[2] / "events"
BUCKET = "ml-drift-datasets"
# The decoded key in every recorded message about a new object.
KEYS = {
    "minio/put": "drifts/reviews.csv",
    "minio/put-escaped-key": "drifts/re views/a+b é 100%.csv",
    "minio/multipart-mc": "drifts/big.csv",
    "minio/put-zero-bytes": "drifts/empty.csv",
    "minio/folder-marker": "drifts/folder/",
    "minio/copy": "drifts/copied.csv",
    "minio/mc-mv": "drifts/moved.csv",
    "minio/put-with-tags": "drifts/t.csv",
    "minio/put-metadata-html": "drifts/attr.csv",
    "aws/put": "drifts/run 1/cur+é.csv",
    "aws/sqs": "drifts/run 1/cur+é.csv",
    "minio/put-user-metadata": "drifts/meta.csv",
    "minio/versioned-put": "drifts/v.csv",
    "minio/versioned-overwrite": "drifts/v.csv",
}


def recorded(name: str) -> bytes:
    return (RECORDED / f"{name}.json").read_bytes()


def record_of(*, bucket, key) -> bytes:
    created = {"bucket": {"name": bucket}, "object": {"key": key}}
    return json.dumps({"Records": [{"eventName": "s3:ObjectCreated:Put", "s3": created}]}).encode()


@pytest.mark.parametrize(("name", "key"), KEYS.items())
def test_every_recorded_message_gives_one_event_with_the_decoded_key(name, key):
    (event,) = parse_object_created(recorded(name))
    assert (event.bucket, event.key) == (BUCKET, key)


def test_a_test_event_among_others_does_not_hide_them():
    message = json.loads(recorded("aws/sqs"))
    message["Records"].insert(0, {"body": recorded("aws/test-event").decode()})
    assert len(parse_object_created(message)) == 1


def test_every_recording_is_in_the_table():
    recordings = {path.relative_to(RECORDED).with_suffix("").as_posix() for path in RECORDED.rglob("*.json")}
    assert recordings == {*KEYS, "aws/test-event"}


def test_an_event_of_minio_has_etag_sequencer_and_time():
    (event,) = parse_object_created(recorded("minio/put"))
    assert event.etag == "5025b4b176085f5e7864aeab20a11b57"
    assert event.sequencer == "18EA8AC73E495964"
    assert event.version_id is None
    assert event.time is not None
    assert event.time.tzinfo is not None


def test_the_version_is_read_in_a_versioned_bucket():
    (first,) = parse_object_created(recorded("minio/versioned-put"))
    (second,) = parse_object_created(recorded("minio/versioned-overwrite"))
    assert first.version_id != second.version_id
    assert newer(second.sequencer, than=first.sequencer)


def test_a_version_named_null_is_none():
    (event,) = parse_object_created(recorded("minio/folder-marker"))
    assert event.version_id is None


def test_the_baseline_in_user_metadata_is_read():
    (event,) = parse_object_created(recorded("minio/put-user-metadata"))
    assert event.baseline_key == "baselines/other.csv"


def test_a_job_published_by_hand_is_read():
    job = {"bucket": BUCKET, "baseline_key": "baselines/baseline.csv", "drift_key": "drifts/drift.csv"}
    assert parse_object_created(json.dumps(job)) == [
        ObjectCreated(BUCKET, "drifts/drift.csv", baseline_key="baselines/baseline.csv")
    ]


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
    assert (event.key, event.etag, event.baseline_key) == ("drifts/a b.csv", None, "baselines/x.csv")
    assert event.sequencer == f"{1764000000000000:016X}"


def test_several_records_give_several_events():
    message = json.loads(recorded("minio/put"))
    message["Records"] *= 3
    assert len(parse_object_created(message)) == 3


def test_a_test_event_is_ignored_with_its_name_as_the_reason():
    with pytest.raises(IgnoreEvent, match="TestEvent"):
        parse_object_created(recorded("aws/test-event"))


def test_a_deletion_announces_no_object():
    message = json.loads(recorded("minio/put"))
    message["Records"][0]["eventName"] = "s3:ObjectRemoved:Delete"
    with pytest.raises(IgnoreEvent, match="no new object"):
        parse_object_created(message)


@pytest.mark.parametrize(
    "body",
    [
        b"\x00\xff\x1f\x8b",
        b"",
        b"[]",
        b"42",
        b"{}",
        b'{"hello": "world"}',
        b'{"Records": 7}',
        b'{"Records": ["x"]}',
        b'{"Records": [null]}',
        b'{"Records": [{"eventName": "s3:ObjectCreated:Put"}]}',
        record_of(bucket=1, key="a"),
        record_of(bucket="b", key="%ff"),
        b'{"bucket": "b", "drift_key": 3}',
        b'{"drift_key": "drifts/a.csv"}',
        b'{"message": {"data": "***"}}',
        b'{"message": {"data": 5}}',
        b'{"\\ud800": 1}',
        '{"message": {"data": "é"}}'.encode(),
        b'{"message": {"attributes": [1]}}',
        [1],
        7,
        None,
        b"[" * 100_000,
    ],
)
def test_other_messages_are_unreadable_with_a_short_excerpt(body):
    with pytest.raises(UnreadableEvent) as caught:
        parse_object_created(body)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (ObjectCreated("other", "drifts/a.csv"), "'other' is not the configured one"),
        (ObjectCreated(BUCKET, "drifts/folder/"), "folder marker"),
        (ObjectCreated(BUCKET, "results/a.csv.json"), "not under 'drifts/'"),
    ],
)
def test_events_that_do_not_concern_us_are_ignored_with_the_reason(event, reason):
    with pytest.raises(IgnoreEvent, match=reason):
        check_concerns(event, BUCKET)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("18EA8AC73E495964", "18EA8AC73E495963", True),
        ("18EA8AC73E495964", "18EA8AC73E495964", False),
        ("18EA8AC73E495963", "18EA8AC73E495964", False),
        ("00A8", "00A", True),
        ("00A", "00A8", False),
        (None, "00A8", None),
        ("00A8", None, None),
    ],
)
def test_sequencers_order_events(one, other, expected):
    assert newer(one, than=other) is expected


@pytest.mark.parametrize("name", ["baseline", "X-Amz-Meta-Baseline"])
def test_an_empty_baseline_in_user_metadata_is_no_baseline(name):
    message = json.loads(recorded("minio/put-user-metadata"))
    message["Records"][0]["s3"]["object"]["userMetadata"] = {name: ""}
    (event,) = parse_object_created(message)
    assert event.baseline_key is None
