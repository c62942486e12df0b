"""The score image as AWS Lambda runs it: one call at a time, only /tmp can be written, HOME cannot.

AWS's runtime interface emulator starts the handler at the first call, and passes calls on. It limits neither
memory nor time.
"""

import json
import socket
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import urllib3

from common.errors import SetupError
from infra.stack import memory
from infra.stack.places import LOOPBACK, free_ports
from infra.stack.process import Process
from infra.stack.programs import find
from infra.stack.server import ANSWER_SECONDS, Server
from infra.stack.stack import CHECKOUT

RUN = CHECKOUT / "infra" / "images" / "run.sh"
IMAGE = "driftline-score"
EMULATOR = "/usr/local/bin/aws-lambda-rie"
# What Lambda starts in the image; infra/aws/template.yaml has the same.
ENTRYPOINT, HANDLER = ("python", "-m", "awslambdaric"), "functions.score.main.lambda_handler"
# Lambda's user owns no file of the image.
USER = "65534:65534"
INVOKE = "/2015-03-31/functions/function/invocations"
CALL_SECONDS = 900.0  # the longest call that Lambda allows


class LambdaEmulator(Server):
    """The function, which is started by its first call; needs root and buildah.

    Parameters
    ----------
    folder : for its log.
    environment : PATH and STACK_TOOLS, the folders to find programs in.
    variables : the function's environment.
    prefix : a command that starts another, such as ("taskset", "-c", "0").

    Raises MissingProgram.
    """

    def __init__(
        self,
        folder: Path,
        environment: Mapping[str, str],
        variables: Mapping[str, str],
        prefix: tuple[str, ...] = (),
    ) -> None:
        self._port, self._inside = free_ports(2)
        emulator = find("aws-lambda-rie", environment)
        mounts = ["-v", f"{emulator}:{EMULATOR}", "--tmpfs", "/tmp"]  # noqa: S108 - the container's
        options = ["-u", USER, *mounts, "--entrypoint", EMULATOR]
        for name, value in variables.items():
            options += ["-e", f"{name}={value}"]
        addresses = [
            *("--runtime-interface-emulator-address", f"{LOOPBACK}:{self._port}"),
            *("--runtime-api-address", f"{LOOPBACK}:{self._inside}"),
        ]
        command = [*prefix, str(RUN), *options, IMAGE, *addresses, *ENTRYPOINT, HANDLER]
        own = {name: environment[name] for name in ("PATH", "HOME") if name in environment}
        super().__init__(Process(command, own, folder / "logs" / "lambda.log"))

    def call(self, event: object) -> Any:
        """Call the function with an event, and return its answer; an error is an answer with `errorType`.

        Raises SetupError with the end of the log if the function does not start.
        """
        url = f"http://{LOOPBACK}:{self._port}{INVOKE}"
        timeout = urllib3.Timeout(connect=ANSWER_SECONDS, read=CALL_SECONDS)
        answer = urllib3.request("POST", url, json=event, timeout=timeout, retries=False)
        try:
            return json.loads(answer.data)
        except ValueError as error:
            raise SetupError(
                f"the function does not answer; the end of its log:\n{self._server.tail()}"
            ) from error

    def processes(self) -> list[int]:
        """Return the numbers of the function's own processes; none before the first call."""
        mark = f"AWS_LAMBDA_RUNTIME_API={LOOPBACK}:{self._inside}".encode()
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):  # it may end meanwhile
                if mark in (process / "environ").read_bytes().split(b"\0"):
                    found.append(int(process.name))
        return found

    def peak_memory(self) -> int:
        """Return the most memory that each process has had, in bytes, all together."""
        return sum(memory.peak(process) for process in self.processes())

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex((LOOPBACK, self._port)) == 0
