"""A verdict is of one version of each file, and says of which."""

import io

from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from functions.score.handler import score_object

CALM = ("text\n" + "".join(f"the cat number {row} sat on the mat\n" for row in range(40))).encode()
OTHER = ("text\n" + "".join(f"bond yields rose by {row} points again\n" for row in range(40))).encode()
BASELINE = "baselines/reviews.csv"


class Overwriting(MemoryStore):
    """A bucket whose baseline is overwritten as soon as it was found, once."""

    def __init__(self):
        super().__init__()
        self.next = []

    def write(self, key, data):
        return self.put(key, io.BytesIO(data), len(data)).etag

    def open(self, key, **more):
        if key == BASELINE and self.next:
            self.write(key, self.next.pop())
        return super().open(key, **more)


def test_a_baseline_overwritten_after_it_was_found_is_kept_as_what_it_is(make_tools):
    """When the first baseline comes back, with the etag that was found, the other's profile is not its."""
    store = Overwriting()
    tools = make_tools(store)
    verdicts = []
    for number, baseline_meanwhile in enumerate([[OTHER], []]):
        found = store.write(BASELINE, CALM)
        key = f"drifts/reviews/{number}.csv"
        event = ObjectCreated(store.bucket, key, etag=store.write(key, CALM), sequencer="0A")
        store.next = baseline_meanwhile
        verdicts.append(score_object(event, tools).verdict)
    first, second = verdicts
    assert (first.drifted, first.baseline.etag == found) == (True, False)
    assert (second.drifted, second.baseline.etag == found) == (False, True)
