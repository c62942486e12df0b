"""Decides about a request before its body is read."""

from contextlib import ExitStack
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from common import metrics
from functions.upload.clients import Clients, name_of_address
from functions.upload.disk import TemporaryDisk
from functions.upload.refusals import Refused
from functions.upload.sites import Sites
from functions.upload.tokens import Client, Tokens

HEALTH = "/healthz"
# For those who watch over the function: as often as they like, and by any name if other requests need tokens.
WATCHED = frozenset({HEALTH, metrics.PATH})
# What everybody may read: it says nothing about files.
OPEN = WATCHED | {"/docs", "/openapi.json"}


@dataclass(frozen=True, slots=True)
class Rules:
    """Who may do how much.

    Attributes
    ----------
    sites : the names of the function.
    tokens : of its clients.
    clients : counts their requests.
    disk : the room for uploads.
    """

    sites: Sites
    tokens: Tokens
    clients: Clients
    disk: TemporaryDisk


class Guard:
    """ASGI middleware that refuses requests by their headers, and tells the routes who asks."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        self._app = app
        self._rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with ExitStack() as for_this_request:
            try:
                client = self._admit(scope, for_this_request)
            except Refused as refused:
                await refused.answer()(scope, receive, send)
                return
            scope.setdefault("state", {})["client"] = client
            await self._app(scope, receive, send)

    def _admit(self, scope: Scope, for_this_request: ExitStack) -> Client:
        rules, headers = self._rules, Headers(scope=scope)
        watched = scope["path"] in WATCHED
        if not (watched and rules.tokens.clients):
            rules.sites.check(headers)
        by_address = Client(name_of_address((scope.get("client") or ("unknown", 0))[0]))
        if watched:
            return by_address
        client = by_address
        if rules.tokens.clients and scope["path"] not in OPEN:
            try:
                client = rules.tokens.client_of(headers.get("authorization"))
            except Refused:
                rules.clients.count(by_address.name)
                raise
        for_this_request.enter_context(rules.clients.admitted(client.name))
        for_this_request.enter_context(rules.disk.reserved(client.name, headers))
        return client
