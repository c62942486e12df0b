"""Which dead letters an operator means."""

from datetime import UTC, datetime

import pika
import pytest

from common.errors import SetupError
from functions.operations.selection import Selection
from functions.score.triggers.rabbitmq.dead_letter import letter_of

BODY = (
    b'{"Records": [{"eventName": "ObjectCreated:Put", "eventTime": "2026-11-28T05:00:00Z", '
    b'"s3": {"bucket": {"name": "b"}, "object": {"key": "drifts/a%2Bb.csv"}}}]}'
)
LETTER = letter_of(BODY, pika.BasicProperties(headers={"x-reason": "AccessDenied: no"}))
UNREADABLE = letter_of(b"{", pika.BasicProperties(headers={"x-reason": "not JSON"}))


def at(hour):
    return datetime(2026, 11, 28, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("selection", "letter", "unreadable"),
    [
        (Selection(), True, True),
        (Selection(everything=True), True, True),
        (Selection(ids=(LETTER.id,)), True, False),
        (Selection(ids=(LETTER.id[:4].upper(), UNREADABLE.id)), True, True),
        (Selection(reason="accessdenied"), True, False),
        (Selection(key="a+b"), True, False),
        (Selection(key="a%2Bb"), True, False),  # as the store sent it
        (Selection(key="A+B"), False, False),
        (Selection(since=at(5)), True, False),
        (Selection(since=at(6)), False, False),
        (Selection(reason="accessdenied", since=at(6)), False, False),
    ],
)
def test_a_letter_has_every_property_that_is_asked_for(selection, letter, unreadable):
    assert selection.matches(LETTER) is letter
    assert selection.matches(UNREADABLE) is unreadable


def test_whoever_asks_for_no_letter_in_particular_has_to_ask_for_all():
    with pytest.raises(SetupError, match="--all"):
        Selection().require()
    Selection(everything=True).require()
    Selection(reason="x").require()


@pytest.mark.parametrize(
    "wrong",
    [
        {"ids": ("abc",)},
        {"ids": ("",)},
        {"everything": True, "reason": "x"},
        {"everything": True, "ids": ("abcd",)},
    ],
)
def test_contradictions_and_short_ids_are_refused(wrong):
    with pytest.raises(SetupError):
        Selection(**wrong)


def test_an_id_that_no_letter_has_is_named():
    with pytest.raises(SetupError, match="no letter 'ffffffff'"):
        Selection(ids=(LETTER.id, "ffffffff")).check_found([LETTER])
    Selection(ids=(LETTER.id[:5],)).check_found([LETTER, LETTER])


def test_an_id_that_several_letters_begin_with_needs_more_digits():
    letters = [letter_of(b"%d" % number, pika.BasicProperties()) for number in range(2000)]
    several = next(
        start
        for start in {letter.id[:4] for letter in letters}
        if len({letter.id for letter in letters if letter.id.startswith(start)}) > 1
    )
    with pytest.raises(SetupError, match="more digits"):
        Selection(ids=(several,)).check_found(letters)
