"""Every error is one line and exit code 2."""

import pytest

from common.errors import BatchError
from functions.cli import commands, extras
from functions.cli.endings import TRACEBACK_HINT


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


@pytest.mark.parametrize("name", ["functions.score.no_such_module", "numpy.no_such_module", None])
def test_a_module_that_no_extra_brings_is_an_internal_error(driftline, fails, schema_that_raises, name):
    schema_that_raises(ModuleNotFoundError("No module named 'x'", name=name))
    assert fails(driftline("schema")).startswith("internal error (ModuleNotFoundError: ")
