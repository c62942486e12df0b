import io
import itertools
import json
import time
from concurrent.futures import ThreadPoolExecutor

import jsonschema
import pytest

from common import keys
from common.errors import BaselineMissing, IgnoreEvent, ObjectGone
from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from common.verdict.document import Verdict, json_schema
from functions.score.encoder.hashing import HashingEncoder
from functions.score.handler import score_object

BUCKET = "ml-drift-datasets"


def table(*parts):
    """Return a CSV file of a text column: every combination of a word from each part, 27 rows."""
    rows = (" ".join(words) for words in itertools.product(*parts))
    return ("id,text\n" + "".join(f"R-{number},{text}\n" for number, text in enumerate(rows))).encode()


CALM = table(
    ["the old cat", "a small dog", "the grey cat"],
    ["sat down", "lay curled", "slept all day"],
    ["on the mat", "on the rug", "by the door"],
)
OTHER = table(
    ["stocks fell", "bond yields rose", "markets closed"],
    ["sharply today", "again overnight", "lower overall"],
    ["after the report", "before elections", "amid inflation fears"],
)


class Counting(HashingEncoder):
    """Counts how many texts are embedded."""

    texts = 0

    def __call__(self):
        return self

    def encode(self, texts, *, progress=None):
        self.texts += len(texts)
        return super().encode(texts, progress=progress)


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def tools(store, make_tools):
    return make_tools(store)


def put(store, key, data=CALM, **more):
    return store.put(key, io.BytesIO(data), len(data), **more)


def drop(store, key="drifts/reviews/1.csv", data=CALM, sequencer="0A", **more):
    info = put(store, key, data)
    return ObjectCreated(BUCKET, key, etag=info.etag, sequencer=sequencer, **more)


def written(store, key) -> Verdict:
    with store.open(keys.verdict(key)) as opened:
        data = opened.stream.read()
    jsonschema.Draft202012Validator(json_schema()).validate(json.loads(data))
    return Verdict.from_json(data)


def test_a_file_like_its_baseline_does_not_drift(store, tools):
    put(store, "baselines/reviews.csv")
    outcome = score_object(drop(store), tools)
    verdict = written(store, "drifts/reviews/1.csv")
    assert outcome.fresh
    assert outcome.verdict == verdict
    assert (verdict.status, verdict.drifted, verdict.update_model, verdict.level) == (
        "ok",
        False,
        False,
        "none",
    )
    assert verdict.drift_score == pytest.approx(0, abs=1e-6)
    assert verdict.drift_column == "text"
    assert (verdict.drift.rows, verdict.baseline.rows) == (27, 27)
    assert verdict.baseline.key == "baselines/reviews.csv"
    assert verdict.model.engine == "hashing"


def test_a_file_of_other_texts_drifts(store, tools):
    put(store, "baselines/reviews.csv")
    verdict = score_object(drop(store, data=OTHER), tools).verdict
    assert (verdict.drifted, verdict.update_model, verdict.level) == (True, True, "high")
    text = verdict.columns[-1]
    assert (text.name, text.drifted, text.text.drift_score) == ("text", True, verdict.drift_score)
    assert verdict.finding == "drift"


def test_the_same_inputs_give_the_same_bytes_except_for_clock_fields(make_tools):
    documents = []
    for _ in range(2):
        store = MemoryStore()
        put(store, "baselines/reviews.csv")
        score_object(drop(store, data=OTHER), make_tools(store))
        document = json.loads(written(store, "drifts/reviews/1.csv").to_json())
        for clock in ("timing_ms", "scored_at"):
            document.pop(clock)
        document["drift"].pop("modified")
        documents.append(json.dumps(document))
    assert documents[0] == documents[1]


def test_the_second_copy_of_an_event_is_not_scored(store, make_tools):
    counting = Counting()
    tools = make_tools(store, encoder=counting)
    put(store, "baselines/reviews.csv")
    event = drop(store)
    first = score_object(event, tools)
    embedded = counting.texts
    second = score_object(event, tools)
    assert (first.fresh, second.fresh) == (True, False)
    assert second.verdict == first.verdict
    assert counting.texts == embedded


def test_a_baseline_is_only_embedded_again_after_it_changes(store, make_tools):
    counting = Counting()
    tools = make_tools(store, encoder=counting)
    put(store, "baselines/reviews.csv")
    score_object(drop(store, "drifts/reviews/1.csv", OTHER), tools)
    assert counting.texts == 54
    score_object(drop(store, "drifts/reviews/2.csv", OTHER), tools)
    assert counting.texts == 81
    put(store, "baselines/reviews.csv", OTHER)
    score_object(drop(store, "drifts/reviews/3.csv", CALM), tools)
    assert counting.texts == 135


def test_ten_events_at_once_embed_a_new_baseline_once(store, make_tools):
    class Slow(Counting):
        def encode(self, texts, *, progress=None):
            time.sleep(0.02)
            return super().encode(texts, progress=progress)

    slow = Slow()
    tools = make_tools(store, encoder=slow)
    put(store, "baselines/reviews.csv")
    events = [drop(store, f"drifts/reviews/{number}.csv", OTHER) for number in range(10)]
    with ThreadPoolExecutor(10) as pool:
        outcomes = list(pool.map(lambda event: score_object(event, tools), events))
    assert all(outcome.verdict.status == "ok" for outcome in outcomes)
    assert slow.texts == 27 + 10 * 27


def test_a_baseline_deleted_during_the_lookup_is_retried(make_tools):
    class Vanishing(MemoryStore):
        def open(self, key, **more):
            if key.startswith("baselines/"):
                raise ObjectGone(key)
            return super().open(key, **more)

    store = Vanishing()
    put(store, "baselines/reviews.csv")
    with pytest.raises(BaselineMissing, match="removed just now"):
        score_object(drop(store), make_tools(store))


def test_a_file_without_baseline_is_retried_and_then_lists_the_possible_keys(store, tools):
    event = drop(store)
    with pytest.raises(BaselineMissing):
        score_object(event, tools)
    assert not list(store.list("results/"))
    verdict = score_object(event, tools, last_attempt=True).verdict
    assert verdict.status == "no_baseline"
    assert "baselines/reviews/1.*, baselines/reviews/baseline.*" in verdict.reasons[0]
    assert written(store, event.key) == verdict


def test_a_baseline_uploaded_after_the_last_attempt_is_used(store, tools):
    event = drop(store)
    score_object(event, tools, last_attempt=True)
    put(store, "baselines/reviews.csv")
    assert score_object(event, tools).verdict.status == "ok"


def test_user_metadata_names_the_baseline(store, tools):
    put(store, "baselines/reviews.csv", OTHER)
    put(store, "baselines/reviews/other.csv")
    put(store, "drifts/reviews/1.csv", metadata={"baseline": "reviews/other.csv"})
    event = ObjectCreated(BUCKET, "drifts/reviews/1.csv")
    assert score_object(event, tools).verdict.baseline.key == "baselines/reviews/other.csv"


def test_user_metadata_opens_no_baseline_of_others(store, tools):
    put(store, "baselines/payroll/salaries.csv")
    put(store, "drifts/reviews/1.csv", metadata={"baseline": "payroll/salaries.csv"})
    verdict = score_object(ObjectCreated(BUCKET, "drifts/reviews/1.csv"), tools).verdict
    assert (verdict.status, verdict.error.type) == ("error", "baseline_not_allowed")
    assert (verdict.baseline, verdict.columns) == (None, [])


def test_a_second_copy_that_names_its_baseline_is_not_scored_either(store, tools):
    put(store, "baselines/other.csv")
    event = drop(store, baseline_key="baselines/other.csv")
    assert [score_object(event, tools).fresh for _ in range(3)] == [True, False, False]


def test_an_event_can_name_its_baseline_and_a_missing_one_is_retried(store, tools):
    put(store, "baselines/reviews.csv")
    event = drop(store, baseline_key="baselines/special.csv")
    with pytest.raises(BaselineMissing, match=r"baselines/special\.csv"):
        score_object(event, tools)
    put(store, "baselines/special.csv", OTHER)
    assert score_object(event, tools).verdict.baseline.key == "baselines/special.csv"


def test_the_verdict_names_which_file_is_at_fault(store, tools):
    put(store, "baselines/reviews.csv", b"id,text\n")
    verdict = score_object(drop(store), tools).verdict
    assert (verdict.status, verdict.error.type, verdict.error.key) == (
        "error",
        "no_rows",
        "baselines/reviews.csv",
    )
    verdict = score_object(drop(store, data=b"", sequencer="0B"), tools).verdict
    assert (verdict.error.type, verdict.error.key) == ("empty_file", "drifts/reviews/1.csv")
    assert verdict.drifted is None
    assert verdict.baseline is None


def test_a_broken_drift_file_needs_neither_baseline_nor_model(store, make_tools):
    def no_model():
        raise AssertionError("the model was loaded for a file at fault")

    verdict = score_object(drop(store, data=b"\0\0\0"), make_tools(store, encoder=no_model)).verdict
    assert verdict.status == "error"


def test_the_score_is_the_largest_of_the_text_columns(store, tools):
    two = (
        b"title,body\nred cat,the cat sat on the mat\nblue dog,a dog lay on the rug\n"
        b"green cat,the cat lay down here\n"
    )
    changed = two.replace(b"the cat sat on the mat", b"bond yields rose again").replace(
        b"the rug", b"markets fell"
    )
    put(store, "baselines/reviews.csv", two)
    verdict = score_object(drop(store, data=changed), tools).verdict
    scores = {column.name: column.text.drift_score for column in verdict.columns}
    assert set(scores) == {"title", "body"}
    assert (verdict.drift_column, verdict.drift_score) == ("body", scores["body"])
    assert scores["body"] > scores["title"]


def test_added_and_removed_columns_are_named(store, tools):
    put(store, "baselines/reviews.csv")
    data = b"text,rating\nthe cat sat on the mat,1\na dog lay on the rug,2\nthe cat lay on the rug,3\n"
    verdict = score_object(drop(store, data=data), tools).verdict
    found = {(change.kind, change.column) for change in verdict.schema_changes}
    assert found == {("added", "rating"), ("removed", "id")}


def test_a_removed_text_column_is_drift_like_any_other_column(store, tools):
    put(store, "baselines/reviews.csv")
    verdict = score_object(drop(store, data=b"id,txt\nR-1,the cat sat\nR-2,a dog lay\n"), tools).verdict
    assert (verdict.status, verdict.finding, verdict.drift_score) == ("ok", "drift", None)
    assert verdict.reasons[0] == "column 'text' was removed; did you mean 'txt'?"


def test_a_deleted_object_is_ignored(tools):
    with pytest.raises(ObjectGone):
        score_object(ObjectCreated(BUCKET, "drifts/none.csv", etag="e"), tools)


@pytest.mark.parametrize("key", ["drifts/folder/", "results/a.csv.json", "baselines/a.csv"])
def test_other_objects_than_drift_files_are_ignored(tools, key):
    with pytest.raises(IgnoreEvent):
        score_object(ObjectCreated(BUCKET, key), tools)
