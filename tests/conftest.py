"""What all tests share: verdicts to start from, and no skips where skipping hides a failure."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from common.verdict.document import BaselineFile, DriftFile, PolicyUsed, Verdict
from infra.stack.places import free_ports

# Tests bearing one of these marks may be skipped on a laptop, never in CI.
REQUIRED_IN_CI = ("real", "torch", "images")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """Run one process more than there are cores: the tests on real servers mostly wait."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items):
    """Keep the tests on the run's one real stack in one process; the others may run anywhere."""
    for item in items:
        if "running_stack" in item.fixturenames:
            item.add_marker(pytest.mark.xdist_group("stack"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    required = any(item.get_closest_marker(mark) for mark in REQUIRED_IN_CI)
    if report.skipped and required and os.environ.get("CI") == "true" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {call.excinfo.value if call.excinfo else 'no reason given'}"
    return report


def pytest_terminal_summary(terminalreporter):
    """Say each reason for skipping once, with how many tests it concerns."""
    reasons = Counter(report.longrepr[2] for report in terminalreporter.stats.get("skipped", []))
    for reason, tests in reasons.items():
        terminalreporter.write_line(f"{tests} skipped: {reason.removeprefix('Skipped: ')}")


@pytest.fixture
def make_verdict():
    """Build a verdict on drifts/a.csv; keywords replace its parts."""

    def make(*, etag="e1", sequencer="0A", status="ok", key="drifts/a.csv", **parts):
        judged = status == "ok"
        return Verdict.model_validate(
            {
                "schema": "driftline.verdict/1",
                "status": status,
                "drifted": False if judged else None,
                "update_model": False if judged else None,
                "drift_score": 0.01 if judged else None,
                "drift_column": "text" if judged else None,
                "level": "none" if judged else None,
                "reasons": ["text: no drift detected, drift score 0.0100 is below 0.10"],
                "drift": DriftFile(
                    bucket="ml-drift-datasets",
                    key=key,
                    etag=etag,
                    version_id=None,
                    sequencer=sequencer,
                    rows=2,
                ),
                "baseline": BaselineFile(key="baselines/a.csv", etag="b1", rows=2) if judged else None,
                "columns": [],
                "schema_changes": [],
                "model": None,
                "policy": PolicyUsed(name="threshold", moderate=0.1, high=0.2),
                "timing_ms": {},
                "scored_at": datetime(2026, 11, 23, tzinfo=UTC),
                "driftline": "0",
                "error": None,
                **parts,
            }
        )

    return make


@pytest.fixture
def make_tools():
    """Build the handler's tools over a store, with an encoder that needs no model."""
    from functions.score.baseline.profile_cache import Profiles
    from functions.score.batch import Limits
    from functions.score.encoder.hashing import HashingEncoder
    from functions.score.policy import CalibratedPolicy
    from functions.score.tools import Tools

    def make(store, **parts):
        given = {
            "encoder": HashingEncoder,
            "profiles": Profiles(),
            "limits": Limits(),
            "policy": lambda _dataset: CalibratedPolicy(),
            **parts,
        }
        return Tools(store=store, **given)

    return make


class Program:
    """One of our own programs as a process of its own; its log is a file of JSON lines."""

    def __init__(self, command, environment, log):
        self.log = log
        self._stream = log.open("wb")
        self.process = subprocess.Popen(
            command, env=environment, stdout=self._stream, stderr=subprocess.STDOUT, start_new_session=True
        )

    def lines(self, event=None):
        """Return the JSON lines logged so far, those of one kind of event or all."""
        found = []
        for line in self.log.read_text(encoding="utf-8").splitlines():
            with suppress(ValueError):
                found.append(json.loads(line))
        return [line for line in found if event is None or line.get("event") == event]

    def wait_for_log(self, text, seconds=60):
        """Return once the log holds a text; fails with the log when it ends or takes too long."""
        deadline = time.monotonic() + seconds
        while text not in self.log.read_text(encoding="utf-8"):
            if self.process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"{text!r} never came:\n{self.log.read_text(encoding='utf-8')}")
            time.sleep(0.02)

    def stop(self, seconds=60):
        """Send SIGTERM and return the exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            return self.process.wait(seconds)
        finally:
            self.kill()

    def kill(self):
        """Send SIGKILL to everything it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._stream.close()


@pytest.fixture(scope="session")
def cache_dir(tmp_path_factory):
    """One folder for the encoder's graph, so that the programs under test build it once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def program_at(cache_dir):
    """Return what runs a program while a block lasts: `with program_at(log, command, **environment)`."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    ours = {
        "PYTHONUNBUFFERED": "1",
        "DRIFTLINE_CACHE_DIR": str(cache_dir),
        "DRIFTLINE_LOG_FORMAT": "json",
    }

    @contextmanager
    def run(log, command, **environment):
        program = Program(command, {**inherited, **ours, **environment}, log)
        try:
            yield program
        finally:
            program.kill()

    return run


@pytest.fixture
def start_program(tmp_path, program_at):
    """Start programs that are ended with the test: `start_program(command, **environment)`."""
    with ExitStack() as started:
        numbers = count()

        def start(command, **environment):
            log = tmp_path / f"program-{next(numbers)}.log"
            return started.enter_context(program_at(log, command, **environment))

        yield start


@pytest.fixture(scope="session")
def driftline_command():
    """The installed command, beside the Python that runs the tests."""
    return str(Path(sys.executable).with_name("driftline"))


@pytest.fixture
def free_port():
    """Return a loopback port that nothing listens on."""
    return free_ports(1)[0]
