import gc

import pytest

from functions.score.runtime.lasting_objects import made_to_last


@pytest.fixture(autouse=True)
def _collector_as_it_was():
    yield
    gc.unfreeze()
    gc.enable()


def test_nothing_is_collected_meanwhile_and_what_exists_then_never():
    with made_to_last():
        assert not gc.isenabled()
        lasting = [[number] for number in range(1_000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() >= len(lasting)
    assert not any(found is lasting for found in gc.get_objects()), "no round looks through it"


def test_the_collector_runs_again_after_an_error():
    with pytest.raises(ValueError, match="no such model"), made_to_last():
        raise ValueError("no such model")
    assert gc.isenabled()


def test_who_turned_the_collector_off_finds_it_off():
    gc.disable()
    with made_to_last():
        pass
    assert not gc.isenabled()
