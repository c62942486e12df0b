"""Notification rules are read, merged with those of others and compared; policies of the store's users."""

import json

import pytest

from common.errors import SetupError
from infra.minio import notifications, users
from infra.minio.rule_format import from_document, to_document

OURS = notifications.read(notifications.shipped())
THEIRS = {"Id": "theirs", "QueueArn": "arn:minio:sqs::SAFE:amqp", "Events": ["s3:ObjectAccessed:*"]}
TOPIC = {"Id": "topic", "TopicArn": "arn:aws:sns:eu-west-1:1:t", "Events": ["s3:ObjectRemoved:*"]}
FUNCTION = {
    "Id": "function",
    "LambdaFunctionArn": "arn:aws:lambda:eu-west-1:1:function:f",
    "Events": ["s3:ObjectCreated:*"],
    "Filter": {
        "Key": {"FilterRules": [{"Name": "prefix", "Value": "a/"}, {"Name": "suffix", "Value": ".csv"}]}
    },
}
FULL = {
    "QueueConfigurations": [THEIRS, *OURS],
    "TopicConfigurations": [TOPIC],
    "LambdaFunctionConfigurations": [FUNCTION],
}


def test_rules_survive_a_round_trip_through_minio_pys_classes():
    assert to_document(from_document(FULL)) == FULL
    assert to_document(from_document({})) == {}


def test_filter_names_have_upper_or_lower_case():
    rule = {**THEIRS, "Filter": {"Key": {"FilterRules": [{"Name": "Prefix", "Value": "x/"}]}}}
    (found,) = to_document(from_document({"QueueConfigurations": [rule]}))["QueueConfigurations"]
    assert notifications.same(found, rule)


def test_merging_keeps_the_rules_of_others_and_replaces_ours():
    stale = {**OURS[0], "Events": ["s3:ObjectCreated:Put"]}
    present = {**FULL, "QueueConfigurations": [stale, THEIRS, stale]}
    assert notifications.merged(present, OURS) == FULL
    assert notifications.merged({}, OURS) == {"QueueConfigurations": OURS}
    assert notifications.others(present, OURS) == [THEIRS, TOPIC, FUNCTION]


def test_the_rules_of_earlier_versions_go_and_nobody_elses():
    former = [{**OURS[0], "Id": name} for name in ("driftline-fast", "driftline-safe")]
    present = {**FULL, "QueueConfigurations": [former[0], THEIRS, former[1]]}
    assert notifications.merged(present, OURS) == FULL
    assert notifications.former(present, OURS) == former
    assert notifications.others(present, OURS) == [THEIRS, TOPIC, FUNCTION]
    assert notifications.former(FULL, OURS) == []
    # A rules file of the user's own may still use such an Id.
    assert notifications.former(present, former) == []
    assert notifications.merged(present, former)["QueueConfigurations"] == [THEIRS, *former]


def test_rules_are_equal_in_any_order_of_events_and_only_then():
    rule = OURS[0]
    assert notifications.same(rule, {**rule, "Events": rule["Events"][::-1]})
    for part, other in {"Id": "x", "QueueArn": "x", "Events": rule["Events"][1:], "Filter": {}}.items():
        assert not notifications.same(rule, {**rule, part: other})


def test_rules_that_send_reads_to_our_queue_are_found():
    assert notifications.intruders(FULL, OURS) == [THEIRS]
    elsewhere = {**THEIRS, "QueueArn": "arn:minio:sqs::OTHER:amqp"}
    assert notifications.intruders({"QueueConfigurations": [elsewhere]}, OURS) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("nonsense", "not JSON"),
        ("[]", "no rule"),
        ('{"QueueConfigurations": []}', "no rule"),
        ('{"QueueConfigurations": [{"Id": "a", "QueueArn": "b"}]}', "rule 1 lacks 'Events'"),
        ('{"QueueConfigurations": [{"QueueArn": "b", "Events": ["c"]}]}', "rule 1 lacks 'Id'"),
        ('{"QueueConfigurations": [7]}', "rule 1 lacks 'Id'"),
        (json.dumps({"QueueConfigurations": [OURS[0], OURS[0]]}), "the same Id"),
    ],
)
def test_the_fault_of_a_rules_file_is_named(tmp_path, text, fault):
    path = tmp_path / "rules.json"
    path.write_text(text)
    with pytest.raises(SetupError, match=fault) as caught:
        notifications.read(path)
    assert "rules.json" in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SetupError, match=r"none\.json"):
        notifications.read(tmp_path / "none.json")


def test_a_wrong_arn_gets_an_example():
    assert "'arn:minio:sqs::SAFE:amqp'" in notifications.missing_target("SAFE", [])


def test_rules_of_others_whose_target_is_gone_are_found():
    gone = {**THEIRS, "Id": "gone", "QueueArn": "arn:minio:sqs::GONE:amqp"}
    document = {**FULL, "QueueConfigurations": [THEIRS, gone, *OURS]}
    assert notifications.orphans(document, OURS, [THEIRS["QueueArn"]]) == [gone]


def test_a_store_user_needs_both_keys():
    environment = {
        "STORE_SCORE_ACCESS_KEY": "a",
        "STORE_SCORE_SECRET_KEY": "b",
        "STORE_UPLOAD_ACCESS_KEY": "",
    }
    (user,) = users.from_environment(environment)
    assert (user.role, user.access_key, user.secret_key) == ("score", "a", "b")
    assert "'b'" not in repr(user)
    with pytest.raises(SetupError, match="STORE_SCORE_SECRET_KEY is empty"):
        users.from_environment({"STORE_SCORE_ACCESS_KEY": "a"})
    with pytest.raises(SetupError, match="STORE_SCORE_ACCESS_KEY is empty"):
        users.from_environment({"STORE_SCORE_SECRET_KEY": "a"})


@pytest.mark.parametrize("role", ["score", "upload"])
def test_no_role_may_delete_or_use_another_bucket(role):
    document = users.policy("bucket", users.ROLES[role])
    allowed = [each for each in document["Statement"] if each["Effect"] == "Allow"]
    actions = {action for each in allowed for action in each["Action"]}
    resources = {resource for each in allowed for resource in each["Resource"]}
    assert not any("Delete" in action or "*" in action for action in actions)
    assert all(each == "arn:aws:s3:::bucket" or each.startswith("arn:aws:s3:::bucket/") for each in resources)
