"""The profile of a baseline: what a process keeps of it, so that it is not embedded for every drift file."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from common.verdict.document import BaselineFile
from functions.score.batch import Batch, Kind
from functions.score.dataset import Dataset
from functions.score.sampling import generator

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from functions.score.statistics.explanation.known import Known
    from functions.score.statistics.explanation.reading import Reading
    from functions.score.statistics.moments import Moments
    from functions.score.statistics.texts.reference import Reference
    from functions.score.statistics.texts.sensitivity import Sensitivity

# Memory that profiles may take together: some hundred thousand embedded rows.
MOST_BYTES = 512 * 1024**2
# Of a file whose words are counted; more would list the same ones.
MOST_READ = 5_000
# A string, a number in two lists, its words as numbers, and what it adds to the words known.
BYTES_PER_TEXT = 600


@dataclass(frozen=True, eq=False)
class EmbeddedTexts:
    """The texts of one column, and what is computed of them once, however often they are compared.

    Attributes
    ----------
    texts : those that were embedded, none missing or white space, in the file's order.
    rows : for each, its position among the file's rows, from 0.
    embeddings : float32, shape (len(texts), d), rows L2-normalised.
    total : how many texts the column holds: more where those embedded are a sample.
    """

    texts: list[str]
    rows: list[int]
    embeddings: "NDArray[np.float32]"
    total: int

    @cached_property
    def moments(self) -> "Moments":
        """Of the embeddings."""
        from functions.score.statistics.moments import Moments

        return Moments.of(self.embeddings)

    @cached_property
    def known(self) -> "Known":
        """Where the embeddings lie, and in which groups."""
        from functions.score.statistics.explanation.known import Known

        return Known.of(self.embeddings, self.moments)

    @cached_property
    def read(self) -> list[int]:
        """Places of up to MOST_READ texts, evenly spaced, whose words are counted and which are grouped."""
        count = len(self.texts)
        taken = min(count, MOST_READ)
        return [place * count // taken for place in range(taken)]

    @cached_property
    def reading(self) -> "Reading":
        """The words of the texts at these places."""
        from functions.score.statistics.explanation.reading import Reading

        return Reading.of([self.texts[place] for place in self.read])

    @property
    def size_bytes(self) -> int:
        """About how much memory it takes, with all that is computed of it."""
        scatter = self.embeddings.itemsize * self.embeddings.shape[1] ** 2
        numbers: int = self.embeddings.nbytes + scatter
        return numbers + sum(map(len, self.texts)) + BYTES_PER_TEXT * len(self.texts)


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """One version of a baseline, embedded.

    Attributes
    ----------
    file : key, etag and rows, as the verdict names them.
    batch : its rows.
    dataset : what its owner set for the comparison.
    kinds : of each column that is compared, in the file's order.
    texts : the text columns of these, embedded.
    sensitivities : what is known of these columns from an earlier process.
    """

    file: BaselineFile
    batch: Batch
    dataset: Dataset
    kinds: Mapping[str, Kind]
    texts: Mapping[str, EmbeddedTexts]
    sensitivities: "Mapping[str, Sensitivity]" = field(default_factory=dict)
    _references: "dict[str, Reference]" = field(default_factory=dict)

    def reference(self, column: str) -> "Reference":
        """Return what is computed of a text column's embeddings once, whatever the drift file."""
        from functions.score.statistics.texts.reference import Reference

        if column not in self._references:
            rng = generator(self.batch.digest(), f"reference {column}")
            known = self.sensitivities.get(column)
            texts = self.texts[column]
            self._references[column] = Reference.of(texts.embeddings, texts.moments, rng, known)
        return self._references[column]

    @property
    def size_bytes(self) -> int:
        """About how much memory it takes."""
        columns = sum(column.size_bytes for column in self.texts.values())
        references = sum(reference.size_bytes for reference in list(self._references.values()))
        return self.batch.size_bytes + columns + references


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
