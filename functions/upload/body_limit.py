"""The limits on the size and the time of a request's body, enforced while the body is received."""

import asyncio
from time import monotonic

from pydantic import ByteSize
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from functions.upload.refusals import refusal

# A body may pause for so long, and comes at this speed on average after its first seconds.
STALL_SECONDS = 30.0
SLOWEST = 64 * 1024  # bytes per second


class BodyLimit:
    """ASGI middleware that answers 413 to a body of more than `max_bytes`, and 408 to one that is too slow.

    If Content-Length is too large, the body is not read at all. If the header is missing or wrong, reading
    stops at the first byte too many. (Starlette's own middleware cannot format the answer.)
    """

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or answer 413."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared) > self._max_bytes:
            answer = refusal(413, "request_too_large", self._message(f"the request has {declared} bytes"))
            await answer(scope, receive, send)
            return
        await self._app(scope, self._counting(receive), send)

    def _counting(self, receive: Receive) -> Receive:
        received, started, complete = 0, monotonic(), False

        async def receive_counted() -> Message:
            nonlocal received, complete
            if complete:  # the framework waits for the end of the connection
                return await receive()
            left = started + STALL_SECONDS + received / SLOWEST - monotonic()
            try:
                async with asyncio.timeout(min(STALL_SECONDS, left)):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(408, f"the request's body is too slow: {received} bytes came") from None
            complete = not message.get("more_body", False)
            received += len(message.get("body", b""))
            if received > self._max_bytes:
                raise HTTPException(413, self._message("the request is too large"))
            return message

        return receive_counted

    def _message(self, fault: str) -> str:
        limit = ByteSize(self._max_bytes).human_readable()
        return (
            f"{fault}: at most {self._max_bytes} ({limit}) are accepted for both files together; split them"
        )
