"""The upload function as a server: `driftline upload`."""

import ipaddress
import socket

import uvicorn
from fastapi import FastAPI

from common import logs
from common.errors import SetupError
from common.settings import Settings
from functions.upload import wiring
from functions.upload.connections import BACKLOG, LimitedProtocol
from functions.upload.main import Access, create_app
from functions.upload.sites import Sites
from functions.upload.tokens import Tokens

STOP_SECONDS = 30
# Of every answer, also those that the application does not make.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
SECURITY_HEADERS = [
    ("Content-Security-Policy", POLICY),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
]


def run(host: str, port: int, settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C.

    Raises SetupError if the address is taken, or if other machines reach it and there are no tokens.
    """
    store = wiring.bucket_store(settings)
    tokens = Tokens.parse(settings.upload_tokens)
    with _listen(host, port) as listening:
        name, number = listening.getsockname()[:2]
        on_loopback = _is_loopback(name)
        if not on_loopback and not tokens.clients:
            raise SetupError(
                f"clients on other machines reach {host}: set DRIFTLINE_UPLOAD_TOKENS to what `driftline "
                f"upload-token NAME FOLDER` prints, or listen on 127.0.0.1"
            )
        access = Access(
            sites=Sites.of(settings.upload_address, on_loopback=on_loopback),
            tokens=tokens,
            requests_per_minute=settings.upload_requests_per_minute,
            disk_bytes=settings.upload_disk_bytes,
        )
        health_store = wiring.bucket_store(settings, impatient=True)
        app = create_app(store, max_bytes=settings.max_upload_bytes, access=access, health_store=health_store)
        logs.set_up(settings.log_format, "UPLOAD")
        address = f"http://{f'[{name}]' if ':' in name else name}:{number}"
        logs.LOGGER.info("upload function: %s/docs describes it; Ctrl-C stops", address)
        uvicorn.Server(limited(app)).run(sockets=[listening])


def limited(app: FastAPI) -> uvicorn.Config:
    """Return how uvicorn serves an application."""
    return uvicorn.Config(
        app,
        http=LimitedProtocol,
        ws="none",
        log_config=None,  # `logs` has the form
        headers=SECURITY_HEADERS,
        server_header=False,
        # The peer's address: a header that names another one is the client's own claim.
        proxy_headers=False,
        backlog=BACKLOG,
        timeout_graceful_shutdown=STOP_SECONDS,
    )


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise SetupError(
            f"cannot listen on {host}:{port} ({error.strerror or error}); set --host and --port"
        ) from error


def _is_loopback(name: str) -> bool:
    address = ipaddress.ip_address(name.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback
