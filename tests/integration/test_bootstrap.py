"""The bootstrap on a real store and broker: it changes nothing twice, and keeps the rules of others."""

import json
import shutil
import uuid
from functools import partial
from pathlib import Path

import pytest

from common import settings
from common.errors import SetupError, StoreRefused
from functions.score.triggers.rabbitmq import ensure_topology
from infra.bootstrap import bootstrap
from infra.minio.admin import StoreAdmin
from infra.rabbitmq import definitions

pytestmark = pytest.mark.real

CHECKOUT = Path(__file__).parents[2]
TOPOLOGY = definitions.read()
IN_PLACE = "broker: exchanges, queues and bindings in place, unchanged"
FAST = "arn:minio:sqs::FAST:amqp"
OTHERS = {
    "Id": "their-rule",
    "QueueArn": "arn:minio:sqs::SAFE:amqp",
    "Events": ["s3:ObjectRemoved:*"],
    "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "theirs/"}]}},
}


@pytest.fixture
def environment(stack):
    """Return the bootstrap's environment with a bucket of the test's own."""
    return stack.environment("bootstrap") | {"DRIFTLINE_BUCKET": f"boot-{uuid.uuid4().hex[:12]}"}


def run(stack, environment, *, rules=None, **more):
    arguments = {
        "prepare_broker": partial(ensure_topology, environment["DRIFTLINE_BROKER_URL"], TOPOLOGY),
        "wait_seconds": 1,
        **more,
    }
    return bootstrap(settings.load(environment), rules or stack.rules(), **arguments)


def test_a_new_bucket_gets_everything_and_a_second_run_changes_nothing(stack, environment, minio_store):
    bucket = environment["DRIFTLINE_BUCKET"]
    first = run(stack, environment)
    assert first == [
        f"bucket {bucket}: created",
        IN_PLACE,
        "rule driftline-fast: added",
        "rule driftline-safe: added",
    ]
    written = minio_store(bucket).notifications()
    second = run(stack, environment)
    assert len(second) == 4
    assert all("in place, unchanged" in line for line in second)
    assert minio_store(bucket).notifications() == written


def test_the_bucket_has_exactly_the_shipped_rules(stack, environment, minio_store):
    run(stack, environment)
    shipped = json.loads(stack.rules().read_text())["QueueConfigurations"]
    present = minio_store(environment["DRIFTLINE_BUCKET"]).notifications()["QueueConfigurations"]
    for rule in shipped + present:
        rule["Events"].sort()
    assert sorted(present, key=lambda rule: rule["Id"]) == sorted(shipped, key=lambda rule: rule["Id"])


def test_rules_of_others_are_kept_and_stale_ones_of_ours_are_replaced(stack, environment, minio_store):
    store = minio_store(environment["DRIFTLINE_BUCKET"])
    store.create_bucket()
    stale = {"Id": "driftline-fast", "QueueArn": FAST, "Events": ["s3:ObjectCreated:Put"]}
    store.set_notifications({"QueueConfigurations": [stale, OTHERS]})
    done = run(stack, environment)
    assert "rule driftline-fast: replaced" in done
    assert "rule driftline-safe: added" in done
    assert any("kept 1: their-rule" in line for line in done)
    rules = {rule["Id"]: rule for rule in store.notifications()["QueueConfigurations"]}
    assert rules["their-rule"] == OTHERS
    assert len(rules["driftline-fast"]["Events"]) == 4


def test_a_rule_of_others_that_floods_our_queue_is_reported(stack, environment):
    run(stack, environment)
    stack.mc("event", "add", f"store/{environment['DRIFTLINE_BUCKET']}", FAST, "--prefix", "elsewhere/")
    done = run(stack, environment)
    assert any(line.startswith("warning: another rule") and "(no Id)" in line for line in done)


def test_an_unknown_target_is_named_with_its_variables(stack, environment, tmp_path):
    rules = tmp_path / "rules.json"
    text = stack.rules().read_text().replace("::SAFE:", "::SPARE:")
    rules.write_text(text)
    with pytest.raises(SetupError, match="no target arn:minio:sqs::SPARE:amqp") as caught:
        run(stack, environment, rules=rules)
    assert "MINIO_NOTIFY_AMQP_ENABLE_SPARE" in str(caught.value)
    assert f"it has: {FAST}" in str(caught.value)


@pytest.mark.parametrize("wrong", ["DRIFTLINE_STORE_ACCESS_KEY", "DRIFTLINE_STORE_SECRET_KEY"])
def test_wrong_credentials_name_the_settings_and_no_secret(stack, environment, wrong):
    with pytest.raises(SetupError, match="DRIFTLINE_STORE_ACCESS_KEY") as caught:
        run(stack, environment | {wrong: "wrong-credential"})
    assert "wrong-credential" not in str(caught.value)
    assert environment["DRIFTLINE_STORE_SECRET_KEY"] not in str(caught.value)


def test_missing_credentials_are_named(stack, environment):
    with pytest.raises(SetupError, match="DRIFTLINE_STORE_ACCESS_KEY"):
        run(stack, environment | {"DRIFTLINE_STORE_ACCESS_KEY": ""})


def test_a_user_other_than_the_administrator_is_refused(stack, environment):
    score = stack.settings("score")
    keys = {name: score[name] for name in ("DRIFTLINE_STORE_ACCESS_KEY", "DRIFTLINE_STORE_SECRET_KEY")}
    with pytest.raises(SetupError, match="must be the store's administrator"):
        run(stack, environment | keys)


def test_a_store_that_does_not_answer_is_named_with_its_address(stack, environment):
    with pytest.raises(SetupError, match=r"DRIFTLINE_STORE_ENDPOINT") as caught:
        run(stack, environment | {"DRIFTLINE_STORE_ENDPOINT": "http://127.0.0.1:9"}, wait_seconds=0)
    assert "http://127.0.0.1:9" in str(caught.value)


def test_a_broker_that_refuses_leaves_the_rules_unwritten(stack, environment, minio_store):
    url = environment["DRIFTLINE_BROKER_URL"]
    with pytest.raises(SetupError, match="DRIFTLINE_BROKER_URL") as caught:
        run(stack, environment | {"DRIFTLINE_BROKER_URL": url.replace("operator:", "nobody:")})
    assert url.split(":")[2].split("@")[0] not in str(caught.value)
    assert minio_store(environment["DRIFTLINE_BUCKET"]).notifications() == {}


def test_a_broker_that_does_not_answer_is_tried_again_and_named(stack, environment):
    tries = []

    def prepare():
        tries.append(1)
        return ensure_topology("amqp://127.0.0.1:9", TOPOLOGY)

    with pytest.raises(SetupError, match="Start RabbitMQ"):
        run(stack, environment, prepare_broker=prepare, wait_seconds=2)
    assert len(tries) > 1


def test_store_users_are_created_once_and_corrected(stack, environment, bootstrap_again):
    own = stack.environment("bootstrap")
    unchanged = bootstrap_again(stack)
    assert "store user for score: in place, unchanged" in unchanged
    admin = StoreAdmin(
        environment["DRIFTLINE_STORE_ENDPOINT"],
        access_key=environment["DRIFTLINE_STORE_ACCESS_KEY"],
        secret_key=environment["DRIFTLINE_STORE_SECRET_KEY"],
    )
    admin.put_user(own["STORE_SCORE_ACCESS_KEY"], "another-password", policy="readonly")
    assert "store user for score: user changed" in bootstrap_again(stack)
    assert bootstrap_again(stack) == unchanged


def test_only_the_administrator_can_list_the_targets(stack):
    score = stack.settings("score")
    admin = StoreAdmin(
        score["DRIFTLINE_STORE_ENDPOINT"],
        access_key=score["DRIFTLINE_STORE_ACCESS_KEY"],
        secret_key=score["DRIFTLINE_STORE_SECRET_KEY"],
    )
    with pytest.raises(StoreRefused, match="AccessDenied"):
        admin.targets()


@pytest.fixture
def old_names(stack, operator):
    """Give the broker the former names of the dead letters, with one in the queue."""
    channel = operator.channel
    channel.exchange_delete("drift.dead-letter")
    channel.queue_delete("drift.dead-letter")
    channel.exchange_declare("drift.dlx", "fanout", durable=True)
    channel.queue_declare("drift.parking", durable=True, arguments={"x-queue-type": "quorum"})
    channel.queue_bind("drift.parking", "drift.dlx")
    channel.basic_publish("drift.dlx", "", b"kept", mandatory=True)
    yield
    ensure_topology(stack.broker_url("operator"), TOPOLOGY)
    channel.exchange_delete("drift.dlx")
    channel.queue_delete("drift.parking")


def test_a_broker_with_old_names_gets_the_new_ones_beside_them(stack, operator, old_names):
    created, warning = ensure_topology(stack.broker_url("operator"), TOPOLOGY)
    assert created == "broker: created exchange drift.dead-letter, queue drift.dead-letter"
    assert warning.startswith("warning: AMQP cannot set policies and permissions")
    operator.channel.basic_publish("drift.dead-letter", "", b"new", mandatory=True)
    assert operator.take("drift.dead-letter")[2] == b"new"
    assert operator.take("drift.parking")[2] == b"kept"
    assert ensure_topology(stack.broker_url("operator"), TOPOLOGY) == [IN_PLACE]


def test_a_user_who_may_not_create_is_told_what_is_missing(stack, old_names):
    with pytest.raises(SetupError, match=r"lacks exchange drift\.dead-letter, queue drift\.dead-letter"):
        ensure_topology(stack.broker_url("worker"), TOPOLOGY)


def test_a_user_who_may_not_bind_checks_the_rest(stack):
    unchanged = ["broker: exchanges and queues in place, unchanged"]
    assert ensure_topology(stack.broker_url("worker"), TOPOLOGY) == unchanged


def test_a_binding_that_is_gone_is_made_again(stack, operator, connect):
    operator.channel.queue_unbind("drift.score", "drift.events", "drifts.fast")
    assert ensure_topology(stack.broker_url("operator"), TOPOLOGY) == [IN_PLACE]
    with connect(stack, "minio") as minio:
        minio.channel.basic_publish("drift.events", "drifts.fast", b"bound")
    operator.take("drift.score", lambda message: message[2] == b"bound")


def test_the_broker_names_what_it_refuses(stack):
    wrong = {"exchanges": [], "queues": [], "bindings": [{**TOPOLOGY["bindings"][0], "source": "none"}]}
    with pytest.raises(SetupError, match=r"refuses the binding of drift\.score to none: NOT_FOUND"):
        ensure_topology(stack.broker_url("operator"), wrong)


def test_a_restart_with_the_new_definitions_renames_the_dead_letters(make_stack, tmp_path, connect):
    old = tmp_path / "old"
    for name in ("docker-compose.yml", ".env.example", "minio-notify.json", "infra/rabbitmq/rabbitmq.conf"):
        (old / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CHECKOUT / name, old / name)
    template = definitions.TEMPLATE.read_text()
    queue = '{"name": "drift.dead-letter", "vhost": "/", "durable": true, "auto_delete": false, "arguments"'
    assert queue in template
    template = template.replace(queue, queue.replace("drift.dead-letter", "drift.parking"))
    template = template.replace('"destination": "drift.dead-letter"', '"destination": "drift.parking"')
    template = template.replace("drift.dead-letter", "drift.dlx").replace(
        "(retry|dead-letter)", "(retry|dlx)"
    )
    (old / "infra/rabbitmq/definitions.json").write_text(template)
    before = make_stack(tmp_path / "stack", checkout=old)
    before.rabbitmq.start()
    try:
        with connect(before, "worker") as worker:
            worker.channel.basic_publish("drift.dlx", "", b"kept", mandatory=True)
    finally:
        before.rabbitmq.stop()
    after = make_stack(tmp_path / "stack")
    after.rabbitmq.start()
    try:
        assert ensure_topology(after.broker_url("operator"), TOPOLOGY) == [IN_PLACE]
        with connect(after, "worker") as worker:
            worker.channel.basic_publish("drift.dead-letter", "", b"new", mandatory=True)
        with connect(after) as operator:
            assert operator.take("drift.dead-letter")[2] == b"new"
            assert operator.take("drift.parking")[2] == b"kept"
    finally:
        after.rabbitmq.stop()
