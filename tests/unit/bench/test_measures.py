"""What the benchmarks count and read."""

import json
import sys

import numpy as np
import pytest
from speed.arithmetic import layer_operations
from speed.delivery import steps
from speed.encoder import smallest_cosine
from speed.pair import answer
from speed.process import FailedError, run
from speed.real_servers import Delivered
from speed.turns import TurnTaker

TAKER = "print('ready', flush=True)\nimport sys\nfor n, _ in enumerate(sys.stdin): print(n / 2, flush=True)"


def test_the_memory_of_the_starting_process_does_not_count():
    large = np.ones(50_000_000)  # 400 MB
    ran = run([sys.executable, "-c", "print(1)"], {})
    assert ran.output == "1\n"
    assert 0 < ran.memory < large.nbytes / 4
    assert ran.seconds > 0


@pytest.mark.parametrize(
    ("code", "message"),
    [(3, "exited with 3: why"), (1, "exited with 1: why"), (None, "could not be started")],
)
def test_a_command_without_an_answer_has_its_error_quoted(code, message):
    command = ["no such program"] if code is None else ["sh", "-c", f"echo why >&2; exit {code}"]
    with pytest.raises(FailedError, match=message):
        run(command, {})


def test_a_drift_is_an_answer():
    assert run(["sh", "-c", "echo drift; exit 1"], {}).output == "drift\n"


def test_a_process_takes_turns():
    with TurnTaker([sys.executable, "-c", TAKER], {}) as taker:
        assert [taker.turn(), taker.turn()] == [0.0, 0.5]
    with pytest.raises(FailedError, match="no module"), TurnTaker(["sh", "-c", "echo no module >&2"], {}):
        pass


def test_the_operations_of_a_layer_are_those_of_its_products():
    lengths = np.array([3, 1], dtype=np.int32)
    hidden, intermediate = 4, 8
    by_hand = 0
    for length in lengths.tolist():
        by_hand += 4 * 2 * length * hidden * hidden  # query, key, value, output
        by_hand += 2 * 2 * length * hidden * intermediate
        by_hand += 2 * 2 * length * length * hidden  # attention scores and weighted sum
    assert layer_operations(lengths, hidden, intermediate) == by_hand


def test_the_smallest_cosine_is_that_of_the_worst_pair():
    ours = np.array([[1.0, 0.0], [0.0, 2.0]], dtype=np.float32)
    theirs = np.array([[3.0, 0.0], [1.0, 1.0]], dtype=np.float32)
    assert smallest_cosine(ours, theirs) == pytest.approx(0.5**0.5)


def test_an_answer_is_read_from_a_verdict_and_from_lines():
    column = {"text": {"texts_embedded": [1000, 300]}}
    verdict = {"drifted": True, "drift_score": 0.1, "columns": [{"text": None}, column]}
    assert answer(json.dumps(verdict, indent=2)) == {"drift": True, "score": 0.1, "embedded": 300}
    lines = json.dumps({"score": 0.3}) + "\n" + json.dumps({"score": 0.2, "seconds": 1}) + "\n"
    assert answer(lines) == {"score": 0.2}


def test_the_steps_of_a_delivery_add_up_and_a_message_that_nobody_saw_has_no_time():
    verdict = {"timing_ms": {"read": 100, "encode": 300}}
    files = {
        "a": Delivered(began=10.0, returned=10.5, seen=12.5, verdict=verdict),
        "b": Delivered(began=20.0, returned=21.0, seen=24.0, verdict=verdict),
    }
    assert steps(files, {"a": 12.0}) == {
        "put": [0.5, 1.0],
        "spool": [1.5],
        "verdict": [2.5, 4.0],
        "message": [0.5],
        "scoring": [0.4],
        "rest": [pytest.approx(0.1)],
    }
