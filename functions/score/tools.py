"""What the handler is given: everything it calls, chosen in `wiring`."""

from collections.abc import Callable
from dataclasses import dataclass, field

from common.stores.store import ObjectStore
from functions.score.batch import Limits
from functions.score.dataset import Dataset
from functions.score.encoder import Encoder
from functions.score.policy import Policy
from functions.score.profile import Profiles
from functions.score.runtime.progress import Progress, no_progress
from functions.score.sampling import Sampling


def nothing() -> None:
    """Begin nothing: what is needed is there, or comes when it is asked for."""


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
    progress : shown to a person who waits for texts to be embedded.
    while_reading, while_embedding : begin what a process's first file needs next, beside that: loading the
        model, importing the statistics.
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

    def shows_rows(self, dataset: Dataset) -> bool:
        """Tell whether verdict and report on this dataset may quote what the files hold."""
        return self.show_rows if dataset.show_rows is None else dataset.show_rows
