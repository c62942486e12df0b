"""The command line as a process of its own, with the real model."""

import fcntl
import json
import os
import re
import signal
import struct
import subprocess
import termios
import time
from contextlib import suppress
from pathlib import Path

import jsonschema
import pytest

from common.verdict.document import Verdict, json_schema

CHECKOUT = Path(__file__).parents[2]
SAMPLES = CHECKOUT / "functions/samples"
PATIENCE_SECONDS = 180  # much longer than needed, unless other processes keep all cores busy


@pytest.fixture
def driftline(cache_dir, driftline_command):
    def run(*arguments, **environment):
        return subprocess.run(
            [driftline_command, *map(str, arguments)],
            env={**os.environ, "DRIFTLINE_CACHE_DIR": str(cache_dir), **environment},
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.mark.parametrize(
    ("drift", "code", "line"),
    [
        ("drifts/more-of-the-same.csv", 0, "✅ No significant drift."),
        ("drifts/animals-and-plants.csv", 1, "🚨 HIGH DRIFT DETECTED!"),
    ],
)
def test_score_tells_by_its_exit_code(driftline, drift, code, line):
    done = driftline("score", SAMPLES / "baseline.csv", SAMPLES / drift)
    assert done.returncode == code
    assert done.stdout.startswith("DRIFT SCORE = 0.")
    assert line in done.stdout
    assert done.stderr == ""


def test_a_full_disk_for_the_graph_costs_one_line_and_no_verdict(driftline_command, tmp_path):
    blocks = 16  # of 512 or 1024 bytes: no file of this process grows beyond 16 KiB, and a graph has 30
    limited = ["sh", "-c", f'ulimit -f {blocks} && exec "$@"', "sh", driftline_command]
    for _ in range(2):  # the first leaves nothing behind for the second
        done = subprocess.run(
            [*limited, "score", SAMPLES / "baseline.csv", SAMPLES / "drifts/more-of-the-same.csv"],
            env={**os.environ, "DRIFTLINE_CACHE_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("DRIFT SCORE = 0.")
        (line,) = done.stderr.splitlines()
        assert line.startswith("the graph stays in memory")
        (folder,) = (tmp_path / "graphs").rglob("*")  # the folder of the graph that could not be written
        assert folder.is_dir()


def test_score_prints_the_verdict_as_json(driftline):
    done = driftline("score", "--json", SAMPLES / "baseline.csv", SAMPLES / "drifts/animals-and-plants.csv")
    jsonschema.Draft202012Validator(json_schema()).validate(json.loads(done.stdout))
    verdict = Verdict.from_json(done.stdout.encode())
    assert verdict.drift_score > 0.2
    assert (verdict.drift.rows, verdict.baseline.rows) == (200, 400)
    assert verdict.model.fingerprint.startswith("sha256:")


def test_a_large_file_is_sampled_unless_full_is_given(driftline):
    files = SAMPLES / "baseline.csv", SAMPLES / "drifts/animals-and-plants.csv"
    few = {"DRIFTLINE_FULL_ROWS": "100"}
    sampled = driftline("score", *files, **few)
    assert sampled.returncode == 1
    assert (
        "text: 100 of 200 texts were drawn at random and embedded; the drift score of all texts is between 0."
        in sampled.stdout
    )
    whole = Verdict.from_json(driftline("score", "--json", *files).stdout.encode())
    full = Verdict.from_json(driftline("score", "--json", "--full", *files, **few).stdout.encode())
    assert full.columns == whole.columns
    part = Verdict.from_json(driftline("score", "--json", *files, **few).stdout.encode())
    (text,) = (column.text for column in part.columns if column.text)
    assert (text.texts, text.texts_embedded) == ((400, 200), (400, 100))
    assert text.drift_score_interval.low <= whole.drift_score <= text.drift_score_interval.high


def test_an_unreadable_file_is_exit_code_2_and_one_line(driftline, tmp_path):
    broken = tmp_path / "broken.csv"
    broken.write_text('id,text\n1,"never closed\n2,x\n')
    done = driftline("score", SAMPLES / "baseline.csv", broken)
    assert done.returncode == 2
    assert "broken.csv, row 2" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "environment", "message"),
    [
        (("score", "none.csv", "none.csv"), {}, "there is no file 'none.csv'"),
        (("worker",), {}, "set DRIFTLINE_STORE_ACCESS_KEY and DRIFTLINE_STORE_SECRET_KEY"),
        (("worker",), {"DRIFTLINE_BUKET": "x"}, "the nearest is DRIFTLINE_BUCKET"),
        (("watch", "."), {"DRIFTLINE_MODEL": "no/such-model"}, "no/such-model"),
        (("watch", "/dev/null/folder"), {}, "there is no folder '/dev/null/folder'"),
        (("watch", "--create", "/dev/null/folder"), {}, "Not a directory: '/dev/null/folder'"),
        (("demo", "/dev/null/folder"), {}, "Not a directory: '/dev/null/folder/"),
    ],
)
def test_what_the_user_can_fix_is_one_line_and_exit_code_2(driftline, arguments, environment, message):
    done = driftline(*arguments, **environment)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert message in line


def test_a_closed_pipe_ends_quietly_and_does_not_pass_for_drift(driftline_command):
    with subprocess.Popen(
        [driftline_command, "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as run:
        run.stdout.close()
        assert (run.wait(60), run.stderr.read()) == (141, b"")


def test_ctrl_c_ends_quietly(driftline_command):
    command = ["score", SAMPLES / "baseline.csv", "-", "--type", "csv"]
    # The tests may run with SIGINT ignored, which the command would inherit.
    with subprocess.Popen(
        ["env", "--default-signal=INT", driftline_command, *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as run:
        run.stdin.write(b"id,text\n")
        run.stdin.flush()
        deadline = time.monotonic() + 60
        while bytes_in(run.stdin):  # until the command reads them
            assert time.monotonic() < deadline
            time.sleep(0.02)
        run.send_signal(signal.SIGINT)
        assert (run.wait(60), run.stdout.read(), run.stderr.read()) == (130, b"", b"")


def bytes_in(pipe):
    (count,) = struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, b"0000"))
    return count


def test_the_shell_completes_commands(driftline):
    asked = {"_DRIFTLINE_COMPLETE": "complete_bash", "COMP_WORDS": "driftline sc", "COMP_CWORD": "1"}
    assert sorted(driftline(**asked).stdout.split()) == ["schema", "score"]


def test_standard_input_may_be_a_pipe(driftline_command, cache_dir):
    done = subprocess.run(
        [driftline_command, "score", SAMPLES / "baseline.csv", "-", "--type", "csv"],
        input=(SAMPLES / "drifts/animals-and-plants.csv").read_bytes(),
        env={**os.environ, "DRIFTLINE_CACHE_DIR": str(cache_dir)},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, b"")


def test_schema_prints_the_published_schema(driftline):
    assert json.loads(driftline("schema").stdout) == json_schema()


def test_the_demo_shows_a_calm_and_a_drifting_file_and_the_paths_of_the_verdicts(driftline, tmp_path):
    done = driftline("demo", tmp_path / "bucket")
    assert done.returncode == 0, done.stderr
    for line in ("Drift detection START", "Baseline shape: (400, 2)", "Drift shape: (200, 2)"):
        assert done.stderr.count(f"[WORKER] {line}") == 2
    assert "[WORKER] ✅ No significant drift." in done.stderr
    assert "[WORKER] 🚨 HIGH DRIFT DETECTED!" in done.stderr
    for name, level in (("more-of-the-same", "none"), ("animals-and-plants", "high")):
        path = tmp_path / f"bucket/results/catalogue/{name}.csv.json"
        assert str(path) in done.stdout
        assert Verdict.from_json(path.read_bytes()).level == level


def test_watch_on_a_terminal_prints_a_line_per_file_and_a_summary(driftline_command, cache_dir, tmp_path):
    for name in ("baselines/baseline.csv", "drifts/animals-and-plants.csv"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes((SAMPLES / name.removeprefix("baselines/")).read_bytes())
    terminal, its_side = os.openpty()
    fcntl.ioctl(its_side, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 80, 0, 0))
    with (
        os.fdopen(terminal, "rb", buffering=0) as screen,
        subprocess.Popen(
            [driftline_command, "watch", tmp_path],
            env={**os.environ, "DRIFTLINE_CACHE_DIR": str(cache_dir), "TERM": "xterm"},
            stdout=its_side,
            stderr=its_side,
        ) as watcher,
    ):
        os.close(its_side)
        shown = b""
        while b".csv.html" not in shown:
            shown += screen.read(4096)
        watcher.terminate()
        with suppress(OSError):  # the terminal is gone once the command has ended
            while more := screen.read(4096):
                shown += more
        assert watcher.wait(60) == 0
    lines = shown.decode().splitlines()
    assert lines[0].endswith("drifts; Ctrl-C stops")
    shape = r"animals-and-plants\.csv  \x1b\[31mdrift\x1b\[0m  score 0\.6\d+  text: .*\.csv\.html$"
    assert any(re.search(shape, line) for line in lines)
    assert lines[-1] == "1 file scored, 1 drifted, 0 errors, 0 waiting for a baseline"
    assert "WORKER" not in shown.decode()


def test_watch_scores_every_file_and_stops_cleanly(start_program, driftline_command, tmp_path):
    bucket = tmp_path / "bucket"
    watcher = start_program([driftline_command, "watch", "--create", str(bucket)])
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (bucket / "drifts").is_dir():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    (bucket / "baselines/baseline.csv").write_bytes((SAMPLES / "baseline.csv").read_bytes())
    for name in ("more-of-the-same.csv", "animals-and-plants.csv"):
        (bucket / "drifts" / name).write_bytes((SAMPLES / "drifts" / name).read_bytes())
    (bucket / "drifts/slow.csv").write_text("id,text\n1,half a")
    time.sleep(0.1)
    with (bucket / "drifts/slow.csv").open("a") as slow:
        slow.write(" file\n2,written slowly\n3,in two parts\n")
    results = {
        name: bucket / f"results/{name}.json"
        for name in ("more-of-the-same.csv", "animals-and-plants.csv", "slow.csv")
    }

    def verdict(name):
        return Verdict.from_json(results[name].read_bytes())

    # If this process is held up between its two writes, half of the slow file gets a verdict first.
    while not all(path.exists() for path in results.values()) or verdict("slow.csv").drift.rows != 3:
        assert time.monotonic() < deadline, watcher.log.read_text()
        time.sleep(0.05)
    assert verdict("more-of-the-same.csv").level == "none"
    assert verdict("animals-and-plants.csv").level == "high"
    assert watcher.stop() == 0
    assert {line["key"] for line in watcher.lines("verdict")} == {f"drifts/{name}" for name in results}
