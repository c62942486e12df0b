"""Which baselines have arrived lately, in memory that does not grow."""

from array import array
from datetime import datetime, timedelta

from common import keys
from common.stores.store import StoredObject

# 2 MiB. Two baselines that share a slot only make the sweep open a few verdicts in vain.
SLOTS = 1 << 18
# A verdict without a baseline may be written this long after the baselines were listed for it.
MARGIN = timedelta(minutes=1)


class Arrivals:
    """Baselines, and settings of datasets, that were written since a time of the store; None means ever.

    For each possible path of a baseline it remembers only when the newest one was written.
    """

    def __init__(self, since: datetime | None) -> None:
        self._since = since - MARGIN if since else None
        self._newest = array("d", bytes(8 * SLOTS))
        self._none = True

    def add(self, info: StoredObject) -> None:
        """Remember an object under `baselines/`, if it is a baseline or its settings and new enough."""
        of = keys.baseline_of_settings(info.key)
        stem = keys.stem_of(of or info.key) or of  # settings of a folder have the folder's name
        if stem and (self._since is None or info.modified >= self._since):
            self._none = False
            slot = hash(stem) % SLOTS
            self._newest[slot] = max(self._newest[slot], info.modified.timestamp())

    def concern(self, drift_key: str, verdict: StoredObject) -> bool:
        """Tell whether a verdict may have been written before a possible baseline of its file arrived."""
        if self._none:
            return False
        written = (verdict.modified - MARGIN).timestamp()
        return any(self._newest[hash(stem) % SLOTS] > written for stem in keys.baseline_candidates(drift_key))
