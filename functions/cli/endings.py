"""How a command ends: its exit code, and one line for every error."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand

from common import logs, settings
from common.errors import BatchError, DriftlineError
from common.verdict.document import Verdict
from functions.cli import extras

# Exit codes of `score` and `watch --once`; every other command that fails ends with ERROR.
NO_DRIFT, DRIFT, ERROR = 0, 1, 2
# What shells report for a program that SIGINT or SIGPIPE ended.
INTERRUPTED, BROKEN_PIPE = 130, 141
TRACEBACK_HINT = "run again with DRIFTLINE_TRACEBACK=1 to see where"
LONGEST_MESSAGE = 300  # characters of an internal error


class Command(TyperCommand):
    """A command whose errors are one line and exit code 2.

    Typer itself would end with 1, which means drift, if a pipe is closed.
    """

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override] # the base class is not public
        """Run the command."""
        with one_line_errors():
            return super().invoke(ctx)


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Print every error of the block as one line and exit."""
    try:
        try:
            yield
        finally:
            if sys.stdout:
                sys.stdout.flush()  # a closed pipe shows here, not when the interpreter ends
    except (typer.Exit, typer.Abort):
        raise
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the last flush finds a reader
        sys.exit(BROKEN_PIPE)
    except BatchError as error:
        complain(f"{error.key}: {error}" if error.key else str(error))
    except DriftlineError as error:
        complain(str(error))
    except OSError as error:
        complain(f"{error.strerror or error}: {error.filename!r}" if error.filename else str(error))
    except Exception as error:  # noqa: BLE001 - the last resort: users get one line, and no code that means drift
        _internal(error)


def complain(message: str) -> NoReturn:
    """Print one line to standard error and exit with ERROR."""
    typer.secho(f"driftline: {message}", err=True, fg=typer.colors.RED)
    sys.exit(ERROR)


def exit_code(verdict: Verdict) -> int:
    """Return 0 for no drift, 1 for drift, 2 if the files could not be scored."""
    if verdict.status != "ok":
        return ERROR
    return DRIFT if verdict.drifted else NO_DRIFT


def _internal(error: Exception) -> NoReturn:
    if isinstance(error, ModuleNotFoundError) and (missing := extras.advice(error)):
        complain(str(missing))
    if _shows_tracebacks():
        logs.set_up("human", "driftline")
        logs.LOGGER.error("internal error", exc_info=error)
        sys.exit(ERROR)
    message = " ".join(str(error).split())[:LONGEST_MESSAGE]
    complain(f"internal error ({type(error).__name__}: {message}); {TRACEBACK_HINT}")


def _shows_tracebacks() -> bool:
    try:
        return settings.load().traceback
    except DriftlineError:  # a command that reads no settings met the error
        return False
