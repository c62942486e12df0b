"""How long the path takes on real servers: put -> message in a consumer (both lanes) -> verdict.

Starts its own RabbitMQ and MinIO from the shipped files and one worker, puts files one after the other
and prints a table. Run it with `python tests/bench/delivery.py [--files N] [--rows N] [--json PATH]`.

Caveats: one machine, loopback, servers and worker share its processors; the verdict is looked for every
5 ms; the safe lane's figure is the arrival at the broker, before the delay queue that holds it back.
"""

import argparse
import io
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pika

from common import keys, settings
from common.errors import ObjectGone
from common.events import parse_object_created
from common.minio_store import MinioStore
from functions.score import broker
from infra.bootstrap import bootstrap
from infra.minio import users
from infra.stack import MissingProgram, Stack

LOOK_SECONDS = 0.005
SAFE_PATIENCE_SECONDS = 10.0
SENTENCES = (
    (Path(__file__).parents[2] / "functions/samples/baseline.csv")
    .read_text(encoding="utf-8")
    .splitlines()[1:]
)


class Arrivals(threading.Thread):
    """Consumes a copy of every event and notes when it came, by lane and key."""

    def __init__(self, url):
        super().__init__(daemon=True)
        self.times = {"drifts.fast": {}, "drifts.safe": {}}
        self.ready = threading.Event()
        self._url = url

    def run(self):
        channel = pika.BlockingConnection(pika.URLParameters(self._url)).channel()
        queue = channel.queue_declare("", exclusive=True).method.queue
        channel.queue_bind(queue, "drift.events", "drifts.*")
        channel.basic_consume(queue, self._note, auto_ack=True)
        self.ready.set()
        with suppress(pika.exceptions.ConnectionClosed):  # the broker is stopped at the end
            channel.start_consuming()

    def _note(self, _channel, method, _properties, body):
        came = time.perf_counter()
        for event in parse_object_created(body):
            self.times[method.routing_key].setdefault(event.key, came)


def batch(rows, number):
    lines = [SENTENCES[(number * 7 + row) % len(SENTENCES)] for row in range(rows)]
    return "\n".join(["id,text", *lines, ""]).encode()


def wait_for_verdict(store, key):
    while True:
        try:
            store.stat(keys.latest_verdict(key))
            return time.perf_counter()
        except ObjectGone:
            time.sleep(LOOK_SECONDS)


def measure(stack, store, files, rows):
    arrivals = Arrivals(stack.broker_url("operator"))
    arrivals.start()
    arrivals.ready.wait()
    measured = {"put": [], "fast": [], "safe": [], "verdict": [], "scoring": []}
    returned = {}
    for number in range(files + 1):  # the first embeds the baseline and is not counted
        key = f"drifts/bench/{number:04}.csv"
        data = batch(rows, number)
        started = time.perf_counter()
        store.put(key, io.BytesIO(data), len(data))
        returned[key] = time.perf_counter()
        verdict = wait_for_verdict(store, key)
        if number:
            measured["put"].append(returned[key] - started)
            measured["verdict"].append(verdict - returned[key])
            with store.open(keys.latest_verdict(key)) as opened:
                timing = json.loads(opened.stream.read())["timing_ms"]
            measured["scoring"].append(sum(timing.values()) / 1000)
    deadline = time.monotonic() + SAFE_PATIENCE_SECONDS
    while len(arrivals.times["drifts.safe"]) <= files and time.monotonic() < deadline:
        time.sleep(0.1)
    for key in list(returned)[1:]:
        for lane in ("fast", "safe"):
            measured[lane].append(arrivals.times[f"drifts.{lane}"][key] - returned[key])
    return measured


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=50)
    parser.add_argument("--rows", type=int, default=100)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder), os.environ) as stack:
        admin = stack.settings("bootstrap")
        store = MinioStore(
            admin["DRIFTLINE_STORE_ENDPOINT"],
            stack.settings()["DRIFTLINE_BUCKET"],
            access_key=admin["DRIFTLINE_STORE_ACCESS_KEY"],
            secret_key=admin["DRIFTLINE_STORE_SECRET_KEY"],
        )
        bootstrap(
            settings.load(admin),
            stack.rules(),
            check_broker=partial(broker.check, stack.broker_url("worker")),
            store_users=users.from_environment(admin),
        )
        data = "\n".join(["id,text", *SENTENCES, ""]).encode()
        store.put("baselines/bench.csv", io.BytesIO(data), len(data))
        worker = subprocess.Popen(
            [str(Path(sys.executable).with_name("driftline")), "worker"],
            env={**os.environ, **stack.settings("score", health_port=0)},
            stderr=subprocess.DEVNULL,
        )
        try:
            measured = measure(stack, store, asked.files, asked.rows)
        finally:
            worker.terminate()
            worker.wait()
    machine = f"{os.cpu_count()} processors, {platform.system()}"
    print(f"{datetime.now(UTC):%Y-%m-%d}, {machine}; {asked.files} files of {asked.rows} rows")
    print(f"{'milliseconds':44}{'p50':>9}{'max':>9}")
    names = {
        "put": "the put itself",
        "fast": "put returned -> message, fast lane",
        "safe": "put returned -> message, safe lane",
        "verdict": "put returned -> verdict",
        "scoring": "  of which reading, encoding, comparing",
    }
    figures = {
        name: {"p50": statistics.median(times) * 1000, "max": max(times) * 1000}
        for name, times in measured.items()
    }
    for name, words in names.items():
        print(f"{words:44}{figures[name]['p50']:9.1f}{figures[name]['max']:9.1f}")
    if asked.json:
        asked.json.write_text(
            json.dumps({"files": asked.files, "rows": asked.rows, "milliseconds": figures}, indent=2)
        )


if __name__ == "__main__":
    try:
        main()
    except MissingProgram as missing:
        print(f"not measured: {missing}")
