"""What the handler is given: everything it calls, chosen in `wiring`."""

from collections.abc import Callable
from dataclasses import dataclass

from common.store import ObjectStore
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
    progress : told how many of how many texts are embedded, for a person who waits.
    """

    store: ObjectStore
    encoder: Callable[[], Encoder]
    profiles: Profiles
    limits: Limits
    policy: ThresholdPolicy
    text_columns: tuple[str, ...] = ()
    progress: Callable[[str, int, int], None] | None = None
