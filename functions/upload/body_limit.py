"""The limit on the size of a request's body, enforced while the body is received."""

from pydantic import ByteSize
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from functions.upload.refusals import refusal


class BodyLimit:
    """ASGI middleware that answers 413 to a body of more than `max_bytes`.

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
        received = 0

        async def receive_counted() -> Message:
            nonlocal received
            message = await receive()
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
