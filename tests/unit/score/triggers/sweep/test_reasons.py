import pytest

from common import keys
from common.errors import IgnoreEvent
from functions.score.metrics import RESCUES
from functions.score.triggers.sweep.listings import pairs
from functions.score.triggers.sweep.reasons import WORDS, Reason, listed_reason, stored_reason

KEY = "drifts/a.csv"


def listed(store):
    (pair,) = pairs(store)
    return listed_reason(pair)


def stored(store, *, rescore_replaced=False):
    (pair,) = pairs(store)
    return stored_reason(store, pair, rescore_replaced=rescore_replaced)


@pytest.fixture(autouse=True)
def _baseline_and_drift_file(store):
    store.drop("baselines/a.csv")
    store.drop(KEY)
    store.wait(1)


def test_the_listings_show_missing_and_older_verdicts(store, answered):
    assert listed(store) is Reason.NO_VERDICT
    answered(KEY)
    assert listed(store) is None
    store.wait(1)
    store.drop(KEY)
    assert listed(store) is Reason.OUTDATED


def test_a_final_verdict_on_what_the_file_contains_is_no_reason(store, answered):
    answered(KEY)
    assert stored(store) is None


def test_a_provisional_verdict_is_one(store, answered):
    answered(KEY, status="no_baseline")
    assert stored(store) is Reason.PROVISIONAL


def test_a_verdict_on_another_content_is_one(store, answered):
    answered(KEY, etag="another")
    assert stored(store) is Reason.OUTDATED


def test_a_verdict_that_is_removed_meanwhile_is_one(store, answered):
    answered(KEY)
    (pair,) = pairs(store)
    store.remove(keys.verdict(KEY))
    assert stored_reason(store, pair, rescore_replaced=False) is Reason.NO_VERDICT


@pytest.mark.parametrize("data", [b"", b"hello", b"[]", b'{"schema": "driftline.verdict/1"}', b"\xff\xfe"])
def test_an_object_that_is_no_verdict_is_one(store, data):
    store.drop(keys.verdict(KEY), data)
    assert stored(store) is Reason.UNREADABLE


def test_a_verdict_of_a_newer_driftline_is_left_alone(store):
    etag = store.stat(KEY).etag
    store.drop(
        keys.verdict(KEY), b'{"schema": "driftline.verdict/2", "drift": {"etag": "%s"}}' % etag.encode()
    )
    with pytest.raises(IgnoreEvent, match="newer Driftline"):
        stored(store)


def test_a_replaced_baseline_is_one_if_the_setting_says_so(store, answered):
    etag = store.stat("baselines/a.csv").etag
    answered(KEY, baseline={"key": "baselines/a.csv", "etag": etag, "rows": 2})
    assert stored(store, rescore_replaced=True) is None
    store.drop("baselines/a.csv", b"text\nanother baseline\n")
    assert stored(store, rescore_replaced=True) is Reason.REPLACED_BASELINE
    assert stored(store) is None
    store.remove("baselines/a.csv")
    assert stored(store, rescore_replaced=True) is None


def test_every_reason_has_words_for_a_person():
    assert all(reason.words for reason in Reason)


def test_every_reason_has_words_and_a_label_in_the_metrics():
    assert set(RESCUES) == set(Reason) == set(WORDS)
