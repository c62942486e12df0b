"""`driftline watch`: which folder, `--once`, and a line per file for a person."""

import json
import os
import time
from io import BytesIO

import pytest

from functions.score import scoring
from functions.score.batch import reading

HUMAN = {"DRIFTLINE_LOG_FORMAT": "human"}
OLD = time.time() - 60


@pytest.fixture
def bucket(tmp_path, files):
    """A folder with a baseline, and a calm and a drifting file."""
    folder = tmp_path / "bucket"
    for source, target in zip(files, ("baselines/baseline", "drifts/calm", "drifts/moved"), strict=True):
        put(folder, f"{target}.csv", source.read_bytes())
    return folder


def put(folder, key, data):
    path = folder / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (OLD, OLD))


def test_a_folder_that_does_not_exist_is_refused_with_the_nearest(driftline, fails, tmp_path):
    (tmp_path / "bucket").mkdir()
    line = fails(driftline("watch", tmp_path / "buket"))
    nearest = str(tmp_path / "bucket")
    expected = (
        f"there is no folder {str(tmp_path / 'buket')!r}, the nearest is {nearest!r}; --create makes it"
    )
    assert line == expected
    assert not (tmp_path / "buket").exists()


def test_create_makes_the_folder(driftline, tmp_path):
    done = driftline("watch", "--create", "--once", tmp_path / "new/bucket", **HUMAN)
    assert done.exit_code == 0
    assert done.stdout == "0 files scored, 0 drifted, 0 errors, 0 waiting for a baseline\n"
    assert (tmp_path / "new/bucket/drifts").is_dir()


@pytest.mark.parametrize("options", [(), ("--create",)])
def test_a_file_is_no_folder(driftline, fails, files, options):
    assert fails(driftline("watch", *options, files[0])) == f"{str(files[0])!r} is not a folder"


def test_a_person_gets_a_line_per_file_and_a_summary(driftline, bucket):
    done = driftline("watch", "--once", bucket, **HUMAN)
    assert done.exit_code == 1
    calm, moved, summary = done.stdout.splitlines()
    assert calm.startswith("calm.csv  no drift  score 0.")
    assert calm.endswith(f"  {bucket}/results/calm.csv.html")
    assert moved.startswith("moved.csv  drift  score 0.")
    assert "  text: " in moved
    assert summary == "2 files scored, 1 drifted, 0 errors, 0 waiting for a baseline"
    assert done.stderr == ""


def test_once_is_about_the_files_that_it_scores(driftline, bucket):
    driftline("watch", "--once", bucket, **HUMAN)
    second = driftline("watch", "--once", bucket, **HUMAN)
    assert second.exit_code == 0
    nothing = "0 files scored, 0 drifted, 0 errors, 0 waiting for a baseline"
    assert second.stdout == f"{nothing}; 2 had their verdict already\n"
    put(bucket, "drifts/today.csv", (bucket / "drifts/calm.csv").read_bytes())
    third = driftline("watch", "--once", bucket, **HUMAN)
    assert third.exit_code == 0
    today, summary = third.stdout.splitlines()
    assert today.startswith("today.csv  no drift  ")
    assert summary.startswith("1 file scored, 0 drifted, ")
    assert summary.endswith("; 2 had their verdict already")
    put(bucket, "drifts/tomorrow.csv", (bucket / "drifts/moved.csv").read_bytes())
    assert driftline("watch", "--once", bucket, **HUMAN).exit_code == 1


def test_an_old_error_of_a_file_does_not_count_but_one_of_its_baseline_does(driftline, bucket):
    put(bucket, "drifts/broken.csv", b"")
    assert [driftline("watch", "--once", bucket, **HUMAN).exit_code for _ in range(2)] == [2, 0]
    put(bucket, "drifts/other/a.csv", (bucket / "drifts/calm.csv").read_bytes())
    put(bucket, "baselines/other/a.csv", b"")
    first, second = (driftline("watch", "--once", bucket, **HUMAN) for _ in range(2))
    assert (first.exit_code, second.exit_code) == (2, 2)
    assert first.stdout == second.stdout
    assert "other/a.csv  error  " in second.stdout


def test_once_waits_for_a_file_that_is_still_being_written(driftline, bucket):
    os.utime(bucket / "drifts/moved.csv")
    assert driftline("watch", "--once", bucket, **HUMAN).exit_code == 1


def test_quiet_prints_drift_and_errors_only(driftline, bucket):
    put(bucket, "drifts/broken.csv", b"")
    put(bucket, "drifts/calm too.csv", (bucket / "drifts/calm.csv").read_bytes())
    done = driftline("watch", "--once", "--quiet", bucket, **HUMAN)
    assert done.exit_code == 2
    assert [line.partition("  ")[0] for line in done.stdout.splitlines()] == ["broken.csv", "moved.csv"]


def test_elsewhere_than_on_a_terminal_the_log_stays_json(driftline, bucket):
    done = driftline("watch", "--once", bucket)
    assert done.exit_code == 1
    assert done.stdout == ""
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(line["event"], line["drifted"]) for line in lines] == [("verdict", False), ("verdict", True)]
    assert driftline("watch", "--once", "--quiet", bucket).stderr == ""


def test_a_file_without_a_baseline_waits_and_once_does_not_pass(driftline, tmp_path, files):
    put(tmp_path / "lonely", "drifts/a.csv", files[1].read_bytes())
    done = driftline("watch", "--once", tmp_path / "lonely", **HUMAN)
    assert done.exit_code == 2
    line, summary = done.stdout.splitlines()
    assert line.startswith("a.csv  waiting for a baseline  ")
    assert summary == "0 files scored, 0 drifted, 0 errors, 1 waiting for a baseline"


def test_without_reports_the_line_ends_with_the_verdict(driftline, bucket):
    done = driftline("watch", "--once", bucket, DRIFTLINE_REPORT="false", **HUMAN)
    assert done.stdout.splitlines()[0].endswith(f"{bucket}/results/calm.csv.json")


def test_a_verdict_that_cannot_be_written_is_an_error(driftline, bucket):
    (bucket / "results/calm.csv.json").mkdir(parents=True)
    done = driftline("watch", "--once", bucket, **HUMAN)
    assert done.exit_code == 2
    reason = "'results/calm.csv.json' cannot be a file: it is a folder; rename or remove the folder"
    assert f"calm.csv  error  {reason}" in done.stdout


def test_a_name_cannot_command_the_terminal(driftline, bucket):
    (bucket / "drifts/calm.csv").rename(bucket / "drifts/\x1b[31mred\n.csv")
    done = driftline("watch", "--once", bucket, **HUMAN)
    assert len(done.stdout.splitlines()) == 3
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize("show", ["", "1"])
def test_an_internal_error_is_one_line_and_a_setting_adds_its_traceback(driftline, bucket, monkeypatch, show):
    def broken(*_, **__):
        raise KeyError("share")

    monkeypatch.setattr(scoring, "compare", broken)
    done = driftline("watch", "--once", bucket, DRIFTLINE_TRACEBACK=show, **HUMAN)
    assert done.exit_code == 2
    assert done.stdout.splitlines()[0].startswith("calm.csv  error  internal error (KeyError); run again")
    assert ("Traceback" in done.stderr) is bool(show)


def test_a_change_while_a_file_is_read_is_tried_again(driftline, bucket, monkeypatch):
    def grow(key, stream, *more, read=reading.read):
        if key == "drifts/moved.csv":
            put(bucket, key, b"text\n")
        return read(key, BytesIO(stream.read()), *more)

    monkeypatch.setattr(reading, "read", grow)
    done = driftline("watch", "--once", bucket, **HUMAN)
    assert done.exit_code == 2
    assert "moved.csv  to be tried again  'drifts/moved.csv' was written to" in done.stdout
