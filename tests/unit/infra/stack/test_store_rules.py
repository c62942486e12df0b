"""The shipped rules of the store's events: the compose file and minio-notify.json."""

import json
from pathlib import Path

from infra.rabbitmq import definitions

CHECKOUT = Path(__file__).parents[4]
EVENTS = {
    "s3:ObjectCreated:Put",
    "s3:ObjectCreated:Post",
    "s3:ObjectCreated:CompleteMultipartUpload",
    "s3:ObjectCreated:Copy",
}


def test_the_rule_is_for_new_drift_files_and_for_the_only_target_of_the_store(services):
    (rule,) = json.loads((CHECKOUT / "minio-notify.json").read_text())["QueueConfigurations"]
    store = services["minio"].environment
    assert rule["Id"] == "driftline"
    assert set(rule["Events"]) == EVENTS
    assert rule["Filter"] == {"Key": {"FilterRules": [{"Name": "prefix", "Value": "drifts/"}]}}
    assert rule["QueueArn"] == "arn:minio:sqs::SAFE:amqp"
    enabled = [name for name in store if name.startswith("MINIO_NOTIFY") and "_ENABLE" in name]
    assert enabled == ["MINIO_NOTIFY_AMQP_ENABLE_SAFE"]


def test_no_event_is_lost_between_the_answer_of_a_put_and_the_broker(services):
    store = services["minio"].environment
    for switch in ("MINIO_SYNC_BOOT", "MINIO_API_SYNC_EVENTS"):  # only "on" means yes
        assert store[switch] == "on"
    safe = {
        name.removeprefix("MINIO_NOTIFY_AMQP_").removesuffix("_SAFE"): value
        for name, value in store.items()
        if name.startswith("MINIO_NOTIFY")
    }
    for switch in ("ENABLE", "DURABLE", "PUBLISHING_CONFIRMS"):
        assert safe[switch] == "on"
    assert safe["MANDATORY"] == "off"
    assert safe["DELIVERY_MODE"] == "2"
    assert safe["QUEUE_DIR"] == "/var/lib/minio-spool"
    assert int(safe["QUEUE_LIMIT"]) >= 1_000_000
    bindings = definitions.read()["bindings"]
    assert (safe["EXCHANGE"], safe["ROUTING_KEY"]) in [
        (each["source"], each["routing_key"]) for each in bindings
    ]


def test_the_spool_outlives_its_container(services):
    spool = services["minio"].environment["MINIO_NOTIFY_AMQP_QUEUE_DIR_SAFE"]
    assert [mount.named for mount in services["minio"].mounts if mount.target == spool] == [True]
