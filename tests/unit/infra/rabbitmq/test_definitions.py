"""The broker's shipped topology, and the password hashes of its users."""

import base64
import hashlib
import json
import re

import pytest

from common.errors import SetupError
from functions.score.triggers.rabbitmq import topology
from infra.rabbitmq import definitions

TEMPLATE = json.loads(definitions.TEMPLATE.read_text())
PASSWORDS = {f"RABBITMQ_{user}_PASSWORD": user.lower() for user in ("MINIO", "WORKER", "OPERATOR")}
QUEUES = {queue["name"] for queue in TEMPLATE["queues"]}
EXCHANGES = {exchange["name"]: exchange["type"] for exchange in TEMPLATE["exchanges"]}
POLICIES = {policy["name"]: policy["definition"] for policy in TEMPLATE["policies"]}


def test_the_topology_is_the_documented_one():
    assert EXCHANGES == {
        "drift.events": "topic",
        "drift.large": "direct",
        "drift.retry": "direct",
        "drift.dead-letter": "fanout",
        "drift.unrouted": "fanout",
    }
    steps = {f"drift.retry.{step}" for step in range(1, 5)}
    assert {"drift.score", "drift.large", "drift.dead-letter", "drift.unrouted", *steps} == QUEUES


def test_bindings_and_policies_name_only_what_exists():
    for binding in TEMPLATE["bindings"]:
        assert binding["source"] in EXCHANGES
        assert binding["destination"] in QUEUES
    for policy in TEMPLATE["policies"]:
        names = QUEUES if policy["apply-to"] == "queues" else EXCHANGES
        assert [name for name in names if re.search(policy["pattern"], name)] == [policy["name"]]
        rules = policy["definition"]
        assert rules.get("alternate-exchange", "drift.events") in EXCHANGES
        assert rules.get("dead-letter-exchange", "") in {"", *EXCHANGES}
        assert rules.get("dead-letter-routing-key", "drift.score") in QUEUES


def test_everything_is_durable_and_queues_differ_only_by_their_policies():
    assert all(exchange["durable"] for exchange in TEMPLATE["exchanges"])
    for queue in TEMPLATE["queues"]:
        assert queue["durable"]
        assert queue["arguments"] == {"x-queue-type": "quorum"}


def test_waiting_times_are_the_documented_ones():
    waits = {name: rules["message-ttl"] / 1000 for name, rules in POLICIES.items() if "message-ttl" in rules}
    assert waits == {"drift.retry.1": 5, "drift.retry.2": 30, "drift.retry.3": 120, "drift.retry.4": 600}


def test_every_queue_has_a_delivery_limit_and_only_those_of_the_workers_can_be_reached():
    # RabbitMQ 4 has a default of 20, and drops the message if the queue has no dead-letter exchange. A
    # negative number would mean "no limit", but 3.10 does not accept it.
    limits = {name: POLICIES[name]["delivery-limit"] for name in QUEUES}
    assert limits.pop("drift.score") == limits.pop("drift.large") == 20
    assert set(limits.values()) == {10**9}


def test_no_queue_drops_messages_because_it_is_long_or_unused():
    for name in QUEUES:
        assert not {"max-length", "max-length-bytes", "expires"} & set(POLICIES[name])


def test_all_events_take_one_path():
    events = [each for each in TEMPLATE["bindings"] if each["source"] == "drift.events"]
    assert [(each["routing_key"], each["destination"]) for each in events] == [("drifts", "drift.score")]


def test_large_files_have_a_queue_like_that_of_all_files():
    assert POLICIES["drift.large"] == POLICIES["drift.score"]
    large = [each for each in TEMPLATE["bindings"] if each["source"] == topology.LARGE_EXCHANGE]
    assert [(each["routing_key"], each["destination"]) for each in large] == [("drift.large", "drift.large")]


def test_no_message_is_lost_on_its_way_to_another_queue():
    for rules in POLICIES.values():
        if "dead-letter-exchange" in rules:
            assert rules["dead-letter-strategy"] == "at-least-once"
            assert rules["overflow"] == "reject-publish"  # without it the strategy is ignored


def test_the_worker_and_the_topology_agree_on_names():
    assert {topology.QUEUE, topology.LARGE_QUEUE} <= QUEUES
    assert {topology.LARGE_EXCHANGE, topology.RETRY_EXCHANGE, topology.DEAD_LETTER_EXCHANGE} <= set(EXCHANGES)
    keys = {each["routing_key"] for each in TEMPLATE["bindings"] if each["source"] == topology.RETRY_EXCHANGE}
    assert keys == {str(step) for step in range(1, topology.RETRY_STEPS + 1)}


def test_the_template_contains_no_password_and_no_guest():
    assert {user["name"] for user in TEMPLATE["users"]} == {"minio", "worker", "operator"}
    assert not any("password" in name for user in TEMPLATE["users"] for name in user)
    assert {each["user"] for each in TEMPLATE["permissions"]} == {"minio", "worker", "operator"}


def test_a_password_hash_is_the_brokers():
    salt = bytes.fromhex("908dc60a")  # the example of RabbitMQ's own documentation
    expected = base64.b64encode(salt + hashlib.sha256(salt + b"test12").digest()).decode()
    assert definitions.password_hash("test12", salt) == expected
    assert expected == "kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR"


def test_the_filled_copy_differs_only_by_the_hashes():
    filled = definitions.fill(TEMPLATE, PASSWORDS, salt=lambda size: b"s" * size)
    assert {**filled, "users": None} == {**TEMPLATE, "users": None}
    hashes = {user["name"]: user["password_hash"] for user in filled["users"]}
    assert hashes["worker"] == definitions.password_hash("worker", b"ssss")
    assert {user["hashing_algorithm"] for user in filled["users"]} == {definitions.HASHING}


@pytest.mark.parametrize("gone", [{"RABBITMQ_WORKER_PASSWORD": ""}, None])
def test_missing_passwords_are_named(tmp_path, gone):
    environment = {**PASSWORDS, **gone} if gone else {}
    with pytest.raises(SetupError, match="RABBITMQ_WORKER_PASSWORD") as caught:
        definitions.write(tmp_path / "definitions.json", environment)
    assert ("RABBITMQ_MINIO_PASSWORD" in str(caught.value)) is (gone is None)
    assert not list(tmp_path.iterdir())


def test_the_written_file_contains_no_password_and_is_readable_by_others(tmp_path):
    path = tmp_path / "deep" / "definitions.json"
    environment = {name: f"secret-{value}" for name, value in PASSWORDS.items()}
    assert definitions.write(path, environment) == [
        f"definitions: wrote {path}: 5 exchanges, 8 queues, 3 users"
    ]
    assert "secret-" not in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o644
    assert list(path.parent.iterdir()) == [path]


def test_a_folder_is_refused_and_nothing_is_left_behind(tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(SetupError, match="/folder' is a folder; name a file in it"):
        definitions.write(tmp_path / "folder", PASSWORDS)
    assert list(tmp_path.iterdir()) == [tmp_path / "folder"]


def test_a_write_that_fails_leaves_no_hashes_behind_and_nobody_else_could_read_them(tmp_path, monkeypatch):
    modes = []

    def fails(path, _mode):
        modes.append(path.stat().st_mode & 0o777)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(definitions.Path, "chmod", fails)
    with pytest.raises(SetupError, match="No space left on device"):
        definitions.write(tmp_path / "definitions.json", PASSWORDS)
    assert modes == [0o600]
    assert not list(tmp_path.iterdir())


def test_a_template_that_cannot_be_read_is_named(tmp_path):
    template = tmp_path / "broken.json"
    template.write_text("{\n  oops")
    with pytest.raises(SetupError, match=r"broken\.json is not JSON: line 2"):
        definitions.write(tmp_path / "out.json", PASSWORDS, template=template)
    with pytest.raises(SetupError, match=r"cannot read the broker's definitions: .*none\.json"):
        definitions.read(tmp_path / "none.json")
