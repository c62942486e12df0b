"""Many workers on the history of one dataset, in memory, in a folder and on a real MinIO; and the rights."""

import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from common import keys
from common.errors import StoreRefused, WriteConflict
from common.stores.folder import FolderStore
from common.stores.memory import MemoryStore
from common.stores.minio import MinioStore
from functions.score.history import Histories, HistoryLine

MINIO = pytest.param("minio", marks=[pytest.mark.real, pytest.mark.xdist_group("stack")])
BASELINE = "baselines/stream/day.csv"
KEY = keys.history(BASELINE)
WORKERS, FILES = 50, 4


def line(number):
    time = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=number)
    return HistoryLine(
        key=f"drifts/stream/day/{number:05d}.csv", modified=time, written=time, etag=f"{number:032x}",
        baseline="b", rows=100, finding="no_drift", drifted=False, score=0.01,
        columns={f"column {at}": {"p": 0.1234, "distance": 0.1234} for at in range(20)},
    )  # fmt: skip


@pytest.fixture(params=["memory", "folder", MINIO])
def connect(request, tmp_path):
    """Return a function that connects a worker to one bucket."""
    if request.param == "memory":
        memory = MemoryStore()
        return lambda: memory
    if request.param == "folder":
        return lambda: FolderStore(tmp_path)
    make, name = request.getfixturevalue("minio_store"), f"history-{uuid.uuid4().hex[:12]}"
    make(name).create_bucket()
    return lambda: make(name)


class Counting:
    """A store that counts conflicts and requests."""

    def __init__(self, store, counts):
        self._store, self._counts = store, counts

    def open(self, key):
        return self._store.open(key)

    def replace(self, *given, **more):
        try:
            written = self._store.replace(*given, **more)
        except WriteConflict:
            self._counts["conflicts"] += 1
            raise
        self._counts["writes"] += 1
        return written


def test_fifty_workers_on_one_history_lose_no_line(connect, capsys):
    lines = [line(number) for number in range(WORKERS * FILES)]
    counts, longest = Counter(), []

    def work(worker):
        histories = Histories(Counting(connect(), counts), 1000)
        for each in lines[worker * FILES : (worker + 1) * FILES]:
            started = time.perf_counter()
            histories.merge(BASELINE, [each])
            longest.append(time.perf_counter() - started)

    started = time.perf_counter()
    with ThreadPoolExecutor(WORKERS) as workers:
        list(workers.map(work, range(WORKERS)))
    seconds = time.perf_counter() - started
    with capsys.disabled():
        print(  # noqa: T201 - the figures of decision 48
            f"\n{type(connect()).__name__}: {len(lines)} lines of {WORKERS} workers in {seconds:.1f} s, "
            f"{counts['conflicts']} conflicts, longest wait {max(longest):.1f} s"
        )
    history = Histories(connect(), 1000).read(BASELINE)
    assert history.lines == tuple(lines)
    assert counts["writes"] == len(lines)


def test_fifty_workers_with_the_same_line_write_it_once(connect):
    counts = Counter()

    def work(_):
        Histories(Counting(connect(), counts), 1000).merge(BASELINE, [line(1)])

    with ThreadPoolExecutor(WORKERS) as workers:
        list(workers.map(work, range(WORKERS)))
    assert Histories(connect(), 1000).read(BASELINE).lines == (line(1),)
    assert counts["writes"] == 1


def test_workers_on_a_full_history_keep_its_last_lines(connect):
    most = 30
    Histories(connect(), most).merge(BASELINE, map(line, range(most)))

    def work(number):
        Histories(connect(), most).merge(BASELINE, [line(number)])

    with ThreadPoolExecutor(20) as workers:
        list(workers.map(work, range(most, most + 20)))
    assert Histories(connect(), most).read(BASELINE).lines == tuple(map(line, range(20, 50)))


@pytest.fixture
def as_user(stack):
    """Return a function that opens the shared bucket as the user of a function."""

    def open_as(function):
        settings = stack.settings(function)
        return MinioStore(
            settings["DRIFTLINE_STORE_ENDPOINT"],
            settings["DRIFTLINE_BUCKET"],
            access_key=settings["DRIFTLINE_STORE_ACCESS_KEY"],
            secret_key=settings["DRIFTLINE_STORE_SECRET_KEY"],
        )

    return open_as


@pytest.mark.real
def test_the_worker_may_read_and_write_histories_and_the_upload_function_may_not(as_user, folder):
    baseline = f"baselines/{folder}/a.csv"
    worker = Histories(as_user("score"), 1000)
    worker.merge(baseline, [line(1)])
    worker.merge(baseline, [line(2)])
    assert worker.read(baseline).lines == (line(1), line(2))
    upload = as_user("upload")
    assert Histories(upload, 1000).read(baseline).lines == ()
    with pytest.raises(StoreRefused):
        Histories(upload, 1000).merge(baseline, [line(3)])
    with pytest.raises(StoreRefused):
        upload.replace(keys.history(baseline), b"x", expected=None, content_type="text/plain")
    assert worker.read(baseline).lines == (line(1), line(2))


@pytest.mark.real
def test_no_event_is_about_a_history(stack, bucket):
    (rule,) = bucket.store.notifications()["QueueConfigurations"]
    (condition,) = rule["Filter"]["Key"]["FilterRules"]
    assert condition["Value"] == keys.DRIFTS
    assert not keys.history(BASELINE).startswith(condition["Value"])
