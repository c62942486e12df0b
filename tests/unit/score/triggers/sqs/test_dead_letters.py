"""Dead letters of SQS: received and given back, sent again, removed."""

from datetime import UTC, datetime
from functools import partial

import pytest

from common.errors import SetupError
from functions.score.triggers.sqs.dead_letters import REDRIVEN, SqsDeadLetters

DEAD = "dead-letter"


def bodies(letters):
    return sorted(letter.body for letter in letters)


def test_reading_gives_every_letter_back(fake_sqs, letter):
    sqs = fake_sqs([letter(f"body {number:02}", "why") for number in range(23)])
    letters = SqsDeadLetters("drift", sqs)
    for _ in range(2):
        assert len(letters.read(DEAD).read) == 23
        assert sqs.hidden == set()
    found = letters.read(DEAD, most=12)
    assert (len(found.read), found.unread) == (12, 11)
    assert sqs.requests[-2:] == [10, 2]


def test_a_letter_has_its_reason_attempts_and_age(fake_sqs, letter):
    sqs = fake_sqs([letter("b", "because", sent="1795887000000"), letter("a", sent="1795886000000")])
    first, second = SqsDeadLetters("drift", sqs).read(DEAD).read  # the oldest first
    assert (first.body, first.reason, first.attempts) == (b"a", REDRIVEN, 0)
    assert (second.body, second.reason, second.attempts) == (b"b", "because", 2)
    assert second.since == datetime.fromtimestamp(1795887000, UTC)
    assert second.headers == {"x-reason": "because", "x-attempt": "2"}


@pytest.mark.parametrize("attempt", ["-1", "many", ""])
def test_attempts_that_are_no_number_are_none(fake_sqs, letter, attempt):
    sqs = fake_sqs([letter("a", "why", attempt)])
    assert SqsDeadLetters("drift", sqs).read(DEAD).read[0].attempts == 0


def test_only_chosen_letters_are_sent_again_and_removed(fake_sqs, letter):
    sqs = fake_sqs([letter(body, "why") for body in "abc"])
    letters = SqsDeadLetters("drift", sqs)
    assert bodies(letters.replay(DEAD, lambda each: each.body in (b"a", b"c"))) == [b"a", b"c"]
    assert sqs.sent == [("http://sqs/drift", "a"), ("http://sqs/drift", "c")]
    assert bodies(letters.read(DEAD).read) == [b"b"]
    assert bodies(letters.drop(DEAD, lambda _: True)) == [b"b"]
    assert len(sqs.sent) == 2
    assert letters.read(DEAD).total == 0


def test_what_cannot_be_sent_stays_and_the_others_are_given_back(fake_sqs, letter):
    sqs = fake_sqs([letter(body, "why") for body in "abc"])

    def refuse(**_):
        raise OSError("the network is gone")

    sqs.send_message = refuse
    with pytest.raises(OSError, match="gone"):
        SqsDeadLetters("drift", sqs).replay(DEAD, lambda _: True)
    assert (len(sqs.letters), sqs.hidden) == (3, set())


def test_what_was_received_before_sqs_failed_is_given_back(fake_sqs, letter):
    sqs = fake_sqs([letter(str(number)) for number in range(30)])
    receive = sqs.receive_message

    def fail_later(**parameters):
        if sqs.requests:
            raise OSError("the network is gone")
        return receive(**parameters)

    sqs.receive_message = fail_later
    letters = SqsDeadLetters("drift", sqs)
    for act in (letters.read, partial(letters.drop, chosen=lambda _: True)):
        sqs.requests.clear()
        with pytest.raises(OSError, match="gone"):
            act(DEAD)
        assert (len(sqs.letters), sqs.hidden) == (30, set())


def test_there_are_no_other_letters(fake_sqs):
    with pytest.raises(SetupError, match="no unrouted events"):
        SqsDeadLetters("drift", fake_sqs()).read("unrouted")


def test_a_queue_without_dead_letters_says_what_to_do(fake_sqs):
    with pytest.raises(SetupError, match="give it a redrive policy"):
        SqsDeadLetters("drift", fake_sqs(policy={})).read(DEAD)
    gone = fake_sqs()
    gone.missing = ("drift-dead",)
    with pytest.raises(SetupError, match="drift-dead does not exist"):
        SqsDeadLetters("drift", gone).read(DEAD)
