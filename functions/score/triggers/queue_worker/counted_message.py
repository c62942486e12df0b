"""A message of a queue that counts how often it has delivered it."""

from dataclasses import dataclass, field
from typing import TypeVar

from functions.score.triggers.ladder import LADDER_SECONDS


@dataclass(slots=True)
class CountedMessage:
    """One message, not settled yet.

    Attributes
    ----------
    body : the message, in a form that `common.events` reads.
    receipt : needed to settle it.
    attempt : how often the queue has delivered it before; a retry and the death of a worker count alike.
    waited : how many seconds ago it was sent.
    lost : whether it cannot be settled any more.
    released : whether it is to come again, so that nobody extends it.
    """

    body: bytes
    receipt: str = field(repr=False)
    attempt: int = 0
    waited: float = 0.0
    lost: bool = False
    released: bool = False

    @property
    def delivered_before(self) -> bool:
        """Whether the queue has delivered it before."""
        return self.attempt > 0

    @property
    def last_attempt(self) -> bool:
        """Whether all steps of the retry ladder are over.

        The number of deliveries alone does not tell: workers that are killed use them up within a minute.
        """
        return self.attempt >= len(LADDER_SECONDS) and self.waited > LADDER_SECONDS[-1]


Counted = TypeVar("Counted", bound=CountedMessage)
