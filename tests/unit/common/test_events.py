import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from common.errors import IgnoreEvent, UnreadableEvent
from common.events import ObjectCreated, drift_keys, parse_object_created

RECORDED = Path(__file__).parents[2] / "events"
# Those that announce none.
NONE = {
    "aws/test-event",
    "google/eventarc-deleted",
    "google/notification-delete",
    "versitygw/test-event",
}
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
    "aws/versioned-multipart": "drifts/run 1/cur+é.csv",
    "aws/sns": "drifts/run 1/cur+é.csv",
    "aws/sns-sqs": "drifts/run 1/cur+é.csv",
    "aws/eventbridge": "drifts/run 1/cur é.csv",
    "aws/eventbridge-sqs": "drifts/run 1/cur é.csv",
    "ministack/put": "drifts/run 1/cur+é.csv",
    "ministack/sns": "drifts/run 1/cur+é.csv",
    "ministack/eventbridge": "drifts/run 1/cur é.csv",
    "google/notification": "drifts/run 1/a+b é 100%.csv",
    "google/notification-none": "drifts/run 1/a+b é 100%.csv",
    "google/eventarc-finalized": "drifts/run 1/a+b é 100%.csv",
    "google/eventarc-pubsub": "drifts/run 1/a+b é 100%.csv",
    "google/minio-in-pubsub": "drifts/re views/a+b é 100%.csv",
    "minio/put-user-metadata": "drifts/meta.csv",
    "minio/versioned-put": "drifts/v.csv",
    "minio/versioned-overwrite": "drifts/v.csv",
    "ceph/put-plus-percent-metadata": "drifts/catalogue/run 1/é a.csv",
    "versitygw/put-plus-percent": "drifts/run 1/é a .csv",
}
# Where a decoded key differs from the one in the message, the object may have either.
RAW_KEYS = {
    "minio/put": "drifts%2Freviews.csv",
    "aws/put": "drifts/run+1/cur%2B%C3%A9.csv",
    "aws/eventbridge": "drifts/run 1/cur+é.csv",
    "ministack/eventbridge": "drifts/run 1/cur+é.csv",
    "ceph/put-plus-percent-metadata": "drifts/catalogue/run 1/é+a.csv",
    "versitygw/put-plus-percent": "drifts/run 1/é+a%20.csv",
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
    assert recordings == KEYS.keys() | NONE


@pytest.mark.parametrize("name", sorted(NONE))
def test_a_recorded_message_about_anything_else_is_ignored(name):
    with pytest.raises(IgnoreEvent, match="announces no new object"):
        parse_object_created(recorded(name))


@pytest.mark.parametrize(("name", "raw"), RAW_KEYS.items())
def test_the_key_in_the_message_is_kept(name, raw):
    (event,) = parse_object_created(recorded(name))
    assert event.raw_key == raw


def test_a_key_that_no_encoding_has_made_is_taken_as_it_is():
    (event,) = parse_object_created(record_of(bucket=BUCKET, key="drifts/100%ff.csv"))
    assert (event.key, event.raw_key) == ("drifts/100%ff.csv", None)


def test_quotes_around_an_etag_are_left_out():
    (event,) = parse_object_created(recorded("versitygw/put-plus-percent"))
    assert event.etag == "cc8f741ecbea2d907c1718bbb01f61e6"


def test_an_event_of_eventbridge_has_etag_sequencer_version_and_time():
    (event,) = parse_object_created(recorded("aws/eventbridge"))
    assert event.etag == "b1946ac92492d2347c6235b4d2611184"
    assert event.sequencer == "00617F08299329D189"
    assert event.version_id == "IYV3p45BT0ac8hjHg1houSdS1a.Mro8e"
    assert event.time == datetime(2026, 11, 23, 2, 13, 14, tzinfo=UTC)


@pytest.mark.parametrize("kind", ["Object Deleted", "Object Tags Added", "Scheduled Event"])
def test_other_events_of_eventbridge_announce_no_object(kind):
    message = json.loads(recorded("aws/eventbridge")) | {"detail-type": kind}
    with pytest.raises(IgnoreEvent, match="no new object"):
        parse_object_created(message)


def test_a_version_of_s3_is_read():
    (event,) = parse_object_created(recorded("aws/versioned-multipart"))
    assert event.version_id == "096fKKXTRTtl3on89fVO.nfljtsv6qko"


@pytest.mark.parametrize("field", ["eTag", "sequencer", "versionId", "userMetadata"])
@pytest.mark.parametrize("value", [7, [], {}, None, ""])
def test_information_of_another_type_does_not_make_an_event_unreadable(field, value):
    message = json.loads(recorded("minio/put"))
    message["Records"][0]["s3"]["object"][field] = value
    message["Records"][0]["eventTime"] = value
    (event,) = parse_object_created(message)
    assert (event.key, event.time) == ("drifts/reviews.csv", None)


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


def test_a_version_named_null_is_none():
    (event,) = parse_object_created(recorded("minio/folder-marker"))
    assert event.version_id is None


def test_a_job_published_by_hand_is_read():
    job = {"bucket": BUCKET, "baseline_key": "baselines/baseline.csv", "drift_key": "drifts/drift.csv"}
    assert parse_object_created(json.dumps(job)) == [
        ObjectCreated(BUCKET, "drifts/drift.csv", baseline_key="baselines/baseline.csv")
    ]


def test_a_job_may_ask_to_score_a_file_again():
    job = {"bucket": BUCKET, "drift_key": "drifts/drift.csv", "again": True}
    assert parse_object_created(json.dumps(job)) == [ObjectCreated(BUCKET, "drifts/drift.csv", again=True)]
    with pytest.raises(UnreadableEvent, match="'again' is 'yes'"):
        parse_object_created(json.dumps(job | {"again": "yes"}))


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
        record_of(bucket="b", key=""),
        b'{"bucket": "b", "drift_key": 3}',
        b'{"drift_key": "drifts/a.csv"}',
        b'{"detail-type": "Object Created"}',
        b'{"detail-type": "Object Created", "detail": {"bucket": {"name": "b"}, "object": {"key": 3}}}',
        b'{"Records": [{"Sns": {"Message": "no JSON"}}]}',
        b'{"message": {"data": "***"}}',
        b'{"message": {"data": 5}}',
        b'{"\\ud800": 1}',
        '{"message": {"data": "é"}}'.encode(),
        b'{"message": {"attributes": [1]}}',
        b'{"message": {}}',
        b'{"message": {"attributes": {"eventType": "OBJECT_FINALIZE"}}}',
        b'{"message": {"attributes": {"bucketId": "b", "objectId": 7}}}',
        b'{"message": {"attributes": {"bucketId": "b", "objectId": "", "eventType": []}}}',
        b'{"specversion": "1.0", "type": "google.cloud.storage.object.v1.finalized"}',
        b'{"specversion": "1.0", "type": "google.cloud.storage.object.v1.finalized", "data": {}}',
        b'{"specversion": "1.0", "type": 7, "data": {"a": 1}}',
        b'{"specversion": "1.0", "data_base64": "***"}',
        b'{"specversion": 1, "data": {}}',
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
        drift_keys(event, BUCKET)


def test_of_two_possible_keys_only_drift_files_count():
    event = ObjectCreated(BUCKET, "drifts/a b.csv", raw_key="drifts/a+b.csv")
    assert drift_keys(event, BUCKET) == ["drifts/a b.csv", "drifts/a+b.csv"]
    encoded = ObjectCreated(BUCKET, "drifts/a b.csv", raw_key="drifts%2Fa+b.csv")
    assert drift_keys(encoded, BUCKET) == ["drifts/a b.csv"]
