import io

import pytest

from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from functions.score.handler import score_object
from functions.score.triggers.missed import missed

TEXTS = b"text\nthe cat sat on the mat\na dog lay on the rug\n"


@pytest.fixture
def store():
    store = MemoryStore()
    for key in ("baselines/baseline.csv", "drifts/a.csv", "drifts/b.csv", "drifts/folder/"):
        put(store, key)
    return store


def put(store, key, data=TEXTS):
    return store.put(key, io.BytesIO(data), len(data))


def keys_missed(store):
    return [event.key for event in missed(store)]


def test_only_files_whose_current_version_has_no_verdict_are_missed(store, make_tools):
    assert keys_missed(store) == ["drifts/a.csv", "drifts/b.csv"]
    for event in missed(store):
        score_object(event, make_tools(store))
    assert keys_missed(store) == []
    put(store, "drifts/b.csv", TEXTS + b"one more row\n")
    assert keys_missed(store) == ["drifts/b.csv"]


@pytest.mark.parametrize("sequencer", ["18EA8AC73E495964", "0055AED6DCD90281E5"])
def test_a_reconciled_file_is_scored_again_after_a_later_event_with_any_sequencer(
    store, make_tools, sequencer
):
    tools = make_tools(store)
    for event in missed(store):
        score_object(event, tools)
    newer = put(store, "drifts/a.csv", TEXTS + b"one more row\n")
    event = ObjectCreated(store.bucket, "drifts/a.csv", etag=newer.etag, sequencer=sequencer)
    assert score_object(event, tools).fresh
