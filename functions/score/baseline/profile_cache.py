"""A cache of profiles in memory."""

import threading
from collections import OrderedDict

from functions.score.baseline.profile import Profile

# Memory for all profiles: about a hundred thousand embedded rows, or ten thousand small tables.
MAX_BYTES = 512 * 1024**2


class ProfileCache:
    """The most recently used profiles of this process, by the versions of the files they were built from.

    Attributes
    ----------
    build_lock : held while a profile is built. Of ten events on a new baseline, nine wait and then find its
        profile here. Building two baselines at once would not be faster, because they share the cores.
    """

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self.build_lock = threading.Lock()
        self._max_bytes = max_bytes
        # With the size of each, in bytes, when it was used last.
        self._profiles: OrderedDict[tuple[str, ...], tuple[Profile, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, built_from: tuple[str, ...]) -> Profile | None:
        """Return the profile built from this key, etag and settings; None if it is not in the cache."""
        with self._lock:
            if built_from not in self._profiles:
                return None
            profile, _ = self._profiles[built_from]
            self._keep(built_from, profile)  # it may have grown: it keeps what was computed of it
            return profile

    def put(self, built_from: tuple[str, ...], profile: Profile) -> None:
        """Add a profile, and drop the least recently used ones while all of them exceed the memory limit."""
        with self._lock:
            self._keep(built_from, profile)
            while len(self._profiles) > 1 and self._size_bytes() > self._max_bytes:
                self._profiles.popitem(last=False)

    def _keep(self, built_from: tuple[str, ...], profile: Profile) -> None:
        self._profiles[built_from] = profile, profile.size_bytes
        self._profiles.move_to_end(built_from)

    def _size_bytes(self) -> int:
        return sum(size for _, size in self._profiles.values())
