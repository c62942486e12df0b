"""Bearer tokens: who may upload to which folder, and read its verdicts.

A token is 256 random bits. So its plain SHA-256 is safe to keep: nobody can guess the token from it. A slow
hash, which is for passwords that people choose, would only slow down every request.
"""

import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from common import client_names
from common.errors import SetupError
from functions.upload.refusals import Refused

RANDOM_BYTES = 32
EVERY_FOLDER = "/"
SCHEME = "Bearer"
REALM = f'{SCHEME} realm="driftline"'
NAME, DIGEST = re.compile(r"[A-Za-z0-9._-]{1,64}"), re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Client:
    """Who sends a request.

    Attributes
    ----------
    name : of the token, or the network address if no token is needed.
    folder : below `drifts/`, the only one that the client may use; "" for every folder.
    """

    name: str
    folder: str = ""

    def may_use(self, path: str) -> bool:
        """Return whether the client may upload and read at a path below `drifts/`."""
        return not self.folder or path.startswith(f"{self.folder}/")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens that are accepted, as pairs of SHA-256 digest and client; none: nobody needs one."""

    clients: tuple[tuple[str, Client], ...] = ()

    @classmethod
    def parse(cls, entries: Iterable[str]) -> Self:
        """Read entries such as `team-a:<sha256 of the token>:reviews`; `/` means every folder.

        Raises SetupError with the entry's position: its text may contain a token.
        """
        clients = []
        for position, entry in enumerate(entries, start=1):
            name, _, rest = entry.partition(":")
            digest, _, folder = rest.partition(":")
            if not (NAME.fullmatch(name) and DIGEST.fullmatch(digest) and folder):
                raise _wrong(position, "is not name:sha256:folder, as `driftline upload-token` prints it")
            try:
                clients.append((digest, Client(name, client_names.folder_of(folder))))
            except ValueError:
                raise _wrong(position, "has a folder that cannot be below drifts/") from None
        return cls(tuple(clients))

    def client_of(self, authorization: str | None) -> Client:
        """Return the client whose token a request has; raises Refused with 401.

        The comparison takes equally long for every token.
        """
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != SCHEME.lower():
            raise Refused(
                401,
                "no_token",
                "this function needs a token: with curl, add -H 'Authorization: Bearer TOKEN'",
                {"WWW-Authenticate": REALM},
            )
        digest = digest_of(token.strip())
        matching = [client for kept, client in self.clients if hmac.compare_digest(kept, digest)]
        if not matching:
            raise Refused(
                401,
                "wrong_token",
                "this token is not accepted; its operator makes one with `driftline upload-token`",
                {"WWW-Authenticate": f'{REALM}, error="invalid_token"'},
            )
        return matching[0]


def check_folder(client: Client, path: str) -> None:
    """Raise Refused with 403 if a path below `drifts/` is not in the client's folder."""
    if not client.may_use(path):
        raise Refused(
            403,
            "wrong_folder",
            f"this token is for the folder {client.folder!r} only",
            {"WWW-Authenticate": f'{REALM}, error="insufficient_scope"'},
        )


def digest_of(token: str) -> str:
    """Return the SHA-256 of a token, as entries have it."""
    return sha256(token.encode(errors="surrogatepass")).hexdigest()


def new_token(name: str, folder: str) -> tuple[str, str]:
    """Return a new token and its entry for `Tokens.parse`; raises SetupError for a wrong name or folder."""
    if not NAME.fullmatch(name):
        raise SetupError(f"{name!r} is no name of a client: use up to 64 letters, digits, '.', '_' and '-'")
    try:
        kept = client_names.folder_of(folder) or EVERY_FOLDER
    except ValueError as error:
        raise SetupError(str(error)) from error
    if "," in kept:
        raise SetupError(f"{folder!r} contains a comma, which separates the entries of tokens")
    token = secrets.token_urlsafe(RANDOM_BYTES)
    return token, f"{name}:{digest_of(token)}:{kept}"


def _wrong(position: int, fault: str) -> SetupError:
    return SetupError(f"DRIFTLINE_UPLOAD_TOKENS: entry {position} {fault}")
