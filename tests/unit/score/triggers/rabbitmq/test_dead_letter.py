"""What a message that nobody takes says about itself."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pika
import pytest

from functions.score.triggers.rabbitmq.dead_letter import REASONS, UNROUTED, letter_of

EVENTS = Path(__file__).parents[4] / "events/minio"
PUT = (EVENTS / "put.json").read_bytes()
KEY = json.loads(PUT)["Records"][0]["s3"]["object"]["key"].replace("%2F", "/")
PUT_AT = datetime.fromisoformat(json.loads(PUT)["Records"][0]["eventTime"])
DIED = datetime(2026, 11, 28, 5, 0)  # noqa: DTZ001 - as pika gives it


def letter(body=PUT, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return letter_of(body, pika.BasicProperties(headers=named or None))


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"x_reason": "no such bucket"}, "no such bucket"),
        ({"x_reason": "ours", "x_first_death_reason": "expired"}, "ours"),
        ({"x_first_death_reason": "delivery_limit"}, REASONS["delivery_limit"]),
        ({"x_first_death_reason": "something new"}, "something new"),
        ({}, UNROUTED),
    ],
)
def test_the_reason_is_ours_or_else_rabbitmqs(headers, reason):
    assert letter(**headers).reason == reason


def test_a_letter_names_the_files_that_it_announces():
    found = letter()
    assert found.keys == (KEY,)
    assert found.concerns(KEY)
    assert not found.concerns(KEY + "x")


def test_a_letter_may_be_about_the_key_as_the_store_sent_it():
    record = json.loads(PUT)
    record["Records"][0]["s3"]["object"]["key"] = "drifts/a+b.csv"
    found = letter(json.dumps(record).encode())
    assert found.keys == ("drifts/a b.csv",)
    assert found.concerns("drifts/a b.csv")
    assert found.concerns("drifts/a+b.csv")


@pytest.mark.parametrize("body", [b"", b"\xff\x00", b"[]", b'{"Event": "s3:TestEvent"}', b'{"a": 1}'])
def test_a_letter_that_cannot_be_read_announces_nothing(body):
    found = letter(body)
    assert found.keys == ()
    assert found.since is None


@pytest.mark.parametrize(
    ("body", "deaths", "since"),
    [
        (PUT, None, PUT_AT),
        (PUT, [{"time": DIED}], PUT_AT),
        (b"", [{"time": DIED}], DIED.replace(tzinfo=UTC)),
        (b"", [{"time": "now"}, {}, "x"], None),
        (b"", "x", None),
    ],
)
def test_a_letter_is_as_old_as_its_event_or_else_its_first_death(body, deaths, since):
    assert letter(body, x_death=deaths).since == since


@pytest.mark.parametrize(("attempt", "attempts"), [(3, 3), (None, 0), ("x", 0)])
def test_attempts_are_counted(attempt, attempts):
    assert letter(x_attempt=attempt).attempts == attempts


def test_an_id_stays_the_same_when_the_broker_counts_a_delivery():
    first, second = letter(x_reason="r", x_delivery_count=1), letter(x_reason="r", x_delivery_count=2)
    assert first.id == second.id
    assert len(first.id) == 8
    assert letter(x_reason="other").id != first.id
    assert letter(b"other", x_reason="r").id != first.id


def test_half_a_surrogate_pair_in_a_reason_has_an_id_too():
    assert len(letter(x_reason="\ud800").id) == 8
