"""The commands about dead letters, with a fake queue."""

import json

import pika
import pytest

from functions.cli import dead_letters as command
from functions.score.triggers.dead_letter import Letters
from functions.score.triggers.rabbitmq import dead_letters
from functions.score.triggers.rabbitmq.dead_letter import letter_of

URL = "amqp://operator:secret-word@127.0.0.1:1"


def event(key, time="2026-11-28T05:00:00Z"):
    record = {"eventName": "ObjectCreated:Put", "eventTime": time}
    record["s3"] = {"bucket": {"name": "b"}, "object": {"key": key}}
    return json.dumps({"Records": [record]}).encode()


def letter(body, reason):
    return letter_of(body, pika.BasicProperties(headers={"x-reason": reason, "x-attempt": 2}))


REFUSED = letter(event("drifts/a.csv"), "AccessDenied")
ODD = letter(event("drifts/%1B%5B31m.csv", "2026-11-28T06:00:00Z"), "AccessDenied")
UNREADABLE = letter(b"\xff\x00", "the message is not JSON: \x1b[31m")


class Queues:
    """Both queues, in memory."""

    def __init__(self):
        self.letters = {"drift.dead-letter": [REFUSED, ODD, UNREADABLE], "drift.unrouted": []}
        self.unread = 0
        self.done = []

    def read(self, url, queue, _most):
        assert url == URL
        return Letters(tuple(self.letters[queue]), self.unread)

    def settle(self, what):
        def run(url, queue, chosen):
            gone = [each for each in self.letters[queue] if chosen(each)]
            self.letters[queue] = [each for each in self.letters[queue] if not chosen(each)]
            self.done.append((what, [each.id for each in gone]))
            return gone

        return run


@pytest.fixture
def queues(monkeypatch):
    fake = Queues()
    monkeypatch.setattr(dead_letters, "read", fake.read)
    monkeypatch.setattr(dead_letters, "replay", fake.settle("replay"))
    monkeypatch.setattr(dead_letters, "drop", fake.settle("drop"))
    return fake


@pytest.fixture
def letters(queues, driftline):
    """Run `driftline dead-letters ...`."""
    return lambda *words, **more: driftline("dead-letters", *words, DRIFTLINE_BROKER_URL=URL, **more)


def test_a_list_has_a_line_per_letter_that_a_terminal_can_show(letters):
    done = letters("list")
    assert done.exit_code == 0
    title, *lines = done.stdout.splitlines()
    assert title.split() == ["id", "age", "attempts", "file", "reason"]
    assert [line.split()[0] for line in lines] == [REFUSED.id, ODD.id, UNREADABLE.id]
    assert r"drifts/\x1b[31m.csv" in lines[1]
    assert r"(cannot be read)" in lines[2]
    assert lines[2].endswith(r"the message is not JSON: \x1b[31m")
    assert "\x1b" not in done.output
    assert done.stderr == "3 dead letters\n"


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (("--reason", "accessdenied"), [REFUSED.id, ODD.id]),
        (("--key", "a.csv"), [REFUSED.id]),
        (("--since", "2026-11-28T05:30"), [ODD.id]),
        (("--queue", "unrouted"), []),
        (("--reason", "no such reason"), []),
    ],
)
def test_a_list_can_be_narrowed(letters, options, ids):
    done = letters("list", "--json", *options)
    assert [each["id"] for each in json.loads(done.stdout)] == ids


def test_a_program_gets_what_a_letter_says(letters):
    first, *_ = json.loads(letters("list", "--json").stdout)
    assert first == {
        "id": REFUSED.id,
        "since": "2026-11-28T05:00:00+00:00",
        "reason": "AccessDenied",
        "attempts": 2,
        "keys": ["drifts/a.csv"],
    }


def test_a_queue_that_is_too_long_to_read_says_so(letters, queues):
    queues.unread = 7
    assert "only 3 of 10 messages were read" in letters("list").stderr


def test_everything_about_a_letter_is_shown(letters):
    done = letters("show", UNREADABLE.id)
    assert "x-attempt: 2" in done.stdout
    assert r"  \xff\x00" in done.stdout
    assert "\x1b" not in done.output
    assert '"eventName": "ObjectCreated:Put"' in letters("show", REFUSED.id[:5]).stdout
    shown = json.loads(letters("show", "--json", UNREADABLE.id).stdout)
    assert (shown[0]["message"], shown[0]["encoding"]) == ("/wA=", "base64")


@pytest.mark.parametrize("verb", ["replay", "drop"])
def test_nothing_is_done_without_a_choice(letters, queues, fails, verb):
    assert "--all" in fails(letters(verb))
    assert "no letter 'ffff0000'" in fails(letters(verb, "ffff0000"))
    assert "is no id" in fails(letters(verb, "ff"))
    assert "contradict" in fails(letters(verb, "--all", "--reason", "x"))
    assert queues.done == []


def test_only_the_chosen_letters_are_replayed(letters, queues):
    done = letters("replay", "--key", "a.csv")
    assert (done.exit_code, done.stdout) == (0, "replayed 1 dead letter\n")
    assert queues.done == [("replay", [REFUSED.id])]
    assert letters("replay", "--all").stdout == "replayed 2 dead letters\n"
    assert letters("replay", "--all", "--queue", "unrouted").stdout == "replayed 0 unrouted events\n"


def test_dropping_asks_first_and_without_a_terminal_refuses(letters, queues, fails):
    line = fails(letters("drop", "--all"))
    assert line == "Remove 3 dead letters for ever? Then add --yes"
    assert queues.done == []
    assert letters("drop", REFUSED.id, "--yes").stdout == "dropped 1 dead letter\n"
    assert queues.done == [("drop", [REFUSED.id])]


@pytest.mark.parametrize(("answer", "code", "dropped"), [("y\n", 0, 3), ("n\n", 1, 0), ("", 1, 0)])
def test_on_a_terminal_a_person_answers(letters, queues, monkeypatch, answer, code, dropped):
    monkeypatch.setattr(command, "_is_terminal", lambda: True)
    done = letters("drop", "--all", stdin=answer)
    assert done.exit_code == code
    assert REFUSED.id in done.stdout
    assert len(queues.letters["drift.dead-letter"]) == 3 - dropped


def test_letters_that_come_while_a_person_thinks_stay(letters, queues, monkeypatch):
    late = letter(event("drifts/late.csv"), "AccessDenied")

    def think(*_, **__):
        queues.letters["drift.dead-letter"].append(late)

    monkeypatch.setattr(command, "_is_terminal", lambda: True)
    monkeypatch.setattr(command.typer, "confirm", think)
    assert letters("drop", "--all").stdout.endswith("dropped 3 dead letters\n")
    assert queues.letters["drift.dead-letter"] == [late]


def test_the_brokers_password_is_never_printed(driftline, free_port):
    url = f"amqp://operator:secret-word@127.0.0.1:{free_port}"
    done = driftline("dead-letters", "list", DRIFTLINE_BROKER_URL=url)
    assert done.exit_code == 2
    address = f"127.0.0.1:{free_port} (DRIFTLINE_BROKER_URL)"
    assert done.stderr == f"driftline: cannot reach the broker at {address}: Connection refused\n"
    assert "secret-word" not in done.output
