"""`driftline reconcile`: what it prints and how it ends."""

import io
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from common import keys
from common.errors import StoreRefused, StoreUnavailable
from common.stores.memory import MemoryStore
from functions.score import wiring

JSON = {"DRIFTLINE_LOG_FORMAT": "json"}


class Bucket(MemoryStore):
    """A bucket that may refuse one key."""

    refused = None

    def drop(self, key, data):
        self.put(key, io.BytesIO(data), len(data))

    def make_older(self, key, hours):
        info, data = self._objects[key]
        self._objects[key] = (replace(info, modified=info.modified - timedelta(hours=hours)), data)

    def open(self, key):
        if key == self.refused:
            raise StoreRefused(f"AccessDenied: {key!r}")
        return super().open(key)


@pytest.fixture
def bucket(files, monkeypatch):
    bucket = Bucket()
    for source, key in zip(
        files, ("baselines/a/baseline.csv", "drifts/a/calm.csv", "drifts/a/moved.csv"), strict=True
    ):
        bucket.drop(key, source.read_bytes())
    bucket.drop("drifts/b/alone.csv", files[0].read_bytes())
    monkeypatch.setattr(wiring, "bucket_store", lambda _settings: bucket)
    return bucket


def test_files_without_a_verdict_are_scored_and_counted(driftline, bucket):
    done = driftline("reconcile", **JSON, DRIFTLINE_BASELINE_WAIT_SECONDS="0")
    assert (done.exit_code, done.stdout) == (0, "")
    *lines, summary = done.stderr.splitlines()
    assert summary == "looked at 3 files: 2 scored now, 1 without a readable baseline"
    events = [json.loads(line) for line in lines]
    assert [event["key"] for event in events if event["event"] == "verdict"] == [
        "drifts/a/calm.csv", "drifts/a/moved.csv", "drifts/b/alone.csv"
    ]  # fmt: skip
    assert [event["key"] for event in events if event["event"] == "swept"] == [
        "drifts/a/calm.csv", "drifts/a/moved.csv", "drifts/b/alone.csv"
    ]  # fmt: skip
    assert driftline("reconcile", **JSON).stderr.splitlines() == ["looked at 3 files: nothing to do"]


def test_a_file_that_failed_is_named_once_and_exits_with_2(driftline, bucket):
    bucket.refused = "drifts/a/calm.csv"
    done = driftline("reconcile", **JSON, DRIFTLINE_BASELINE_WAIT_SECONDS="0")
    assert done.exit_code == 2
    assert done.stderr.splitlines()[-1].endswith("1 scored now, 1 without a readable baseline, 1 failed")
    (line,) = [line for line in done.stderr.splitlines() if "calm" in line]
    assert "AccessDenied" in json.loads(line)["message"]
    assert "Traceback" not in done.stderr


def test_a_dry_run_prints_the_keys_alone_and_writes_nothing(driftline, bucket):
    before = dict(bucket._objects)
    done = driftline("reconcile", "--dry-run", **JSON)
    assert done.exit_code == 0
    assert done.stdout.splitlines() == ["drifts/a/calm.csv", "drifts/a/moved.csv", "drifts/b/alone.csv"]
    assert done.stderr.splitlines() == ["looked at 3 files: 3 would be scored"]
    assert bucket._objects == before


def test_prefix_and_since_choose_the_files(driftline, bucket):
    done = driftline("reconcile", "--dry-run", "--prefix", "drifts/a/m", "--since", "1h", **JSON)
    assert done.stdout.splitlines() == ["drifts/a/moved.csv"]
    assert driftline("reconcile", "--dry-run", "--since", "2999-01-01", **JSON).stdout == ""


def test_verify_finds_what_the_listing_does_not_show(driftline, bucket):
    bucket.make_older("baselines/a/baseline.csv", hours=1)
    driftline("reconcile", **JSON)
    bucket.drop(keys.verdict("drifts/a/calm.csv"), b"hello")
    assert "nothing to do" in driftline("reconcile", "--prefix", "drifts/a/", **JSON).stderr
    done = driftline("reconcile", "--prefix", "drifts/a/", "--verify", **JSON)
    assert done.stderr.splitlines()[-1] == "looked at 2 files: 1 scored now"


def test_a_person_gets_a_line_per_verdict_and_the_summary(driftline, bucket):
    bucket.refused = "drifts/a/calm.csv"
    done = driftline("reconcile", DRIFTLINE_LOG_FORMAT="human", DRIFTLINE_BASELINE_WAIT_SECONDS="0")
    failed, moved, alone, summary = done.stderr.splitlines()
    assert failed.startswith("[driftline] sweep: cannot score drifts/a/calm.csv: AccessDenied")
    assert moved.startswith("[driftline] sweep: wrote the verdict on drifts/a/moved.csv: ")
    assert alone.startswith("[driftline] sweep: wrote the verdict on drifts/b/alone.csv: ")
    assert summary.startswith("looked at 3 files: ")


@pytest.mark.parametrize(("option", "value"), [("--prefix", "results/"), ("--since", "yesterday")])
def test_a_wrong_option_is_refused(driftline, bucket, option, value):
    done = driftline("reconcile", option, value)
    assert done.exit_code == 2
    assert value in done.stderr


def test_a_store_that_does_not_answer_is_one_line(driftline, bucket, monkeypatch, fails):
    def down(self, key):
        raise StoreUnavailable(f"the store does not answer for {key!r}")

    monkeypatch.setattr(Bucket, "open", down)
    monkeypatch.setattr(Bucket, "list", down)
    assert fails(driftline("reconcile", **JSON)).startswith("the store does not answer")
