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
from common.printable import printable
from common.verdict.document import Verdict
from functions.cli import extras

# Exit codes of `score` and `watch --once`; every other command that fails ends with ERROR.
NO_DRIFT, DRIFT, ERROR = 0, 1, 2
# What shells report for a program that SIGINT or SIGPIPE ended.
INTERRUPTED, BROKEN_PIPE = 130, 141
TRACEBACK_HINT = "run again with DRIFTLINE_TRACEBACK=1 to see where"
LONGEST_MESSAGE = 300  # characters of an internal error


class Command(TyperCommand):
    """A command whose errors are one line and exit code 2."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Read the arguments; a wrong one is not introduced as a ValueError, as typer does it."""
        try:
            return super().parse_args(ctx, args)
        except typer.BadParameter as error:
            error.message = error.message.removeprefix("Value error, ")
            raise

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override] # the base class is not public
        """Run the command."""
        with one_line_errors():
            return super().invoke(ctx)


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Print every error of the block as one line and exit.

    Typer and rich exit with 1, which means drift, if a pipe is closed.
    """
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
        _broken_pipe()
    except SystemExit as error:
        if isinstance(error.__context__, BrokenPipeError):
            _broken_pipe()
        raise
    except (DriftlineError, OSError) as error:
        _discard_output_that_cannot_be_written()
        complain(_message(error))
    except Exception as error:  # noqa: BLE001 - the last resort: users get one line, and no code that means drift
        _internal(error)


def complain(message: str) -> NoReturn:
    """Print one line to standard error and exit with ERROR."""
    typer.secho(f"driftline: {printable(message)}", err=True, fg=typer.colors.RED)
    sys.exit(ERROR)


def exit_code(verdict: Verdict) -> int:
    """Return 0 for no drift, 1 for drift, 2 if the files could not be scored."""
    if verdict.status != "ok":
        return ERROR
    return DRIFT if verdict.drifted else NO_DRIFT


def _message(error: DriftlineError | OSError) -> str:
    if isinstance(error, BatchError) and error.key:
        return f"{error.key}: {error}"
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename!r}" if error.filename else error.strerror
    return str(error)


def _broken_pipe() -> NoReturn:
    _discard_output()
    sys.exit(BROKEN_PIPE)


def _discard_output_that_cannot_be_written() -> None:
    try:
        if sys.stdout:
            sys.stdout.flush()
    except OSError:
        _discard_output()


def _discard_output() -> None:
    """Send what is still buffered to nowhere, because the interpreter's last flush would fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _internal(error: Exception) -> NoReturn:
    if _interrupted(error):
        sys.exit(INTERRUPTED)
    if isinstance(error, ModuleNotFoundError) and (missing := extras.advice(error)):
        complain(str(missing))
    if _shows_tracebacks():
        logs.set_up("human", "driftline")
        logs.LOGGER.error("internal error", exc_info=error)
        sys.exit(ERROR)
    message = " ".join(str(error).split())[:LONGEST_MESSAGE]
    complain(f"internal error ({type(error).__name__}: {message}); {TRACEBACK_HINT}")


def _interrupted(error: BaseException | None) -> bool:
    """Tell whether Ctrl-C caused an error: some packages report it as an import that failed."""
    while error and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _shows_tracebacks() -> bool:
    try:
        return settings.load().traceback
    except DriftlineError:  # a command that reads no settings met the error
        return False
