"""The history of a dataset: the lines of its verdicts, in the order of the files.

The order is that in which the files arrived: by the time of the write that was scored, by the store's clock,
and then by key. Files of unknown time come first. So two workers with different clocks see one order, and a
file that comes a year late is the last one.
"""

import logging
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from pydantic_core import from_json

from common.verdict.usual import History as Used
from functions.score.history.line import VERSION, HistoryLine
from functions.score.history.times import time_text

LOGGER = logging.getLogger(__name__)

# The beginning of every line, of any version; see `HistoryLine`.
BEGINNING = re.compile(
    rb'\{"v":(\d{1,9}),"key":("[^"\\]*(?:\\.[^"\\]*)*"),"modified":(?:"([^"]*)"|null),"written":"([^"]*)",'
)
MOST_FILES = 100  # the last ones; older files say little about today
# A dataset with so many columns that its lines need more keeps fewer lines.
MAX_WRITTEN_BYTES = 8 * 1024**2


# What sorts entries.
PLACE = attrgetter("modified", "key")


class Entry(NamedTuple):
    """A line of which only the beginning is read: reading a thousand lines whole takes five times as long.

    `data` is the line without its end.
    """

    modified: str
    key: str
    written: str
    version: int
    data: bytes

    @classmethod
    def of(cls, line: HistoryLine) -> "Entry":
        """Return the entry of a line."""
        return cls(time_text(line.modified), line.key, time_text(line.written), line.v, line.to_json())

    @property
    def time(self) -> datetime | None:
        """When the drift file was written, in UTC; None if that is unknown, or no time."""
        try:
            return datetime.fromisoformat(self.modified).astimezone(UTC)
        except (ValueError, OverflowError):
            return None

    @property
    def line(self) -> HistoryLine | None:
        """The whole line; None if it is damaged, or of a newer Driftline."""
        return HistoryLine.from_json(self.data) if self.version == VERSION else None


@dataclass(frozen=True)
class History:
    """The lines of one dataset.

    Attributes
    ----------
    key, etag : of the object; the etag is "" if there is none.
    entries : the lines, one for each drift file, in the order of the files.
    skipped : how many lines are none, or of a newer Driftline; the latter are among `entries`, unread.
    is_whole : whether `entries` are all lines of the object.
    """

    key: str
    etag: str = ""
    entries: tuple[Entry, ...] = ()
    skipped: int = 0
    is_whole: bool = True

    @classmethod
    def from_bytes(cls, key: str, etag: str, data: bytes) -> "History":
        """Read an object; of each line only its beginning."""
        written = [line for line in data.split(b"\n") if line.strip()]
        read = [entry for line in written if (entry := _entry(line))]
        newer = sum(entry.version != VERSION for entry in read)
        entries = {entry.key: entry for entry in _sorted(read)}
        return cls(key, etag, _sorted(entries.values()), len(written) - len(read) + newer)

    def to_bytes(self) -> bytes:
        """Return the object's content."""
        return b"".join(entry.data + b"\n" for entry in self.entries)

    def before(self, drift_key: str, modified: datetime | None) -> "History":
        """Return the lines of the other files that arrived before a drift file.

        Parameters
        ----------
        drift_key : the file, whose own line is left out, whatever its time.
        modified : the time of its write; None if that is unknown: all other files were before it.
        """
        others = tuple(entry for entry in self.entries if entry.key != drift_key)
        if modified is None:
            return replace(self, entries=others, is_whole=False)
        end = bisect_left(others, (time_text(modified), drift_key), key=PLACE)
        return replace(self, entries=others[:end], is_whole=False)

    def last(self, most: int) -> tuple[HistoryLine, ...]:
        """Return the last lines that can be read, at most `most`, in the order of the files."""
        damaged = 0

        def readable() -> Iterator[HistoryLine]:
            nonlocal damaged
            for entry in reversed(self.entries):
                if line := entry.line:
                    yield line
                elif entry.version == VERSION:
                    damaged += 1

        lines = tuple(islice(readable(), most))
        if damaged:
            LOGGER.warning("%s: lines that cannot be read are left out: %d", self.key, damaged)
        return lines[::-1]

    @cached_property
    def recent(self) -> tuple[HistoryLine, ...]:
        """The last MOST_FILES lines that can be read, in the order of the files."""
        return self.last(MOST_FILES)

    @property
    def used(self) -> Used | None:
        """How a verdict names this history; None if it has no recent file."""
        return Used(key=self.key, etag=self.etag, files=len(self.recent)) if self.recent else None

    def with_digest(self, digest: str) -> HistoryLine | None:
        """Return the last line of a file with these rows; None if there is none."""
        text = f'"digest":"{digest}"'.encode()
        lines = (entry.line for entry in reversed(self.entries) if text in entry.data)
        return next((line for line in lines if line and line.digest == digest), None)

    @property
    def lines(self) -> tuple[HistoryLine, ...]:
        """All lines that can be read, in the order of the files."""
        return self.last(len(self.entries))

    def line_of(self, drift_key: str) -> HistoryLine | None:
        """Return the line of a drift file."""
        return next((entry.line for entry in self.entries if entry.key == drift_key), None)

    def merged(self, lines: Iterable[HistoryLine], most: int) -> "History":
        """Return this history with more lines, at most the last `most`; itself if nothing changes.

        Of two lines of one file, that of the later write stays, and of one write that of the later verdict.
        So the order in which replicas merge their lines makes no difference.
        """
        entries = {entry.key: entry for entry in self.entries}
        for line in lines:
            entries[line.key] = _later(line, entries.get(line.key))
        kept = _bounded(_sorted(entries.values()), most)
        return self if kept == self.entries else replace(self, entries=kept)

    def accepted(self, drift_key: str, *, undo: bool = False) -> "History":
        """Return this history with a drift file's line accepted, or no longer; itself if nothing changes."""
        line = self.line_of(drift_key)
        if line is None or line.accepted is not undo:
            return self
        changed = Entry.of(line.model_copy(update={"accepted": not undo}))
        return replace(
            self, entries=tuple(changed if entry.key == drift_key else entry for entry in self.entries)
        )


def _entry(line: bytes) -> Entry | None:
    """Return a line of an object; None if it is none of ours."""
    if not (beginning := BEGINNING.match(line)) or not line.endswith(b"}"):
        return None
    version, key, modified, written = beginning.groups()
    try:
        texts = ((modified or b"").decode(), from_json(key), written.decode())
    except ValueError:
        return None
    return Entry(*texts, int(version), line)


def _later(line: HistoryLine, stored: Entry | None) -> Entry:
    """Return which of two lines of one file stays; a verdict does not know whether a person accepted it."""
    if stored is None:
        return Entry.of(line)
    earlier = stored.line
    if earlier and earlier.etag == line.etag:
        line = line.model_copy(update={"accepted": earlier.accepted})
    entry = Entry.of(line)
    if earlier is None and stored.version == VERSION:  # damaged
        return entry
    older = (stored.modified, stored.written) >= (entry.modified, entry.written)
    same = earlier is not None and earlier == line.model_copy(update={"written": earlier.written})
    return stored if older or same else entry


def _sorted(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=PLACE))


def _bounded(entries: tuple[Entry, ...], most: int) -> tuple[Entry, ...]:
    """Return the last entries: at most `most`, and MAX_WRITTEN_BYTES."""
    room = MAX_WRITTEN_BYTES
    first = len(entries)
    while first > max(0, len(entries) - most) and (room := room - len(entries[first - 1].data) - 1) >= 0:
        first -= 1
    return entries[first:]
