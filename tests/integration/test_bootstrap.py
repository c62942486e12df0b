"""The bootstrap on a real store and broker: it changes nothing twice, and keeps the rules of others."""

import json
import uuid
from functools import partial

import pytest

from common import settings
from common.errors import SetupError, StoreRefused
from functions.score.triggers.rabbitmq import ensure_topology
from infra.bootstrap import bootstrap
from infra.minio.admin import StoreAdmin
from infra.rabbitmq import definitions

pytestmark = pytest.mark.real

TOPOLOGY = definitions.read()
IN_PLACE = "broker: exchanges, queues and bindings in place, unchanged"
SAFE = "arn:minio:sqs::SAFE:amqp"


def prefix(value):
    return {"Key": {"FilterRules": [{"Name": "prefix", "Value": value}]}}


OTHERS = {
    "Id": "their-rule",
    "QueueArn": SAFE,
    "Events": ["s3:ObjectRemoved:*"],
    "Filter": prefix("theirs/"),
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
        "rule driftline: added",
    ]
    written = minio_store(bucket).notifications()
    second = run(stack, environment)
    assert len(second) == 3
    assert all("in place, unchanged" in line for line in second)
    assert minio_store(bucket).notifications() == written


def test_the_bucket_has_exactly_the_shipped_rule(stack, environment, minio_store):
    run(stack, environment)
    (shipped,) = json.loads(stack.rules().read_text())["QueueConfigurations"]
    (present,) = minio_store(environment["DRIFTLINE_BUCKET"]).notifications()["QueueConfigurations"]
    for rule in (shipped, present):
        rule["Events"].sort()
    assert present == shipped


def test_rules_of_others_are_kept_and_a_stale_one_of_ours_is_replaced(stack, environment, minio_store):
    store = minio_store(environment["DRIFTLINE_BUCKET"])
    store.create_bucket()
    stale = {"Id": "driftline", "QueueArn": SAFE, "Events": ["s3:ObjectCreated:Put"]}
    store.set_notifications({"QueueConfigurations": [stale, OTHERS]})
    done = run(stack, environment)
    assert "rule driftline: replaced" in done
    assert any("kept 1: their-rule" in line for line in done)
    rules = {rule["Id"]: rule for rule in store.notifications()["QueueConfigurations"]}
    assert rules["their-rule"] == OTHERS
    assert len(rules["driftline"]["Events"]) == 4


def test_the_rules_of_earlier_versions_are_removed(stack, environment, minio_store):
    store = minio_store(environment["DRIFTLINE_BUCKET"])
    store.create_bucket()
    events = ["s3:ObjectCreated:Put"]
    former = [
        {"Id": f"driftline-{name}", "QueueArn": SAFE, "Events": events, "Filter": prefix(f"{name}/")}
        for name in ("fast", "safe")
    ]
    store.set_notifications({"QueueConfigurations": [*former, OTHERS]})
    done = run(stack, environment)
    assert "rule driftline: added" in done
    for name in ("fast", "safe"):
        assert f"rule driftline-{name}: removed, an earlier version wrote it" in done
    assert any("kept 1: their-rule" in line for line in done)
    rules = store.notifications()["QueueConfigurations"]
    assert {rule["Id"] for rule in rules} == {"driftline", "their-rule"}
    assert not any("removed" in line for line in run(stack, environment))


def test_a_rule_of_others_that_floods_our_queue_is_reported(stack, environment):
    run(stack, environment)
    stack.mc("event", "add", f"store/{environment['DRIFTLINE_BUCKET']}", SAFE, "--prefix", "elsewhere/")
    done = run(stack, environment)
    assert any(line.startswith("warning: another rule") and "(no Id)" in line for line in done)


def test_an_unknown_target_is_named_with_its_variables(stack, environment, tmp_path):
    rules = tmp_path / "rules.json"
    text = stack.rules().read_text().replace("::SAFE:", "::SPARE:")
    rules.write_text(text)
    with pytest.raises(SetupError, match="no target arn:minio:sqs::SPARE:amqp") as caught:
        run(stack, environment, rules=rules)
    assert "MINIO_NOTIFY_AMQP_ENABLE_SPARE" in str(caught.value)
    assert f"it has: {SAFE}" in str(caught.value)


@pytest.mark.parametrize("wrong", ["DRIFTLINE_STORE_ACCESS_KEY", "DRIFTLINE_STORE_SECRET_KEY"])
def test_wrong_credentials_name_the_settings_and_no_secret(stack, environment, wrong):
    with pytest.raises(SetupError, match=f"Correct {wrong}") as caught:
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
    operator.channel.queue_unbind("drift.score", "drift.events", "drifts")
    assert ensure_topology(stack.broker_url("operator"), TOPOLOGY) == [IN_PLACE]
    with connect(stack, "minio") as minio:
        minio.channel.basic_publish("drift.events", "drifts", b"bound")
    operator.take("drift.score", lambda message: message[2] == b"bound")


def test_the_broker_names_what_it_refuses(stack):
    wrong = {"exchanges": [], "queues": [], "bindings": [{**TOPOLOGY["bindings"][0], "source": "none"}]}
    with pytest.raises(SetupError, match=r"refuses the binding of drift\.score to none: NOT_FOUND"):
        ensure_topology(stack.broker_url("operator"), wrong)
