"""The broker's definitions: the shipped template, and a copy with the users' password hashes.

`definitions.json` next to this file is the template: topology, policies and users, without secrets. RabbitMQ
loads the copy at boot (`load_definitions` in `rabbitmq.conf`, no plugin needed), so exchanges, queues and
users exist before the store publishes its first event.
"""

import base64
import hashlib
import json
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from common.errors import SetupError

TEMPLATE = Path(__file__).with_name("definitions.json")
# RabbitMQ hashes four random bytes followed by the password, and stores them in front of the digest.
SALT_BYTES = 4
HASHING = "rabbit_password_hashing_sha256"
# The file contains hashes only, and RabbitMQ reads it as another user than the one that writes it.
READABLE = 0o644


def password_variable(user: str) -> str:
    """Return the environment variable with a broker user's password."""
    return f"RABBITMQ_{user.upper()}_PASSWORD"


def password_hash(password: str, salt: bytes) -> str:
    """Return RabbitMQ's salted SHA-256: base64(salt + sha256(salt + password))."""
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def read(template: Path = TEMPLATE) -> dict[str, Any]:
    """Return the parsed template. Raises SetupError if it cannot be read, or is not JSON."""
    try:
        definitions: dict[str, Any] = json.loads(template.read_text(encoding="utf-8"))
    except OSError as error:
        raise SetupError(f"cannot read the broker's definitions: {error.strerror}: {template}") from error
    except json.JSONDecodeError as error:
        raise SetupError(f"{template} is not JSON: line {error.lineno}: {error.msg}") from error
    return definitions


def fill(
    template: Mapping[str, Any],
    environment: Mapping[str, str],
    *,
    salt: Callable[[int], bytes] = secrets.token_bytes,
) -> dict[str, Any]:
    """Return the definitions with the password hash of every user.

    Parameters
    ----------
    template : the parsed `definitions.json`.
    environment : contains RABBITMQ_<USER>_PASSWORD for each user of the template.
    salt : returns that many random bytes.

    Raises SetupError with the names of the variables that are missing or empty.
    """
    users = [user["name"] for user in template["users"]]
    missing = [password_variable(user) for user in users if not environment.get(password_variable(user))]
    if missing:
        raise SetupError(f"no password in {', '.join(missing)}; `make .env` writes random ones")
    hashed = [
        {
            **user,
            "hashing_algorithm": HASHING,
            "password_hash": password_hash(environment[password_variable(user["name"])], salt(SALT_BYTES)),
        }
        for user in template["users"]
    ]
    return {**template, "users": hashed}


def write(path: Path, environment: Mapping[str, str], *, template: Path = TEMPLATE) -> list[str]:
    """Write the definitions that RabbitMQ loads; return what was done, one line each.

    Raises SetupError if a password is missing, or a file cannot be read or written.
    """
    definitions = fill(read(template), environment)
    if path.is_dir():
        raise SetupError(
            f"cannot write the broker's definitions: {str(path)!r} is a folder; name a file in it"
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, json.dumps(definitions, indent=2) + "\n")
    except OSError as error:
        raise SetupError(f"cannot write the broker's definitions: {error}") from error
    counts = ", ".join(f"{len(definitions[part])} {part}" for part in ("exchanges", "queues", "users"))
    return [f"definitions: wrote {path}: {counts}"]


def _replace(path: Path, text: str) -> None:
    """Write a file beside the path, then rename it, so that RabbitMQ never reads half a file."""
    draft = path.with_name(path.name + ".part")
    draft.unlink(missing_ok=True)  # of a run that was killed
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(text.encode())
        draft.chmod(READABLE)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
