"""The main path on real servers: a file into the bucket, its event through RabbitMQ, a verdict beside it."""

import json

import pytest

from common import keys
from common.verdict.document import Verdict
from functions.score.history import HistoryLine

pytestmark = pytest.mark.real

# Twelve rows each: with four rows, not even a full change would be significant.
CALM = [
    f"{animal} {does} {where}"
    for animal in ("the cat", "a dog", "the horse")
    for does in ("sat", "slept")
    for where in ("on the mat", "in the garden")
]
OTHER = [
    f"{what} {moved} {when}"
    for what in ("bond yields", "stocks", "bank rates")
    for moved in ("rose", "fell sharply")
    for when in ("today", "after the report")
]


def csv(texts):
    return "".join(["id,text\n", *(f"{number},{text}\n" for number, text in enumerate(texts))]).encode()


@pytest.fixture(scope="module")
def shared_worker(running_stack, driftline_command, program_at, tmp_path_factory):
    """One worker for all tests of this file, which differ in its files and not in its settings."""
    log = tmp_path_factory.mktemp("worker") / "worker.log"
    environment = running_stack.settings("score", health_port=0)
    with program_at(log, [driftline_command, "worker"], **environment) as worker:
        worker.wait_for_log("waiting for files")
        yield worker


@pytest.fixture
def worker(stack, shared_worker):
    """Return the worker, on queues without the messages of earlier tests."""
    return shared_worker


def test_mc_cp_ends_in_a_verdict(stack, bucket, folder, worker, tmp_path):
    for name, texts in (("baseline.csv", CALM), ("batch.csv", OTHER)):
        (tmp_path / name).write_bytes(csv(texts))
    stack.mc("cp", str(tmp_path / "baseline.csv"), f"store/{bucket.name}/baselines/{folder}/")
    stack.mc("cp", str(tmp_path / "batch.csv"), f"store/{bucket.name}/drifts/{folder}/")
    verdict = bucket.verdict(f"drifts/{folder}/batch.csv")
    assert (verdict.status, verdict.level, verdict.update_model) == ("ok", "high", True)
    assert verdict.model.engine == "onnx"
    shown = stack.mc("cat", f"store/{bucket.name}/results/{folder}/batch.csv.json")
    assert Verdict.from_json(shown.encode()) == verdict
    profiles = stack.mc("ls", f"store/{bucket.name}/profiles/{folder}/baseline.csv/")
    assert f"{verdict.baseline.etag}-{verdict.model.fingerprint.removeprefix('sha256:')[:16]}.npz" in profiles
    worker.wait_for_log(f'"key": "drifts/{folder}/batch.csv"')
    line = stack.mc("cat", f"store/{bucket.name}/history/{folder}/baseline.csv.jsonl")
    assert HistoryLine.from_json(line.rstrip().encode()) == HistoryLine.of(verdict)


@pytest.mark.parametrize(
    "name",
    [
        "re views/a+b é 100%.csv",
        "plus+plus.csv",
        "日本 語/バッチ.csv",
        "a%2Fb.csv",
        "q?&=#.csv",
        f"{'a' * 247}.csv",  # these leave no room for the names of their verdicts
        f"{'a' * 251}.csv",
        "/".join(["é" * 100] * 4) + f"/{'b' * 80}.csv",
    ],
)
def test_every_key_reaches_its_verdict(bucket, folder, worker, name):
    bucket.put(f"baselines/{folder}/baseline.csv", csv(CALM))
    bucket.put(f"drifts/{folder}/{name}", csv(CALM))
    verdict = bucket.verdict(f"drifts/{folder}/{name}")
    assert (verdict.status, verdict.drifted) == ("ok", False)
    assert verdict.drift.key == f"drifts/{folder}/{name}"
    assert bucket.store.stat(keys.report(verdict.drift.key)).size


def test_an_upload_in_parts_reaches_its_verdict(stack, bucket, folder, worker, tmp_path):
    wide = "".join(
        f'{number},"{CALM[number % 4]}",{f"{number:x}" * 30_000:.70000}\n' for number in range(300, 600)
    )
    (tmp_path / "big.csv").write_text("id,text,payload\n" + wide)
    bucket.put(f"baselines/{folder}/baseline.csv", csv(CALM))
    stack.mc("cp", str(tmp_path / "big.csv"), f"store/{bucket.name}/drifts/{folder}/")
    verdict = bucket.verdict(f"drifts/{folder}/big.csv")
    assert verdict.drift.etag.endswith("-2")
    assert (verdict.status, verdict.drift.rows) == ("ok", 300)


def test_an_overwritten_object_gets_the_verdict_of_its_newest_version(bucket, folder, worker):
    bucket.put(f"baselines/{folder}/baseline.csv", csv(CALM))
    key = f"drifts/{folder}/a.csv"
    bucket.put(key, csv(CALM))
    newest = bucket.put(key, csv(OTHER))
    verdict = bucket.verdict(key, accept=lambda latest: latest.drift.etag == newest.etag)
    assert verdict.level == "high"
    first = bucket.put(key, csv(CALM))
    verdict = bucket.verdict(key, accept=lambda latest: latest.drift.etag == first.etag)
    assert verdict.level == "none"


def test_folder_markers_and_files_outside_drifts_are_ignored(bucket, folder, worker):
    bucket.put(f"drifts/{folder}/", b"")
    bucket.put(f"elsewhere/{folder}.csv", csv(CALM))
    bucket.put(f"drifts/{folder}/empty.csv", b"")
    verdict = bucket.verdict(f"drifts/{folder}/empty.csv")
    assert (verdict.status, verdict.error.type) == ("error", "empty_file")
    assert {info.key for info in bucket.store.list(f"results/{folder}/")} == {
        f"results/{folder}/empty.csv.html",
        f"results/{folder}/empty.csv.json",
    }
    worker.wait_for_log(f'"key": "drifts/{folder}/"')  # events may come in another order
    ignored = [line for line in worker.lines("settled") if line.get("key") == f"drifts/{folder}/"]
    assert ignored
    assert "folder marker" in ignored[0]["message"]


def test_user_metadata_chooses_the_baseline(stack, bucket, folder, worker, tmp_path):
    bucket.put(f"baselines/{folder}/baseline.csv", csv(CALM))
    bucket.put(f"baselines/{folder}/markets.csv", csv(OTHER))
    (tmp_path / "a.csv").write_bytes(csv(OTHER))
    attribute = f"baseline=baselines/{folder}/markets.csv"
    stack.mc("cp", "--attr", attribute, str(tmp_path / "a.csv"), f"store/{bucket.name}/drifts/{folder}/")
    verdict = bucket.verdict(f"drifts/{folder}/a.csv")
    assert (verdict.baseline.key, verdict.level) == (f"baselines/{folder}/markets.csv", "none")


def test_a_baseline_may_come_after_its_drift_file(bucket, folder, worker, long_last_wait):
    bucket.put(f"drifts/{folder}/a.csv", csv(CALM))
    worker.wait_for_log("no baseline for")
    bucket.put(f"baselines/{folder}/baseline.csv", csv(CALM))
    assert bucket.verdict(f"drifts/{folder}/a.csv").status == "ok"


def test_a_file_without_a_baseline_gets_a_verdict_that_says_so(bucket, folder, worker):
    bucket.put(f"drifts/{folder}/a.csv", csv(CALM))
    verdict = bucket.verdict(f"drifts/{folder}/a.csv")
    assert verdict.status == "no_baseline"
    assert f"baselines/{folder}/baseline.*" in verdict.reasons[0]


def test_a_job_published_by_hand_is_scored(bucket, folder, worker, operator):
    bucket.put(f"baselines/{folder}.csv", csv(OTHER))
    bucket.put(f"unwatched/{folder}.csv", csv(OTHER))
    store_key = f"drifts/{folder}/by-hand.csv"
    bucket.put(store_key, csv(OTHER))
    job = {"bucket": bucket.name, "baseline_key": f"baselines/{folder}.csv", "drift_key": store_key}
    operator.channel.basic_publish("drift.events", "drifts", json.dumps(job), mandatory=True)
    assert bucket.verdict(store_key).baseline.key == f"baselines/{folder}.csv"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"\x00\x01random\xff", "not JSON"),
        (b'{"hello": "world"}', "neither 'Records'"),
        (b"[1, 2]", "not an object"),
    ],
)
def test_an_unreadable_message_becomes_a_dead_letter_with_its_reason(worker, body, reason, operator):
    operator.channel.basic_publish("drift.events", "drifts", body, mandatory=True)
    _, properties, _ = operator.take("drift.dead-letter", lambda message: message[2] == body)
    assert reason in properties.headers["x-reason"]


def test_a_test_event_is_acked_with_one_log_line(worker, operator):
    operator.channel.basic_publish("drift.events", "drifts", b'{"Event": "s3:TestEvent"}', mandatory=True)
    worker.wait_for_log("s3:TestEvent")
    assert [line["outcome"] for line in worker.lines("settled") if "s3:TestEvent" in line["message"]] == [
        "ack"
    ]
