"""New settings on the data of an older version: what waits there arrives, the bootstrap corrects the rest."""

import io
import json
import shutil
from functools import partial
from pathlib import Path

import pytest
import yaml

from common import settings
from common.events import parse_object_created
from functions.score.triggers.rabbitmq import ensure_topology
from infra.bootstrap import bootstrap
from infra.rabbitmq import definitions

pytestmark = pytest.mark.real

CHECKOUT = Path(__file__).parents[2]
DEFINITIONS = "infra/rabbitmq/definitions.json"
SHIPPED = (
    "docker-compose.yml",
    ".env.example",
    "minio-notify.json",
    "infra/rabbitmq/rabbitmq.conf",
    DEFINITIONS,
)
TOPOLOGY = definitions.read()
IN_PLACE = "broker: exchanges, queues and bindings in place, unchanged"


@pytest.fixture
def old(tmp_path):
    """Return a copy of the shipped files, which a test turns into those of an older version."""
    folder = tmp_path / "old"
    for name in SHIPPED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CHECKOUT / name, folder / name)
    return folder


def test_a_restart_with_the_new_definitions_renames_the_dead_letters(make_stack, tmp_path, old, connect):
    topology = definitions.read()
    (queue,) = [each for each in topology["queues"] if each["name"] == "drift.dead-letter"]
    (binding,) = [each for each in topology["bindings"] if each["destination"] == "drift.dead-letter"]
    queue["name"] = binding["destination"] = "drift.parking"
    text = json.dumps(topology).replace("drift.dead-letter", "drift.dlx")
    (old / DEFINITIONS).write_text(text.replace("|dead-letter)", "|dlx)"))
    before = make_stack(tmp_path / "stack", checkout=old)
    with before.rabbitmq, connect(before, "worker") as worker:
        worker.channel.basic_publish("drift.dlx", "", b"kept", mandatory=True)
    after = make_stack(tmp_path / "stack")
    with after.rabbitmq:
        assert ensure_topology(after.broker_url("operator"), TOPOLOGY) == [IN_PLACE]
        with connect(after, "worker") as worker:
            worker.channel.basic_publish("drift.dead-letter", "", b"new", mandatory=True)
        with connect(after) as operator:
            assert operator.take("drift.dead-letter")[2] == b"new"
            assert operator.take("drift.parking")[2] == b"kept"


@pytest.fixture
def two_targets(old):
    """Return the files of a version in which every event came twice: at once, and through a delay queue."""
    compose = yaml.safe_load((old / "docker-compose.yml").read_text())
    store = compose["services"]["minio"]["environment"]
    fast = {name.replace("_SAFE", "_FAST"): value for name, value in store.items() if "_QUEUE_" not in name}
    store |= fast | {
        "MINIO_NOTIFY_AMQP_ROUTING_KEY_FAST": "drifts.fast",
        "MINIO_NOTIFY_AMQP_ROUTING_KEY_SAFE": "drifts.safe",
    }
    (old / "docker-compose.yml").write_text(yaml.safe_dump(compose))

    topology = definitions.read()
    (score,) = [each for each in topology["bindings"] if each["source"] == "drift.events"]
    score["routing_key"] = "drifts.fast"
    topology["bindings"].append({**score, "destination": "drift.delay", "routing_key": "drifts.safe"})
    topology["queues"].append({**topology["queues"][0], "name": "drift.delay"})
    (retry,) = [each for each in topology["policies"] if each["name"] == "drift.retry.1"]
    topology["policies"].append({**retry, "name": "drift.delay", "pattern": "^drift\\.delay$"})
    (old / DEFINITIONS).write_text(json.dumps(topology))

    (rule,) = json.loads((old / "minio-notify.json").read_text())["QueueConfigurations"]
    arn = rule["QueueArn"]
    rules = [
        {**rule, "Id": "driftline-fast", "QueueArn": arn.replace(":SAFE:", ":FAST:")},
        {**rule, "Id": "driftline-safe"},
    ]
    (old / "minio-notify.json").write_text(json.dumps({"QueueConfigurations": rules}))
    return old


def test_a_version_with_two_targets_is_healed_and_loses_no_event(
    make_stack, tmp_path, two_targets, connect, open_store
):
    before = make_stack(tmp_path / "stack", {}, checkout=two_targets)
    bucket = before.settings()["DRIFTLINE_BUCKET"]

    def put(stack, key):
        open_store(stack, bucket).put(key, io.BytesIO(b"a,b\n1,2\n"), 8)

    with before:
        assert {"rule driftline-fast: added", "rule driftline-safe: added"} < set(set_up(before))
        for theirs in ("a/", "b/", "c/"):  # MinIO forgets some of them itself when it reads the rules
            before.mc("event", "add", f"store/{bucket}", "arn:minio:sqs::FAST:amqp", "--prefix", theirs)
        put(before, "drifts/twice.csv")
        with connect(before) as operator:
            for path in (
                "drifts.fast",
                "drift.score",
            ):  # the routing keys of the event and of the expired copy
                assert operator.take("drift.score", about("drifts/twice.csv"))[0].routing_key == path
            operator.channel.basic_publish("", "drift.delay", b"waits", mandatory=True)
        before.rabbitmq.stop()
        put(before, "drifts/spooled.csv")

    after = make_stack(tmp_path / "stack", {})
    with after:
        put(
            after, "drifts/early.csv"
        )  # one of the rules has no target now, and the bootstrap has not run yet
        # In any order: the old copy waits 30 s, and MinIO sends what it has spooled every 3 s.
        waiting = [
            lambda message: message[2] == b"waits",
            *map(about, ("drifts/spooled.csv", "drifts/early.csv")),
        ]
        with connect(after) as operator:
            for _ in range(len(waiting)):
                message = operator.take("drift.score", partial(any_of, waiting))
                waiting = [wanted for wanted in waiting if not wanted(message)]
        done = set_up(after)
        assert {IN_PLACE, "rule driftline: added"} < set(done)
        assert "rule driftline-safe: removed, an earlier version wrote it" in done
        assert any(
            line.startswith("other rule: removed, the store no longer has its target:") for line in done
        )
        assert set_up(after)[-1] == "rule driftline: in place, unchanged"
        after.minio.stop()
        after.minio.start()
        rules = open_store(after, bucket).notifications()["QueueConfigurations"]
        assert [rule["Id"] for rule in rules] == ["driftline"]
        for key in ("drifts/once.csv", "drifts/last.csv"):
            put(after, key)
        with connect(after) as operator:
            for key in ("drifts/once.csv", "drifts/last.csv"):
                assert about(key)(operator.take("drift.score"))
            assert operator.channel.queue_declare("drift.delay", passive=True).method.message_count == 0


def any_of(wanted, message):
    return any(each(message) for each in wanted)


def about(key):
    """Return a function that tells whether a message is an event about an object."""
    return lambda message: (
        message[2].startswith(b"{") and key in [event.key for event in parse_object_created(message[2])]
    )


def set_up(stack):
    """Run the bootstrap with the stack's own rules and definitions."""
    topology = definitions.read(stack.rules().with_name("infra") / "rabbitmq" / "definitions.json")
    return bootstrap(
        settings.load(stack.environment("bootstrap")),
        stack.rules(),
        prepare_broker=lambda: ensure_topology(stack.broker_url("operator"), topology),
    )
