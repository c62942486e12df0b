"""`driftline score` on objects of a real MinIO."""

import json
import os
import subprocess
import uuid
from pathlib import Path

import pytest

pytestmark = pytest.mark.real

SAMPLES = Path(__file__).parents[2] / "functions/samples"


@pytest.fixture
def score(stack, driftline_command, cache_dir):
    def run(*arguments, service="score"):
        return subprocess.run(
            [driftline_command, "score", *map(str, arguments)],
            env={**os.environ, "DRIFTLINE_CACHE_DIR": str(cache_dir), **stack.settings(service)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def test_two_objects_are_compared_with_the_settings_beside_the_baseline(bucket, score):
    path = uuid.uuid4().hex
    bucket.put(f"baselines/{path}.csv", (SAMPLES / "baseline.csv").read_bytes())
    bucket.put(f"baselines/{path}.csv.driftline.toml", b'ignored = ["id"]')
    bucket.put(f"drifts/{path}.csv", (SAMPLES / "drifts/animals-and-plants.csv").read_bytes())
    addresses = [f"s3://{bucket.name}/{folder}/{path}.csv" for folder in ("baselines", "drifts")]
    done = score("--json", *addresses)
    assert done.returncode == 1, done.stderr
    verdict = json.loads(done.stdout)
    assert [column["name"] for column in verdict["columns"]] == ["text"]
    assert (verdict["drift"]["bucket"], verdict["drift"]["key"]) == (bucket.name, addresses[1])
    mixed = score("--json", SAMPLES / "baseline.csv", addresses[1])
    assert json.loads(mixed.stdout)["drift_score"] == verdict["drift_score"]


def test_what_cannot_be_opened_is_one_line(bucket, score):
    path = uuid.uuid4().hex
    bucket.put(f"drifts/{path}/baseline.csv", b"text\na\n")
    for address, message in (
        (f"s3://{bucket.name}/drifts/{path}/basline.csv", "did you mean 'baseline.csv'?"),
        (
            "s3://no-such-bucket/a.csv",
            "cannot open 's3://no-such-bucket/a.csv' (DRIFTLINE_STORE_ENDPOINT is ",
        ),
        ("s3://Not_A_Bucket/a.csv", "cannot open 's3://Not_A_Bucket/a.csv' (DRIFTLINE_STORE_ENDPOINT is "),
    ):
        done = score(address, SAMPLES / "baseline.csv")
        assert (done.returncode, done.stdout) == (2, "")
        (line,) = done.stderr.splitlines()
        assert message in line
