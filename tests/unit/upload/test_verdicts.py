import io

import pytest

from common import keys
from common.errors import ObjectGone
from common.stores.memory import MemoryStore
from functions.upload import verdicts
from functions.upload.verdicts import current_verdict

DRIFT = "drifts/a b/é+%.csv"


@pytest.fixture
def store():
    return MemoryStore()


def read(store, key):
    """Return the whole verdict."""
    found = current_verdict(store, key)
    if found is None:
        return None
    try:
        return b"".join(found.parts())
    finally:
        found.close()


def put(store, key, data=b"text\nhello\n"):
    return store.put(key, io.BytesIO(data), len(data)).etag


def test_the_verdict_on_the_current_version_is_returned_unchanged(store, make_verdict):
    data = make_verdict(etag=put(store, DRIFT), key=DRIFT).to_json()
    put(store, keys.verdict(DRIFT), data)
    assert read(store, DRIFT) == data


def test_a_drift_file_without_a_verdict_has_none(store):
    put(store, DRIFT)
    assert read(store, DRIFT) is None


def test_a_verdict_on_an_older_version_is_ignored(store, make_verdict):
    data = make_verdict(etag=put(store, DRIFT), key=DRIFT).to_json()
    put(store, keys.verdict(DRIFT), data)
    put(store, DRIFT, b"text\nsomething else\n")
    assert read(store, DRIFT) is None


def test_a_verdict_of_a_newer_score_function_is_returned(store):
    data = b'{"schema": "driftline.verdict/2", "drift": {"etag": "%s"}}' % put(store, DRIFT).encode()
    put(store, keys.verdict(DRIFT), data)
    assert read(store, DRIFT) == data


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"[]", b"{}", b'{"drift": null}', b'{"drift": {"etag": null}}']
)
def test_an_object_that_is_not_a_verdict_is_ignored(store, data):
    put(store, DRIFT)
    put(store, keys.verdict(DRIFT), data)
    assert read(store, DRIFT) is None


def test_an_object_that_is_larger_than_any_verdict_is_ignored(store, monkeypatch):
    monkeypatch.setattr(verdicts, "MAX_VERDICT_BYTES", 200)
    start = b'{"schema": "driftline.verdict/1", "drift": {"etag": "%s"}}' % put(store, DRIFT).encode()
    put(store, keys.verdict(DRIFT), start.ljust(201))
    assert read(store, DRIFT) is None


@pytest.mark.parametrize(
    "key", [DRIFT, "drifts/", "drifts/folder/", "baselines/a.csv", "drifts/../a", "drifts/a//b"]
)
def test_a_verdict_without_a_drift_file_is_an_error(store, key):
    put(store, "baselines/a.csv")
    put(store, "drifts/folder/")
    with pytest.raises(ObjectGone):
        read(store, key)
