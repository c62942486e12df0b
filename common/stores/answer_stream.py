"""The body of a store's answer as a stream that never gives less than there should be without saying so."""

import io
from typing import TYPE_CHECKING, BinaryIO

import urllib3

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class _Body(io.RawIOBase):
    def __init__(self, answer: urllib3.BaseHTTPResponse) -> None:
        self._answer = answer

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        room = memoryview(buffer)
        chunk = self._answer.read(len(room))
        room[: len(chunk)] = chunk
        return len(chunk)


def answer_stream(answer: urllib3.BaseHTTPResponse) -> BinaryIO:
    """Return the body of an answer that was not read yet.

    A read gives as many bytes as it is asked for, or all that are left, or raises urllib3's error. One of
    urllib3's own gives what came of an answer that was cut, and leaves it to the next read to say that there
    was more: half a file of settings, read at once, would pass for a whole one.
    """
    return io.BufferedReader(_Body(answer))
