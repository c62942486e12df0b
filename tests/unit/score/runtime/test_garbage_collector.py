"""Objects that live until the process ends are never collected."""

import gc

import pytest

from functions.score.runtime.garbage_collector import creating_long_lived_objects


@pytest.fixture(autouse=True)
def _restored_collector():
    yield
    gc.unfreeze()
    gc.enable()


def test_collection_is_paused_and_existing_objects_are_frozen():
    with creating_long_lived_objects():
        assert not gc.isenabled()
        lasting = [[number] for number in range(1_000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() >= len(lasting)
    assert not any(each is lasting for each in gc.get_objects()), "a collection would traverse it"


def test_collection_resumes_after_an_error():
    with pytest.raises(ValueError, match="no such model"), creating_long_lived_objects():
        raise ValueError("no such model")
    assert gc.isenabled()


def test_a_disabled_collector_stays_disabled():
    gc.disable()
    with creating_long_lived_objects():
        pass
    assert not gc.isenabled()
