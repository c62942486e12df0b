"""`driftline history` and `driftline accept`: what they print and how they end."""

import io
import re

import pytest

from common import keys
from common.stores.memory import MemoryStore
from common.verdict.document import BaselineFile
from functions.score import wiring
from functions.score.history import Histories

BASELINE = "baselines/a.csv"


@pytest.fixture
def bucket(monkeypatch, make_verdict):
    """Five files were scored; the second and the fourth drifted."""
    bucket = MemoryStore()
    etag = bucket.put(BASELINE, io.BytesIO(b""), 0).etag
    baseline = BaselineFile(key=BASELINE, etag=etag, rows=2)
    for number in range(5):
        drifted = number in (1, 3)
        found = {"drifted": drifted, "finding": "drift" if drifted else "no_drift"}
        column = {
            "name": "age", "kind": "numeric", "test": "t", "statistic": 1.0, "p_value": 0.2,
            "p_adjusted": 0.2, "effect": None, "threshold": None, "drifted": drifted,
            "effects": [
                {"name": "Wasserstein distance beyond chance, in robust baseline standard deviations",
                 "value": number / 4},
                {"name": "difference in the share of missing cells", "value": 0.03},
            ],
        }  # fmt: skip
        verdict = make_verdict(key=f"drifts/a/{number}.csv", columns=[column], baseline=baseline, **found)
        bucket.put(verdict.drift.key, io.BytesIO(b""), 0)
        bucket.put(keys.verdict(verdict.drift.key), io.BytesIO(verdict.to_json()), len(verdict.to_json()))
        Histories(bucket, 1000).add(verdict)
    monkeypatch.setattr(wiring, "bucket_store", lambda _settings: bucket)
    return bucket


def accepted(bucket):
    return [line.key for line in Histories(bucket, 1000).read(BASELINE).lines if line.accepted]


@pytest.mark.parametrize("name", ["a.csv", BASELINE])
def test_show_prints_a_line_for_each_of_the_last_files(driftline, bucket, name):
    done = driftline("history", "show", name, "--last", "3")
    assert (done.exit_code, done.stderr) == (0, "the last 3 of 5 files\n")
    titles, *rows = done.stdout.splitlines()
    assert titles.split() == ["arrived", "file", "rows", "finding", "alarm", "largest", "effect"]
    assert [re.split(r"\s{2,}", row) for row in rows][1] == [
        "unknown", "drifts/a/3.csv", "2", "drift", "yes", "age: values moved by 0.75 SD"
    ]  # fmt: skip
    assert "age: values moved by 0.50 SD" in rows[0]


def test_a_file_without_effects_has_an_empty_cell(driftline, bucket, make_verdict):
    Histories(bucket, 1000).add(make_verdict(key="drifts/a/9.csv"))
    done = driftline("history", "show", BASELINE, "--last", "1")
    assert done.stdout.splitlines()[1].rstrip().endswith("no")


def test_a_history_that_does_not_exist_names_the_nearest_baseline(driftline, bucket, fails):
    message = fails(driftline("history", "show", "baselines/b.csv"))
    assert message == "there is no history of 'baselines/b.csv'; the nearest is 'baselines/a.csv'"


@pytest.mark.parametrize("name", ["flights", "flights/", "baselines/flights/", "flights/_SUCCESS"])
def test_a_folder_is_named_with_a_slash_or_without(driftline, bucket, make_verdict, name):
    verdict = make_verdict(key="drifts/flights/_SUCCESS", drifted=True, finding="drift")
    baseline = verdict.baseline.model_copy(update={"key": "baselines/flights/_SUCCESS"})
    data = verdict.model_copy(update={"baseline": baseline}).to_json()
    bucket.put(keys.verdict(verdict.drift.key), io.BytesIO(data), len(data))
    rebuilt = driftline("history", "rebuild", name)
    assert (rebuilt.exit_code, rebuilt.stdout) == (0, "history/flights.jsonl: 1 verdict\n")
    assert "drifts/flights/_SUCCESS" in driftline("history", "show", name).stdout


def test_accept_takes_a_folder_with_a_slash(driftline, bucket, fails):
    message = fails(driftline("accept", "drifts/flights/"))
    assert message.startswith("there is no verdict on 'drifts/flights/_SUCCESS'")


@pytest.mark.parametrize(
    "words", [("history", "show", "a.csv"), ("accept", "a/1.csv"), ("history", "rebuild", "--all")]
)
def test_without_credentials_the_error_names_the_folder_too(driftline, fails, words):
    message = fails(driftline(*words, DRIFTLINE_STORE_ACCESS_KEY=""))
    assert message.startswith("set DRIFTLINE_STORE_ACCESS_KEY and ")
    assert message.endswith(", or name a folder of `driftline watch` with --folder")


def test_rebuild_says_how_many_verdicts_each_history_has(driftline, bucket):
    before = Histories(bucket, 1000).read(BASELINE)
    del bucket._objects[before.key]
    done = driftline("history", "rebuild", "--all")
    assert (done.exit_code, done.stdout) == (0, "history/a.csv.jsonl: 5 verdicts\n")
    assert done.stderr == "read 5 verdicts; 0 could not be read\n"
    assert Histories(bucket, 1000).read(BASELINE) == before
    done = driftline("history", "rebuild", "a.csv", "--prefix", "drifts/a/3")
    assert done.stdout == "history/a.csv.jsonl: 1 verdict\n"


@pytest.mark.parametrize("words", [[], ["a.csv", "--all"]])
def test_rebuild_needs_one_baseline_or_all(driftline, bucket, fails, words):
    assert fails(driftline("history", "rebuild", *words)) == "name either one baseline or --all"


def test_rebuild_of_a_baseline_without_verdicts_names_the_nearest(driftline, bucket, fails):
    message = fails(driftline("history", "rebuild", "b.csv"))
    assert message == "no verdict was compared with 'baselines/b.csv'; the nearest is 'baselines/a.csv'"


def test_accept_of_a_file_that_only_lost_a_column_says_what_to_do(driftline, bucket, fails, make_verdict):
    data = make_verdict(key="drifts/a/9.csv", drifted=True, finding="drift").to_json()
    bucket.put("results/a/9.csv.json", io.BytesIO(data), len(data))
    assert "replace the baseline or ignore the column" in fails(driftline("accept", "a/9.csv"))
    assert "no column or row changed" in fails(driftline("accept", "a/0.csv"))


def test_accept_of_a_file_of_an_earlier_baseline_says_so(driftline, bucket, fails):
    bucket.put(BASELINE, io.BytesIO(b"text"), 4)
    message = fails(driftline("accept", "a/1.csv"))
    assert message.startswith(
        "'drifts/a/1.csv' was compared with an earlier 'baselines/a.csv'; accept a file"
    )
    assert accepted(bucket) == []


def test_accept_prints_what_it_accepted(driftline, bucket):
    done = driftline("accept", "drifts/a/1.csv")
    assert (done.exit_code, done.stdout) == (0, "accepted drifts/a/1.csv\n")
    assert accepted(bucket) == ["drifts/a/1.csv"]
    assert driftline("accept", "a/1.csv").stdout == "drifts/a/1.csv was accepted before\n"
    assert driftline("accept", "a/3.csv").stdout == "accepted drifts/a/3.csv\n"
    assert "accepted" in driftline("history", "show", BASELINE).stdout


def test_accepting_can_be_taken_back_and_the_verdict_stays(driftline, bucket):
    verdict = bucket._objects["results/a/1.csv.json"]
    driftline("accept", "a/1.csv")
    done = driftline("accept", "--undo", "drifts/a/1.csv")
    assert (done.exit_code, done.stdout) == (0, "drifts/a/1.csv is no longer accepted\n")
    assert accepted(bucket) == []
    done = driftline("accept", "a/1.csv", "--undo")
    assert (done.exit_code, done.stdout) == (0, "drifts/a/1.csv is not accepted\n")
    assert driftline("accept", "a/1.csv").stdout == "accepted drifts/a/1.csv\n"
    assert bucket._objects["results/a/1.csv.json"] == verdict


def test_undo_without_a_verdict_names_the_nearest_file(driftline, bucket, fails):
    message = fails(driftline("accept", "a/33.csv", "--undo"))
    assert message == "there is no verdict on 'drifts/a/33.csv'; the nearest is 'drifts/a/3.csv'"


def test_a_calm_file_has_nothing_to_accept(driftline, bucket, fails):
    message = fails(driftline("accept", "a/2.csv"))
    assert (
        message == "there is nothing to accept in 'drifts/a/2.csv': no column or row changed more than usual"
    )
    assert accepted(bucket) == []


def test_accept_works_after_the_history_was_deleted(driftline, bucket):
    del bucket._objects[keys.history(BASELINE)]
    assert driftline("accept", "a/3.csv").stdout == "accepted drifts/a/3.csv\n"
    assert accepted(bucket) == ["drifts/a/3.csv"]


def test_accept_without_a_verdict_names_the_nearest_file(driftline, bucket, fails):
    message = fails(driftline("accept", "a/33.csv"))
    assert message == "there is no verdict on 'drifts/a/33.csv'; the nearest is 'drifts/a/3.csv'"


def test_accept_of_a_file_that_was_not_compared_says_so(driftline, bucket, fails, make_verdict):
    data = make_verdict(key="drifts/a/9.csv", status="error").to_json()
    bucket.put("results/a/9.csv.json", io.BytesIO(data), len(data))
    assert "its verdict has the status 'error'" in fails(driftline("accept", "a/9.csv"))


def test_accept_of_a_file_that_is_too_old_says_so(driftline, bucket, fails):
    message = fails(driftline("accept", "a/1.csv", DRIFTLINE_HISTORY_LINES="2"))
    assert message == "'drifts/a/1.csv' is older than the 2 files that 'history/a.csv.jsonl' keeps"


def test_without_histories_the_commands_say_why(driftline, bucket, fails):
    message = fails(driftline("history", "show", BASELINE, DRIFTLINE_HISTORY_LINES="0"))
    assert message == "there are no histories: DRIFTLINE_HISTORY_LINES is 0"


def test_the_commands_work_on_a_folder(driftline, tmp_path, fails, bucket):
    folder = tmp_path / "data"
    for info in list(bucket.list("")):
        path = folder / info.key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bucket._objects[info.key][1])
    bucket._objects.clear()
    assert driftline("history", "rebuild", "a.csv", "--folder", folder).exit_code == 0
    assert "an earlier 'baselines/a.csv'" in fails(driftline("accept", "a/1.csv", "--folder", folder))
    (folder / BASELINE).unlink()  # nothing tells that it is another one
    assert driftline("accept", "a/1.csv", "--folder", folder).stdout == "accepted drifts/a/1.csv\n"
    assert "accepted" in driftline("history", "show", "a.csv", "--folder", folder).stdout
    assert "the nearest is" in fails(driftline("history", "show", "a.csv", "--folder", tmp_path / "date"))
