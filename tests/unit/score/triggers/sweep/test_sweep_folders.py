"""What a sweep does about folders: one verdict for each marker, none for a part."""

import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake

from functions.score.triggers.sweep.listings import pairs
from functions.score.triggers.sweep.reasons import Reason
from functions.score.triggers.sweep.sweep import Options
from functions.score.triggers.sweep.tally import Ending

MARKER = "drifts/a/_SUCCESS"
PARTS = ("drifts/a/part-0.csv", "drifts/a/part-1.csv")


@pytest.fixture
def folder(store):
    """A bucket with a baseline, and a folder whose marker has come a minute after its parts."""
    store.drop("baselines/baseline.csv")
    for part in PARTS:
        store.drop(part)
    store.wait(60)
    store.drop(MARKER, b"")
    store.wait(60)


def test_a_lost_marker_event_is_rescued_and_parts_get_no_verdict(store, folder, swept, status):
    result = swept()
    assert result.rescued == [(MARKER, Reason.NO_VERDICT)]
    assert (result.scored, result.tally.looked_at) == ([MARKER], 1)
    assert status(MARKER) == "ok"
    assert store.names("results/") == ["results/a/_SUCCESS.html", "results/a/_SUCCESS.json"]
    store.wait(60)
    again = swept()
    assert (again.scored, again.tally.endings, again.sweep.complete) == ([], {}, True)


def test_parts_without_a_marker_are_left_alone(store, swept):
    store.drop("baselines/baseline.csv")
    for key in (*PARTS, "drifts/b/day=1/x.csv", "drifts/b/_started_1"):
        store.drop(key)
    result = swept(Options(verify=True))
    assert (result.scored, result.tally.looked_at) == ([], 0)
    assert [pair for pair in pairs(store) if pair] == []


def test_each_commit_of_a_table_has_a_verdict_and_its_other_files_none(store, swept, status, tmp_path):
    store.drop("baselines/baseline.csv")
    for _ in range(2):
        write_deltalake(tmp_path, pa.table({"text": ["a cat", "a dog"]}), mode="append")
    DeltaTable(tmp_path).create_checkpoint()
    for path in sorted(tmp_path.rglob("*")):
        if path.is_file():
            store.drop(f"drifts/t/{path.relative_to(tmp_path).as_posix()}", path.read_bytes())
    store.wait(60)
    commits = [f"drifts/t/_delta_log/{version:020}.json" for version in range(2)]
    assert swept().scored == commits
    assert [status(commit) for commit in commits] == ["ok", "ok"]
    store.wait(60)
    assert swept(Options(verify=True)).scored == []


@pytest.mark.parametrize("late", ["drifts/a/part-0.csv", "drifts/a/part-2.csv", "drifts/a/other.csv", MARKER])
def test_a_write_after_the_verdict_scores_the_folder_again_whatever_became_of_its_event(
    store, folder, swept, late
):
    swept()
    store.wait(60)
    store.drop(late, b"" if late == MARKER else b"text\na cow\nan owl\n")
    store.wait(60)
    assert (MARKER, Reason.OUTDATED) in swept().rescued
    store.wait(60)
    assert swept().scored == []


def test_a_folder_whose_parts_still_arrive_is_young(store, folder, swept):
    options = Options(age_seconds=1200)
    store.wait(1100)
    store.drop("drifts/a/part-2.csv")
    store.wait(300)
    assert swept(options).scored == []
    store.wait(900)
    assert swept(options).scored == [MARKER]


def test_verify_finds_a_part_that_was_removed(store, folder, swept):
    swept()
    store.wait(60)
    store.remove(PARTS[1])
    assert swept().scored == []
    result = swept(Options(verify=True))
    assert (result.rescued, result.tally.endings) == ([(MARKER, Reason.OUTDATED)], {Ending.SCORED: 1})


@pytest.mark.parametrize("baseline", ["baselines/a.csv", "baselines/a/_SUCCESS"])
def test_a_late_baseline_of_a_folder_is_noticed(store, swept, status, baseline):
    for key, data in ((PARTS[0], b"text\na cow\nan owl\n"), (MARKER, b"")):
        store.drop(key, data)
    store.wait(60)
    assert swept(Options()).tally.endings == {Ending.WAITING: 1}
    assert status(MARKER) == "no_baseline"
    store.wait(60)
    store.drop("baselines/a/part-0.csv")
    store.drop(baseline, b"" if baseline.endswith("_SUCCESS") else b"text\na cow\nan owl\n")
    store.wait(600)
    assert swept(since=store.time).scored == []
    assert swept().scored == [MARKER]
    assert status(MARKER) == "ok"


def test_a_replaced_baseline_folder_scores_again_if_the_options_say_so(store, swept):
    for key in ("baselines/a/part-0.csv", "baselines/a/_SUCCESS", "drifts/a/b.csv"):
        store.drop(key, b"" if key.endswith("_SUCCESS") else b"text\na cow\nan owl\n")
    store.wait(60)
    swept()
    store.wait(120)
    store.drop("baselines/a/part-1.csv")
    store.drop("baselines/a/_SUCCESS", b"")
    store.wait(120)
    options = Options(rescore_replaced=True)
    assert swept(options).rescued == [("drifts/a/b.csv", Reason.REPLACED_BASELINE)]
