"""`driftline watch` as a process: a file that ends what scores it gets a verdict, and so do the others."""

import json
import os
import subprocess
import time
from pathlib import Path

import pytest
from attack import files

from common.verdict.document import Verdict
from functions.score.runtime.limit_advice import LESS_MEMORY

SAMPLES = Path(__file__).parents[2] / "functions/samples"
OLD = time.time() - 60
# What Python runs when it starts: files with such names end the process that reads them, or keep it busy.
DEADLY = """
import os
from functions.score.batch import reading

def read(key, *arguments, before=reading.read):
    if "exit" in key:
        os._exit(9)
    if "kill" in key:
        os.kill(os.getpid(), 9)
    while "loop" in key:
        pass
    hoard = []
    while "hoard" in key:
        hoard.append(bytearray(2**26))
    return before(key, *arguments)

reading.read = read
"""
REASONS = {
    "exit": "scoring ended its process (exit code 9): the file probably needs more memory",
    "kill": "scoring ended its process (SIGKILL, which the system sends if memory runs out)",
    "loop": "scoring takes too long (no answer after 20 s); split the file, or ask for a higher DRIFTLINE",
    "hoard": f"scoring needs too much memory; {LESS_MEMORY}",
}
# Hostile files that are answered within seconds; `make attack` measures all of them.
HOSTILE = (
    files.shared_value, files.long_pages, files.renamed_path, files.lying_rows, files.arrow_sizes,
    files.arrow_dictionaries, files.sparse, files.nested_objects, files.numbers_array, files.avro_objects,
    files.more_null_rows, files.more_text_columns,
)  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    put(tmp_path / "bucket/baselines/baseline.csv", (SAMPLES / "baseline.csv").read_bytes())
    return tmp_path / "bucket"


@pytest.fixture
def watched(folder, cache_dir, driftline_command):
    """Return a function that scores the files of the folder and returns exit code and log."""

    def watch(**environment):
        return subprocess.run(
            [driftline_command, "watch", "--once", folder],
            env={**os.environ, "DRIFTLINE_CACHE_DIR": str(cache_dir), **environment},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return watch


def put(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (OLD, OLD))


def put_sample(folder, name):
    put(folder / "drifts" / name, (SAMPLES / "drifts/more-of-the-same.csv").read_bytes())


def verdict(folder, name):
    return Verdict.from_json((folder / f"results/{name}.json").read_bytes())


def test_files_that_end_the_process_get_a_verdict_and_the_others_are_scored(folder, watched, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(DEADLY)
    for name in REASONS:
        put_sample(folder, f"{name}.csv")
        put_sample(folder, f"{name[::-1]}.csv")
    deadly = {"PYTHONPATH": str(tmp_path), "DRIFTLINE_SCORE_SECONDS": "20"}
    done = watched(**deadly)
    assert done.returncode == 2, done.stderr
    for name, reason in REASONS.items():
        error = verdict(folder, f"{name}.csv").error
        assert (error.type, error.message[: len(reason)]) == ("too_costly", reason)
        assert verdict(folder, f"{name[::-1]}.csv").status == "ok"
    messages = [json.loads(line)["message"] for line in done.stderr.splitlines()]
    deaths = [message.partition(":")[0] for message in messages if "process has ended" in message]
    assert deaths == ["drifts/exit.csv"] * 2 + ["drifts/kill.csv"] * 2 + ["drifts/loop.csv"]
    again = watched(**deadly)
    assert "process has ended" not in again.stderr


def test_hostile_files_get_one_verdict_each_with_a_reason(folder, watched):
    names = {}
    for make in HOSTILE:
        file, content = make()
        name = f"{make.__name__}.{file.partition('.')[2]}"
        put(folder / f"baselines/{name}", content)
        put(folder / f"drifts/{name}", content)
        names[name] = make
    put_sample(folder, "zzz.csv")
    done = watched()
    assert done.returncode == 2
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert sorted(line["key"] for line in lines) == sorted(f"drifts/{name}" for name in (*names, "zzz.csv"))
    assert verdict(folder, "zzz.csv").status == "ok"
    for name in names:
        error = verdict(folder, name).error
        assert error.type not in ("internal_error", "too_costly"), error
        assert error.message
