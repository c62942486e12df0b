"""The HTTP function behind a push subscription. pstest does not push, so these need Google's emulator."""

import json
import sys
import time
from pathlib import Path
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
from pubsub_servers import EMULATORS
from pubsub_subscription import Subscription

CHECKOUT = Path(__file__).parents[3]
CALM = b"id,text\n1,the cat sat on the mat\n2,a dog lay on the rug\n3,two birds sang in the garden\n"

pytestmark = pytest.mark.skipif(not EMULATORS, reason="Google's Pub/Sub emulator is not on this machine")


@pytest.fixture
def queue(pubsub_servers):
    return Subscription(pubsub_servers(EMULATORS[0]), f"score-{uuid4().hex[:12]}")


@pytest.fixture
def function(queue, worker_variables, start_program, free_port):
    """Return the function, to which the subscription pushes."""
    command = [
        str(Path(sys.executable).with_name("functions-framework")),
        *("--source", str(CHECKOUT / "functions/score/main.py"), "--target", "score"),
        *("--host", "127.0.0.1", "--port", str(free_port)),
    ]
    variables = worker_variables()
    del variables["DRIFTLINE_PUBSUB_SUBSCRIPTION"]
    program = start_program(command, **variables)
    address = f"http://127.0.0.1:{free_port}/"
    deadline = time.monotonic() + 120
    while True:
        try:
            with urlopen(Request(address)) as answer:
                assert json.loads(answer.read())["status"] == "ok"
                break
        except OSError:
            assert program.process.poll() is None, program.log.read_text()
            assert time.monotonic() < deadline
            time.sleep(0.2)
    queue.delete()
    queue.create(push_config={"push_endpoint": address}, ack_deadline_seconds=60)
    return program


def test_a_push_is_repeated_until_the_file_has_its_verdict_and_no_longer(bucket, queue, function):
    bucket.put("drifts/a b.csv", CALM)
    queue.announce(bucket.name, "drifts/a b.csv")
    function.wait_for_log('"outcome": "retry"')
    bucket.put("baselines/baseline.csv", CALM)
    assert bucket.verdict("drifts/a b.csv").status == "ok"
    function.wait_for_log('"event": "verdict"')  # the log has it after the bucket
    lines = len(function.lines())
    time.sleep(5)
    assert len(function.lines()) == lines
    assert queue.letters() == []


def test_what_nobody_can_read_is_moved_by_the_policy_of_the_subscription(queue, function):
    queue.send("no event")
    function.wait_for_log('"outcome": "dead-letter"')
    deadline = time.monotonic() + 120
    while not (letters := queue.letters()):
        assert time.monotonic() < deadline
    assert letters == [("no event", "")]
