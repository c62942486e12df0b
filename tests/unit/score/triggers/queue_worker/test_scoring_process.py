"""A real scoring process, with the real model and a store that never answers; a real store is in
tests/integration/test_costly_files.py."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
from multiprocessing.reduction import ForkingPickler
from pathlib import Path

import pytest

from common import settings
from common.errors import Outcome, SetupError
from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from functions.score.settlement import Settlement
from functions.score.triggers.queue_worker.scoring_process import (
    ReportFault,
    Score,
    ScoringEnded,
    ScoringProcess,
    child,
)
from functions.score.triggers.queue_worker.scoring_process import process as process_module

EVENT = ObjectCreated("ml-drift-datasets", "drifts/a.csv")
PATIENCE_SECONDS = 60


@pytest.fixture
def silent_store():
    """Return the address of a server that accepts connections and sends nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture
def deaths():
    """Return the list to which each death of a process adds an item."""
    return []


@pytest.fixture
def make(cache_dir, free_port, deaths):
    """Return a function that makes a scoring process; keywords are settings, by default a store is away."""
    made = []

    def make_process(**overrides):
        values = {
            "store_endpoint": f"http://127.0.0.1:{free_port}",
            "store_access_key": "user",
            "store_secret_key": "password",
            "store_region": "us-east-1",
            "cache_dir": str(cache_dir),
            "log_format": "json",
            **overrides,
        }
        environment = {f"DRIFTLINE_{name.upper()}": str(value) for name, value in values.items()}
        died = deaths.append
        made.append(ScoringProcess(settings.load(environment), on_death=lambda: died(1)))
        return made[-1]

    yield make_process
    for process in made:
        process.close()


def score(process):
    return process.settle(Score(EVENT, "7"))


def pid(process):
    return process._process.pid


def ends(number):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_requests_are_settled_in_the_other_process(make):
    process = make()
    settlement = score(process)
    assert (settlement.outcome, settlement.record, settlement.event) == (Outcome.RETRY, "7", EVENT)
    assert settlement.store_failed
    report = ReportFault(Score(EVENT, last_attempt=True), "too costly", None)
    assert process.settle(report).outcome is Outcome.DEAD_LETTER
    assert Path(f"/proc/{pid(process)}/oom_score_adj").read_text().strip() == "1000"


def test_a_process_that_is_killed_is_replaced_at_the_next_request(make, silent_store, deaths):
    process = make(store_endpoint=silent_store)
    process.wait_until_ready()
    first = pid(process)
    threading.Timer(0.3, os.kill, (first, signal.SIGKILL)).start()
    with pytest.raises(ScoringEnded, match="SIGKILL") as caught:
        score(process)
    assert (caught.value.put, caught.value.version, caught.value.timed_out) == (None, None, False)
    process.wait_until_ready()
    assert pid(process) != first
    assert ends(first)
    assert len(deaths) == 1


# A program that does its work whenever it is imported, as the runtime of a cloud function may.
UNGUARDED = """
from common import settings
from functions.score.triggers.queue_worker.scoring_process import ScoringProcess

print("run")
process = ScoringProcess(settings.load())
process.wait_until_ready()
process.close()
"""


def test_a_program_that_starts_the_process_is_not_run_again_there(tmp_path, cache_dir):
    (tmp_path / "program.py").write_text(UNGUARDED)
    settings = {"DRIFTLINE_CACHE_DIR": str(cache_dir), "PYTHONPATH": os.pathsep.join(sys.path)}
    credentials = {f"DRIFTLINE_STORE_{name}_KEY": "secret" for name in ("ACCESS", "SECRET")}
    done = subprocess.run(
        [sys.executable, tmp_path / "program.py"],
        env={**os.environ, **settings, **credentials},
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE_SECONDS,
    )
    assert done.stdout == "run\n"


def test_a_process_that_ended_before_a_file_came_is_not_the_file_s_fault(make, deaths):
    process = make()
    process.wait_until_ready()
    first = process._process
    first.kill()
    first.join()
    assert score(process).outcome is Outcome.RETRY  # the store is away
    assert pid(process) != first.pid
    assert len(deaths) == 1  # an operator is to know all the same


def test_a_request_may_have_less_time_than_the_settings_give(make, silent_store):
    process = make(store_endpoint=silent_store, score_seconds=60)
    with pytest.raises(ScoringEnded, match=r"no answer after 0\.5 s"):
        process.settle(Score(EVENT), 0.5)


def test_a_file_that_takes_too_long_ends_its_process(make, silent_store):
    process = make(store_endpoint=silent_store, score_seconds=0.5)
    process.wait_until_ready()
    first = pid(process)
    with pytest.raises(ScoringEnded, match=r"no answer after 0\.5 s") as caught:
        score(process)
    assert caught.value.timed_out
    assert ends(first)


def test_signals_for_the_worker_do_not_end_the_process(make):
    process = make()
    process.start()
    first = pid(process)
    for number in (signal.SIGINT, signal.SIGTERM):
        os.kill(first, number)
    assert score(process).outcome is Outcome.RETRY
    os.kill(first, signal.SIGTERM)
    assert score(process).outcome is Outcome.RETRY
    assert pid(process) == first


@pytest.mark.parametrize(
    ("overrides", "reason"),
    [
        ({"store_access_key": ""}, "set DRIFTLINE_STORE_ACCESS_KEY"),
        ({"model": "/no/such/model"}, "/no/such/model"),
    ],
)
def test_a_process_that_cannot_start_says_why(make, overrides, reason):
    process = make(**overrides)
    for _ in range(2):
        with pytest.raises(SetupError, match=reason):
            process.wait_until_ready()


def test_a_process_that_dies_while_it_starts_is_reported(make):
    process = make()
    process.start()
    os.kill(pid(process), signal.SIGKILL)
    with pytest.raises(SetupError, match="ended while it started: SIGKILL"):
        process.wait_until_ready()
    assert score(process).outcome is Outcome.RETRY


def test_a_process_that_does_not_start_in_time_is_ended_and_reported(make, monkeypatch):
    monkeypatch.setattr(process_module, "START_SECONDS", 0.01)
    process = make()
    process.start()
    first = pid(process)
    with pytest.raises(SetupError, match=r"did not start in 0\.01 s"):
        process.wait_until_ready()
    assert ends(first)
    monkeypatch.undo()
    assert score(process).outcome is Outcome.RETRY


def test_a_process_that_is_closed_while_it_scores_is_not_started_again(make, silent_store):
    process = make(store_endpoint=silent_store)
    process.wait_until_ready()
    first = pid(process)
    threading.Timer(0.3, process.close).start()
    with pytest.raises(ScoringEnded):
        score(process)
    with pytest.raises(SetupError, match="the worker stops"):
        score(process)
    assert ends(first)


PARENT = """
import sys
from common import settings
from functions.score.triggers.queue_worker.scoring_process import Score, ScoringProcess
from common.events import ObjectCreated
from common.stores.memory import MemoryStore

if __name__ == "__main__":
    process = ScoringProcess(settings.load())
    process.wait_until_ready()
    print(process._process.pid, flush=True)
    process.settle(Score(ObjectCreated("ml-drift-datasets", "drifts/a.csv")))
"""


def test_the_process_ends_with_its_parent_also_while_it_scores(tmp_path, cache_dir, silent_store):
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    environment = {
        **os.environ,
        "DRIFTLINE_STORE_ENDPOINT": silent_store,
        "DRIFTLINE_STORE_ACCESS_KEY": "user",
        "DRIFTLINE_STORE_SECRET_KEY": "password",
        "DRIFTLINE_CACHE_DIR": str(cache_dir),
    }
    with subprocess.Popen([sys.executable, script], env=environment, stdout=subprocess.PIPE) as parent:
        child = int(parent.stdout.readline())
        time.sleep(0.3)  # it waits for the store now
        parent.kill()
    assert ends(child)


def test_a_folder_takes_the_place_of_the_bucket(cache_dir, tmp_path):
    for name in ("baselines", "drifts"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.csv").write_text("text\nthe cat sat\na dog lay\n")
    values = settings.load({"DRIFTLINE_CACHE_DIR": str(cache_dir)})
    process = ScoringProcess(values, folder=tmp_path)
    try:
        settlement = process.settle(Score(EVENT, unlogged=True))
    finally:
        process.close()
    assert settlement.verdict.status == "ok"
    assert (tmp_path / "results/a.csv.json").exists()


def test_an_error_of_the_other_process_tells_where_it_was_raised():
    with pytest.raises(KeyError) as caught:
        {}["share"]
    settlement = child._portable(Settlement(Outcome.DEAD_LETTER, "internal error", error=caught.value))
    arrived = ForkingPickler.loads(ForkingPickler.dumps(settlement)).error
    assert str(arrived) == "KeyError: 'share'"
    assert "test_an_error_of_the_other_process" in "".join(traceback.format_exception(arrived))


@pytest.mark.parametrize(("options", "lines"), [({}, 1), ({"quiet": True}, 0), ({"unlogged": True}, 0)])
def test_who_asks_says_what_is_logged(logged, make_tools, options, lines):
    tools = make_tools(MemoryStore(EVENT.bucket))
    assert child._settled(Score(EVENT, **options), tools).outcome is Outcome.ACK  # there is no such object
    assert len(logged) == lines
