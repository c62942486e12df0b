"""Every error is one line and exit code 2."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import driftline as program
from common.errors import BatchError
from functions.cli import commands, extras
from functions.cli.endings import TRACEBACK_HINT

SAMPLE = Path(__file__).parents[3] / "functions/samples/baseline.csv"


@pytest.fixture
def schema_that_raises(monkeypatch):
    def make(error):
        def raises():
            raise error

        monkeypatch.setattr(commands, "json_schema", raises)

    return make


def test_an_internal_error_is_one_line_with_a_hint(driftline, fails, schema_that_raises):
    schema_that_raises(KeyError("share\nand more"))
    line = fails(driftline("schema"))
    assert line == rf"internal error (KeyError: 'share\nand more'); {TRACEBACK_HINT}"


def test_a_setting_shows_the_traceback_of_an_internal_error(driftline, schema_that_raises):
    schema_that_raises(KeyError("share"))
    done = driftline("schema", DRIFTLINE_TRACEBACK="1")
    assert done.exit_code == 2
    assert "Traceback (most recent call last)" in done.stderr
    assert "KeyError: 'share'" in done.stderr


def test_an_internal_error_is_one_line_whatever_the_settings(driftline, fails, schema_that_raises):
    schema_that_raises(KeyError("share"))
    assert TRACEBACK_HINT in fails(driftline("schema", DRIFTLINE_ALPHA="no number"))


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (PermissionError(13, "Permission denied", "a.csv"), "Permission denied: 'a.csv'"),
        (OSError("no more"), "no more"),
        (OSError(28, "No space left on device"), "No space left on device"),
        (BatchError("no_rows", "no rows", key="a\x1b[31m\n.csv"), r"a\x1b[31m\n.csv: no rows"),
        (BatchError("broken_settings", "alpha = 7", key="a.toml"), "a.toml: alpha = 7"),
    ],
)
def test_what_the_user_can_fix_is_one_line(driftline, fails, schema_that_raises, error, line):
    schema_that_raises(error)
    assert fails(driftline("schema")) == line


def test_an_interrupt_ends_quietly_with_the_usual_code(driftline, schema_that_raises):
    schema_that_raises(KeyboardInterrupt())
    done = driftline("schema")
    assert (done.exit_code, done.stdout, done.stderr) == (130, "", "")


@pytest.mark.parametrize(
    ("command", "extra", "module"),
    [
        (("score", "a.csv", "b.csv"), "score", "onnxruntime"),
        (("watch", "."), "score", "watchfiles"),
        (("demo",), "score", "numpy"),
        (("worker",), "score", "pika"),
        (("reconcile",), "score", "pyarrow"),
        (("status",), "score", "pika"),
        (("doctor",), "score", "pika"),
        (("dead-letters", "list"), "score", "pika"),
        (("upload",), "upload", "python_multipart"),
    ],
)
def test_a_command_names_the_extra_that_it_needs(driftline, fails, monkeypatch, command, extra, module):
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name == module else object())
    line = fails(driftline(*command))
    assert line == f"the Python package {module!r} is not installed: pip install 'driftline[{extra}]'"


def test_a_library_that_is_missing_during_a_command_names_its_extra(
    driftline, fails, schema_that_raises, monkeypatch
):
    schema_that_raises(ModuleNotFoundError("No module named 'pika.adapters'", name="pika.adapters"))
    monkeypatch.setattr(extras, "find_spec", lambda _: None)
    assert fails(driftline("schema")).endswith("pip install 'driftline[score]'")


@pytest.mark.parametrize("name", ["google", "google.cloud.storage", "google.cloud.pubsub", "google.api_core"])
def test_a_library_in_a_shared_namespace_names_its_extra(
    driftline, fails, schema_that_raises, monkeypatch, name
):
    def nothing(module):
        raise ModuleNotFoundError(f"No module named {module!r}", name="google")

    schema_that_raises(ModuleNotFoundError(f"No module named {name!r}", name=name))
    monkeypatch.setattr(extras, "find_spec", nothing)
    assert fails(driftline("schema")).endswith("pip install 'driftline[gcp]'")


@pytest.mark.parametrize("name", ["functions.score.no_such_module", "numpy.no_such_module", None])
def test_a_module_that_no_extra_brings_is_an_internal_error(driftline, fails, schema_that_raises, name):
    schema_that_raises(ModuleNotFoundError("No module named 'x'", name=name))
    assert fails(driftline("schema")).startswith("internal error (ModuleNotFoundError: ")


def test_an_import_that_an_interrupt_ended_is_no_missing_package(driftline, schema_that_raises):
    error = ModuleNotFoundError("No module named 'numpy'", name="numpy")
    error.__context__ = KeyboardInterrupt()
    schema_that_raises(error)
    done = driftline("schema")
    assert (done.exit_code, done.stdout, done.stderr) == (130, "", "")


def test_an_interrupt_while_the_program_starts_ends_quietly(monkeypatch, capsys):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr(program, "check_packages", interrupted)
    with pytest.raises(SystemExit) as left:
        program.main()
    assert left.value.code == 130
    assert capsys.readouterr() == ("", "")


def score_text():
    """Score two files of the samples, with an encoder that needs no model."""
    return f"""
from functions.score import wiring
from functions.score.encoder.hashing import HashingEncoder
wiring._encoder = lambda _settings: HashingEncoder()
import sys
sys.argv[1:] = ["score", {str(SAMPLE)!r}, {str(SAMPLE)!r}, "--report", sys.argv[1]]
"""


COMMANDS = {
    "version": "import sys; sys.argv[1:] = ['--version']",
    "help": "import sys; sys.argv[1:] = ['--help']",
    "help of a command": "import sys; sys.argv[1:] = ['score', '--help']",
    "schema": "import sys; sys.argv[1:] = ['schema']",
    "score": score_text(),
}


def run(command, report, stdout):
    """Run a command in a process of its own, because only there the last flush can fail."""
    code = f"{COMMANDS[command]}\nimport driftline\ndriftline.main()"
    return subprocess.run(
        [sys.executable, "-c", code, str(report)],
        stdout=stdout, stderr=subprocess.PIPE, text=True, check=False, timeout=120,
    )  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_a_closed_pipe_ends_quietly_with_the_usual_code(tmp_path, command):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        done = run(command, tmp_path / "page.html", closed)
    assert (done.returncode, done.stderr) == (141, "")
    assert (tmp_path / "page.html").exists() == (command == "score")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_disk_is_one_line(tmp_path, command):
    with Path("/dev/full").open("wb") as full:
        done = run(command, tmp_path / "page.html", full)
    assert (done.returncode, done.stderr) == (2, "driftline: No space left on device\n")


def test_a_value_that_an_option_does_not_take_is_no_value_error(driftline):
    done = driftline("score", "--format", "yaml", "a.csv", "b.csv")
    assert done.exit_code == 2
    assert "'yaml' is not one of 'text'" in done.stderr
    assert "Value error" not in done.stderr
