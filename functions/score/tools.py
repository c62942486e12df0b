"""The handler's dependencies, chosen in `wiring`; nothing below the handler sees them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Self

from common.errors import BatchError, LargeFile
from common.stores.store import ObjectStore, StoredObject
from functions.score.baseline.baselines import Baselines
from functions.score.baseline.profile_cache import ProfileCache
from functions.score.baseline.settings import DatasetSettings
from functions.score.batch import Limits
from functions.score.encoder import Encoder
from functions.score.history import Histories
from functions.score.observer import Observer, log_settlement
from functions.score.policy import Policy
from functions.score.runtime.progress import Progress, no_progress
from functions.score.runtime.stopwatch import Stopwatch
from functions.score.texts.embedder import Embedder, nothing
from functions.score.texts.sampling import Sampling


def ignore(_: StoredObject) -> None:
    """Do nothing about an object that was opened."""


@dataclass(frozen=True, slots=True)
class Tools:
    """The handler's dependencies.

    Attributes
    ----------
    store : the bucket.
    encoder : returns the model, loading it at the first call; a file at fault gets its verdict without it.
    profiles : the baselines that this process has already embedded.
    limits : how large a file may be.
    small_only : files beyond `limits` are for another worker, see `for_small_files`.
    policy : returns the policy for a dataset: the environment's, with the dataset's own settings.
    sampling : how many of a large file's texts are embedded.
    text_columns : the text columns to compare; if empty, those of the baseline.
    shared_baselines : see `find_baseline`.
    show_rows : whether verdict and report may quote values; a dataset's settings override this.
    history_lines : how many files of a dataset its history keeps; 0: there is no history.
    report : whether to write a report with each verdict.
    progress : shows how many texts are embedded.
    while_reading, while_embedding : called during that step of a process's first file, to start what comes
        next: loading the model, importing the statistics.
    on_open : called with each drift object before it is read.
    observers : called once per event.
    """

    store: ObjectStore
    encoder: Callable[[], Encoder]
    profiles: ProfileCache
    limits: Limits
    policy: Callable[[DatasetSettings], Policy]
    small_only: bool = False
    sampling: Sampling = field(default_factory=Sampling)
    text_columns: tuple[str, ...] = ()
    shared_baselines: tuple[str, ...] = ()
    show_rows: bool = True
    history_lines: int = 1_000
    report: bool = True
    progress: Progress = no_progress
    while_reading: Callable[[], None] = nothing
    while_embedding: Callable[[], None] = nothing
    on_open: Callable[[StoredObject], None] = ignore
    observers: tuple[Observer, ...] = (log_settlement,)

    @property
    def baselines(self) -> Baselines:
        """The bucket's baselines."""
        return Baselines(self.store, self.profiles, self.limits, self.text_columns, self.shared_baselines)

    @property
    def histories(self) -> Histories:
        """The histories of the bucket's datasets."""
        return Histories(self.store, self.history_lines)

    def for_small_files(self, large_bytes: int) -> Self:
        """Return the tools with which a file raises LargeFile if it, or its baseline, has more bytes.

        What is counted is what is read: packed, and unpacked.
        """
        most = min(large_bytes, self.limits.max_bytes)
        return replace(self, limits=replace(self.limits, max_bytes=most), small_only=True)

    def check_size(self, drift: StoredObject) -> None:
        """Raise LargeFile if these tools are for small files, and the stored file alone is larger."""
        if self.small_only and drift.size > self.limits.max_bytes:
            raise LargeFile(f"it has {drift.size} bytes")

    @contextmanager
    def large_left(self) -> Iterator[None]:
        """Raise LargeFile if these tools are for small files, and the block reads a larger one."""
        try:
            yield
        except BatchError as error:
            if self.small_only and error.kind == "file_too_large":
                raise LargeFile(f"{error.key}: {error}") from error
            raise

    def embedder(self, stopwatch: Stopwatch) -> Embedder:
        """Return the embedder for the texts of one file."""
        return Embedder(self.encoder, self.sampling, stopwatch, self.progress, self.while_embedding)

    def shows_rows(self, dataset: DatasetSettings) -> bool:
        """Tell whether verdict and report on this dataset may quote values."""
        return self.show_rows if dataset.show_rows is None else dataset.show_rows
