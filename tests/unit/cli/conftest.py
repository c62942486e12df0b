"""The command line in this process, with an encoder that needs no model."""

import logging
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from common import logs
from functions.cli import app
from functions.score import wiring
from functions.score.encoder.hashing import HashingEncoder
from functions.score.triggers import folder_scoring
from functions.score.triggers.settling import settle_event

SAMPLES = Path(__file__).parents[3] / "functions/samples"


@pytest.fixture(autouse=True)
def hashing_encoder(monkeypatch):
    monkeypatch.setattr(wiring, "_encoder", lambda _settings: HashingEncoder())


class HereInstead:
    """Takes the place of a scoring process: scores in this one."""

    def __init__(self, settings, folder):
        self._tools = replace(wiring.bucket_tools(settings, folder), observers=())

    def settle(self, request):
        return settle_event(request.event, self._tools, last_attempt=request.last_attempt)

    def wait_until_ready(self):
        pass

    close = wait_until_ready


@pytest.fixture(autouse=True)
def no_other_process(monkeypatch):
    monkeypatch.setattr(folder_scoring, "ScoringProcess", HereInstead)


@pytest.fixture(autouse=True)
def _loggers_as_before():
    loggers = [logs.LOGGER, *map(logging.getLogger, (*logs.PACKAGES, "urllib3"))]
    before = [(logger.handlers[:], logger.level, logger.propagate) for logger in loggers]
    yield
    for logger, (handlers, level, propagate) in zip(loggers, before, strict=True):
        logger.handlers[:] = handlers
        logger.setLevel(level)
        logger.propagate = propagate


@pytest.fixture
def driftline():
    """Run a command: `driftline("score", ...)`; keywords are environment variables."""

    def run(*arguments, stdin=None, **environment):
        return CliRunner().invoke(app, [*map(str, arguments)], input=stdin, env=environment)

    return run


@pytest.fixture
def files(tmp_path):
    """The samples: a baseline, a file that agrees with it and one that drifts."""
    for name in ("baseline.csv", "drifts/more-of-the-same.csv", "drifts/animals-and-plants.csv"):
        shutil.copyfile(SAMPLES / name, tmp_path / Path(name).name)
    names = ("baseline.csv", "more-of-the-same.csv", "animals-and-plants.csv")
    return [tmp_path / name for name in names]


@pytest.fixture
def fails():
    """Check that a command ended with one line on standard error and exit code 2; returns the line."""

    def check(done):
        assert done.exit_code == 2, done.output
        assert done.stdout == ""
        (line,) = done.stderr.splitlines()
        assert line.startswith("driftline: ")
        return line.removeprefix("driftline: ")

    return check
