"""The body of a store's answer as a stream that raises an error if the body is incomplete."""

import io
from typing import TYPE_CHECKING, BinaryIO

import urllib3

from common.errors import StoreUnavailable

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class _Body(io.RawIOBase):
    def __init__(self, answer: urllib3.BaseHTTPResponse, key: str) -> None:
        self._answer = answer
        self._key = key

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        room = memoryview(buffer)
        try:
            chunk = self._answer.read(len(room))
        except urllib3.exceptions.HTTPError as error:  # the connection broke
            raise StoreUnavailable(
                f"the store stopped sending {self._key!r}: {type(error).__name__}"
            ) from error
        room[: len(chunk)] = chunk
        return len(chunk)


def answer_stream(answer: urllib3.BaseHTTPResponse, key: str) -> BinaryIO:
    """Return the body of an answer that has not been read yet; `key` is the object's, for errors.

    A read returns as many bytes as requested, or all that are left, or raises StoreUnavailable. A read of
    urllib3's own body returns the start of a cut answer, and only the next read raises an error: half a
    settings file would look complete.
    """
    return io.BufferedReader(_Body(answer, key))
