"""Finds the servers' programs on this machine."""

import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from common.errors import SetupError

INSTALL = {
    "rabbitmq-server": "apt-get install --no-install-recommends rabbitmq-server",
    "epmd": "apt-get install --no-install-recommends rabbitmq-server",
    "rabbitmqctl": "apt-get install --no-install-recommends rabbitmq-server",
    "minio": "go install github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c",
    "mc": "go install github.com/minio/mc@v0.0.0-20251106162529-77f82e18b540",
    "prometheus": "apt-get install --no-install-recommends prometheus",
    "fake-gcs-server": "go install github.com/fsouza/fake-gcs-server@v1.56.1",
    "ministack": "pipx install ministack==1.5.33",
    "pstest": "go -C infra/stack/pstest install .",
    "cloud-pubsub-emulator": "gcloud components install pubsub-emulator",
    "moto_server": "pipx install moto[server,s3,sqs,sns]==5.2.5",
    "cfn-lint": "pipx install cfn-lint==1.58.0",
    "aws-lambda-rie": "go install github.com/aws/aws-lambda-runtime-interface-emulator/cmd/aws-lambda-rie"
    "@v0.0.0-20261030222936-bef5c4ba774d",
}
# Every stack needs these; the others belong to profiles of the compose file.
ALWAYS = ("rabbitmq-server", "epmd", "minio", "mc")
GO = "requires Go 1.24 or later, https://go.dev/dl/"
# Debian's rabbitmq-server on the PATH changes the user and the environment before it starts this one.
REAL_SCRIPTS = Path("/usr/lib/rabbitmq/bin")
# Where the Google Cloud SDK has its emulators, below the folder that it is installed in.
EMULATOR = "google-cloud-sdk/platform/pubsub-emulator/bin"
# A folder with servers that is missing in a user's PATH.
SYSTEM = Path("/usr/sbin")
# How the version of MinIO's client begins; Midnight Commander is called mc, too.
MC_VERSION = "mc version"


class MissingProgram(SetupError):  # noqa: N818 - named for its cause
    """A server's program is not on this machine; the message contains the command that installs it."""


def require_all(environment: Mapping[str, str], names: Iterable[str] = ALWAYS) -> None:
    """Raise MissingProgram with a line for each program that is missing."""
    messages = []
    for name in names:
        try:
            find(name, environment)
        except MissingProgram as missing:
            messages.append(str(missing))
    if messages:
        raise MissingProgram("\n".join(messages))


def find(name: str, environment: Mapping[str, str]) -> str:
    """Return the path of a program.

    Looks on the PATH, in the folder STACK_TOOLS, in the folders that `.ci/run` installs into, and where
    `go install` puts programs. Raises MissingProgram.
    """
    for folder in _folders(environment):
        path = shutil.which(name, path=str(folder))
        if path and (name != "mc" or _is_minio_client(path)):
            return path
    command = INSTALL[name]
    needs = f" ({GO})" if command.startswith("go ") else ""
    raise MissingProgram(f"{name} is not on this machine; install it with: {command}{needs}")


def _folders(environment: Mapping[str, str]) -> Iterator[Path]:
    yield REAL_SCRIPTS
    yield from (Path(entry) for entry in environment.get("PATH", "").split(":") if entry)
    if tools := environment.get("STACK_TOOLS"):
        yield Path(tools)
    yield from _built(environment)
    for server in ("ministack", "moto", "fake-gcs-server", "pstest"):
        yield from _cache(environment).glob(f"{server}-*/bin")
    yield from (folder / EMULATOR for folder in (Path("/usr/lib"), Path.home()))
    if go := shutil.which("go", path=environment.get("PATH", "")):
        answer = subprocess.run([go, "env", "GOPATH"], capture_output=True, text=True, check=False)
        yield Path(answer.stdout.strip() or Path.home() / "go") / "bin"
    yield Path.home() / "go" / "bin"
    yield SYSTEM


def _built(environment: Mapping[str, str]) -> list[Path]:
    """Return the folders in which `.ci/run` built both minio and mc, the newest first."""
    pairs = [
        folder
        for folder in _cache(environment).glob("bin-*")
        if all((folder / name).is_file() for name in ("minio", "mc"))
    ]
    return sorted(pairs, key=lambda folder: folder.stat().st_mtime, reverse=True)


def _cache(environment: Mapping[str, str]) -> Path:
    return Path(environment.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "driftline"


def _is_minio_client(path: str) -> bool:
    answer = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    return answer.stdout.startswith(MC_VERSION)
