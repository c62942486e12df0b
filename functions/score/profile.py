"""The baseline's profile: what is kept of it so that it is not embedded for every drift file."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from common.verdict import BaselineFile
from functions.score import batch

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from common.store import OpenedObject

# Profiles kept in memory. One is a mean vector per text column once embedded: a few kilobytes.
MOST_PROFILES = 256


class Profile:
    """One version of a baseline: its columns, and each text column's mean once it was asked for.

    Attributes
    ----------
    file : key, etag and rows, as the verdict names them.
    shape : rows and columns.
    columns : every column's name, in the file's order.
    text_columns : those that are compared.
    """

    def __init__(self, file: BaselineFile, columns: "Sequence[str]", texts: Mapping[str, list[str]]) -> None:
        self.file = file
        self.columns = tuple(columns)
        self.shape = (file.rows or 0, len(self.columns))
        self.text_columns = tuple(texts)
        self._texts = dict(texts)
        self._means: dict[str, NDArray[np.float64]] = {}
        self._lock = threading.Lock()

    def mean(
        self, column: str, embed_mean: "Callable[[list[str]], NDArray[np.float64]]"
    ) -> "NDArray[np.float64]":
        """Return a text column's mean embedding, float64 (d,); embeds at the first call only."""
        with self._lock:
            if column not in self._means:
                self._means[column] = embed_mean(self._texts[column])
                del self._texts[column]
            return self._means[column]


def build(opened: "OpenedObject", limits: batch.Limits, named: tuple[str, ...]) -> Profile:
    """Read a baseline and find its text columns; raises BatchError naming this file."""
    key = opened.info.key
    baseline = batch.read(key, opened.stream, limits)
    texts = {column: batch.texts(baseline, column) for column in batch.text_columns_of(baseline, named)}
    return Profile(BaselineFile(key=key, etag=opened.info.etag, rows=baseline.rows), baseline.columns, texts)


class Profiles:
    """The profiles that this process keeps: the most recently used, by what they were built from."""

    def __init__(self, most: int = MOST_PROFILES) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[str, ...], Profile] = OrderedDict()
        self._lock = threading.Lock()

    def find_or_build(self, built_from: tuple[str, ...], build: Callable[[], Profile]) -> Profile:
        """Return the profile built from this key, etag and setting; builds it when it is not kept."""
        with self._lock:
            if built_from in self._kept:
                self._kept.move_to_end(built_from)
                return self._kept[built_from]
        profile = build()
        with self._lock:
            self._kept[built_from] = profile
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return profile
