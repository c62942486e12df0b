"""The profiles that a process keeps in memory."""

import threading
from collections import OrderedDict

from functions.score.baseline.profile import Profile

# Memory that profiles may take together: some hundred thousand embedded rows.
MOST_BYTES = 512 * 1024**2


class Profiles:
    """The profiles that this process keeps: the most recently used, by what they were built from.

    Attributes
    ----------
    building : held by who builds one. Of ten events on a new baseline, nine wait and find it kept; two
        baselines at once would share the cores anyway.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.building = threading.Lock()
        self._most_bytes = most_bytes
        self._kept: OrderedDict[tuple[str, ...], Profile] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, built_from: tuple[str, ...]) -> Profile | None:
        """Return the profile that was built from this key, etag and setting, where it is still kept."""
        with self._lock:
            if built_from in self._kept:
                self._kept.move_to_end(built_from)
            return self._kept.get(built_from)

    def keep(self, built_from: tuple[str, ...], profile: Profile) -> None:
        """Keep a profile, and forget those not used for longest while all take too much memory."""
        with self._lock:
            self._kept[built_from] = profile
            while (
                len(self._kept) > 1
                and sum(kept.size_bytes for kept in self._kept.values()) > self._most_bytes
            ):
                self._kept.popitem(last=False)
