"""The temporary disk for files on their way to the store: how much of it all uploads may take together."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from functions.upload.refusals import come_back


class TemporaryDisk:
    """Reserves room for each upload before it is received.

    Parameters
    ----------
    total_bytes : for all uploads; one client gets half of it, but always room for one upload.
    largest_bytes : of one upload.
    """

    def __init__(self, total_bytes: int, largest_bytes: int) -> None:
        self._largest = largest_bytes
        self._total = max(total_bytes, largest_bytes)
        self._share = max(total_bytes // 2, largest_bytes)
        self._taken: Counter[str] = Counter()

    @contextmanager
    def reserved(self, client: str, headers: Mapping[str, str]) -> Iterator[None]:
        """Reserve room for a request's body while the block runs; raises Refused if there is none."""
        size = self._size(headers)
        if self._taken[client] + size > self._share:
            raise come_back(429, "too_many_uploads", "this client has too many uploads on their way")
        if self._taken.total() + size > self._total:
            raise come_back(503, "busy", "too many uploads are on their way")
        self._taken[client] += size
        try:
            yield
        finally:
            self._taken[client] -= size
            if not self._taken[client]:
                del self._taken[client]

    def _size(self, headers: Mapping[str, str]) -> int:
        """Return the size that a request declares; the largest one if it does not."""
        if "transfer-encoding" in headers:
            return self._largest
        declared = headers.get("content-length", "")
        return min(int(declared), self._largest) if declared.isdecimal() else 0
