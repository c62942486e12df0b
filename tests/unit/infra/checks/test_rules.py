"""Our notification rules and their targets, as an operator sees them."""

import pytest

from common.checks import ADMINISTRATOR, State
from common.errors import StoreRefused
from infra.checks import rules
from infra.minio import notifications

OURS = notifications.read(notifications.shipped())
RULE = OURS[0]
ARN = RULE["QueueArn"]
ONLINE = {rule["QueueArn"]: "online" for rule in OURS}
THEIRS = {"Id": "theirs", "QueueArn": "arn:minio:sqs::OTHER:amqp", "Events": ["s3:ObjectCreated:*"]}


class Bucket:
    """A bucket with these notification rules."""

    def __init__(self, *present, error=None):
        self.present, self.error = present, error

    def notifications(self):
        if self.error:
            raise self.error
        return {"QueueConfigurations": list(self.present)} if self.present else {}


class Admin:
    """A server with these targets."""

    def __init__(self, states=ONLINE, error=None):
        self.states, self.error = states, error

    def target_states(self):
        if self.error:
            raise self.error
        return self.states


def states(checks):
    return [check.state for check in checks]


def test_rules_and_targets_in_place_are_in_order():
    found = rules.rules(Bucket(*OURS, THEIRS), Admin(), OURS)
    assert set(states(found)) == {State.OK}
    assert len(found) == len(OURS) + len(ONLINE)


@pytest.mark.parametrize(
    ("present", "words"),
    [
        ([], "no such rule"),
        ([THEIRS], "no such rule"),
        ([{**RULE, "QueueArn": "arn:minio:sqs::SPARE:amqp"}], "SPARE"),
        ([{**RULE, "Events": ["s3:ObjectCreated:Put"]}], "should be"),
        ([RULE, RULE], "should be"),
    ],
)
def test_a_rule_that_differs_is_described(present, words):
    check = rules.in_place({"QueueConfigurations": present} if present else {}, RULE)
    assert check.state is State.PROBLEM
    assert words in check.detail
    assert check.fix == "Run `driftline bootstrap`"


@pytest.mark.parametrize(
    ("states", "state", "words"),
    [
        ({ARN: "online"}, State.OK, "reaches the broker"),
        ({ARN: "Online"}, State.OK, "reaches the broker"),
        ({ARN: "offline"}, State.PROBLEM, "does not reach"),
        ({ARN: ""}, State.PROBLEM, "does not reach"),
        ({}, State.PROBLEM, f"no target {ARN}"),
        ({"arn:minio:sqs::SPARE:amqp": "online"}, State.PROBLEM, "SPARE"),
    ],
)
def test_a_target_is_there_and_reaches_the_broker(states, state, words):
    check = rules.target(ARN, states)
    assert check.state is state
    assert words in check.detail
    assert bool(check.fix) == (state is State.PROBLEM)


def test_an_arn_of_another_kind_has_a_fix_too():
    check = rules.target("nonsense", {})
    assert check.state is State.PROBLEM
    assert "arn:minio:sqs" in check.fix


def test_without_the_administrators_rights_rules_and_targets_are_unknown():
    refused = StoreRefused("AccessDenied")
    found = rules.rules(Bucket(error=refused), Admin(error=refused), OURS)
    assert [(check.name, check.state, check.detail) for check in found] == [
        ("rules", State.UNKNOWN, ADMINISTRATOR),
        ("target", State.UNKNOWN, ADMINISTRATOR),
    ]


def filtered(**filters):
    parts = [{"Name": name, "Value": value} for name, value in filters.items()]
    return {**RULE, "Filter": {"Key": {"FilterRules": parts}}}


@pytest.mark.parametrize(
    ("rule", "announced"),
    [
        (RULE, True),
        ({**RULE, "Filter": {}}, True),
        ({**RULE, "Events": ["s3:ObjectCreated:*"]}, True),
        (filtered(prefix="drifts/a"), True),
        (filtered(Prefix="drifts/", suffix=".csv"), True),
        (filtered(prefix="drifts/b"), False),
        (filtered(prefix="drifts/", suffix=".parquet"), False),
        ({**RULE, "Events": ["s3:ObjectRemoved:*"]}, False),
        (THEIRS, False),
    ],
)
def test_the_rule_that_announces_a_file_is_named(rule, announced):
    found = rules.for_key(Bucket(THEIRS, rule), Admin(), OURS, "drifts/a.csv")
    if announced:
        assert [check.name for check in found] == ["rule", rules.target(ARN, ONLINE).name]
        assert set(states(found)) == {State.OK}
    else:
        check, *targets = found
        assert check.state is State.PROBLEM
        assert "theirs" in check.detail
        assert [each.values["target"] for each in targets] == [each["QueueArn"] for each in OURS]


def test_without_its_target_a_rule_is_not_shown_so_the_target_is_named():
    check, *targets = rules.for_key(Bucket(), Admin({}), OURS, "drifts/a.csv")
    assert check.state is State.PROBLEM
    assert all("the store has no target" in each.detail for each in targets)
