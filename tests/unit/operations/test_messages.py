"""How many messages wait, and which need a person."""

from datetime import UTC, datetime

import pika
import pytest

from common.checks import State
from functions.operations import messages
from functions.score.triggers.dead_letter import Letters
from functions.score.triggers.rabbitmq.dead_letter import letter_of
from functions.score.triggers.rabbitmq.queues import QueueState

NOW = datetime(2026, 11, 28, 6, 0, tzinfo=UTC)


def states(score=0, consumers=1, **retries):
    queues = {"drift.score": QueueState(score, consumers)}
    return queues | {f"drift.retry.{step}": QueueState(retries.get(f"r{step}", 0), 0) for step in range(1, 5)}


def letter(reason="r", body=b""):
    return letter_of(body, pika.BasicProperties(headers={"x-reason": reason}))


@pytest.mark.parametrize(
    ("queues", "state", "detail"),
    [
        (states(), State.OK, "0 events waiting in drift.score"),
        (states(1), State.OK, "1 event waiting in drift.score"),
        (states(1200, r1=3, r4=2), State.OK, "1,200 events waiting in drift.score, 5 more"),
        ({"drift.score": None}, State.PROBLEM, "no queue drift.score"),
        ({}, State.PROBLEM, "no queue drift.score"),
    ],
)
def test_events_wait_in_a_queue(queues, state, detail):
    check = messages.events(queues)
    assert check.state is state
    assert detail in check.detail


def test_a_program_gets_each_queues_depth():
    assert messages.events(states(7, r2=1)).values["drift.retry.2"] == 1
    assert messages.waiting(states(7, r2=1)) == 8
    assert messages.waiting({"drift.score": None}) == 0


@pytest.mark.parametrize(
    ("queues", "state", "detail"),
    [
        (states(consumers=0), State.PROBLEM, "none takes events"),
        ({"drift.score": None}, State.PROBLEM, "none takes events"),
        (states(consumers=1), State.OK, "1 takes events"),
        (states(consumers=3), State.OK, "3 take events"),
    ],
)
def test_workers_take_events(queues, state, detail):
    check = messages.workers(queues)
    assert check.state is state
    assert detail in check.detail


@pytest.mark.parametrize(
    ("state", "expected", "detail"),
    [
        (QueueState(0, 1), State.OK, "0 events waiting in drift.large, 1 worker for them"),
        (QueueState(7, 2), State.OK, "7 events waiting in drift.large, 2 workers for them"),
        (QueueState(7, 0), State.PROBLEM, "7 events waiting in drift.large, and no worker takes them"),
    ],
)
def test_large_files_wait_for_their_workers(state, expected, detail):
    check = messages.large_files(states() | {"drift.large": state})
    assert (check.state, check.detail) == (expected, detail)
    assert check.values == {"drift.large": state.messages, "workers": state.consumers}
    assert messages.waiting(states(2) | {"drift.large": state}) == 2 + state.messages


@pytest.mark.parametrize("state", [None, QueueState(0, 0)])
def test_without_workers_of_large_files_nothing_is_shown_about_them(state):
    assert messages.large_files(states() | {"drift.large": state}) is None


def test_no_letters_are_in_order():
    assert messages.dead_letters(Letters(), NOW).state is State.OK
    assert messages.unrouted(Letters(), NOW).state is State.OK


def test_every_dead_letter_needs_a_person_and_the_most_frequent_reason_is_named():
    check = messages.dead_letters(Letters((letter("one"), letter("two"), letter("two"))), NOW)
    assert check.state is State.PROBLEM
    assert check.detail == "3, the oldest of unknown age; most often because: two"
    assert "driftline dead-letters list" in check.fix
    assert check.values == {"messages": 3, "oldest": None}


def test_the_oldest_letter_has_its_time():
    body = b'{"Records": [{"eventName": "ObjectCreated:Put", "eventTime": "2026-11-28T05:00:00Z", '
    body += b'"s3": {"bucket": {"name": "b"}, "object": {"key": "drifts/b.csv"}}}]}'
    check = messages.unrouted(Letters((letter(body=body),), unread=4), NOW)
    assert check.state is State.PROBLEM
    assert "5 in drift.unrouted, the oldest 2026-11-28 05:00:00 UTC, 1 hour ago" in check.detail
    assert check.values == {"messages": 5, "oldest": "2026-11-28T05:00:00+00:00"}


def test_letters_that_may_not_be_read_are_counted_all_the_same():
    check = messages.dead_letters(Letters(unread=2), NOW)
    assert check.state is State.PROBLEM
    assert "2; reading them needs the administrator's credentials" in check.detail
    assert messages.unrouted(Letters(unread=2), NOW).state is State.PROBLEM


@pytest.mark.parametrize("check", [messages.dead_letters, messages.unrouted])
def test_without_its_queue_a_message_would_be_lost(check):
    assert check(None, NOW).state is State.PROBLEM
    assert "would be lost" in check(None, NOW).detail
