"""Each alert is fired by a real fault, in a real Prometheus with the shipped rules and real servers.

A minute of the rules lasts a second here (infra/stack/prometheus.py). The tests share one stack, and each
repairs what it broke.
"""

import io
import json
import os
import re
import shutil
import signal
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
import urllib3

from common import keys

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("alerts")]

CHECKOUT = Path(__file__).parents[2]
PATIENCE_SECONDS = 120
# What DriftlineFilesLate calls late, with minutes of a second, and some more.
LATE_SECONDS = 40
# A disk for a few small files, 93% of which somebody else uses.
DISK_BYTES = 64 * 1024**2
USED_BYTES = DISK_BYTES * 93 // 100
TEXTS = [
    "the cat sat on the mat",
    "a dog lay on the rug",
    "two birds sang in the garden",
    "the horse ate hay",
]
CSV = "".join(["id,text\n", *(f"{number},{text}\n" for number, text in enumerate(TEXTS))]).encode()
# The Python of a worker runs this before everything else.
BUG = """
from functions.score import scoring
def compare(*_, **__):
    raise KeyError("a bug")
scoring.compare = compare
"""


class Watched:
    """A stack with Prometheus, and the store's administrator."""

    def __init__(self, stack, store):
        self.stack = stack
        self.store = store

    def put(self, key, data=CSV):
        return self.store.put(key, io.BytesIO(data), len(data))

    def ask(self, path, **fields):
        answer = urllib3.request("GET", self.stack.prometheus.endpoint + path, fields=fields)
        return json.loads(answer.data)["data"]

    def firing(self):
        """Return the alerts that fire: each name, with the job if the alert is about one."""
        return {
            (alert["labels"]["alertname"].removeprefix("Driftline"), alert["labels"].get("job"))
            for alert in self.ask("/api/v1/alerts")["alerts"]
            if alert["state"] == "firing"
        }

    def wait(self, condition, failure):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            if time.monotonic() > deadline:
                pytest.fail(f"{failure}; these fire: {self.firing()}")
            time.sleep(0.2)

    def fires(self, name, job=None):
        """Wait until an alert fires, about a job if one is given."""
        self.wait(lambda: self._fires(name, job), f"{name} does not fire")

    def ends(self, name, job=None):
        self.wait(lambda: not self._fires(name, job), f"{name} does not end")

    def _fires(self, name, job):
        return any(name == each and job in (None, of) for each, of in self.firing())

    def scored(self, key):
        def has_verdict():
            return any(info.key == keys.verdict(key) for info in self.store.list(keys.verdict(key)))

        self.wait(has_verdict, f"{key} has no verdict")


@pytest.fixture(scope="module")
def small_disk(tmp_path_factory):
    """Return a folder for a stack whose store has a disk of its own."""
    folder = tmp_path_factory.mktemp("alerts")
    disk = folder / "volumes" / "minio-data"
    disk.mkdir(parents=True)
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", disk], check=True)
    (disk / "of-somebody-else").write_bytes(bytes(USED_BYTES))
    yield folder
    subprocess.run(["umount", "--lazy", disk], check=True)


@pytest.fixture(scope="module")
def watched(small_disk, make_stack, bootstrap_again, open_store, program_at, driftline_command):
    with ExitStack() as started:
        stack = started.enter_context(make_stack(small_disk, minute_seconds=1))
        bootstrap_again(stack)
        port = str(stack.prometheus.upload_port)
        command = [driftline_command, "upload", "--port", port]
        started.enter_context(program_at(small_disk / "upload.log", command, **stack.settings("upload")))
        watched = Watched(stack, open_store(stack, stack.settings()["DRIFTLINE_BUCKET"]))
        watched.put("baselines/baseline.csv")
        yield watched


@pytest.fixture
def stack(watched):
    """Return the stack, for the fixtures that start programs on it."""
    return watched.stack


@pytest.fixture
def start_watched_worker(start_program, driftline_command, stack):
    """Return a function that starts a worker which Prometheus scrapes, and which sweeps all the time.

    Its sweeps leave files to their events, unless `sweep_age_seconds` says otherwise.
    """

    workers = []

    def start(python_path="", **settings):
        port = stack.prometheus.worker_port
        defaults = {"health_port": port, "threads": 1, "sweep_seconds": 1, "sweep_age_seconds": 1000}
        environment = stack.settings("score", **defaults | settings)
        worker = start_program([driftline_command, "worker"], **environment, PYTHONPATH=python_path)
        workers.append(worker)
        worker.wait_for_log("waiting for files")
        return worker

    yield start
    for worker in workers:
        worker.stop()  # a worker that is killed keeps its lease of the sweep for a minute


def used_metrics():
    """Return the names of all metrics in the rules and on the dashboard."""
    files = (CHECKOUT / "infra/prometheus/alerts.yml", CHECKOUT / "infra/grafana/driftline.json")
    text = "".join(file.read_text() for file in files)
    return set(re.findall(r"\b(?:driftline|minio|rabbitmq|process)_\w+", text))


def scoring_process(worker):
    """Return the id of the process in which a worker scores."""
    threads = Path(f"/proc/{worker.process.pid}/task").glob("*/children")
    children = [child for thread in threads for child in thread.read_text().split()]
    (pid,) = (child for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes())
    return int(pid)


def test_a_calm_system_raises_no_alert_but_that_about_its_small_disk(watched, start_watched_worker):
    start_watched_worker()
    watched.put("drifts/calm.csv")
    watched.scored("drifts/calm.csv")
    only_the_disk = {("StoreAlmostFull", "minio")}
    watched.wait(lambda: watched.firing() == only_the_disk, "other alerts fire in a calm system")
    time.sleep(10)
    # A machine that stalls for seconds meanwhile has an alert, and rightly; it ends.
    watched.wait(lambda: watched.firing() == only_the_disk, "other alerts fire in a calm system")
    assert used_metrics() - set(watched.ask("/api/v1/label/__name__/values")) == set()


def test_messages_that_nobody_can_score_and_events_that_nobody_receives(
    watched, start_watched_worker, stack, connect
):
    start_watched_worker()
    with connect(stack) as operator:
        operator.channel.basic_publish("", "drift.score", b"not an event")
        operator.channel.basic_publish("drift.events", "nowhere", b"an event")
        watched.fires("DeadLetters")
        watched.fires("UnroutedEvents")
        for queue in ("drift.dead-letter", "drift.unrouted"):
            operator.channel.queue_purge(queue)
    watched.ends("DeadLetters")
    watched.ends("UnroutedEvents")


def test_a_store_that_is_down(watched, start_watched_worker, stack):
    start_watched_worker()
    stack.minio.stop()
    watched.fires("TargetDown", "minio")
    watched.fires("WorkerNotReady", "worker")
    stack.minio.start()
    watched.ends("TargetDown", "minio")
    watched.ends("WorkerNotReady", "worker")


def test_no_worker_for_a_while(watched, start_watched_worker):
    watched.put("drifts/late.csv")
    put = time.monotonic()
    watched.fires("TargetDown", "worker")
    watched.fires("NoConsumer")
    time.sleep(max(0, put + LATE_SECONDS - time.monotonic()))
    start_watched_worker()
    watched.fires("FilesLate")
    watched.ends("TargetDown", "worker")
    watched.ends("NoConsumer")


def test_scoring_that_hangs(watched, start_watched_worker):
    hanging = scoring_process(start_watched_worker())
    os.kill(hanging, signal.SIGSTOP)
    for name in "ab":
        watched.put(f"drifts/hanging/{name}.csv")
    watched.fires("QueueTooLong")
    os.kill(hanging, signal.SIGCONT)
    watched.ends("QueueTooLong")


def test_scoring_that_dies_three_times(watched, start_watched_worker):
    worker = start_watched_worker()
    for name in "abc":
        os.kill(scoring_process(worker), signal.SIGKILL)
        watched.put(f"drifts/deadly/{name}.csv")
        watched.scored(f"drifts/deadly/{name}.csv")
    watched.fires("ScoringProcessDies")


def test_a_bug_of_ours(watched, start_watched_worker, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(BUG)
    start_watched_worker(python_path=str(tmp_path))
    watched.put("drifts/bug.csv")
    watched.fires("InternalErrors")


def test_a_worker_that_does_not_sweep(watched, start_watched_worker):
    start_watched_worker(sweep_seconds=0)
    watched.fires("SweepOverdue")


def test_a_broker_that_is_down(watched, stack):
    stack.rabbitmq.stop()
    watched.put("drifts/spooled.csv")
    watched.fires("SpoolStuck")
    stack.rabbitmq.start()
    watched.ends("SpoolStuck")


def test_a_broker_without_memory(watched, stack):
    stack.rabbitmq.control("set_vm_memory_high_watermark", "absolute", "1MB")
    watched.fires("BrokerAlarm")
    stack.rabbitmq.control("set_vm_memory_high_watermark", "0.4")
    watched.ends("BrokerAlarm")


def test_a_store_that_loses_an_event_and_a_sweep_that_finds_the_file(
    watched, start_watched_worker, small_disk
):
    start_watched_worker(sweep_age_seconds=0)
    spool = small_disk / "volumes" / "minio-spool"
    aside = shutil.move(spool, small_disk / "aside")
    watched.put("drifts/lost.csv")
    watched.scored("drifts/lost.csv")
    watched.fires("StoreLosesEvents")
    watched.fires("FilesRescued")
    shutil.move(aside, spool)
