import os
import threading
import time

import pytest

from common import keys
from common.errors import Outcome, StoreRefused
from common.stores.folder import FolderStore
from functions.score.settlement import Settlement
from functions.score.triggers import watch
from functions.score.triggers.folder_scoring import in_this_process
from functions.score.triggers.watch import Watcher
from functions.score.verdict.stored import read_stored

TEXTS = "text\nthe cat sat on the mat\na dog lay on the rug\n"
OLD = time.time() - 60


@pytest.fixture
def folder(tmp_path):
    for name in ("baselines", "drifts"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture
def settled():
    return []


@pytest.fixture
def watcher(folder, make_tools, settled):
    def observe(settlement):
        settled.append((settlement.event.key, settlement.outcome.value))

    return watcher_of(make_tools(FolderStore(folder), observers=(observe,)))


def watcher_of(tools):
    return Watcher(tools.store, in_this_process(tools))


def write(path, text=TEXTS, modified=OLD):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (modified, modified))


def status(folder, key="drifts/a.csv"):
    verdict = read_stored(FolderStore(folder), key).verdict
    return verdict.status if verdict else None


def test_files_that_are_there_at_the_start_are_scored_once(folder, watcher, settled):
    write(folder / "baselines/a.csv")
    write(folder / "drifts/a.csv")
    watcher.look()
    watcher.look()
    assert settled == [("drifts/a.csv", "ack")]
    assert status(folder) == "ok"


def test_files_that_an_earlier_watcher_scored_are_not_scored_again(folder, watcher, make_tools):
    write(folder / "baselines/a.csv")
    write(folder / "drifts/a.csv")
    watcher.look()
    before = (folder / "results/a.csv.json").read_bytes()
    watcher_of(make_tools(FolderStore(folder))).look()
    assert (folder / "results/a.csv.json").read_bytes() == before


def test_an_overwritten_file_is_scored_again(folder, watcher, settled):
    write(folder / "baselines/a.csv")
    write(folder / "drifts/a.csv")
    watcher.look()
    write(folder / "drifts/a.csv", TEXTS + "more\n", OLD + 1)
    watcher.look()
    assert settled == [("drifts/a.csv", "ack")] * 2


def test_a_file_that_is_still_being_written_is_not_scored_yet(folder, watcher, settled):
    write(folder / "baselines/a.csv")
    write(folder / "drifts/a.csv", modified=time.time())
    assert watcher.look() == watch.QUIET_SECONDS
    assert settled == []


def test_a_file_with_a_date_in_the_future_is_scored(folder, watcher, settled):
    write(folder / "baselines/a.csv")
    write(folder / "drifts/a.csv", modified=time.time() + 3600)
    watcher.look()
    assert settled == [("drifts/a.csv", "ack")]


def test_a_repaired_baseline_gives_its_files_their_verdict(folder, watcher):
    write(folder / "baselines/a.csv", "text\n")
    write(folder / "drifts/a.csv")
    watcher.look()
    assert status(folder) == "error"
    write(folder / "baselines/a.csv")
    watcher.look()
    assert status(folder) == "ok"


def test_a_baseline_that_is_still_being_written_is_not_used_yet(folder, watcher, settled):
    write(folder / "drifts/a.csv")
    write(folder / "baselines/a.csv", modified=time.time())
    assert watcher.look() == watch.QUIET_SECONDS
    assert settled == []
    os.utime(folder / "baselines/a.csv", (OLD, OLD))
    watcher.look()
    assert settled == [("drifts/a.csv", "ack")]


def test_other_datasets_baselines_do_not_use_up_the_ladder(folder, watcher, settled):
    write(folder / "drifts/a/b.csv")
    for number in range(8):
        write(folder / f"baselines/other-{number}.csv")
        watcher.look()
    assert [outcome for _, outcome in settled] == ["retry"] * 8


def test_a_stop_takes_effect_after_the_current_file(folder, make_tools):
    write(folder / "baselines/baseline.csv")
    for number in range(5):
        write(folder / f"drifts/{number}.csv")
    stop = threading.Event()
    settled = []

    def observe(settlement):
        settled.append(settlement)
        stop.set()

    watcher_of(make_tools(FolderStore(folder), observers=(observe,))).look(stop)
    assert len(settled) == 1


def test_a_system_that_reports_no_changes_is_looked_through_again_and_again(
    folder, make_tools, monkeypatch, caplog
):
    def no_more(*_, **__):
        raise OSError("OS file watch limit reached")
        yield

    monkeypatch.setattr("watchfiles.watch", no_more)
    write(folder / "baselines/baseline.csv")
    write(folder / "drifts/0.csv")
    stop, settled = threading.Event(), []

    def observe(settlement):
        settled.append(settlement.verdict.drift.key)
        if len(settled) == 1:
            write(folder / "drifts/1.csv")
        else:
            stop.set()

    monkeypatch.setattr(watch, "POLL_SECONDS", 0.01)
    watch.watch(folder, watcher_of(make_tools(FolderStore(folder), observers=(observe,))), stop)
    assert settled == ["drifts/0.csv", "drifts/1.csv"]
    assert "changes are not reported: OS file watch limit reached" in caplog.text


def test_a_folder_that_disappears_stops_nothing(folder, watcher, settled, monkeypatch):
    write(folder / "baselines/a.csv")
    write(folder / "drifts/a.csv")
    write(folder / "drifts/gone/b.csv")
    real = os.scandir

    def scandir(path):
        if str(path).endswith("gone"):
            raise FileNotFoundError(path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    watcher.look()
    assert settled == [("drifts/a.csv", "ack")]


def test_a_file_without_a_baseline_waits_and_is_scored_as_soon_as_there_is_one(folder, watcher, settled):
    write(folder / "drifts/a.csv")
    assert watcher.look() == watch.LADDER_SECONDS[0]
    watcher.look()
    assert settled == [("drifts/a.csv", "retry")]
    write(folder / "baselines/baseline.csv")
    watcher.look()
    assert settled == [("drifts/a.csv", "retry"), ("drifts/a.csv", "ack")]
    assert status(folder) == "ok"


def test_at_the_end_of_the_ladder_the_verdict_is_no_baseline_until_there_is_one(
    folder, watcher, settled, monkeypatch
):
    monkeypatch.setattr(watch, "LADDER_SECONDS", (0.0, 0.0))
    write(folder / "drifts/a.csv")
    for _ in range(6):
        watcher.look()
    assert settled == [("drifts/a.csv", outcome) for outcome in ("retry", "retry", "ack")]
    assert status(folder) == "no_baseline"
    write(folder / "baselines/a.csv")
    watcher.look()
    assert status(folder) == "ok"


def test_a_retry_of_the_last_attempt_is_tried_again_too(folder, monkeypatch):
    """Without memory for a scoring process, no attempt is the last one."""
    monkeypatch.setattr(watch, "LADDER_SECONDS", (0.0, 0.0))
    write(folder / "drifts/a.csv")
    attempts = []

    def settle(event, *, last_attempt):
        attempts.append(last_attempt)
        return Settlement(Outcome.RETRY, "cannot start a process that scores", event=event)

    watcher = Watcher(FolderStore(folder), settle)
    for _ in range(4):
        watcher.look()
    assert attempts == [False, False, True, True]


def test_an_unreadable_file_gets_an_error_verdict(folder, watcher):
    write(folder / "drifts/a.xlsx")
    watcher.look()
    assert status(folder, "drifts/a.xlsx") == "error"


def test_hidden_files_are_ignored(folder, watcher, settled):
    write(folder / "drifts/.a.csv.part")
    watcher.look()
    assert settled == []


@pytest.mark.parametrize("length", [250, 251, 255])
def test_a_file_whose_name_leaves_no_room_for_its_verdicts_gets_one_all_the_same(folder, watcher, length):
    name = "a" * (length - 4) + ".csv"
    write(folder / "baselines" / name)
    write(folder / "drifts" / name)
    watcher.look()
    assert status(folder, f"drifts/{name}") == "ok"
    assert (folder / keys.report(f"drifts/{name}")).is_file()


def test_a_folder_that_cannot_be_listed_for_a_while_does_not_end_the_watch(
    folder, watcher, settled, monkeypatch
):
    write(folder / "baselines/a.csv")
    write(folder / "drifts/a.csv")
    monkeypatch.setattr(watch, "POLL_SECONDS", 0.01)
    look, failures = watcher.look, [StoreRefused("no permission for 'drifts/b'")] * 3

    def look_later(stop=None):
        if failures:
            raise failures.pop()
        stop.set()
        return look()

    monkeypatch.setattr(watcher, "look", look_later)
    watch._poll(watcher, threading.Event())
    assert settled == [("drifts/a.csv", "ack")]
