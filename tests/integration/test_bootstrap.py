"""The bootstrap against a real store and broker: idempotent, kind to others, clear in what it refuses."""

import json
import uuid
from functools import partial

import pytest

from common import settings
from common.errors import SetupError, StoreRefused
from functions.score.triggers import rabbitmq as broker
from infra.bootstrap import bootstrap
from infra.minio.admin import StoreAdmin

pytestmark = pytest.mark.real

FAST = "arn:minio:sqs::FAST:amqp"
OTHERS = {
    "Id": "their-rule",
    "QueueArn": "arn:minio:sqs::SAFE:amqp",
    "Events": ["s3:ObjectRemoved:*"],
    "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "theirs/"}]}},
}


@pytest.fixture
def given(stack):
    """Return the bootstrap's environment with a bucket of the test's own."""
    return stack.environment("bootstrap") | {"DRIFTLINE_BUCKET": f"boot-{uuid.uuid4().hex[:12]}"}


def run(stack, environment, *, rules=None, **more):
    check = {"check_broker": partial(broker.check, stack.broker_url("worker")), "wait_seconds": 1, **more}
    return bootstrap(settings.load(environment), rules or stack.rules(), **check)


def test_a_new_bucket_gets_everything_and_a_second_run_changes_nothing(stack, given, minio_store):
    bucket = given["DRIFTLINE_BUCKET"]
    first = run(stack, given)
    assert first == [
        f"bucket {bucket}: created",
        "broker: queue and exchanges of the worker are in place",
        "rule driftline-fast: added",
        "rule driftline-safe: added",
    ]
    written = minio_store(bucket).notifications()
    second = run(stack, given)
    assert len(second) == 4
    assert all("in place" in line for line in second)
    assert minio_store(bucket).notifications() == written


def test_the_bucket_has_exactly_the_shipped_rules(stack, given, minio_store):
    run(stack, given)
    shipped = json.loads(stack.rules().read_text())["QueueConfigurations"]
    found = minio_store(given["DRIFTLINE_BUCKET"]).notifications()["QueueConfigurations"]
    for rule in shipped + found:
        rule["Events"].sort()
    assert sorted(found, key=lambda rule: rule["Id"]) == sorted(shipped, key=lambda rule: rule["Id"])


def test_rules_of_others_are_kept_and_ours_are_mended(stack, given, minio_store):
    store = minio_store(given["DRIFTLINE_BUCKET"])
    store.create_bucket()
    stale = {"Id": "driftline-fast", "QueueArn": FAST, "Events": ["s3:ObjectCreated:Put"]}
    store.set_notifications({"QueueConfigurations": [stale, OTHERS]})
    said = run(stack, given)
    assert "rule driftline-fast: replaced" in said
    assert "rule driftline-safe: added" in said
    assert any("1 kept: their-rule" in line for line in said)
    rules = {rule["Id"]: rule for rule in store.notifications()["QueueConfigurations"]}
    assert rules["their-rule"] == OTHERS
    assert len(rules["driftline-fast"]["Events"]) == 4


def test_a_rule_of_others_that_floods_our_queue_is_pointed_at(stack, given):
    run(stack, given)
    stack.mc("event", "add", f"store/{given['DRIFTLINE_BUCKET']}", FAST, "--prefix", "elsewhere/")
    said = run(stack, given)
    assert any(line.startswith("mind:") and "(no Id)" in line for line in said)


def test_an_unknown_target_is_named_with_its_variables(stack, given, tmp_path):
    rules = tmp_path / "rules.json"
    text = stack.rules().read_text().replace("::SAFE:", "::SPARE:")
    rules.write_text(text)
    with pytest.raises(SetupError, match="no target arn:minio:sqs::SPARE:amqp") as caught:
        run(stack, given, rules=rules)
    assert "MINIO_NOTIFY_AMQP_ENABLE_SPARE" in str(caught.value)
    assert f"it has: {FAST}" in str(caught.value)


@pytest.mark.parametrize("wrong", ["DRIFTLINE_STORE_ACCESS_KEY", "DRIFTLINE_STORE_SECRET_KEY"])
def test_wrong_credentials_name_the_settings_and_no_secret(stack, given, wrong):
    with pytest.raises(SetupError, match="DRIFTLINE_STORE_ACCESS_KEY") as caught:
        run(stack, given | {wrong: "wrong-credential"})
    assert "wrong-credential" not in str(caught.value)
    assert given["DRIFTLINE_STORE_SECRET_KEY"] not in str(caught.value)


def test_no_credentials_are_asked_for(stack, given):
    with pytest.raises(SetupError, match="DRIFTLINE_STORE_ACCESS_KEY"):
        run(stack, given | {"DRIFTLINE_STORE_ACCESS_KEY": ""})


def test_another_user_than_the_administrator_is_told_so(stack, given):
    score = stack.settings("score")
    keys = {name: score[name] for name in ("DRIFTLINE_STORE_ACCESS_KEY", "DRIFTLINE_STORE_SECRET_KEY")}
    with pytest.raises(SetupError, match="needs the store's administrator"):
        run(stack, given | keys)


def test_a_store_that_is_away_is_named_with_its_address(stack, given):
    with pytest.raises(SetupError, match=r"DRIFTLINE_STORE_ENDPOINT") as caught:
        run(stack, given | {"DRIFTLINE_STORE_ENDPOINT": "http://127.0.0.1:9"}, wait_seconds=0)
    assert "http://127.0.0.1:9" in str(caught.value)


def test_a_broker_that_refuses_leaves_the_rules_unwritten(stack, given, minio_store):
    secret = stack.broker_url("worker")
    with pytest.raises(SetupError, match="DRIFTLINE_BROKER_URL") as caught:
        run(stack, given, check_broker=partial(broker.check, secret.replace("worker:", "nobody:")))
    assert secret.split(":")[2].split("@")[0] not in str(caught.value)
    assert minio_store(given["DRIFTLINE_BUCKET"]).notifications() == {}


def test_a_broker_that_is_away_is_waited_for_and_named(stack, given):
    asked = []

    def check():
        asked.append(1)
        broker.check("amqp://127.0.0.1:9")

    with pytest.raises(SetupError, match="Start RabbitMQ"):
        run(stack, given, check_broker=check, wait_seconds=2)
    assert len(asked) > 1


def test_store_users_are_made_once_and_mended(stack, given, bootstrap_again):
    environment = stack.environment("bootstrap")
    unchanged = bootstrap_again(stack)
    assert "store user for score: in place, unchanged" in unchanged
    admin = StoreAdmin(
        given["DRIFTLINE_STORE_ENDPOINT"],
        access_key=given["DRIFTLINE_STORE_ACCESS_KEY"],
        secret_key=given["DRIFTLINE_STORE_SECRET_KEY"],
    )
    admin.put_user(environment["STORE_SCORE_ACCESS_KEY"], "another-password", policy="readonly")
    assert "store user for score: user changed" in bootstrap_again(stack)
    assert bootstrap_again(stack) == unchanged


def test_who_is_no_administrator_cannot_ask_for_targets(stack):
    score = stack.settings("score")
    admin = StoreAdmin(
        score["DRIFTLINE_STORE_ENDPOINT"],
        access_key=score["DRIFTLINE_STORE_ACCESS_KEY"],
        secret_key=score["DRIFTLINE_STORE_SECRET_KEY"],
    )
    with pytest.raises(StoreRefused, match="AccessDenied"):
        admin.targets()
