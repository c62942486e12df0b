"""Seconds and memory of a sweep over many files in a real MinIO."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
import time
from typing import TYPE_CHECKING, Any

from calibration.markdown import table

from common import keys, settings
from common.verdict.document import SCHEMA, DriftFile, PolicyUsed, Verdict, now
from functions.score.triggers.sweep.arrivals import MARGIN
from infra.minio.bucket import AdministeredBucket
from infra.stack import Stack
from speed.contestants import JOBS, our_environment
from speed.filling import put_all
from speed.process import run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DATASETS = 100
FILE = b"text\n" + b"".join(b"the cat number %d sat on the mat\n" % row for row in range(50))
PAGE = b"<!doctype html><title>report</title>"


def measure(folder: Path, cache: Path, files: int, lost: int) -> dict[str, Any]:
    """Fill a bucket with drift files, verdicts and reports; sweep it without and with lost events."""
    with Stack(folder / "stack", os.environ) as stack:
        environment = stack.environment("bootstrap") | our_environment(cache)
        configured = settings.load(environment)
        bucket = AdministeredBucket.from_settings(configured)
        bucket.create_bucket()
        began = time.perf_counter()
        _fill(configured, files)
        filled = time.perf_counter() - began
        nothing = [_sweep(environment) for _ in range(2)]
        verify = _sweep(environment, keys.drift_key(_dataset(0)), "verify")
        for number in range(lost):
            key = f"{_drift(number * files // lost)}.lost.csv"
            bucket.put(key, io.BytesIO(FILE), len(FILE))
        rescue, after = _sweep(environment), _sweep(environment)
    return {
        "files": files, "lost": lost, "seconds_to_fill": filled,
        "nothing": nothing, "verify": verify, "rescue": rescue, "after": after,
    }  # fmt: skip


def show(figures: Mapping[str, Any]) -> str:
    """Return the table, and what it means for a million files."""
    files, lost = figures["files"], figures["lost"]
    rows = [
        ["nothing to do", *_cells(figures["nothing"][0], 0)],
        ["nothing to do, again", *_cells(figures["nothing"][1], 0)],
        [f"{lost:,} lost events", *_cells(figures["rescue"], lost)],
        ["nothing to do, after that", *_cells(figures["after"], 0)],
        ["one dataset, every verdict opened (`--verify`)", *_cells(figures["verify"], 0)],
    ]
    header = ["sweep", "files", "seconds", "memory before", "peak memory", "scored"]
    slower = max(sweep["seconds"] for sweep in figures["nothing"])
    opened = figures["verify"]["seconds"] / figures["verify"]["looked_at"]
    return (
        f"{files:,} drift files in {DATASETS} datasets, each with its verdict and report.\n\n"
        f"{table(header, rows)}"
        f"Extrapolated, not measured: a million files take {slower * 1e6 / files / 60:.1f} minutes, and with "
        f"`--verify` {opened * 1e6 / 3600:.1f} hours.\n"
    )


def _cells(sweep: Mapping[str, Any], expected: int) -> list[str]:
    if sweep["scored"] != expected or sweep["failed"]:
        raise RuntimeError(f"{expected} files should have been scored: {sweep}")
    memory = [f"{sweep[name] / 2**20:.0f} MiB" for name in ("memory_before", "memory")]
    return [f"{sweep['looked_at']:,}", f"{sweep['seconds']:.1f}", *memory, f"{sweep['scored']:,}"]


def _sweep(environment: Mapping[str, str], prefix: str = keys.DRIFTS, *options: str) -> dict[str, Any]:
    ran = run([sys.executable, JOBS / "sweep.py", prefix, *options], environment)
    return {**json.loads(ran.output.splitlines()[-1]), "memory": ran.memory}


def _dataset(number: int) -> str:
    return f"dataset-{number:02}"


def _drift(number: int) -> str:
    return keys.drift_key(f"{_dataset(number % DATASETS)}/{number:07}")


def _fill(configured: settings.Settings, files: int) -> None:
    """Put baselines, drift files and reports, and then verdicts that are late enough to raise no doubts."""
    drifts = [f"{_drift(number)}.csv" for number in range(files)]
    etag = hashlib.md5(FILE, usedforsecurity=False).hexdigest()
    baselines = [keys.baseline_key(f"{_dataset(number)}.csv") for number in range(DATASETS)]
    put_all(configured, ((key, FILE) for key in baselines))
    quiet = time.monotonic() + MARGIN.total_seconds() + 1
    put_all(configured, ((key, FILE) for key in drifts))
    put_all(configured, ((keys.report(key), PAGE) for key in drifts))
    time.sleep(max(0.0, quiet - time.monotonic()))
    put_all(configured, ((keys.verdict(key), _verdict(configured.bucket, key, etag)) for key in drifts))


def _verdict(bucket: str, key: str, etag: str) -> bytes:
    """Return a verdict as short as one can be."""
    file = DriftFile(bucket=bucket, key=key, etag=etag, version_id=None, sequencer=None, rows=50)
    policy = PolicyUsed(name="calibrated", moderate=0.1, high=0.2)
    verdict = Verdict(
        schema=SCHEMA, status="ok", drifted=False, update_model=False, drift_score=None, drift_column=None,
        level=None, reasons=[], drift=file, baseline=None, columns=[], schema_changes=[], model=None,
        policy=policy, timing_ms={}, scored_at=now(), driftline="0", error=None,
    )  # fmt: skip
    return verdict.to_json()
