"""What the upload function counts and measures for Prometheus."""

from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from common.metrics import Label, Registry

# What is measured, and every status that it answers with.
METHOD, ROUTE = "POST", "/check-drift"
STATUSES = ("202", "400", "401", "403", "408", "413", "421", "422", "429", "500", "502", "503")
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)


class UploadMetrics:
    """The metrics of one upload function."""

    def __init__(self, registry: Registry | None = None) -> None:
        self.registry = registry = registry or Registry()
        self.uploads = registry.counter(
            "driftline_uploads_total", "Uploads by the status of the answer.", Label("status", STATUSES)
        )
        self.received = registry.counter("driftline_upload_bytes_total", "Bytes received in uploads.")
        self.seconds = registry.histogram(
            "driftline_upload_seconds", "Duration of uploads, from their headers to the answer.", SECONDS
        )


class Measured:
    """ASGI middleware that measures the uploads, refused ones too."""

    def __init__(self, app: ASGIApp, metrics: UploadMetrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request and measure it if it is an upload."""
        if scope["type"] != "http" or (scope["method"], scope["path"]) != (METHOD, ROUTE):
            await self._app(scope, receive, send)
            return
        status = "500"  # unless it is answered: the framework answers unexpected errors outside of this
        started = perf_counter()

        async def receive_measured() -> Message:
            message = await receive()
            self._metrics.received.add(amount=len(message.get("body", b"")))
            return message

        async def send_measured(message: Message) -> None:
            nonlocal status
            status = str(message.get("status", status))
            await send(message)

        try:
            await self._app(scope, receive_measured, send_measured)
        finally:
            self._metrics.uploads.add(status)
            self._metrics.seconds.observe(perf_counter() - started)
