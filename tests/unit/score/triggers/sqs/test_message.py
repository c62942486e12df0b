import time

import pytest

from functions.score.triggers.sqs.message import SqsMessage


def delivered(count, seconds_ago):
    return {
        "Body": "hello é",
        "ReceiptHandle": "r",
        "Attributes": {
            "ApproximateReceiveCount": str(count),
            "SentTimestamp": str(int((time.time() - seconds_ago) * 1000)),
        },
    }


@pytest.mark.parametrize(
    ("count", "seconds_ago", "last"),
    [
        (1, 0, False),
        (5, 756, True),
        (4, 756, False),  # it was waiting while no worker ran
        (9, 60, False),  # workers were killed
    ],
)
def test_the_last_attempt_comes_after_the_whole_ladder(count, seconds_ago, last):
    message = SqsMessage.of(delivered(count, seconds_ago))
    assert (message.attempt, message.last_attempt) == (count - 1, last)
    assert message.delivered_before == (count > 1)


def test_a_message_without_attributes_is_a_first_attempt():
    message = SqsMessage.of({"Body": "hello é", "ReceiptHandle": "r"})
    assert (message.body, message.attempt, message.last_attempt) == ("hello é".encode(), 0, False)


def test_a_record_of_lambda_is_the_same_message():
    sent = delivered(3, 100)
    record = {"body": sent["Body"], "receiptHandle": "r", "attributes": sent["Attributes"]}
    one, other = SqsMessage.of_record(record), SqsMessage.of(sent)
    assert (one.body, one.receipt, one.attempt) == (other.body, other.receipt, other.attempt)


def test_a_receipt_is_not_shown():
    assert "secret" not in repr(SqsMessage(b"", receipt="secret"))
