import io
import logging
import sys
from contextlib import redirect_stderr

import pytest

from functions.score.runtime.progress import changing_line, no_progress, progress_bar


class Terminal(io.StringIO):
    """What is written to a terminal."""

    def isatty(self):
        return True


@pytest.fixture
def terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    return Terminal()


def test_elsewhere_than_on_a_terminal_nothing_is_shown(capsys):
    with changing_line(lambda: "looked at 1 file"), progress_bar("texts", 2) as advance:
        advance(2)
    with no_progress("texts", 2) as advance:
        advance(2)
    assert capsys.readouterr() == ("", "")


def test_the_line_has_what_the_function_returns_and_leaves_nothing_behind(terminal):
    with redirect_stderr(terminal), changing_line(lambda: "looked at [bold] 1 file"):
        pass
    shown = terminal.getvalue()
    assert "looked at [bold] 1 file" in shown
    assert shown.endswith("\x1b[2K")  # the line is erased


def test_a_log_that_is_set_up_inside_is_written_above_the_line(terminal):
    logger = logging.getLogger("test of the changing line")
    with redirect_stderr(terminal):
        with changing_line(lambda: "line"):
            logger.addHandler(logging.StreamHandler())
            logger.warning("a file failed")
        logger.warning("after the end")
    assert "a file failed\n" in terminal.getvalue()
    assert terminal.getvalue().endswith("after the end\n")


def test_other_output_is_left_alone_if_a_program_reads_it(terminal, capsys):
    with redirect_stderr(terminal), changing_line(lambda: "line"):
        sys.stdout.write("drifts/a.csv\n")
    assert capsys.readouterr().out == "drifts/a.csv\n"
    assert "drifts/a.csv" not in terminal.getvalue()
