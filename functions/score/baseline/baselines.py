"""Returns the profile of a drift file's baseline, from memory or by reading the baseline."""

from dataclasses import dataclass

from common.errors import BaselineMissing, ObjectGone
from common.stores.store import ObjectStore, StoredObject
from functions.score.baseline import settings
from functions.score.baseline.building import read_baseline
from functions.score.baseline.pairing import find_baseline
from functions.score.baseline.profile import Profile
from functions.score.baseline.profile_cache import ProfileCache
from functions.score.baseline.profile_store import ProfileFile
from functions.score.batch import Limits, open_stored
from functions.score.texts.embedder import Embedder


@dataclass(frozen=True, slots=True)
class Baselines:
    """The baselines of a bucket.

    Attributes
    ----------
    store : the bucket.
    profiles : the profiles in this process's memory.
    limits : how large a baseline may be.
    text_columns : the text columns, if a setting names them; if empty, they are detected in each baseline.
    shared : see `find_baseline`.
    """

    store: ObjectStore
    profiles: ProfileCache
    limits: Limits
    text_columns: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()

    def profile_for(self, drift: StoredObject, asked: str | None, embedder: Embedder) -> Profile:
        """Return the profile of the baseline that a drift file is compared with: `asked`, if a job names one.

        Raises BaselineMissing if there is no baseline, or no longer; BatchError if the baseline or its
        settings cannot be read.
        """
        chosen = find_baseline(self.store, drift, asked, self.shared)
        baseline = chosen.info
        owner = settings.NONE if chosen.without_settings else settings.load(self.store, baseline.key)
        built_from = self._built_from(baseline, owner)
        if profile := self.profiles.get(built_from):
            return profile
        with self.profiles.build_lock:
            return self.profiles.get(built_from) or self._read(baseline, owner, embedder)

    def encoding_for(self, drift: StoredObject, asked: str | None) -> str | None:
        """Return the encoding of a drift file that the settings of its baseline name, if they do.

        Raises like `profile_for`.
        """
        chosen = find_baseline(self.store, drift, asked, self.shared)
        return (
            None if chosen.without_settings else settings.load(self.store, chosen.info.key).dataset.encoding
        )

    def _read(self, baseline: StoredObject, owner: settings.StoredSettings, embedder: Embedder) -> Profile:
        try:
            with open_stored(self.store, baseline.key) as opened:
                stored = ProfileFile(self.store, opened.info)
                profile = read_baseline(
                    opened, owner.dataset, self.limits, self.text_columns, embedder, stored
                )
        except ObjectGone as error:
            raise BaselineMissing(f"the baseline {baseline.key!r} was removed just now") from error
        # The baseline may have changed since we listed it; cache the profile under the version we read.
        self.profiles.put(self._built_from(opened.info, owner), profile)
        return profile

    def _built_from(self, baseline: StoredObject, owner: settings.StoredSettings) -> tuple[str, ...]:
        return (baseline.key, baseline.etag, owner.etag, *self.text_columns)
