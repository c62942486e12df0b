"""Which names the function answers to, and which pages may call it.

A page that somebody visits can make the browser call any address; the header Origin shows that. But if the
page's own name suddenly points to 127.0.0.1 (DNS rebinding), the browser takes the function for a part of the
page's own site, and only the header Host shows it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from common.errors import SetupError
from functions.upload.refusals import Refused

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
NAME = r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?"
HOST = re.compile(NAME, re.IGNORECASE)
ADDRESS = re.compile(rf"(?P<origin>https?://{NAME})(/[^?#\s]*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sites:
    """The function's public address, and the names by which it may be called.

    Attributes
    ----------
    url : the public address without a final slash; "" if it is not configured.
    hosts : names in lower case, without port; None: every name, because every request needs a token.
    """

    url: str = ""
    hosts: frozenset[str] | None = LOOPBACK

    @classmethod
    def of(cls, url: str | None, *, on_loopback: bool) -> Self:
        """Return the sites for a configured address; raises SetupError if it is none."""
        if not url:
            return cls("", LOOPBACK if on_loopback else None)
        match = ADDRESS.fullmatch(url)
        if not match:
            raise SetupError("DRIFTLINE_UPLOAD_ADDRESS must look like 'https://drift.example.com'")
        return cls(url.rstrip("/"), LOOPBACK | {match["name"].lower()})

    def check(self, headers: Mapping[str, str]) -> None:
        """Raise Refused if a request was meant for another site, or comes from a page of another site."""
        host, origin = headers.get("host", ""), headers.get("origin")
        if self.hosts is not None and _name(host) not in self.hosts:
            raise Refused(
                421,
                "wrong_host",
                f"this function is not {host!r}; DRIFTLINE_UPLOAD_ADDRESS sets its public address",
            )
        own = {f"http://{host}".lower(), f"https://{host}".lower()}
        if match := ADDRESS.fullmatch(self.url):
            own.add(match["origin"].lower())
        if origin is not None and origin.lower() not in own:
            raise Refused(403, "wrong_origin", f"pages of {origin!r} may not call this function")

    def address(self, headers: Mapping[str, str]) -> str:
        """Return what to put before a path: the public address, the checked Host, or nothing."""
        if self.url or self.hosts is None:
            return self.url
        return f"http://{headers.get('host', '')}"


def _name(host: str) -> str:
    """Return a host's name in lower case, without its port; "" if it is malformed."""
    match = HOST.fullmatch(host)
    return match["name"].lower() if match else ""
