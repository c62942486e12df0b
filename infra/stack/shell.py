"""What a stack has to do with its user's shell: variables to source, paths to type, output, Ctrl-C."""

import shlex
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

PRIVATE = 0o600


def write_variables(path: Path, variables: Mapping[str, str], *lines: str) -> None:
    """Write variables, and other lines, for a shell to source; other users cannot read them."""
    path.touch(mode=PRIVATE)
    exports = [f"export {name}={shlex.quote(value)}" for name, value in variables.items()]
    path.write_text("\n".join([*exports, *lines]) + "\n", encoding="utf-8")


def typed(path: Path) -> str:
    """Return a path as one types it in the current folder."""
    here = Path.cwd()
    return shlex.quote(str(path.relative_to(here) if path.is_relative_to(here) else path))


def say(text: str) -> None:
    """Print a text at once, also into a pipe."""
    sys.stdout.write(text.rstrip("\n") + "\n")
    sys.stdout.flush()


def obey_interrupts() -> None:
    """Let Ctrl-C and SIGTERM raise KeyboardInterrupt.

    A shell that starts a job in the background may have it ignore SIGINT, and Python leaves that as it is.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
