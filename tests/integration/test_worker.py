"""Workers on real servers: a shared queue, signals, crashes, cancelled subscriptions, refused credentials."""

import json
import subprocess
import time
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from functions.score.triggers.rabbitmq import Consumer, connection

pytestmark = pytest.mark.real

CALM = ["the cat sat on the mat", "a dog lay on the rug", "two birds sang in the garden", "the horse ate hay"]
# All texts differ, so a worker needs seconds for this file: long enough to stop or kill it meanwhile.
LONG = [f"{text} {number}" for number in range(1000) for text in CALM]


def csv(texts, marker=""):
    return "".join(
        ["id,text\n", *(f"{number},{text} {marker}\n" for number, text in enumerate(texts))]
    ).encode()


def test_a_hundred_files_through_three_workers_get_one_verdict_each(bucket, folder, start_worker):
    bucket.put(f"baselines/{folder}/baseline.csv", csv(CALM))
    workers = [start_worker() for _ in range(3)]
    dropped = [f"drifts/{folder}/{number:03}.csv" for number in range(100)]
    for key in dropped:
        bucket.put(key, csv(CALM, marker=key))
    for key in dropped:
        assert bucket.verdict(key, seconds=120).status == "ok"
    assert [worker.stop() for worker in workers] == [0, 0, 0]  # the log has a verdict after the bucket has it
    scored = [
        [line["key"] for line in worker.lines("verdict") if folder in line["key"]] for worker in workers
    ]
    assert sorted(key for keys_of_one in scored for key in keys_of_one) == dropped
    assert all(scored), "a worker had nothing to do"


def test_sigterm_finishes_the_current_file_and_leaves_nothing_unacked(bucket, folder, start_worker, operator):
    bucket.put(f"baselines/{folder}/baseline.csv", csv(CALM))
    worker = start_worker(log_format="human")
    key = f"drifts/{folder}/long.csv"
    bucket.put(key, csv(LONG))
    worker.wait_for_log("Drift shape: (4000, 2)")
    assert bucket.standing(key) is None
    assert worker.stop() == 0
    assert bucket.standing(key).drift.rows == 4000
    assert worker.log.read_text().count("DRIFT SCORE") == 1
    while (message := operator.channel.basic_get("drift.score", auto_ack=True))[0] is not None:
        assert folder.encode() not in message[2]


def test_a_worker_that_is_killed_loses_no_file(bucket, folder, start_worker):
    bucket.put(f"baselines/{folder}/baseline.csv", csv(CALM))
    victim = start_worker(log_format="human")
    key = f"drifts/{folder}/long.csv"
    bucket.put(key, csv(LONG))
    victim.wait_for_log("Drift shape: (4000, 2)")
    victim.kill()
    assert bucket.standing(key) is None
    start_worker()
    assert bucket.verdict(key).drift.rows == 4000


def test_a_worker_resubscribes_when_the_broker_cancels_it(bucket, folder, start_worker, operator):
    bucket.put(f"baselines/{folder}/baseline.csv", csv(CALM))
    worker = start_worker()
    operator.channel.queue_delete("drift.score")
    worker.wait_for_log("the broker ended our consumer")
    operator.channel.queue_declare("drift.score", durable=True, arguments={"x-queue-type": "quorum"})
    operator.channel.queue_bind("drift.score", "drift.events", "drifts")
    bucket.put(f"drifts/{folder}/a.csv", csv(CALM))
    assert bucket.verdict(f"drifts/{folder}/a.csv").status == "ok"


def test_a_subscription_that_is_lost_silently_is_renewed(stack, operator):
    bodies = []

    def take(consumer, delivery):
        bodies.append(delivery.body)
        consumer.ack(delivery)

    consumer = Consumer(stack.broker_url("worker"), take, renew_seconds=0.5)
    assert not consumer.unsettled
    consumer._channel.basic_cancel(consumer._consumer_tag)  # the consumer does not notice
    operator.channel.basic_publish("drift.events", "drifts", b"hello", mandatory=True)
    process_until(consumer, lambda: b"hello" in bodies)
    consumer.close()


def process_until(consumer, done):
    deadline = time.monotonic() + 60
    while not done():
        assert time.monotonic() < deadline
        consumer.process(0.1)


def test_a_worker_takes_one_message_at_a_time(stack, operator):
    taken = []
    consumer = Consumer(
        stack.broker_url("worker"), lambda _, delivery: taken.append(delivery), renew_seconds=0.2
    )
    for number in range(3):
        operator.channel.basic_publish("drift.events", "drifts", b"%d" % number, mandatory=True)
    process_until(consumer, lambda: taken)
    for _ in range(10):
        consumer.process(0.1)
    assert len(taken) == 1
    consumer.ack(taken[0])
    consumer.stop_consuming()
    for _ in range(10):
        consumer.process(0.1)
    consumer.close()
    assert len(taken) == 1


def test_work_that_takes_longer_than_its_deadline_is_one_delivery(stack, operator, monkeypatch):
    monkeypatch.setattr(connection, "HEARTBEAT_SECONDS", 10)  # the broker waits for two of them
    taken = []
    consumer, other = (Consumer(stack.broker_url("worker"), lambda _, one: taken.append(one)) for _ in "ab")
    operator.channel.basic_publish("drift.events", "drifts", b"long work", mandatory=True)
    until = time.monotonic() + 25
    while time.monotonic() < until:
        for each in (consumer, other):
            each.process(0.25)
    assert len(taken) == 1
    assert not taken[0].delivered_before
    (worked,) = (each for each in (consumer, other) if each.unsettled)
    worked.ack(taken[0])
    for each in (consumer, other):
        each.close()
    assert operator.channel.queue_declare("drift.score", passive=True).method.message_count == 0


def test_a_reason_may_quote_half_a_surrogate_pair(stack, operator, start_worker):
    start_worker()
    body = b'{"\\ud800": 1}'
    operator.channel.basic_publish("drift.events", "drifts", body, mandatory=True)
    _, properties, _ = operator.take("drift.dead-letter", lambda message: message[2] == body)
    assert "ud800" in properties.headers["x-reason"]


def test_a_worker_with_refused_credentials_exits_with_a_message(stack, start_program, driftline_command):
    environment = stack.settings("score", health_port=0)
    environment["DRIFTLINE_BROKER_URL"] = stack.broker_url("worker").replace("worker:", "worker:not-")
    worker = start_program([driftline_command, "worker"], **environment)
    assert worker.process.wait(60) == 2
    log = worker.log.read_text()
    assert "the broker refuses the user of DRIFTLINE_BROKER_URL" in log
    assert "Traceback" not in log
    assert "not-" not in log


def test_health_says_whether_the_worker_consumes(stack, start_program, driftline_command, free_port):
    environment = stack.settings("score", health_port=free_port)
    worker = start_program([driftline_command, "worker"], **environment)
    worker.wait_for_log("waiting for files")
    deadline = time.monotonic() + 60
    while not health(free_port)["consuming"]:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def health(port):
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
            return json.loads(answer.read())
    except HTTPError as error:
        with error:
            return json.loads(error.read())


def test_an_idle_worker_rescues_a_file_without_an_event_and_counts_it(
    bucket, folder, start_worker, free_port, operator
):
    bucket.put(f"baselines/{folder}/baseline.csv", csv(CALM))
    key = f"drifts/{folder}/lost.csv"
    bucket.put(key, csv(CALM))
    operator.take_event(key)
    worker = start_worker(health_port=free_port, sweep_seconds=1, sweep_age_seconds=0)
    assert bucket.verdict(key).status == "ok"
    worker.wait_for_log('"event": "sweep"')
    with urlopen(f"http://127.0.0.1:{free_port}/metrics") as answer:
        series = dict(line.rsplit(" ", 1) for line in answer.read().decode().splitlines() if "#" not in line)
    assert series["driftline_ready"] == "1.0"
    assert float(series['driftline_files_rescued_total{reason="no_verdict"}']) >= 1
    assert float(series["driftline_sweep_files_total"]) >= 1
    assert series["driftline_scoring_process_deaths_total"] == "0.0"
    assert worker.stop() == 0


def test_reconcile_scores_files_without_an_event(stack, bucket, folder, driftline_command, operator):
    bucket.put(f"baselines/{folder}/baseline.csv", csv(CALM))
    bucket.put(f"drifts/{folder}/a.csv", csv(CALM))
    operator.take_event(f"drifts/{folder}/a.csv")
    done = subprocess.run(
        [driftline_command, "reconcile", "--prefix", f"drifts/{folder}/"],
        env={"PATH": "/usr/bin:/bin", **stack.settings("score")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "looked at 1 file: 1 scored now" in done.stderr
    assert "bootstrap" not in done.stderr  # the worker's user may write the lease
    assert bucket.verdict(f"drifts/{folder}/a.csv", seconds=1).status == "ok"
