import logging
from functools import partial

import pytest

from common import keys
from common.errors import Outcome
from functions.score.settlement import Settlement
from functions.score.triggers.sweep.reasons import Reason
from functions.score.triggers.sweep.sweep import Options
from functions.score.triggers.sweep.tally import Ending
from functions.score.verdict.stored import read_stored

OTHER = b"text\nsomething else\nand more of it\n"


def test_lost_events_are_rescued_and_nothing_else_is_opened(store, scored, swept, caplog):
    scored("drifts/a.csv", "drifts/b.csv", "drifts/folder/c.csv")
    store.drop("drifts/lost.csv")
    store.drop("drifts/b.csv", OTHER)
    store.wait(60)
    store.requests.clear()
    with caplog.at_level(logging.INFO):
        result = swept()
    assert result.rescued == [("drifts/b.csv", Reason.OUTDATED), ("drifts/lost.csv", Reason.NO_VERDICT)]
    assert (result.tally.looked_at, result.tally.endings) == (4, {Ending.SCORED: 2})
    assert {key for _, key in store.requests if key.startswith("drifts/")} == {
        "drifts/b.csv",
        "drifts/lost.csv",
    }
    lines = [line for line in caplog.messages if line.startswith("sweep: ")]
    assert [[key for key in result.scored if key in line] for line in lines] == [
        [key] for key in result.scored
    ]
    store.wait(60)
    store.requests.clear()
    again = swept()
    assert (again.scored, again.tally.endings, store.requests) == ([], {}, [])
    assert again.sweep.complete


def test_a_file_of_a_verdict_within_the_same_tick_is_left_to_the_handler(store, scored, swept):
    scored("drifts/a.csv")
    verdict = read_stored(store, "drifts/a.csv").verdict
    store.drop("drifts/a.csv")
    store.drop(keys.verdict("drifts/a.csv"), verdict.to_json())
    assert swept().scored == ["drifts/a.csv"]


def test_young_files_are_left_to_their_events_if_the_caller_says_so(store, scored, swept):
    scored()
    store.drop("drifts/a.csv")
    options = Options(age_seconds=1200)
    store.wait(1199)
    result = swept(options)
    assert (result.scored, result.tally.looked_at) == ([], 1)
    store.wait(1)
    assert swept(options).scored == ["drifts/a.csv"]


def test_a_file_from_the_future_is_old_enough(store, scored, swept):
    """The store's clock was wrong when the file came; its event will not come in all that time."""
    scored()
    store.wait(100_000)
    store.drop("drifts/a.csv")
    store.wait(-100_000)
    assert swept(Options(age_seconds=1200)).scored == ["drifts/a.csv"]


def test_a_file_waits_for_its_baseline_and_then_gets_a_verdict_without_one(store, swept, status):
    store.drop("drifts/a.csv")
    options = Options(baseline_wait_seconds=750)
    store.wait(749)
    result = swept(options)
    assert (result.tally.endings, status("drifts/a.csv")) == ({Ending.WAITING: 1}, None)
    store.wait(1)
    result = swept(options)
    assert (result.tally.endings, status("drifts/a.csv")) == ({Ending.WAITING: 1}, "no_baseline")
    assert result.rescued == [("drifts/a.csv", Reason.NO_VERDICT)]
    store.wait(1)
    assert swept(options).scored == []


def test_without_the_stores_time_no_file_is_too_young(store, swept, status):
    store.drop("drifts/a.csv")
    result = swept(Options(age_seconds=1200, baseline_wait_seconds=750), now=lambda: None)
    assert status("drifts/a.csv") == "no_baseline"
    assert result.sweep.complete


def test_a_late_baseline_rescues_the_files_that_wait_for_it(store, swept, status):
    for key in ("drifts/a/1.csv", "drifts/a/2.csv", "drifts/b/1.csv"):
        store.drop(key)
    store.wait(60)
    swept()
    store.wait(3600)
    began = store.time
    store.drop("baselines/a/baseline.csv")
    store.wait(60)
    result = swept(Options(age_seconds=100_000), since=began)
    assert result.rescued == [
        ("drifts/a/1.csv", Reason.PROVISIONAL), ("drifts/a/2.csv", Reason.PROVISIONAL)
    ]  # fmt: skip
    assert status("drifts/a/1.csv") == "ok"
    assert status("drifts/b/1.csv") == "no_baseline"
    store.wait(3600)
    assert swept(since=began).scored == []


def test_final_verdicts_that_are_older_than_a_baseline_are_opened_once(store, scored, swept):
    scored("drifts/a.csv")
    store.wait(3600)
    store.drop("baselines/baseline.csv", OTHER)
    store.wait(3600)
    store.requests.clear()
    assert swept().scored == []
    assert store.requests == [("open", keys.verdict("drifts/a.csv"))]
    store.requests.clear()
    assert swept(since=store.time).scored == []
    assert store.requests == []


def test_a_replaced_baseline_scores_its_files_again_if_the_setting_says_so(store, scored, swept):
    scored("drifts/a.csv")
    before = read_stored(store, "drifts/a.csv").verdict.baseline.etag
    store.wait(3600)
    replaced = store.drop("baselines/baseline.csv", OTHER)
    store.wait(60)
    options = Options(rescore_replaced=True)
    result = swept(options)
    assert result.rescued == [("drifts/a.csv", Reason.REPLACED_BASELINE)]
    after = read_stored(store, "drifts/a.csv").verdict.baseline.etag
    assert before != after == replaced.etag
    assert swept(options).scored == []


def test_a_large_file_is_left_to_its_worker_and_looked_at_again(store, scored, swept, caplog):
    scored("drifts/a.csv")
    store.drop("baselines/baseline.csv", OTHER)
    store.wait(60)
    settle = partial(_left, reason="left to a worker of large files: 7 bytes")
    with caplog.at_level(logging.INFO):
        result = swept(Options(rescore_replaced=True), settle=settle)
    assert (result.scored, result.rescued) == (["drifts/a.csv"], [])
    assert result.tally.endings == {Ending.LEFT: 1}
    assert "drifts/a.csv is left alone: left to a worker of large files: 7 bytes" in caplog.text
    assert not result.sweep.complete, "that worker may not take it: the next sweep looks again"


def _left(event, *, waited_enough, reason):
    del waited_enough
    return Settlement(Outcome.ACK, reason, event=event, large=True)


def test_only_what_the_prefix_and_the_time_say_is_looked_at(store, scored, swept):
    scored()
    store.drop("drifts/a/old.csv")
    store.wait(60)
    since = store.time
    store.drop("drifts/a/new.csv")
    store.drop("drifts/b/new.csv")
    store.wait(60)
    result = swept(Options(prefix="drifts/a/", since=since))
    assert (result.scored, result.tally.looked_at) == (["drifts/a/new.csv"], 1)
    assert not result.sweep.complete


def test_verify_opens_every_verdict(store, scored, swept, caplog, status):
    scored("drifts/broken.csv", "drifts/newer.csv", "drifts/other.csv", "drifts/right.csv")
    store.drop(keys.verdict("drifts/broken.csv"), b"hello")
    etag = store.stat("drifts/newer.csv").etag.encode()
    newer = b'{"schema": "driftline.verdict/2", "drift": {"etag": "%s"}}' % etag
    store.drop(keys.verdict("drifts/newer.csv"), newer)
    store.wait(-1000)  # the store's clock is set back, and a newer file seems older than its verdict
    store.drop("drifts/other.csv", OTHER)
    store.wait(2000)
    assert swept().scored == []
    with caplog.at_level(logging.INFO):
        result = swept(Options(verify=True))
    assert result.rescued == [("drifts/broken.csv", Reason.UNREADABLE), ("drifts/other.csv", Reason.OUTDATED)]
    assert result.tally.endings == {Ending.SCORED: 2, Ending.LEFT: 1}
    assert status("drifts/broken.csv") == "ok"
    for key in ("results/broken.csv.json", "drifts/newer.csv"):
        assert len([line for line in caplog.messages if key in line and "wrote" not in line]) == 1
    with store.open(keys.verdict("drifts/newer.csv")) as opened:
        assert opened.stream.read() == newer


LONG = [f"drifts/{'a' * 251}", f"drifts/{'b' * 255}", "drifts/" + "/".join(["c" * 100] * 10) + "/d.csv"]


@pytest.mark.parametrize("key", LONG)
def test_files_whose_verdicts_have_hashed_names_are_swept_too(store, scored, swept, key):
    scored()
    store.drop(key)
    store.wait(60)
    assert swept().rescued == [(key, Reason.NO_VERDICT)]
    assert keys.verdict(key).startswith("results/long-names/")
    assert keys.verdict(key) in store.names("results/")
    store.wait(60)
    assert swept().scored == []
    store.drop(key, OTHER)
    store.wait(60)
    assert swept().rescued == [(key, Reason.OUTDATED)]
    assert swept(Options(age_seconds=1200)).scored == []


def test_it_yields_after_every_object(store, scored, swept):
    scored(*(f"drifts/{number}.csv" for number in range(10)))
    assert swept().steps == 11


def test_no_reason_to_score_costs_no_request(store, scored, swept):
    scored("drifts/a.csv")
    store.requests.clear()
    swept(Options(rescore_replaced=True), since=store.time)
    assert store.requests == []
