"""Files and errors that nobody foresaw still leave a verdict: users read the bucket."""

import io

import pytest

from common.errors import InternalError
from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from functions.score import scoring
from functions.score.handler import score_object
from functions.score.verdict.stored import read_stored

TEXTS = b"text\nthe cat sat on the mat\na dog lay on the rug\nbirds sang\n"


def dropped(baseline, drift):
    """Return a store that holds both files, and the event about the drift file."""
    store = MemoryStore()
    for key, data in (("baselines/a.csv", baseline), ("drifts/a.csv", drift)):
        info = store.put(key, io.BytesIO(data), len(data))
    return store, ObjectCreated(store.bucket, "drifts/a.csv", etag=info.etag, sequencer="0A")


def log(numbers):
    """Return an event log: nothing but identifiers and dates."""
    return ("id,day\n" + "".join(f"{number},2026-01-{number:02} 08:00\n" for number in numbers)).encode()


@pytest.mark.parametrize(
    ("baseline", "drift"),
    [
        (log(range(1, 21)), log(range(21, 31))),
        (b"a,b\n6.4,3.0\n5.2,2.7\n", b"c,d\n6.3,3.1\n6.1,2.8\n"),
    ],
    ids=["dates and identifiers", "no common column"],
)
def test_files_without_a_column_to_compare_rows_by_get_a_verdict(make_tools, baseline, drift):
    store, event = dropped(baseline, drift)
    verdict = score_object(event, make_tools(store)).verdict
    assert (verdict.status, verdict.rows) == ("ok", None)


def test_an_internal_error_writes_an_error_verdict_next_to_the_dead_letter(make_tools, monkeypatch):
    def broken(*_, **__):
        raise KeyError("share")

    store, event = dropped(TEXTS, TEXTS)
    with monkeypatch.context() as patch:
        patch.setattr(scoring, "compare", broken)
        with pytest.raises(InternalError, match="KeyError"):
            score_object(event, make_tools(store))
    verdict = read_stored(store, event.key).verdict
    assert (verdict.status, verdict.error.type) == ("error", "internal_error")
    assert verdict.reasons == [
        (
            "the drift file could not be scored: internal error (KeyError): "
            "a bug in Driftline, not a problem with the file"
        )
    ]
    assert score_object(event, make_tools(store)).fresh  # the next version of Driftline scores it again
