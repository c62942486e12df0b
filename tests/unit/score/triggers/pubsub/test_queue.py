"""The requests of a subscription, with fake clients; the real ones are in tests/integration/."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from google.api_core import exceptions
from google.api_core.exceptions import RetryError
from google.auth.exceptions import DefaultCredentialsError, RefreshError

from common.errors import BrokerUnavailable, SetupError
from functions.score.triggers.pubsub import connection, queue
from functions.score.triggers.pubsub.message import PubsubMessage
from functions.score.triggers.pubsub.queue import PubsubQueue
from functions.score.triggers.queue_worker.queue import LetterRefused

NAME, DEAD = "projects/p/subscriptions/drift", "projects/p/topics/dead"


def subscription(dead=DEAD, endpoint="", seconds=30):
    return SimpleNamespace(
        push_config=SimpleNamespace(push_endpoint=endpoint),
        dead_letter_policy=SimpleNamespace(dead_letter_topic=dead),
        ack_deadline_seconds=seconds,
    )


class FakeClient:
    """Answers every request, or raises the error that is planned for it; records what it was asked."""

    def __init__(self, **planned):
        self.planned = {"get_subscription": subscription(), **planned}
        self.requests = []
        self.closed = False
        self.transport = SimpleNamespace(close=self.close)

    def close(self):
        self.closed = True

    def __getattr__(self, name):
        def request(**parameters):
            self.requests.append((name, parameters))
            answer = self.planned.get(name, SimpleNamespace(received_messages=[]))
            if isinstance(answer, Exception):
                raise answer
            return answer

        return request

    def asked(self, name):
        return [parameters for each, parameters in self.requests if each == name]


def connected(client, publisher=None):
    opened = PubsubQueue(NAME, lambda: client, lambda: publisher)
    opened.connect()
    return opened


def delivered(data=b"a"):
    message = SimpleNamespace(data=data, attributes={}, publish_time=datetime.now(UTC))
    return SimpleNamespace(ack_id="r", delivery_attempt=1, message=message)


def test_the_deadline_is_that_of_the_subscription():
    assert connected(FakeClient(get_subscription=subscription(seconds=600))).deadline_seconds == 600.0


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (subscription(dead=""), "has no dead-letter topic; run driftline bootstrap --queue pubsub"),
        (subscription(dead="_deleted-topic_"), "has no dead-letter topic"),
        (subscription(endpoint="https://x"), "pushes its messages; a worker needs a pull subscription"),
    ],
)
def test_a_subscription_that_is_not_fit_for_a_worker_is_refused(found, text):
    with pytest.raises(SetupError, match=text):
        connected(FakeClient(get_subscription=found))


@pytest.mark.parametrize(
    ("error", "kind", "text"),
    [
        (exceptions.NotFound("no such subscription"), SetupError, "refuses 'projects.*NotFound: no such"),
        (exceptions.PermissionDenied("why"), SetupError, "PermissionDenied: why"),
        (exceptions.Unauthenticated("why"), SetupError, "Unauthenticated"),
        (
            exceptions.ResourceExhausted("quota"),
            BrokerUnavailable,
            "cannot serve .* ResourceExhausted: quota",
        ),
        (exceptions.ServiceUnavailable("why"), BrokerUnavailable, "cannot reach Pub/Sub: ServiceUnavail"),
        (exceptions.DeadlineExceeded("late"), BrokerUnavailable, "DeadlineExceeded: late"),
        (RetryError("3 s", exceptions.ServiceUnavailable("away")), BrokerUnavailable, "Unavailable: away$"),
        (RefreshError("expired\nkey"), BrokerUnavailable, "RefreshError: .*expired key"),
    ],
)
def test_an_error_at_the_start_is_the_user_s_or_passes(error, kind, text):
    with pytest.raises(kind, match=text):
        connected(FakeClient(get_subscription=error))


@pytest.mark.parametrize("error", [exceptions.NotFound("gone"), exceptions.PermissionDenied("why")])
def test_later_a_refusal_is_waited_out(error):
    with pytest.raises(BrokerUnavailable):
        connected(FakeClient(pull=error)).receive(1)


def test_every_connection_has_new_clients_and_closes_the_old_ones():
    opened = []

    def open_client():
        opened.append(FakeClient())
        return opened[-1]

    one = PubsubQueue(NAME, open_client, open_client)
    one.connect()
    one.connect()
    assert [client.closed for client in opened] == [True, True, False, False]
    one.receive(1)
    assert opened[2].asked("pull")


def test_clients_that_do_not_reach_pubsub_are_closed_before_the_next_try():
    client, publisher = FakeClient(get_subscription=exceptions.ServiceUnavailable("away")), FakeClient()
    with pytest.raises(BrokerUnavailable):
        connected(client, publisher)
    assert (client.closed, publisher.closed) == (True, True)


def test_a_request_on_a_connection_that_another_thread_has_given_up_is_tried_again(monkeypatch):
    monkeypatch.setenv("PUBSUB_EMULATOR_HOST", "127.0.0.1:1")
    client = connection.open_publisher()
    connection.close(client)
    with pytest.raises(BrokerUnavailable, match="given up"), connection.translated(NAME):
        connection.publish(client, DEAD, b"a", {})


def test_another_error_is_no_outage():
    with pytest.raises(ValueError, match="a mistake"), connection.translated(NAME):
        raise ValueError("a mistake")


@pytest.mark.parametrize(
    "answer", [SimpleNamespace(received_messages=[]), exceptions.DeadlineExceeded("nothing in time")]
)
def test_a_subscription_is_empty_once_no_message_came(answer):
    client = FakeClient(pull=SimpleNamespace(received_messages=[delivered()]))
    one = connected(client)
    assert not one.is_empty()
    assert one.receive(0).data == b"a"
    assert not one.is_empty()
    client.planned["pull"] = answer
    assert one.receive(0) is None
    assert one.is_empty()


def test_a_server_that_is_stuck_is_not_an_empty_subscription():
    client = FakeClient(pull=exceptions.DeadlineExceeded("no answer"))
    one = connected(client)
    for _ in range(2 * queue.LOOK_EVERY):
        assert one.receive(0) is None
    assert len(client.asked("get_subscription")) == 1 + 2
    client.planned["get_subscription"] = exceptions.DeadlineExceeded("no answer")
    for _ in range(queue.LOOK_EVERY - 1):
        assert one.receive(0) is None
    with pytest.raises(BrokerUnavailable, match="cannot reach Pub/Sub"):
        one.receive(0)


@pytest.mark.parametrize("error", [exceptions.InvalidArgument("ack id"), exceptions.FailedPrecondition("x")])
def test_a_message_that_was_taken_back_is_lost(error):
    message = PubsubMessage(b"", "r")
    connected(FakeClient(modify_ack_deadline=error)).extend(message)
    assert message.lost


def test_a_message_that_is_to_come_again_is_not_extended():
    client = FakeClient()
    one, message = connected(client), PubsubMessage(b"", "r")
    one.extend(message)
    one.retry_after(message, 600.0)
    one.extend(message)
    seconds = [asked["ack_deadline_seconds"] for asked in client.asked("modify_ack_deadline")]
    assert seconds == [30, 600]


def test_a_dead_letter_has_data_attributes_and_reason(monkeypatch):
    letters = []
    monkeypatch.setattr(queue, "publish", lambda *letter: letters.append(letter))
    message = PubsubMessage(b"{}", "r", data=b"\xff", attributes={"topic": "t", "goog-x": "reserved"})
    connected(FakeClient(), "publisher").dead_letter(message, "because\nof \ud800")
    attributes = {"topic": "t", "x-reason": "because\\nof \\ud800"}
    assert letters == [("publisher", DEAD, b"\xff", attributes)]


def test_a_dead_letter_has_no_more_attributes_than_pubsub_accepts(monkeypatch):
    letters = []
    monkeypatch.setattr(queue, "publish", lambda *letter: letters.append(letter))
    many = {f"a{number}": "b" for number in range(100)}
    connected(FakeClient()).dead_letter(PubsubMessage(b"", "r", attributes=many), "é" * 2000)
    (letter,) = letters
    assert len(letter[3]) == 100
    assert len(letter[3]["x-reason"].encode()) == 1000


def test_a_letter_that_pubsub_never_accepts_is_refused(monkeypatch):
    def refuse(*_):
        raise exceptions.InvalidArgument("too long")

    monkeypatch.setattr(queue, "publish", refuse)
    with pytest.raises(LetterRefused, match="Pub/Sub accepts no dead letter: too long"):
        connected(FakeClient()).dead_letter(PubsubMessage(b"", "r"), "why")


def test_without_credentials_the_variable_is_named(monkeypatch):
    def refuse():
        raise DefaultCredentialsError("none")

    monkeypatch.setattr(connection.pubsub_v1, "SubscriberClient", refuse)
    with pytest.raises(SetupError, match="GOOGLE_APPLICATION_CREDENTIALS"):
        connection.open_subscriber()
