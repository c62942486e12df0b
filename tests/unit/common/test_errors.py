import inspect

import pytest

from common import errors
from common.errors import DriftlineError, Outcome, outcome_of

FATES = {
    "BatchError": Outcome.ACK,
    "RetryLater": Outcome.RETRY,
    "BaselineMissing": Outcome.RETRY,
    "StoreUnavailable": Outcome.RETRY,
    "BrokerUnavailable": Outcome.RETRY,
    "DeadLetter": Outcome.DEAD_LETTER,
    "InternalError": Outcome.DEAD_LETTER,
    "UnreadableEvent": Outcome.DEAD_LETTER,
    "StoreRefused": Outcome.DEAD_LETTER,
    "IgnoreEvent": Outcome.ACK,
    "ObjectGone": Outcome.ACK,
    "WriteConflict": Outcome.RETRY,
    "SetupError": Outcome.DEAD_LETTER,
    "DriftlineError": Outcome.DEAD_LETTER,
}


def test_every_error_of_the_tree_has_its_fate_and_stands_in_the_drawing():
    found = {
        name: value.outcome
        for name, value in vars(errors).items()
        if inspect.isclass(value) and issubclass(value, DriftlineError)
    }
    assert found == FATES
    for name in FATES:
        assert name in (errors.__doc__ or "")


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("x"), MemoryError()])
def test_what_nobody_foresaw_is_parked(error):
    assert outcome_of(error) is Outcome.DEAD_LETTER
