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
        self._profiles: OrderedDict[tuple[str, ...], Profile] = OrderedDict()
        self._sizes: dict[tuple[str, ...], int] = {}
        self._lock = threading.Lock()

    def get(self, built_from: tuple[str, ...]) -> Profile | None:
        """Return the profile built from this key, etag and settings; None if it is not in the cache."""
        with self._lock:
            profile = self._profiles.get(built_from)
            if profile is not None:
                self._keep(built_from, profile)  # it may have grown: it keeps what was computed of it
            return profile

    def put(self, built_from: tuple[str, ...], profile: Profile) -> None:
        """Add a profile, and drop the least recently used ones while all of them exceed the memory limit."""
        with self._lock:
            self._keep(built_from, profile)
            while len(self._profiles) > 1 and sum(self._sizes.values()) > self._max_bytes:
                oldest, _ = self._profiles.popitem(last=False)
                del self._sizes[oldest]

    def _keep(self, built_from: tuple[str, ...], profile: Profile) -> None:
        self._profiles[built_from] = profile
        self._profiles.move_to_end(built_from)
        self._sizes[built_from] = profile.size_bytes
