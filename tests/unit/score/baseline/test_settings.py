from common.errors import StoreRefused
from common.stores.memory import MemoryStore
from functions.score.baseline.settings import NONE, load


def test_a_baseline_whose_name_leaves_no_room_for_that_of_its_settings_has_none():
    class Strict(MemoryStore):
        def open(self, key):
            raise StoreRefused(f"KeyTooLongError: {key}")

    assert load(Strict(), f"baselines/{'a' * 245}.csv") is NONE
