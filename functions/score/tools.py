"""Everything the handler calls, chosen in `wiring`; nothing below the handler sees it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from common.stores.store import ObjectStore
from functions.score.baseline.find import Baselines
from functions.score.baseline.profile_cache import Profiles
from functions.score.baseline.settings import Dataset
from functions.score.batch import Limits
from functions.score.encoder import Encoder
from functions.score.observer import Observer, log_settlement
from functions.score.policy import Policy
from functions.score.runtime.progress import Progress, no_progress
from functions.score.runtime.stopwatch import Stopwatch
from functions.score.texts.embedder import Embedder, nothing
from functions.score.texts.sampling import Sampling


@dataclass(frozen=True, slots=True)
class Tools:
    """The parts that scoring needs.

    Attributes
    ----------
    store : the bucket.
    encoder : returns the loaded model; loads it at the first call, so that a file at fault gets its
        verdict without one.
    profiles : baselines already embedded by this process.
    limits : how large a file may be.
    policy : the thresholds, as the environment and then a dataset's owner sets them.
    sampling : how many of a large file's texts are embedded.
    text_columns : the text columns to compare; empty: found in the baseline.
    show_rows : whether verdict and report may quote what the files hold; a dataset may say otherwise.
    report : whether a page is written beside the verdict.
    progress : shows a person how many texts are embedded.
    while_reading, while_embedding : start what a process's first file needs next, during that step: loading
        the model, importing the statistics.
    observers : told once per event what became of it.
    """

    store: ObjectStore
    encoder: Callable[[], Encoder]
    profiles: Profiles
    limits: Limits
    policy: Callable[[Dataset], Policy]
    sampling: Sampling = field(default_factory=Sampling)
    text_columns: tuple[str, ...] = ()
    show_rows: bool = True
    report: bool = True
    progress: Progress = no_progress
    while_reading: Callable[[], None] = nothing
    while_embedding: Callable[[], None] = nothing
    observers: tuple[Observer, ...] = (log_settlement,)

    @property
    def baselines(self) -> Baselines:
        """The bucket's baselines."""
        return Baselines(self.store, self.profiles, self.limits, self.text_columns)

    def embedder(self, stopwatch: Stopwatch) -> Embedder:
        """Return what embeds the texts of one file."""
        return Embedder(self.encoder, self.sampling, stopwatch, self.progress, self.while_embedding)

    def shows_rows(self, dataset: Dataset) -> bool:
        """Tell whether verdict and report on this dataset may quote what the files hold."""
        return self.show_rows if dataset.show_rows is None else dataset.show_rows
