"""A stored verdict as an answer that is never in memory as a whole, however slowly the client reads."""

from collections.abc import AsyncIterator, Mapping
from functools import partial

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from functions.upload.threads import Threads
from functions.upload.verdicts import CurrentVerdict


class StreamedVerdict(StreamingResponse):
    """Sends an open verdict, each part read by one of `threads`, and closes it in the end."""

    def __init__(self, verdict: CurrentVerdict, threads: Threads, headers: Mapping[str, str]) -> None:
        sized = {**headers, "Content-Length": str(verdict.opened.info.size)}
        super().__init__(_parts(verdict, threads), media_type="application/json", headers=sized)
        self._verdict = verdict

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the verdict; a client that goes away ends this early."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._verdict.close()


async def _parts(verdict: CurrentVerdict, threads: Threads) -> AsyncIterator[bytes]:
    parts = verdict.parts()
    while part := await threads.run(partial(next, parts, b"")):
        yield part
