"""The baseline's profile: what is kept of it so that it is not embedded for every drift file."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from common.verdict import BaselineFile

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Profiles kept in memory. One is a mean vector per text column and the columns' names: kilobytes.
MOST_PROFILES = 256


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """One version of a baseline, embedded.

    Attributes
    ----------
    file : key, etag and rows, as the verdict names them.
    columns : every column's name, in the file's order.
    means : the mean embedding, float64 (d,), of each text column that is compared.
    """

    file: BaselineFile
    columns: tuple[str, ...]
    means: Mapping[str, "NDArray[np.float64]"]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return (self.file.rows or 0, len(self.columns))


class Profiles:
    """The profiles that this process keeps: the most recently used, by what they were built from."""

    def __init__(self, most: int = MOST_PROFILES) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[str, ...], Profile] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, built_from: tuple[str, ...]) -> Profile | None:
        """Return the profile that was built from this key, etag and setting, where it is still kept."""
        with self._lock:
            if built_from in self._kept:
                self._kept.move_to_end(built_from)
            return self._kept.get(built_from)

    def keep(self, built_from: tuple[str, ...], profile: Profile) -> None:
        """Keep a profile, and forget the one that was not used for longest when there are too many."""
        with self._lock:
            self._kept[built_from] = profile
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
