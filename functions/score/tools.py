"""What the handler is given: everything it calls, chosen in `wiring`."""

from collections.abc import Callable
from dataclasses import dataclass

from common.store import ObjectStore
from functions.progress import Progress, no_progress
from functions.score.batch import Limits
from functions.score.encoder import Encoder
from functions.score.policy import ThresholdPolicy
from functions.score.profile import Profiles


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
    policy : the thresholds.
    text_columns : the text columns to compare; empty: found in the baseline.
    progress : shown to a person who waits for texts to be embedded.
    """

    store: ObjectStore
    encoder: Callable[[], Encoder]
    profiles: Profiles
    limits: Limits
    policy: ThresholdPolicy
    text_columns: tuple[str, ...] = ()
    progress: Progress = no_progress
