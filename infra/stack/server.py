"""What the servers of a stack have in common: they are started, stopped, killed and frozen alike."""

from abc import ABC, abstractmethod
from http import HTTPStatus
from types import TracebackType
from typing import Self

import urllib3

from infra.stack.process import Process

ANSWER_SECONDS = 2.0


class Server(ABC):
    """A server, and the processes that it needs.

    Parameters
    ----------
    process : the server itself.
    before : what has to run before it, and ends after it.
    """

    def __init__(self, process: Process, *before: Process) -> None:
        self._server = process
        self._processes = (*before, process)

    def launch(self) -> None:
        """Start the server and return at once."""
        for process in self._processes:
            process.launch()

    def start(self) -> None:
        """Start the server, return when it answers. Raises SetupError with the end of its log."""
        self.launch()
        self._server.wait(self._answers)

    def stop(self) -> None:
        """Stop the server cleanly; its data stays."""
        for process in reversed(self._processes):
            process.stop()

    def kill(self) -> None:
        """Kill the server as a power cut would (SIGKILL); its data stays."""
        for process in reversed(self._processes):
            process.kill()

    def freeze(self) -> None:
        """Freeze the server (SIGSTOP): it keeps its connections and answers nothing, like a stalled disk."""
        self._server.freeze()

    def thaw(self) -> None:
        """Let a frozen server continue."""
        self._server.thaw()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @abstractmethod
    def _answers(self) -> bool:
        """Return whether the server is ready."""


def answers_ok(url: str) -> bool:
    """Return whether a URL is answered with 200 now."""
    try:
        answer = urllib3.request("GET", url, timeout=ANSWER_SECONDS, retries=False)
    except urllib3.exceptions.HTTPError:
        return False
    return answer.status == HTTPStatus.OK
