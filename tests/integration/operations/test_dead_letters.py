"""Dead letters on a real broker: read without a trace, replayed as new, dropped, never lost in between."""

import json
import time

import pika
import pytest

from common.errors import SetupError
from functions.score.triggers.rabbitmq import dead_letters, ensure_topology, reader
from infra.rabbitmq import definitions

pytestmark = pytest.mark.real

QUEUE = "drift.dead-letter"
PATIENCE_SECONDS = 30


@pytest.fixture
def url(stack):
    return stack.broker_url("operator")


@pytest.fixture
def letters(operator):
    """Put three dead letters into the queue; return their bodies."""
    bodies = [b"1", b"2", b"3"]
    for body in bodies:
        headers = {"x-attempt": 4, "x-reason": f"reason {body.decode()}", "minio-event": "put"}
        operator.channel.basic_publish(
            QUEUE, "", body, pika.BasicProperties(headers=headers, delivery_mode=2)
        )
    wait_for(operator, QUEUE, 3)
    return bodies


def wait_for(operator, queue, messages):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (waiting := depth(operator, queue)) != messages:
        assert time.monotonic() < deadline, f"{queue} has {waiting} messages"
        operator.connection.sleep(0.05)


def depth(operator, queue):
    return operator.channel.queue_declare(queue, passive=True).method.message_count


def bodies_of(found):
    return sorted(letter.body for letter in found)


def chosen(*bodies):
    return lambda letter: letter.body in bodies


def test_reading_leaves_the_letters_for_the_next_reader_at_once(url, letters, operator):
    for _ in range(30):  # more often than RabbitMQ's own delivery limit, 20, would allow
        assert bodies_of(dead_letters.read(url, QUEUE).read) == letters
        assert depth(operator, QUEUE) == 3
    assert [operator.take(QUEUE)[2] for _ in letters] == letters  # in their order


def test_reading_part_of_a_queue_counts_the_rest(url, letters):
    found = dead_letters.read(url, QUEUE, most=2)
    assert (len(found.read), found.unread, found.total) == (2, 1, 3)
    assert bodies_of(dead_letters.read(url, QUEUE).read) == letters


def test_a_queue_without_messages_is_empty_at_once(url, stack, monkeypatch):
    monkeypatch.setattr(reader, "TURN_SECONDS", 1)  # a reader that waited would wait for 100 s
    started = time.monotonic()
    assert dead_letters.read(url, QUEUE).total == 0
    assert time.monotonic() - started < 10


def test_a_replayed_letter_is_a_new_event(url, letters, operator):
    done = dead_letters.replay(url, QUEUE, chosen(b"2"))
    assert bodies_of(done) == [b"2"]
    _, properties, _ = operator.take("drift.score", lambda message: message[2] == b"2")
    assert {name: value for name, value in properties.headers.items() if name != "x-delivery-count"} == {
        "minio-event": "put"
    }
    assert properties.delivery_mode == 2
    assert bodies_of(dead_letters.read(url, QUEUE).read) == [b"1", b"3"]


def test_a_dropped_letter_is_gone(url, letters, operator):
    assert bodies_of(dead_letters.drop(url, QUEUE, chosen(b"1", b"3"))) == [b"1", b"3"]
    assert bodies_of(dead_letters.read(url, QUEUE).read) == [b"2"]
    assert depth(operator, "drift.score") == 0


@pytest.fixture
def no_score_queue(stack, operator):
    operator.channel.queue_delete("drift.score")
    yield
    ensure_topology(stack.broker_url("operator"), definitions.read())


def test_without_a_queue_to_replay_to_every_letter_stays(url, letters, no_score_queue):
    with pytest.raises(SetupError, match="driftline bootstrap"):
        dead_letters.replay(url, QUEUE, lambda _: True)
    assert bodies_of(dead_letters.read(url, QUEUE).read) == letters


def test_a_reader_that_dies_loses_nothing(url, letters):
    def die(_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        dead_letters.drop(url, QUEUE, die)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while bodies_of(dead_letters.read(url, QUEUE).read) != letters:
        assert time.monotonic() < deadline


def test_a_user_without_rights_reads_nothing(stack, letters):
    with pytest.raises(SetupError, match="administrator's credentials") as caught:
        dead_letters.read(stack.broker_url("worker"), QUEUE)
    assert stack.broker_url("worker").split(":")[2].split("@")[0] not in str(caught.value)


def test_a_missing_queue_is_named(url):
    with pytest.raises(SetupError, match=r"no queue drift\.none"):
        dead_letters.read(url, "drift.none")


def test_a_letter_goes_all_the_way_round_to_its_verdict(bucket, folder, start_worker, operate, operator):
    key = f"drifts/{folder}/a.csv"
    rows = b"id,text\n" + b"".join(b"%d,row %d of a table\n" % (row, row) for row in range(30))
    bucket.put(f"baselines/{folder}/baseline.csv", rows)
    bucket.put(key, rows)
    operator.take_event(key)  # its event is lost
    body = json.dumps({"bucket": bucket.name, "drift_key": key}).encode()
    headers = {"x-attempt": 4, "x-reason": "the store refuses it: AccessDenied"}
    operator.channel.basic_publish(QUEUE, "", body, pika.BasicProperties(headers=headers, delivery_mode=2))
    wait_for(operator, QUEUE, 1)

    listed = operate("dead-letters", "list", "--json", "--reason", "accessdenied")
    (letter,) = json.loads(listed.stdout)
    assert (letter["keys"], letter["attempts"]) == ([key], 4)
    assert f"file      {key}" in operate("dead-letters", "show", letter["id"]).stdout
    assert operate("dead-letters", "drop", letter["id"]).returncode == 2  # nobody confirms
    assert operate("dead-letters", "replay", letter["id"]).stdout == "replayed 1 dead letter\n"
    start_worker()
    assert bucket.verdict(key).status == "ok"
    assert operate("dead-letters", "list").stderr == "0 dead letters\n"
