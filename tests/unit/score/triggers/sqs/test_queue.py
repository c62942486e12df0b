"""The requests of a queue, with a fake client; the real ones are in tests/integration/queues/."""

import json

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError

from common.errors import BrokerUnavailable, SetupError
from functions.score.triggers.queue_worker.queue import LetterRefused
from functions.score.triggers.sqs import connection
from functions.score.triggers.sqs.message import SqsMessage
from functions.score.triggers.sqs.queue import SqsQueue

ARN = "arn:aws:sqs:us-east-1:111122223333:drift"


def refusal(code, status=400):
    answer = {"Error": {"Code": code, "Message": "why"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "Operation")


class FakeClient:
    """Answers every request, or raises the error that is planned for it; records what it was asked."""

    def __init__(self, **planned):
        self.planned = {
            "get_queue_attributes": {
                "Attributes": {"RedrivePolicy": json.dumps({"deadLetterTargetArn": f"{ARN}-dead"})}
            },
            **planned,
        }
        self.requests = []

    def __getattr__(self, name):
        def request(**parameters):
            self.requests.append((name, parameters))
            if name == "get_queue_url":
                return {"QueueUrl": f"http://sqs/{parameters['QueueName']}"}
            answer = self.planned.get(name, {})
            if isinstance(answer, Exception):
                raise answer
            return answer

        return request


def connected(client):
    queue = SqsQueue(ARN, client)
    queue.connect()
    return queue


@pytest.mark.parametrize("name", ["drift", ARN, "http://sqs/drift"])
def test_a_queue_is_found_by_its_name_url_or_arn(name):
    client = FakeClient(receive_message={"Messages": [{"Body": "b", "ReceiptHandle": "r"}]})
    queue = SqsQueue(name, client)
    queue.connect()
    assert queue.receive(5).body == b"b"
    request, parameters = client.requests[-1]
    assert (request, parameters["QueueUrl"]) == ("receive_message", "http://sqs/drift")
    owned = {"QueueName": "drift", "QueueOwnerAWSAccountId": "111122223333"}
    assert ("get_queue_url", owned) in client.requests or name != ARN


def test_a_queue_without_dead_letters_is_refused():
    with pytest.raises(SetupError, match="'drift' has no dead-letter queue; give it a redrive policy"):
        SqsQueue("drift", FakeClient(get_queue_attributes={})).connect()


@pytest.mark.parametrize(
    ("error", "kind", "text"),
    [
        (refusal("AWS.SimpleQueueService.NonExistentQueue"), SetupError, "NonExistentQueue: why"),
        (refusal("ExpiredToken", 403), SetupError, "SQS refuses 'arn:aws:sqs"),
        (NoCredentialsError(), SetupError, "AWS_ACCESS_KEY_ID"),
        (refusal("ThrottlingException"), BrokerUnavailable, "cannot serve"),
        (refusal("InternalError", 500), BrokerUnavailable, "cannot serve"),
        (EndpointConnectionError(endpoint_url="http://sqs"), BrokerUnavailable, "cannot reach SQS"),
    ],
)
def test_an_error_at_the_start_is_the_user_s_or_passes(error, kind, text):
    with pytest.raises(kind, match=text):
        connected(FakeClient(get_queue_attributes=error))


@pytest.mark.parametrize("error", [refusal("ExpiredToken", 403), refusal("QueueDoesNotExist")])
def test_later_a_refusal_is_waited_out(error):
    queue = connected(FakeClient(receive_message=error))
    with pytest.raises(BrokerUnavailable):
        queue.receive(1)


def test_an_empty_queue_delivers_nothing():
    queue = connected(FakeClient())
    assert queue.receive(1) is None


@pytest.mark.parametrize("code", ["AWS.SimpleQueueService.MessageNotInflight", "InvalidParameterValue"])
def test_a_message_that_was_taken_back_is_lost(code):
    queue = connected(FakeClient(change_message_visibility=refusal(code)))
    message = SqsMessage(b"", "r")
    queue.extend(message)
    assert message.lost


def test_a_message_that_is_to_come_again_is_not_extended():
    client = FakeClient()
    queue = connected(client)
    message = SqsMessage(b"", "r")
    queue.retry_after(message, 600.0)
    queue.extend(message)
    changes = [asked for name, asked in client.requests if name == "change_message_visibility"]
    assert [asked["VisibilityTimeout"] for asked in changes] == [600]


@pytest.mark.parametrize(
    ("reason", "attribute"),
    [
        ("because", "because"),
        ("", "unknown"),
        ("half \ud800 and \x00 a line\nmore", "half \\ud800 and \\x00 a line\\nmore"),
        ("long " * 1000, ("long " * 200)[:1000]),
    ],
)
def test_a_dead_letter_has_its_reason_in_letters_that_sqs_accepts(reason, attribute):
    client = FakeClient()
    connected(client).dead_letter(SqsMessage("body é".encode(), "r"), reason)
    name, asked = client.requests[-1]
    assert (name, asked["QueueUrl"], asked["MessageBody"]) == (
        "send_message",
        "http://sqs/drift-dead",
        "body é",
    )
    assert asked["MessageAttributes"]["x-reason"]["StringValue"] == attribute


def test_a_letter_that_sqs_never_accepts_is_refused():
    queue = connected(FakeClient(send_message=refusal("InvalidParameterValue")))
    with pytest.raises(LetterRefused, match="SQS accepts no dead letter: InvalidParameterValue"):
        queue.dead_letter(SqsMessage(b"a", "r"), "why")


@pytest.mark.parametrize(("waiting", "empty"), [("0", True), ("3", False)])
def test_a_queue_tells_whether_a_message_waits(waiting, empty):
    client = FakeClient()
    queue = connected(client)
    client.planned["get_queue_attributes"] = {"Attributes": {"ApproximateNumberOfMessages": waiting}}
    assert queue.is_empty() is empty


def test_a_client_without_a_region_names_the_variable(monkeypatch, tmp_path):
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    with pytest.raises(SetupError, match="AWS_REGION"):
        connection.open_client()
