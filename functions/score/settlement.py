"""The result of one event: what its trigger does with it, and why."""

from dataclasses import dataclass

from common.errors import Outcome
from common.events import ObjectCreated
from common.verdict.document import Verdict


@dataclass(frozen=True, slots=True)
class Settlement:
    """The result of one event.

    Attributes
    ----------
    outcome : what the trigger does with the event.
    reason : why, in one sentence.
    record : the sender's name for the record that announced the object, such as an SQS message id.
    event : the object; None if the record could not be read.
    verdict : the verdict that is stored now; None if there is none.
    fresh : whether this event led to that verdict; otherwise it was there before.
    seconds : how long it took.
    waits_for_baseline : whether there is no verdict because there is no baseline yet.
    large : whether nothing was done because the file is for a worker of large files.
    store_failed : whether the store did not answer, or refused; another record may fare better.
    error : an unexpected error.
    """

    outcome: Outcome
    reason: str
    record: str = "0"
    event: ObjectCreated | None = None
    verdict: Verdict | None = None
    fresh: bool = False
    seconds: float = 0.0
    waits_for_baseline: bool = False
    large: bool = False
    store_failed: bool = False
    error: BaseException | None = None
