"""Signals to a program that is busy."""

import signal
import subprocess
import sys
import threading

import pytest

from functions.score.triggers.stopping import stop_on_signals

PROGRAM = """
import threading
from functions.score.triggers.stopping import stop_on_signals

stop = threading.Event()
with stop_on_signals(stop.set):
    print("busy", flush=True)
    stop.wait()
    print("stopping", flush=True)
    input()  # the current file
print("done", flush=True)
"""


@pytest.fixture
def program():
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout.readline() == "busy\n"
        yield running
        running.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_first_signal_lets_the_program_finish(program, number):
    program.send_signal(number)
    assert program.stdout.readline() == "stopping\n"
    assert program.communicate("\n")[0] == "done\n"
    assert program.returncode == 0


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        (signal.SIGTERM, signal.SIGTERM, 143),
        (signal.SIGINT, signal.SIGINT, 130),
        (signal.SIGINT, signal.SIGTERM, 143),
    ],
)
def test_the_second_signal_ends_it_at_once(program, first, second, code):
    program.send_signal(first)
    assert program.stdout.readline() == "stopping\n"
    program.send_signal(second)
    assert program.wait(10) == code


def test_the_handlers_from_before_are_restored():
    before = signal.getsignal(signal.SIGTERM)
    with stop_on_signals(lambda: None):
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before


def test_in_another_thread_nothing_changes():
    before = signal.getsignal(signal.SIGTERM)
    seen = []

    def run():
        with stop_on_signals(lambda: None):
            seen.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert seen == [before]
