"""What a stack leaves for the shells of its user: variables to source, paths to type."""

import shlex
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
