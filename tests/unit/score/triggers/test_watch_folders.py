"""The folder watcher on folders that a marker completes."""

import os
import time

import pytest

from common.stores.folder import FolderStore
from functions.score.triggers.folder_scoring import in_this_process
from functions.score.triggers.watch import QUIET_SECONDS, Watcher
from functions.score.verdict.stored import read_stored

TEXTS = "text\nthe cat sat on the mat\na dog lay on the rug\n"
OLD = time.time() - 60
MARKER = "drifts/daily/_SUCCESS"


@pytest.fixture
def settled():
    return []


@pytest.fixture
def watcher(tmp_path, make_tools, settled):
    def observe(settlement):
        settled.append((settlement.event.key, settlement.fresh))

    tools = make_tools(FolderStore(tmp_path), observers=(observe,))
    return Watcher(tools.store, in_this_process(tools))


@pytest.fixture
def write(tmp_path):
    def write_file(key, text=TEXTS, modified=OLD):
        path = tmp_path / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        os.utime(path, (modified, modified))

    return write_file


@pytest.fixture
def rows(tmp_path):
    def of(key=MARKER):
        verdict = read_stored(FolderStore(tmp_path), key).verdict
        return verdict and verdict.drift.rows

    return of


@pytest.fixture
def parts(write):
    write("baselines/baseline.csv")
    write("drifts/daily/part-0.csv")
    write("drifts/daily/day=1/x.csv")


def test_parts_alone_are_ignored_and_their_marker_scores_them(parts, watcher, write, settled, rows):
    watcher.look()
    watcher.look()
    assert settled == [("drifts/daily/day=1/x.csv", False), ("drifts/daily/part-0.csv", False)]
    write(MARKER, "")
    watcher.look()
    watcher.look()
    assert settled[2:] == [(MARKER, True)]
    assert rows() == 4


def test_a_new_part_and_a_marker_that_is_put_again_score_the_folder_again(
    parts, watcher, write, settled, rows
):
    write(MARKER, "")
    watcher.look()
    write("drifts/daily/part-1.csv", modified=OLD + 1)
    watcher.look()
    assert rows() == 6
    write(MARKER, "", modified=OLD + 2)
    watcher.look()
    watcher.look()
    assert settled == [(MARKER, True)] * 3


def test_a_folder_of_which_a_part_is_still_being_written_waits(parts, watcher, write, settled):
    write(MARKER, "")
    write("drifts/daily/part-1.csv", modified=time.time())
    assert watcher.look() == QUIET_SECONDS
    assert settled == []


def test_an_ordinary_file_in_a_folder_is_scored_alone_too(parts, watcher, write, settled, rows):
    write("drifts/daily/other.csv")
    write(MARKER, "")
    watcher.look()
    assert sorted(settled) == [(MARKER, True), ("drifts/daily/other.csv", True)]
    assert (rows(), rows("drifts/daily/other.csv")) == (6, 2)


def test_a_baseline_folder_that_comes_late_ends_the_wait(watcher, write, settled, rows):
    write("drifts/daily/part-0.csv")
    write(MARKER, "")
    watcher.look()
    assert rows() is None
    write("baselines/daily/part-0.csv")
    write("baselines/daily/_SUCCESS", "")
    watcher.look()
    assert rows() == 2
