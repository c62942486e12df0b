"""Fixtures for all tests; in CI, a skipped test of a required part is a failure."""

import json
import logging
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

from common import logs
from common.verdict.document import BaselineFile, DriftFile, PolicyUsed, Verdict
from infra.stack.places import free_ports

# How long a test waits for a program before it fails: much longer than needed, unless all cores are busy.
PATIENCE_SECONDS = 180
# Tests with one of these marks may be skipped on a laptop, but not in CI.
REQUIRED_IN_CI = ("real", "torch", "images")
# With auto, vectors would depend on the processor. Tests of the openvino engine ask for it.
os.environ["DRIFTLINE_ENGINE"] = "onnx"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """Run one process more than there are cores, because the tests on real servers mostly wait."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items):
    """Run all tests on the shared real stack, and of images, in one process; the others may run in any.

    Tests on real servers take longest, so they start first.
    """
    for item in items:
        if {"running_stack", "built_images"} & set(item.fixturenames):
            item.add_marker(pytest.mark.xdist_group("stack"))
    items.sort(key=lambda item: item.get_closest_marker("real") is None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    required = any(item.get_closest_marker(mark) for mark in REQUIRED_IN_CI)
    if report.skipped and required and os.environ.get("CI") == "true" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {call.excinfo.value if call.excinfo else 'no reason given'}"
    return report


def pytest_terminal_summary(terminalreporter):
    """Print each reason for skipping once, with the number of tests."""
    reasons = Counter(report.longrepr[2] for report in terminalreporter.stats.get("skipped", []))
    for reason, tests in reasons.items():
        terminalreporter.write_line(f"{tests} skipped: {reason.removeprefix('Skipped: ')}")


@pytest.fixture
def make_cgroups(tmp_path):
    """Write control group files; return the mount point and the membership file."""

    def make(membership, files):
        for name, content in files.items():
            path = tmp_path / "mount" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        (tmp_path / "self").write_text(membership)
        return tmp_path / "mount", tmp_path / "self"

    return make


@pytest.fixture
def make_verdict():
    """Return a function that builds a verdict on drifts/a.csv; keywords replace its fields."""

    def make(*, etag="e1", sequencer="0A", status="ok", key="drifts/a.csv", **parts):
        scored = status == "ok"
        return Verdict.model_validate(
            {
                "schema": "driftline.verdict/1",
                "status": status,
                "drifted": False if scored else None,
                "update_model": False if scored else None,
                "drift_score": 0.01 if scored else None,
                "drift_column": "text" if scored else None,
                "level": "none" if scored else None,
                "reasons": ["text: no drift detected, drift score 0.0100 is below 0.10"],
                "drift": DriftFile(
                    bucket="ml-drift-datasets",
                    key=key,
                    etag=etag,
                    version_id=None,
                    sequencer=sequencer,
                    rows=2,
                ),
                "baseline": BaselineFile(key="baselines/a.csv", etag="b1", rows=2) if scored else None,
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
    """Return a function that builds the handler's tools for a store, with an encoder that needs no model."""
    from functions.score.baseline.profile_cache import ProfileCache
    from functions.score.batch import Limits
    from functions.score.encoder.hashing import HashingEncoder
    from functions.score.policy import CalibratedPolicy
    from functions.score.tools import Tools

    def make(store, **parts):
        defaults = {
            "encoder": HashingEncoder,
            "profiles": ProfileCache(),
            "limits": Limits(),
            "policy": lambda _dataset: CalibratedPolicy(),
        }
        return Tools(store=store, **defaults | parts)

    return make


@pytest.fixture(autouse=True)
def restored_logs():
    """Undo what `logs.set_up` does to the loggers of the tests' process."""
    names = ("", logs.LOGGER.name, *logs.PACKAGES, *logs.LIBRARIES)
    loggers = [logging.getLogger(name) for name in names]
    before = [(logger, logger.handlers[:], logger.level, logger.propagate) for logger in loggers]
    yield
    for logger, handlers, level, propagate in before:
        logger.handlers[:] = handlers
        logger.setLevel(level)
        logger.propagate = propagate


class Program:
    """One of our programs in its own process; its log is a file of JSON lines."""

    def __init__(self, command, environment, log):
        self.log = log
        self._stream = log.open("wb")
        self.process = subprocess.Popen(
            command, env=environment, stdout=self._stream, stderr=subprocess.STDOUT, start_new_session=True
        )

    def lines(self, event=None):
        """Return the JSON lines logged so far, all or those with one `event`."""
        lines = []
        for line in self.log.read_text(encoding="utf-8").splitlines():
            with suppress(ValueError):
                lines.append(json.loads(line))
        return [line for line in lines if event is None or line.get("event") == event]

    def wait_for_log(self, text, seconds=PATIENCE_SECONDS):
        """Return once the log has a text; fail with the log if the program ends or takes too long."""
        deadline = time.monotonic() + seconds
        while text not in self.log.read_text(encoding="utf-8"):
            if self.process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"{text!r} is not in the log:\n{self.log.read_text(encoding='utf-8')}")
            time.sleep(0.02)

    def stop(self, seconds=PATIENCE_SECONDS):
        """Send SIGTERM and return the exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            return self.process.wait(seconds)
        finally:
            self.kill()

    def kill(self):
        """Send SIGKILL to the program and everything that it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._stream.close()


@pytest.fixture(scope="session")
def cache_dir(tmp_path_factory):
    """Return one folder for the encoder's graph, so that the programs under test build it once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def program_at(cache_dir):
    """Return a context manager that runs a program: `with program_at(log, command, **environment)`."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    ours = {
        "PYTHONUNBUFFERED": "1",
        "DRIFTLINE_CACHE_DIR": str(cache_dir),
        "DRIFTLINE_ENGINE": "onnx",
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
    """Return a function that runs a program until the test ends: `start_program(command, **environment)`."""
    with ExitStack() as started:
        numbers = count()

        def start(command, **environment):
            log = tmp_path / f"program-{next(numbers)}.log"
            return started.enter_context(program_at(log, command, **environment))

        yield start


@pytest.fixture(scope="session")
def driftline_command():
    """Return the path of the installed command, beside the Python that runs the tests."""
    return str(Path(sys.executable).with_name("driftline"))


@pytest.fixture
def free_port():
    """Return a loopback port on which no server listens."""
    return free_ports(1)[0]
