import inspect

import pytest

from common import errors
from common.errors import DriftlineError, Outcome, outcome_of

OUTCOMES = {
    "BatchError": Outcome.ACK,
    "RetryLater": Outcome.RETRY,
    "BaselineMissing": Outcome.RETRY,
    "StoreUnavailable": Outcome.RETRY,
    "StoreRefusesAll": Outcome.RETRY,
    "BrokerUnavailable": Outcome.RETRY,
    "DeadLetter": Outcome.DEAD_LETTER,
    "InternalError": Outcome.DEAD_LETTER,
    "UnreadableEvent": Outcome.DEAD_LETTER,
    "StoreRefused": Outcome.DEAD_LETTER,
    "IgnoreEvent": Outcome.ACK,
    "ObjectGone": Outcome.ACK,
    "WriteConflict": Outcome.RETRY,
    "LargeFile": Outcome.RETRY,
    "SetupError": Outcome.DEAD_LETTER,
    "DriftlineError": Outcome.DEAD_LETTER,
}


def test_every_error_has_its_outcome_and_is_in_the_tree_of_the_docstring():
    outcomes = {
        name: value.outcome
        for name, value in vars(errors).items()
        if inspect.isclass(value) and issubclass(value, DriftlineError)
    }
    assert outcomes == OUTCOMES
    for name in OUTCOMES:
        assert name in (errors.__doc__ or "")


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("x"), MemoryError()])
def test_an_unexpected_error_is_a_dead_letter(error):
    assert outcome_of(error) is Outcome.DEAD_LETTER
