"""Random credentials for `.env`: every empty value in `.env.example` is a secret.

Runs with any Python, without anything installed: `python3 infra/credentials.py`.
"""

import os
import secrets
import sys
from collections.abc import Callable, Container
from pathlib import Path

# Hexadecimal digits need no quotes in URLs, shells and compose files. A name has 80 bits, a password 160.
NAME_BYTES = 10  # MinIO accepts access keys of 3 to 20 characters
PASSWORD_BYTES = 20  # and secret keys of 8 to 40
NAMES = ("_USER", "_ACCESS_KEY")
PRIVATE, OTHERS = 0o600, 0o077
CHECKOUT = Path(__file__).parents[1]


def fill(
    text: str, wanted: Container[str], *, random: Callable[[int], str] = secrets.token_hex
) -> tuple[str, list[str]]:
    """Give every wanted variable without a value a random one.

    Parameters
    ----------
    text : lines of NAME=value, comments and blank lines, which stay unchanged.
    wanted : names of the secrets; an empty setting has its default.
    random : returns that many random bytes as hexadecimal digits.

    Returns
    -------
    The text, and the names of the filled variables.
    """
    lines, filled = [], []
    for line in text.splitlines():
        name, separator, value = line.partition("=")
        if name in wanted and separator and not value.strip():
            filled.append(name)
            lines.append(f"{name}={random(NAME_BYTES if name.endswith(NAMES) else PASSWORD_BYTES)}")
        else:
            lines.append(line)
    return "\n".join(lines) + "\n", filled


def read(path: Path) -> dict[str, str]:
    """Return the variables of a file of NAME=value lines."""
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name: value.strip() for name, value in pairs}


def ensure(path: Path, example: Path) -> list[str]:
    """Write `path` from the example, or add the variables that only the example has.

    Values in `path` never change; others can read it no longer. Returns what was done, one line each. Raises
    OSError if a file cannot be read or written.
    """
    text = example.read_text(encoding="utf-8")
    if path.exists():
        present = read(path)
        # A variable of a newer example is appended, without its comment.
        new = [f"{name}={value}\n" for name, value in read(example).items() if name not in present]
        text = path.read_text(encoding="utf-8").rstrip("\n") + "\n" + "".join(new)
    text, filled = fill(text, {name for name, value in read(example).items() if not value})
    if not filled:
        if not path.stat().st_mode & OTHERS:
            return [f"{path}: complete, nothing changed"]
        path.chmod(PRIVATE)
        return [f"{path}: complete; other users could read it, and no longer can"]
    _write_private(path, text)
    return [f"{path}: random values for {', '.join(filled)}"]


def _write_private(path: Path, text: str) -> None:
    draft = path.with_name(path.name + ".part")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "w") as file:
        file.write(text)
    draft.replace(path)


if __name__ == "__main__":
    try:
        done = ensure(CHECKOUT / ".env", CHECKOUT / ".env.example")
    except OSError as error:
        sys.exit(f"cannot write .env: {error}")
    sys.stdout.write("\n".join(done) + "\n")
