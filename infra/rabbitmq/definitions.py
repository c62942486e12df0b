"""The broker's definitions with the users' password hashes filled in.

`definitions.json` beside this file is the template: the whole topology and the users, no secret.
RabbitMQ loads the filled copy at boot (`load_definitions` in `rabbitmq.conf`, no plugin needed), so
exchanges, queues and users exist before the store sends its first event.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from common.errors import SetupError

TEMPLATE = Path(__file__).with_name("definitions.json")
# RabbitMQ puts four random bytes before the password and keeps them before the digest.
SALT_BYTES = 4
HASHING = "rabbit_password_hashing_sha256"
# Hashes only, and RabbitMQ's user differs from the one that writes the file.
READABLE = 0o644


def password_variable(user: str) -> str:
    """Return the environment variable that holds a broker user's password."""
    return f"RABBITMQ_{user.upper()}_PASSWORD"


def password_hash(password: str, salt: bytes) -> str:
    """Return RabbitMQ's salted SHA-256: base64(salt + sha256(salt + password))."""
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def fill(
    template: Mapping[str, Any],
    environment: Mapping[str, str],
    *,
    salt: Callable[[int], bytes] = secrets.token_bytes,
) -> dict[str, Any]:
    """Return the definitions with every user's password hash.

    Parameters
    ----------
    template : the parsed `definitions.json`.
    environment : holds RABBITMQ_<USER>_PASSWORD for each user of the template.
    salt : makes that many random bytes.

    Raises SetupError naming the variables that are missing or empty.
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
    """Write the filled definitions for RabbitMQ to load; returns what was done, a line each.

    Raises SetupError when a password is missing, or a file cannot be read or written.
    """
    try:
        definitions = fill(json.loads(template.read_text(encoding="utf-8")), environment)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(path.name + ".part")  # RabbitMQ never sees half a file
        draft.write_text(json.dumps(definitions, indent=2) + "\n", encoding="utf-8")
        draft.chmod(READABLE)
        draft.replace(path)
    except OSError as error:
        raise SetupError(f"cannot write the broker's definitions: {error}") from error
    except json.JSONDecodeError as error:
        raise SetupError(f"{template} is not JSON: line {error.lineno}: {error.msg}") from error
    counts = ", ".join(f"{len(definitions[part])} {part}" for part in ("exchanges", "queues", "users"))
    return [f"definitions: wrote {path}: {counts}"]
