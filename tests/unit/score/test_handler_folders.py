"""A folder with its marker through the handler: one batch, one verdict, whatever the order of the events."""

import io
import itertools
import random

import pytest

from common import keys
from common.errors import BaselineMissing, IgnoreEvent, ObjectGone
from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from functions.score.handler import score_object
from functions.score.verdict.stored import read_stored

MARKER = "drifts/daily/_SUCCESS"
SENTENCES = [
    f"{one} {two} {three}"
    for one, two, three in itertools.product(
        ("the old cat", "a small dog", "the grey cat"),
        ("sat down", "lay curled", "slept all day"),
        ("on the mat", "on the rug", "by the door"),
    )
]


def table(sentences=SENTENCES, first=0, **more):
    """Return CSV of sentences, and of further columns of one value each."""
    header = ",".join(["id", "text", *more])
    rows = [",".join([f"R-{first + number}", text, *more.values()]) for number, text in enumerate(sentences)]
    return "\n".join([header, *rows, ""]).encode()


CALM = table()
OTHER = table([text.replace("cat", "bond").replace("sat", "rose") + " overnight" for text in SENTENCES])


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def put(store):
    return lambda key, data=b"": store.put(key, io.BytesIO(data), len(data))


@pytest.fixture
def score(store, make_tools):
    tools = make_tools(store)
    return lambda key, **more: score_object(ObjectCreated(store.bucket, key, **more), tools)


@pytest.fixture
def verdict(store):
    return lambda key=MARKER: read_stored(store, key).verdict


@pytest.fixture
def thirds(put):
    """Put a baseline of 27 rows, and the same rows in three parts, without a marker."""
    put("baselines/daily.csv", CALM)
    for number in range(3):
        rows = SENTENCES[number * 9 : number * 9 + 9]
        put(f"drifts/daily/part-0000{number}.csv", table(rows, first=number * 9))


def results(store):
    return [info.key for info in store.list(keys.RESULTS)]


def test_a_folder_is_one_batch_with_one_verdict_once_its_marker_is_there(store, thirds, put, score, verdict):
    parts = [f"drifts/daily/part-0000{number}.csv" for number in range(3)]
    for part in parts:
        with pytest.raises(IgnoreEvent, match=r"put the marker 'drifts/daily/_SUCCESS'"):
            score(part)
    assert results(store) == []
    put(MARKER)
    assert score(MARKER).fresh
    assert (verdict().status, verdict().drifted, verdict().drift.rows) == ("ok", False, 27)
    assert verdict().baseline.key == "baselines/daily.csv"
    assert "drift file: a folder of 3 files" in verdict().notes
    assert results(store) == ["results/daily/_SUCCESS.html", "results/daily/_SUCCESS.json"]
    assert not score(MARKER).fresh
    for part in parts:  # copies of their events
        with pytest.raises(IgnoreEvent, match="has changed since"):
            score(part)
    assert len(results(store)) == 2


def test_a_folder_of_other_texts_drifts(put, score):
    put("baselines/daily.csv", CALM)
    put("drifts/daily/part-00000.csv", OTHER)
    put(MARKER)
    assert score(MARKER).verdict.drifted


def test_the_same_rows_in_a_folder_and_in_a_file_have_the_same_numbers(thirds, put, score):
    put("drifts/daily.csv", CALM)
    put(MARKER)
    one, other = (score(key).verdict.model_dump(mode="json") for key in ("drifts/daily.csv", MARKER))
    changing = ("drift", "notes", "timing_ms", "scored_at")
    assert {key: one[key] for key in one if key not in changing} == {
        key: other[key] for key in other if key not in changing
    }


def test_a_marker_that_is_put_again_scores_the_folder_again(thirds, put, score):
    put(MARKER)
    first = score(MARKER).verdict
    put(MARKER)
    again = score(MARKER)
    assert again.fresh
    assert again.verdict.drift.modified > first.drift.modified
    assert again.verdict.drift.etag == first.drift.etag


def test_a_marker_of_an_ended_run_with_content_is_a_marker_too(thirds, put, score):
    put(MARKER, b'{"name": "org.apache.hadoop.fs.s3a.commit.files.SuccessData/1"}')
    assert score(MARKER).verdict.drift.rows == 27


def test_a_part_that_is_overwritten_after_the_verdict_scores_the_folder_again(thirds, put, score, verdict):
    put(MARKER)
    before = score(MARKER).verdict
    put("drifts/daily/part-00001.csv", OTHER)
    assert score("drifts/daily/part-00001.csv").fresh
    assert verdict().drift.etag != before.drift.etag
    assert verdict().drift.rows == 45
    assert not score(MARKER).fresh


@pytest.mark.parametrize("seed", range(12))
def test_whatever_the_order_of_writes_and_events_the_last_verdict_is_on_the_whole_folder(
    store, put, score, verdict, seed
):
    """`mc cp --recursive` writes the marker before the parts, because of its name."""
    choice = random.Random(seed)  # noqa: S311 - test data
    put("baselines/baseline.csv", CALM)
    writes = [(f"drifts/daily/part-0000{number}.csv", table(SENTENCES[number::3])) for number in range(3)]
    writes.append((MARKER, b""))
    choice.shuffle(writes)
    events = []
    for key, data in writes:
        put(key, data)
        events += [key] * choice.randint(1, 2)
        choice.shuffle(events)
        while events and choice.random() < 0.5:
            settle(score, events.pop())
    while events:
        settle(score, events.pop())
    assert verdict().drift.rows == 27
    assert results(store) == ["results/daily/_SUCCESS.html", "results/daily/_SUCCESS.json"]


def settle(score, key):
    try:
        score(key)
    except IgnoreEvent:
        return


def test_hive_partitions_two_deep_are_columns(put, score, verdict):
    values = [("north", "1"), ("north", "2"), ("south", "1")]
    whole = [
        row
        for number, (region, month) in enumerate(values)
        for row in table(first=number * 27, region=region, month=month).decode().splitlines()[number > 0 :]
    ]
    put("baselines/sales.csv", "\n".join(whole).encode())
    for number, (region, month) in enumerate(values):
        put(f"drifts/sales/region={region}/month={month}/x.csv", table(first=number * 27))
        with pytest.raises(IgnoreEvent, match="put the marker 'drifts/sales/_SUCCESS'"):
            score(f"drifts/sales/region={region}/month={month}/x.csv")
    put("drifts/sales/_SUCCESS")
    score("drifts/sales/_SUCCESS")
    assert [column.name for column in verdict("drifts/sales/_SUCCESS").columns] == [
        "id", "text", "region", "month",
    ]  # fmt: skip
    assert verdict("drifts/sales/_SUCCESS").schema_changes == []
    assert verdict("drifts/sales/_SUCCESS").drifted is False


def test_a_marker_in_a_partition_is_about_that_partition(store, put, score):
    """Flink writes a marker into each partition that is complete."""
    put("baselines/baseline.csv", CALM)
    for day in (1, 2):
        put(f"drifts/events/day={day}/part-0-0.csv", CALM)
    put("drifts/events/day=2/_SUCCESS")
    assert score("drifts/events/day=2/_SUCCESS").verdict.drift.rows == 27
    put("drifts/events/day=2/part-0-1.csv", CALM)
    assert score("drifts/events/day=2/part-0-1.csv").verdict.drift.rows == 54
    with pytest.raises(IgnoreEvent, match="put the marker 'drifts/events/_SUCCESS'"):
        score("drifts/events/day=1/part-0-0.csv")


def test_ordinary_names_are_scored_alone_as_ever_and_with_their_folder(store, put, score):
    put("baselines/baseline.csv", CALM)
    put("drifts/daily/reviews.csv", CALM)
    assert score("drifts/daily/reviews.csv").verdict.drift.key == "drifts/daily/reviews.csv"
    put(MARKER)
    assert score(MARKER).verdict.drift.rows == 27
    assert len(results(store)) == 4


@pytest.mark.parametrize("name", ["_started_1", "_committed_1", ".part-00000.csv.crc", "_metadata"])
def test_files_of_the_writer_lead_to_no_verdict(store, thirds, put, score, name):
    put(f"drifts/daily/{name}", b"x")
    for _ in range(2):
        with pytest.raises(IgnoreEvent):
            score(f"drifts/daily/{name}")
        put(MARKER)
    assert results(store) == []


def test_a_folder_without_data_is_at_fault_until_there_are_some(put, score, verdict):
    put("baselines/baseline.csv", CALM)
    put(MARKER)
    assert score(MARKER).verdict.error.type == "no_rows"
    put("drifts/daily/part-0.csv", CALM)
    score("drifts/daily/part-0.csv")
    assert verdict().status == "ok"


def test_a_broken_part_is_one_final_error_verdict_that_names_it(store, thirds, put, score, verdict):
    put("drifts/daily/part-00001.csv", b'id,text\n1,"open\n')
    put(MARKER)
    score(MARKER)
    assert (verdict().status, verdict().error.type, verdict().error.row) == ("error", "broken_csv", 2)
    assert verdict().error.key == MARKER
    assert verdict().error.message.startswith("part-00001.csv: row 2: ")
    assert not score(MARKER).fresh
    put("drifts/daily/part-00001.csv", CALM)
    assert score("drifts/daily/part-00001.csv").verdict.status == "ok"


def test_a_folder_without_a_baseline_waits_and_then_says_where_one_may_be(
    thirds, put, score, store, make_tools
):
    del store._objects["baselines/daily.csv"]
    put(MARKER)
    with pytest.raises(BaselineMissing):
        score(MARKER)
    event = ObjectCreated(store.bucket, MARKER)
    outcome = score_object(event, make_tools(store), last_attempt=True).verdict
    assert outcome.status == "no_baseline"
    put("baselines/daily.csv", CALM)
    assert score(MARKER).verdict.status == "ok"


def test_the_baseline_may_be_a_folder(thirds, put, score):
    del_first = [f"baselines/hist/region={region}/part-0.csv" for region in ("a", "b")]
    for number, key in enumerate(del_first):
        put(key, table(first=number * 27))
    put("baselines/hist/_SUCCESS")
    put("drifts/hist/region=a/part-7.csv", CALM)
    put("drifts/hist/_SUCCESS")
    outcome = score("drifts/hist/_SUCCESS").verdict
    assert (outcome.baseline.key, outcome.baseline.rows) == ("baselines/hist/_SUCCESS", 54)
    assert outcome.notes == ["baseline: a folder of 2 files", "drift file: a folder of 1 file"]
    put("baselines/hist/region=b/part-1.csv", CALM)  # another version of the baseline
    put("drifts/hist/_SUCCESS")
    assert score("drifts/hist/_SUCCESS").verdict.baseline.rows == 81


def test_a_folder_that_is_removed_is_gone(thirds, put, score, store):
    put(MARKER)
    del store._objects[MARKER]
    with pytest.raises(ObjectGone):
        score(MARKER)


def test_a_folder_whose_parts_change_while_it_is_scored_is_scored_again(
    thirds, put, score, store, monkeypatch
):
    """A part is written after all were read, and before the verdict is."""
    put(MARKER)
    changes = [b"", OTHER]
    write = store.replace

    def replace(key, *given, **more):
        if changes:
            put("drifts/daily/part-00002.csv", changes.pop())
        return write(key, *given, **more)

    monkeypatch.setattr(MemoryStore, "replace", lambda _, *given, **more: replace(*given, **more))
    assert score(MARKER).verdict.drift.rows == 18
    assert not changes


def test_the_keys_of_encoded_events_are_looked_up(thirds, put, score, store):
    """MinIO and AWS encode "=" in keys."""
    put("drifts/daily/day=1/part-9.csv", CALM)
    with pytest.raises(IgnoreEvent, match="put the marker"):
        score("drifts/daily/day=1/part-9.csv", raw_key="drifts/daily/day%3D1/part-9.csv")
    put("drifts/day%3D1/x.csv", CALM)
    put("baselines/baseline.csv", CALM)
    outcome = score("drifts/day=1/x.csv", raw_key="drifts/day%3D1/x.csv")
    assert outcome.verdict.drift.key == "drifts/day%3D1/x.csv"
