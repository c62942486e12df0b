"""A queue that has to be asked becomes a consumer and a hand-over; with a fake queue and clock."""

import threading

import pytest

from common.errors import BrokerUnavailable
from functions.score.triggers.queue_worker.polling import PollingConsumer, PollingHandOver
from functions.score.triggers.queue_worker.queue import LetterRefused
from functions.score.triggers.sqs.message import SqsMessage

pytestmark = pytest.mark.usefixtures("no_pauses")
AWAY = BrokerUnavailable("away")


class FakeQueue:
    """Delivers what waits, and records every request; `failures` are raised first."""

    deadline_seconds = 30.0

    def __init__(self, *waiting):
        self.waiting = list(waiting)
        self.requests = []
        self.failures = []

    def receive(self, _):
        self._record("receive")
        return self.waiting.pop(0) if self.waiting else None

    def acknowledge(self, message):
        self._record("acknowledge", message.body)

    def retry_after(self, message, seconds):
        self._record("retry", message.body, seconds)

    def dead_letter(self, message, reason):
        self._record("dead-letter", message.body, reason)

    def extend(self, message):
        self._record("extend", message.body)

    def _record(self, *request):
        self.requests.append(request)
        if self.failures:
            raise self.failures.pop(0)

    def named(self, *names):
        return [request for request in self.requests if request[0] in names]


def message(body=b"a", attempt=0):
    return SqsMessage(body, "receipt", attempt)


@pytest.fixture
def now():
    return [0.0]


@pytest.fixture
def consume(now):
    """Return a function that makes a consumer of a queue, and the list of what it delivers."""

    def make(queue):
        delivered = []
        consumer = PollingConsumer(queue, lambda _, one: delivered.append(one), clock=lambda: now[0])
        return consumer, delivered

    return make


@pytest.fixture
def hand_over(stopping, health):
    return lambda queue: PollingHandOver(queue, stopping, health)


def test_there_is_one_message_in_hand_at_a_time(consume):
    queue = FakeQueue(message(b"a"), message(b"b"))
    consumer, delivered = consume(queue)
    for _ in range(3):
        consumer.process(0.001)
    assert [one.body for one in delivered] == [b"a"]
    assert consumer.unsettled == 1
    consumer.call_from_thread(lambda: consumer.ack(delivered[0]))
    consumer.process(1)
    consumer.process(0.001)
    assert [one.body for one in delivered] == [b"a", b"b"]
    assert queue.named("acknowledge") == [("acknowledge", b"a")]


def test_a_queue_that_refuses_to_be_read_is_lost_before_it_counts_as_connected(consume):
    queue = FakeQueue(message())
    queue.failures = [AWAY]
    with pytest.raises(BrokerUnavailable):
        consume(queue)


def test_a_message_that_is_scored_for_long_stays_ours(consume, now):
    queue = FakeQueue(message())
    consumer, _ = consume(queue)
    consumer.process(0.001)
    for now[0] in (1.0, 9.9, 10.1, 11.0, 20.2, 30.3):
        consumer.process(0.001)
    assert len(queue.named("extend")) == 3


def test_an_extension_that_fails_is_tried_again_until_the_message_is_lost(consume, now):
    queue = FakeQueue(message())
    consumer, (*_,) = consume(queue)
    consumer.process(0.001)
    queue.failures = [AWAY] * 3
    for now[0] in (11.0, 11.5, 12.1):
        consumer.process(0.001)
    assert len(queue.named("extend")) == 2
    now[0] = 31.0
    with pytest.raises(BrokerUnavailable):
        consumer.process(0.001)


def test_a_message_in_hand_is_lost_when_its_queue_is(consume):
    consumer, delivered = consume(FakeQueue(message()))
    consumer.process(0.001)
    consumer.close()
    assert delivered[0].lost
    with pytest.raises(BrokerUnavailable):
        consumer.call_from_thread(lambda: None)


def test_a_consumer_that_stops_asks_for_nothing_but_settles_what_it_has(consume):
    queue = FakeQueue(message(b"a"), message(b"b"))
    consumer, delivered = consume(queue)
    consumer.process(0.001)
    consumer.stop_consuming()
    consumer.call_from_thread(consumer.leave)
    for _ in range(3):
        consumer.process(0.001)
    assert len(delivered) == 1
    assert consumer.unsettled == 0
    assert len(queue.named("receive")) == 1


def test_a_message_that_goes_back_comes_again_soon(consume):
    queue = FakeQueue(message())
    consumer, delivered = consume(queue)
    consumer.process(0.001)
    consumer.requeue(delivered[0])
    assert queue.named("retry") == [("retry", b"a", 5.0)]
    assert consumer.unsettled == 0


@pytest.mark.parametrize(("attempt", "seconds"), [(0, 5.0), (1, 30.0), (2, 120.0), (3, 600.0), (9, 600.0)])
def test_a_retry_waits_as_long_as_its_step_of_the_ladder(hand_over, attempt, seconds):
    queue = FakeQueue()
    assert hand_over(queue).retry(message(attempt=attempt), "no baseline yet") is None
    assert queue.requests == [("retry", b"a", seconds)]


def test_a_message_that_was_held_for_long_comes_again_soon(hand_over):
    queue = FakeQueue()
    assert hand_over(queue).renew(message(attempt=3), "waited long") is None
    assert queue.requests == [("retry", b"a", 5.0)]


def test_a_retry_that_cannot_be_told_is_left_to_the_queue(hand_over, logged):
    queue = FakeQueue()
    queue.failures = [AWAY]
    assert hand_over(queue).retry(message(), "no baseline yet") is None
    assert logged == ["away; the message comes again sooner than planned"]


def test_a_dead_letter_is_copied_however_often_that_fails(hand_over, logged, health):
    queue = FakeQueue()
    queue.failures = [AWAY, AWAY]
    assert hand_over(queue).dead_letter(message(), "unreadable") is True
    assert queue.requests == [("dead-letter", b"a", "unreadable")] * 3
    assert logged == ["away; the message waits, nothing is lost"]
    assert health.waits_for is None


def test_a_message_that_has_no_copy_is_left_to_the_queue(hand_over, logged):
    queue = FakeQueue()
    queue.failures = [LetterRefused("too long")]
    assert hand_over(queue).dead_letter(message(), "unreadable") is None
    assert queue.requests == [("dead-letter", b"a", "unreadable"), ("retry", b"a", 600.0)]
    assert logged == ["too long; the queue itself has to move it: unreadable"]


def test_a_dead_letter_of_a_worker_that_stops_is_left(hand_over, stopping):
    queue = FakeQueue()
    queue.failures = [AWAY] * 1000
    threading.Timer(0.05, stopping.set).start()
    assert hand_over(queue).dead_letter(message(), "unreadable") is None
