import io

from common.errors import ObjectGone, StoreRefused
from common.stores.memory import MemoryStore
from functions.score.triggers.reconcile import FAILED, GONE, SCORED, WAITING, reconcile

TEXTS = b"text\nthe cat sat on the mat\na dog lay on the rug\n"


def put(store, key):
    store.put(key, io.BytesIO(TEXTS), len(TEXTS))


def test_every_file_is_counted_by_its_outcome(make_tools):
    class Shaky(MemoryStore):
        def open(self, key, **more):
            if key == "drifts/closed/a.csv":
                raise StoreRefused("AccessDenied")
            if key == "drifts/known/gone.csv":
                raise ObjectGone(key)
            return super().open(key, **more)

    store = Shaky()
    for key in ("baselines/known.csv", "baselines/closed.csv"):
        put(store, key)
    for key in ("known/a.csv", "known/b.csv", "known/gone.csv", "unknown/a.csv", "closed/a.csv"):
        put(store, f"drifts/{key}")
    tools = make_tools(store)
    assert reconcile(tools) == {SCORED: 2, GONE: 1, WAITING: 1, FAILED: 1}
    assert reconcile(tools) == {GONE: 1, WAITING: 1, FAILED: 1}
