"""The verdict on the current version of a drift file, read in parts."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

from common import client_names, keys
from common.errors import ObjectGone
from common.stores.store import ObjectStore, OpenedObject, StoredObject
from common.verdict.document import MAX_VERDICT_BYTES
from common.verdict.subject import subject_at_start

PART = 64 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class CurrentVerdict:
    """An open verdict; whoever gets it calls `close`.

    Attributes
    ----------
    start : its first bytes.
    opened : the rest.
    """

    start: bytes
    opened: OpenedObject
    _stack: ExitStack

    def parts(self) -> Iterator[bytes]:
        """Return the verdict in parts; each but the first is read from the store when it is asked for."""
        yield self.start
        yield from iter(partial(self.opened.stream.read, PART), b"")

    def close(self) -> None:
        """Close the verdict, wherever it was read up to."""
        self._stack.close()


def current_verdict(store: ObjectStore, drift_key: str) -> CurrentVerdict | None:
    """Open the stored verdict on the current version of a drift file; None if there is none yet.

    Only what the verdict is about is parsed, so the score function may be newer.

    Raises ObjectGone if there is no such drift file.
    """
    if not (keys.is_drift(drift_key) and client_names.is_well_formed(drift_key)):
        raise ObjectGone(drift_key)
    drift = store.stat(drift_key)
    with ExitStack() as stack:
        try:
            opened = stack.enter_context(store.open(keys.verdict(drift_key)))
        except ObjectGone:
            return None
        start = _start_about(drift, opened)
        if start is None:
            return None
        return CurrentVerdict(start, opened, stack.pop_all())


def _start_about(drift: StoredObject, opened: OpenedObject) -> bytes | None:
    """Return the first bytes of a verdict on a drift file; None if it is about something else.

    They end behind the part that says what the verdict is about, which usually is in the first few kilobytes.
    """
    if opened.info.size > MAX_VERDICT_BYTES:
        return None
    data = b""
    while more := opened.stream.read(max(PART, len(data))):
        data += more
        if subject := subject_at_start(data, is_all=len(data) >= opened.info.size):
            return data if subject.is_put(drift) else None
    return None
