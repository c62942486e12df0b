"""What an operator checks on a queue of SQS."""

import pytest

from common.checks import State
from functions.score.triggers.sqs import checks


def test_a_queue_that_is_there_answers_with_its_numbers(fake_sqs):
    (check,) = checks.answers("drift", fake_sqs())
    assert check.state is State.OK
    state = checks.look("drift", fake_sqs())
    assert (state.waiting, state.later, state.most_receives) == (3, 3, 20)
    assert state.dead_url == "http://sqs/drift-dead"


def test_a_queue_that_is_not_there_is_unknown(fake_sqs):
    sqs = fake_sqs()
    sqs.missing = ("drift",)
    (check,) = checks.answers("drift", sqs)
    assert check.state is State.UNKNOWN
    assert "SQS refuses 'drift'" in check.detail
    assert "DRIFTLINE_SQS_QUEUE" in check.fix


@pytest.mark.parametrize(
    ("parts", "detail"),
    [
        ({}, ""),
        ({"policy": {}}, "give it a redrive policy: no worker starts"),
        ({"policy": {"deadLetterTargetArn": "arn:aws:sqs:us-east-1:1:d", "maxReceiveCount": 9}}, "takes 5"),
        (
            {"policy": {"deadLetterTargetArn": "arn:aws:sqs:us-east-1:1:gone", "maxReceiveCount": 20}},
            "not exist",
        ),
        ({"dead_retention": "345600"}, "for a shorter time than the queue"),
    ],
)
def test_a_redrive_policy_has_to_leave_room(fake_sqs, parts, detail):
    sqs = fake_sqs(**parts)
    sqs.missing = ("gone",)
    sqs.retention["http://sqs/d"] = "1209600"
    check = checks.redrive(checks.look("drift", sqs))
    assert check.state is (State.PROBLEM if detail else State.OK)
    assert detail in check.detail
    assert bool(check.fix) == bool(detail)
