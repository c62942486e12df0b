"""Finding the servers' programs on this machine."""

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from common.errors import SetupError

INSTALL = {
    "rabbitmq-server": "apt-get install --no-install-recommends rabbitmq-server",
    "epmd": "apt-get install --no-install-recommends rabbitmq-server",
    "minio": "go install github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c",
    "mc": "go install github.com/minio/mc@v0.0.0-20251106162529-77f82e18b540",
}
# Debian's rabbitmq-server on the PATH changes user and environment before it starts this one.
REAL_SCRIPTS = Path("/usr/lib/rabbitmq/bin")
# Where servers lie that a user's PATH leaves out.
SYSTEM = Path("/usr/sbin")
# What MinIO's client says of itself; Midnight Commander is called mc, too.
MC_SAYS = "mc version"


class MissingProgram(SetupError):  # noqa: N818 - named for what is the matter
    """A server's program is not on this machine; the message is the command that brings it."""


def require_all(environment: Mapping[str, str]) -> None:
    """Raise MissingProgram with every command that is needed, when a program is missing."""
    said = []
    for name in INSTALL:
        try:
            find(name, environment)
        except MissingProgram as missing:
            said.append(str(missing))
    if said:
        raise MissingProgram("\n".join(said))


def find(name: str, environment: Mapping[str, str]) -> str:
    """Return the path of a program.

    Looked for on the PATH, in the folder that STACK_TOOLS names, in ~/.cache/driftline/bin, and
    where `go install` puts programs. Raises MissingProgram.
    """
    for folder in _folders(environment):
        found = shutil.which(name, path=str(folder))
        if found and (name != "mc" or _is_minio_client(found)):
            return found
    raise MissingProgram(f"{name} is not on this machine; this brings it: {INSTALL[name]}")


def _folders(environment: Mapping[str, str]) -> Iterator[Path]:
    yield REAL_SCRIPTS
    yield from (Path(entry) for entry in environment.get("PATH", "").split(":") if entry)
    if tools := environment.get("STACK_TOOLS"):
        yield Path(tools)
    yield Path.home() / ".cache" / "driftline" / "bin"
    if go := shutil.which("go", path=environment.get("PATH", "")):
        answer = subprocess.run([go, "env", "GOPATH"], capture_output=True, text=True, check=False)
        yield Path(answer.stdout.strip() or Path.home() / "go") / "bin"
    yield SYSTEM


def _is_minio_client(path: str) -> bool:
    answer = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    return answer.stdout.startswith(MC_SAYS)
