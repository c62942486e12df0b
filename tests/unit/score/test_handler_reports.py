"""Reports, and the settings of a dataset."""

import io
import json

import pytest

from common import keys
from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from functions.score.handler import score_object
from functions.score.scoring import score_files

KEY = "drifts/reviews/1.csv"
WORDS = ["cat", "dog", "bird", "horse", "mouse", "goat"]
ROWS = [f"the {one} sat beside the {other},{len(one)}" for one in WORDS for other in WORDS]
BASELINE = ("text,length\n" + "\n".join(ROWS) + "\n").encode()
DRIFT = ("text,length\n" + "\n".join(f"secret bond {row} yields,9" for row in range(36)) + "\n").encode()


@pytest.fixture
def store():
    made = MemoryStore()
    put(made, "baselines/reviews.csv", BASELINE)
    return made


def put(store, key, data):
    return store.put(key, io.BytesIO(data), len(data))


def read(store, key):
    with store.open(key) as opened:
        return opened.stream.read().decode()


def drop(store, data=DRIFT, sequencer="0A"):
    info = put(store, KEY, data)
    return ObjectCreated(store.bucket, KEY, etag=info.etag, sequencer=sequencer)


def test_a_verdict_has_a_report(store, make_tools):
    score_object(drop(store), make_tools(store))
    assert read(store, "results/reviews/1.csv.html").startswith("<!doctype html>")


def test_without_reports_only_verdicts_are_written(store, make_tools):
    score_object(drop(store), make_tools(store, report=False))
    assert all(info.key.endswith(".json") for info in store.list("results/"))


def test_maps_are_only_made_for_reports_and_change_nothing_else(store, make_tools):
    drop(store)
    scored = {}
    for report in (True, False):
        with store.open("baselines/reviews.csv") as baseline, store.open(KEY) as drift:
            scored[report] = score_files(baseline, drift, make_tools(store, report=report))
    assert list(scored[True].maps) == ["text"]
    assert scored[False].maps == {}
    assert scored[False].verdict.columns == scored[True].verdict.columns


def test_a_file_at_fault_has_a_report(store, make_tools):
    score_object(drop(store, b""), make_tools(store))
    assert "empty" in read(store, keys.report(KEY))


def test_the_settings_of_a_dataset_override_the_environment(store, make_tools):
    put(
        store,
        "baselines/reviews.csv.driftline.toml",
        b'ignored = ["length"]\n[kinds]\ntext = "categorical"\n',
    )
    verdict = score_object(drop(store), make_tools(store)).verdict
    assert [(column.name, column.kind, column.kind_from) for column in verdict.columns] == [
        ("text", "categorical", "settings")
    ]
    assert (verdict.drift_score, verdict.level, verdict.model) == (None, None, None)


def test_changed_settings_apply_at_once(store, make_tools):
    tools = make_tools(store)
    assert len(score_object(drop(store), tools).verdict.columns) == 2
    put(store, "baselines/reviews.csv.driftline.toml", b'ignored = ["length"]')
    assert len(score_object(drop(store, sequencer="0B"), tools).verdict.columns) == 1


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (b"alfa = 0.1", "there is no setting 'alfa'; there are: kinds, ignored, allow, alpha"),
        (b"alpha = 2", "alpha = 2: must be less than 1"),
        (b"alpha =", "not valid TOML"),
        (b"minimum_shift = inf", "minimum_shift = inf: must be a finite number"),
        (b"\xff", "not UTF-8"),
        (b'alarm_on = ["rows"]', "alarm_on (item 1) = 'rows': there is no note of this kind; the nearest is"),
        (
            b'alarm_on = ["row_count", "olddates"]',
            "alarm_on (item 2) = 'olddates': there is no note of this kind; the nearest is old_dates; ",
        ),
        (b'alarm_on = "row_count"', "alarm_on = 'row_count': must be a list; write alarm_on = "),
        (b'ignored = ["lenght"]', "did you mean 'length'?"),
        (b'[kinds]\ntext = "prose"', "kinds.text = 'prose'"),
    ],
)
def test_broken_settings_lead_to_a_verdict_that_names_the_setting(store, make_tools, settings, said):
    put(store, "baselines/reviews.csv.driftline.toml", settings)
    verdict = score_object(drop(store), make_tools(store)).verdict
    assert (verdict.status, verdict.error.type) == ("error", "broken_settings")
    assert said in verdict.error.message
    assert verdict.error.key == "baselines/reviews.csv.driftline.toml"
    assert verdict.baseline.key == "baselines/reviews.csv"
    assert verdict.reasons[0].startswith("its baseline's settings cannot be read")


def test_private_rows_are_in_neither_verdict_nor_page(store, make_tools):
    tools = make_tools(store)
    put(store, "baselines/reviews.csv.driftline.toml", b"show_rows = false")
    verdict = score_object(drop(store), tools).verdict
    assert verdict.drifted
    everything = verdict.to_json().decode() + read(store, keys.report(KEY))
    for content in ("secret", "bond", "yields", "horse"):
        assert content not in everything
    assert json.loads(verdict.to_json())["columns"][0]["text"]["changed_share"] is not None


def test_duplicate_rows_are_reported_as_shares(store, make_tools):
    repeated = DRIFT + DRIFT.split(b"\n", 1)[1]
    rows = score_object(drop(store, repeated), make_tools(store)).verdict.rows
    assert (rows.duplicated_before, rows.duplicated_after) == (0, 0.5)
    assert rows.drifted
