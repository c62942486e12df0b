"""What the bucket has about a file."""

import io

import pytest

from common import keys
from common.stores.memory import MemoryStore
from functions.operations.facts import bucket_facts

KEY = "drifts/reviews/1.csv"


@pytest.fixture
def store():
    return MemoryStore()


def put(store, key, data=b"", **metadata):
    return store.put(key, io.BytesIO(data), len(data), metadata=metadata)


def test_a_file_that_is_gone_has_the_nearest_name_beside_it(store):
    put(store, "drifts/reviews/01.csv")
    put(store, keys.verdict(KEY), b"x")
    facts = bucket_facts(store, KEY)
    assert facts.info is None
    assert facts.nearest == "; did you mean '01.csv'?"
    assert facts.stored.etag


def test_a_file_without_anything(store):
    put(store, KEY)
    facts = bucket_facts(store, KEY)
    assert facts.info.key == KEY
    assert not facts.about_this_file
    assert facts.baseline is None
    assert "no baseline for" in facts.no_baseline


def test_a_verdict_about_the_file_as_it_is_now(store, make_verdict):
    put(store, "baselines/reviews.csv")
    info = put(store, KEY)
    verdict = make_verdict(key=KEY, etag=info.etag)
    put(store, keys.verdict(KEY), verdict.to_json())
    facts = bucket_facts(store, KEY)
    assert facts.about_this_file
    assert facts.baseline.key == "baselines/reviews.csv"
    put(store, KEY, b"more")
    assert not bucket_facts(store, KEY).about_this_file


def test_the_verdict_of_a_newer_driftline_is_named(store, make_verdict):
    info = put(store, KEY)
    newer = make_verdict(key=KEY, etag=info.etag).to_json().replace(b"verdict/1", b"verdict/2")
    put(store, keys.verdict(KEY), newer)
    facts = bucket_facts(store, KEY)
    assert "newer Driftline" in facts.newer
