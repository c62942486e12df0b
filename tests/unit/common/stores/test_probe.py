import pytest

from common import keys
from common.errors import ObjectGone, StoreRefused, StoreUnavailable
from common.stores.memory import MemoryStore
from common.stores.probe import check_answers, check_serves


class Failing(MemoryStore):
    """A bucket in which one request fails for the keys with one beginning."""

    def __init__(self, request, prefix, error):
        super().__init__()
        self.failing = request, prefix, error

    def _fail(self, request, key):
        failing, prefix, error = self.failing
        if request == failing and key.startswith(prefix):
            raise error

    def stat(self, key):
        self._fail("stat", key)
        return super().stat(key)

    def put(self, key, *arguments, **keywords):
        self._fail("put", key)
        return super().put(key, *arguments, **keywords)

    def list(self, prefix):
        self._fail("list", prefix)
        return super().list(prefix)


def test_a_store_that_serves_everything_keeps_one_small_object():
    store = MemoryStore()
    check_serves(store)
    check_serves(store)
    assert [info.key for info in store.list("")] == [keys.PROBE]


@pytest.mark.parametrize("error", [StoreUnavailable("away"), StoreRefused("no permission")])
@pytest.mark.parametrize(
    ("request_", "prefix"),
    [
        ("list", keys.NOTHING),
        ("stat", keys.BASELINES),
        ("stat", keys.DRIFTS),
        ("stat", keys.RESULTS),
        ("put", keys.PROBE),
    ],
)
def test_whatever_a_worker_needs_is_probed(request_, prefix, error):
    with pytest.raises(type(error)):
        check_serves(Failing(request_, prefix, error))


def test_the_small_question_writes_nothing():
    store = MemoryStore()
    check_answers(store)
    with pytest.raises(ObjectGone):
        store.stat(keys.PROBE)
