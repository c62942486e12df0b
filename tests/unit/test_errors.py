import inspect

import pytest

from common import errors
from common.errors import DriftlineError, Fate, fate_of

FATES = {
    "BatchError": Fate.ACK,
    "RetryLater": Fate.RETRY,
    "BaselineMissing": Fate.RETRY,
    "StoreUnavailable": Fate.RETRY,
    "BrokerUnavailable": Fate.RETRY,
    "ParkEvent": Fate.PARK,
    "UnreadableEvent": Fate.PARK,
    "StoreRefused": Fate.PARK,
    "IgnoreEvent": Fate.ACK,
    "ObjectGone": Fate.ACK,
    "WriteConflict": Fate.RETRY,
    "SetupError": Fate.PARK,
    "DriftlineError": Fate.PARK,
}


def test_every_error_of_the_tree_has_its_fate_and_stands_in_the_drawing():
    found = {
        name: value.fate
        for name, value in vars(errors).items()
        if inspect.isclass(value) and issubclass(value, DriftlineError)
    }
    assert found == FATES
    for name in FATES:
        assert name in (errors.__doc__ or "")


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("x"), MemoryError()])
def test_what_nobody_foresaw_is_parked(error):
    assert fate_of(error) is Fate.PARK
