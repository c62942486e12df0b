"""The benchmarks' targets, page and plot."""

import json

import pytest
from speed import plot
from speed.contestants import DOCUMENTED, EARLY, FULL, KNOWN, NEW, RUNNING, SERVERS
from speed.page import text, write
from speed.targets import UNMEASURED, targets

MMD, TEXT = "alibi-detect MMD", "Evidently, default for text"


def took(seconds, *, drift=True, score=0.2, memory=300):
    answer = {"drift": drift, "score": score, "embedded": 1000}
    return {"seconds": [seconds, seconds / 2, seconds * 9], "memory": memory * 2**20, "answer": answer}


def everybody(**changed):
    figures = {
        DOCUMENTED: took(30.0), TEXT: took(20.0), MMD: took(5.0), NEW: took(10.0), KNOWN: took(5.0),
        RUNNING: took(3.0), SERVERS: took(3.1), EARLY: took(1.0),
    }  # fmt: skip
    return figures | changed


def job(kind, figures, *, large=False):
    return {"kind": kind, "large": large, "figures": figures}


def bench():
    return {
        "command": "make bench", "date": "2026-11-26", "machine": "a processor, 2 cores", "commit": "abc",
        "processor": {
            "name": "Some Processor", "vendor": "GenuineIntel", "family": "6", "model": "143", "cores": 2,
            "flags": ["AVX2", "AMX"], "caches": ["L1d 48K", "L2 2048K"], "threads_per_core": 2,
        },
        "versions": {"python": "3.11.7"}, "cores": 2, "rounds": 3, "rows": 1000, "sample": 0, "early": 300,
        "minutes": {"encoder": 0.5, "side by side": 8.0},
        "jobs": {
            "1,000 x 1,000, calm": job("calm", everybody()),
            "1,000 x 1,000, drifting": job("drifting", everybody()),
        },
        "curve": {"100": everybody(), "1000": {NEW: took(6.0), KNOWN: took(4.0)}},
        "encoder": {
            "texts": 1500, "operations_per_text": 3e8, "product_rate": 3e11,
            "openvino_product_rates": {"bfloat16": 1.2e12, "float32": 2.9e11},
            "engines": {
                "Driftline, onnx": {"texts_per_second": 800.0, "smallest_cosine": 1.0},
                "Driftline, openvino": {"texts_per_second": 2000.0, "smallest_cosine": 0.99996},
                "plain ONNX export": {"texts_per_second": 500.0, "smallest_cosine": 1.0},
                "sentence-transformers": {"texts_per_second": 410.0, "smallest_cosine": 1.0},
            },
        },
        "cold start": {
            "rows": 100, "first": 3.0, "memory": {"Driftline": 2**28, "documented way": 2**30},
            "seconds": {"Driftline": [1.5, 1.6, 9.0], "documented way": [9.0, 9.5, 10.0]},
        },
        "permutations": {"rows": 1000, "dimension": 384, "permutations": 199, "seconds": [0.07, 0.08]},
        "large files": [
            {"format": "csv", "csv_bytes": 10**8, "bytes": 10**8, "rows": 10**6, "seconds": 9.0,
             "memory": 600_000_000, "answer": {"drift": False, "score": 0.1}},
            {"format": "csv", "csv_bytes": 10**9, "bytes": 10**9, "rows": 10**7, "seconds": 40.0,
             "memory": 990_000_000, "answer": {"drift": False, "score": 0.1}},
        ],
        "delivery": {
            "files": 2, "rows": 100, "memory": 2**28,
            "seconds": {
                "put": [0.01], "spool": [0.5, 2.9], "verdict": [0.8, 3.3], "message": [0.3, 0.4],
                "scoring": [0.2, 0.3], "rest": [0.06, 0.07],
            },
        },
        "small files": {
            "files": 200, "rows": 50, "seconds": 10.0, "encoding_seconds": 7.0, "encoder_seconds": [8.0, 8.4],
            "two_workers_seconds": 9.0, "memory": 2**28,
            "overhead": {"seconds": [0.06], "beyond_encoding": [0.02], "steps": {"compare": 0.012}},
        },
    }  # fmt: skip


def bench_full():
    sampled = everybody() | {DOCUMENTED: took(600.0), FULL: took(90.0)}
    moved = sampled | {KNOWN: took(5.0, score=0.215, drift=False), MMD: {"failed": "no memory"}}
    jobs = {
        "1,000 x 100,000, calm": job("calm", sampled, large=True),
        "1,000 x 100,000, drifting": job("drifting", moved, large=True),
    }
    results = bench()
    samples = {"rows": 100_000, "seconds": [2.0, 7.0, 3.0], "embedded": [1000, 5000, 1000]}
    return results | {"sample": 100_000, "jobs": results["jobs"] | jobs, "samples": samples}


def line(results, start, target=""):
    (one,) = [one for one in targets(results) if one.job.startswith(start) and target in one.target]
    return one


@pytest.mark.parametrize(
    ("start", "target", "measured", "met"),
    [
        ("texts per second, Driftline, onnx", "1.8 times", "1.95", True),
        ("texts per second, Driftline, openvino", "3 times", "4.88", True),
        ("arithmetic", "70%", "80%: 240 of 300 GFLOP/s", True),
        ("1,000 x 1,000, cold process, new", "3 times", "3.00 calm, 3.00 drifting", True),
        ("1,000 x 1,000, cold process, known", "5.5 times", "6.00 calm, 6.00 drifting", True),
        ("1,000 x 1,000, running function, known", "9 times", "10.00 calm, 10.00 drifting", True),
        ("1,000 x 1,000, running function, drift is plain", "18 times", "30.0 drifting", True),
        ("1,000 x 1,000, cold process, new", "Evidently", f"2.00 times the nearest, {TEXT}", True),
        ("peak memory: 100 MB csv, 1,000 MB csv", "1 GB", "0.99 GB", True),
        ("the same: flat", "1.25", "1.65 x", False),
        ("cold start", "1.3 s", "1.6 s", False),
        ("put returned to message", "3.5 s", "2.9 s", True),
        ("put to verdict", "2 s", "2.05 s", False),
        ("of which after", "0.5 s", "0.35 s", True),
        ("of which not", "50 ms", "65 ms", False),
        ("200 files of 50 rows", "60%", "82.0%", True),
        ("a file without its encoding", "25 ms", "20 ms", True),
        ("199 permutations", "150 ms", "75 ms", True),
    ],
)
def test_a_target_is_compared_with_medians_of_this_run(start, target, measured, met):
    one = line(bench(), start, target)
    assert (one.measured, one.met) == (measured, met)


def test_what_a_run_leaves_out_is_neither_met_nor_missed():
    results = bench() | {"delivery": {"reason": "no minio"}, "small files": {"reason": "no minio"}}
    unmeasured = [one for one in targets(results) if one.met is None]
    assert {one.measured for one in unmeasured} == {UNMEASURED}
    assert len(unmeasured) == 3 + 6  # 100,000 rows, real servers
    assert len(targets(results)) == len(targets(bench_full()))
    assert "Not measured: no minio" in text(results)
    assert "9 not measured." in text(results)


def test_a_sample_is_compared_with_the_full_scan():
    assert line(bench_full(), "1,000 x 100,000, cold process, known", "100 times").met
    one = line(bench_full(), "1,000 x 100,000", "full scan")
    assert one.measured == "calm: 0.0000, the same decision; drifting: 0.0150, another decision"
    assert one.met is False


def test_the_page_counts_the_files_that_needed_a_second_stage():
    page = text(bench_full()).replace("\n", " ")
    assert "Of 3 calm files of 100,000 rows, each with its own baseline, 1 needed the second stage" in page
    assert "with 5,000 texts. With a known baseline they took 2.00, 3.00, 7.00 s" in page
    assert "needed the second stage" not in text(bench())


def test_an_engine_has_its_rate_and_its_agreement_with_the_first():
    page = text(bench()).replace("\n", " ")
    assert "| plain ONNX export | 500 | 150 | 50% | 1.22 | 1.000000 |" in page
    assert "| Driftline, openvino | 2000 | 600 | 200% | 4.88 | 0.999960 |" in page
    assert "run by Driftline's code with the same ONNX Runtime" in page


def test_a_rival_that_failed_counts_as_behind_and_is_named():
    one = line(bench_full(), "1,000 x 100,000", "Evidently")
    assert one.measured == f"4.00 times the nearest, {TEXT}; {MMD} failed"
    assert f"| {MMD} | \N{EN DASH} | \N{EN DASH} | failed, see the raw numbers |" in text(bench_full())


def test_a_missed_target_is_printed_as_missed():
    page = text(bench())
    assert "| of which not scoring | <= 50 ms | 65 ms | **missed** |" in page
    assert "16 met, 4 missed, 3 not measured." in page


def test_the_time_of_rivals_includes_their_embeddings():
    assert f"| {MMD} | 35.00 | 300 MiB | drift, score 0.2000, 1,000 embedded | 3.5 |" in text(bench())


def test_the_page_its_raw_numbers_and_its_plot_are_written(tmp_path):
    write(bench_full(), tmp_path)
    folder = tmp_path / "benchmarks" / "genuineintel-6-143-2-cores"
    assert (folder / "README.md").read_text() == text(bench_full())
    numbers = json.loads((folder / "benchmarks.json").read_text())
    assert [tuple(one) for one in numbers.pop("targets")] == targets(bench_full())
    assert numbers == bench_full()
    plot.rows(bench()["curve"], tmp_path / "again.svg")
    assert (tmp_path / "again.svg").read_text() == (folder / "rows.svg").read_text()


def test_another_machine_gets_a_column_of_its_own(tmp_path):
    write(bench(), tmp_path)
    other = bench() | {
        "processor": bench()["processor"] | {"name": "Other", "model": "17", "flags": ["AVX2"]}
    }
    write(other | {"date": "2026-11-27"}, tmp_path)
    write(other, tmp_path)  # replaces the former run of that machine
    page = (tmp_path / "benchmarks.md").read_text()
    names = "Some Processor, genuineintel-6-143-2-cores | Other, genuineintel-6-17-2-cores"
    assert f"| job | target | {names} |" in page
    assert "| of which not scoring | <= 50 ms | 65 ms (**missed**) | 65 ms (**missed**) |" in page
    assert (
        "(benchmarks/genuineintel-6-17-2-cores/README.md) | without quick bfloat16 | 2026-11-26 | abc |"
        in page
    )
    assert "family 6, model 143; 2 cores, 2 to a physical core; AVX2, AMX; L1d 48K, L2 2048K" in page
