"""All parts, one after the other, as one run: the figures of the page."""

from __future__ import annotations

import time
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from calibration import corpora, machine

from functions.score.encoder.cpu_quota import available_cores
from infra.stack import MissingProgram
from speed import (
    cold_start,
    delivery,
    encoder,
    large_files,
    permutations,
    processor,
    side_by_side,
    small_files,
)
from speed.contestants import EARLY_ROWS, our_environment, prepare
from speed.files import CORPUS, OTHER
from speed.real_servers import RealServers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from speed.plan import Plan


def heading() -> dict[str, Any]:
    """Return date, machine and commit before anything is written."""
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": machine.in_words(),
        "commit": machine.commit(),
        "versions": machine.versions(),
    }


def measure(folder: Path, cache: Path, plan: Plan) -> dict[str, Any]:
    """Measure every part; a part that needs missing servers has a reason instead of figures."""
    results = heading() | {
        "command": plan.command,
        "processor": processor.describe(),
        "cores": available_cores(),
        "rounds": plan.rounds,
        "rows": plan.rows,
        "sample": plan.sample,
        "early": EARLY_ROWS,
        "minutes": {},
    }
    fetch(cache)
    prepare(cache)
    with _timed(results, "encoder"):
        results["encoder"] = encoder.measure(_new(folder / "encoder"), cache, plan)
    with _timed(results, "cold start"):
        results["cold start"] = cold_start.measure(_new(folder / "cold"), cache, plan)
    with _timed(results, "permutations"):
        results["permutations"] = permutations.measure(cache, plan)
    with _timed(results, "large files"):
        results["large files"] = large_files.measure(_new(folder / "large"), cache, plan)
    return results | _with_servers(folder, cache, plan, results)


def fetch(cache: Path) -> None:
    """Build the corpora from which the files' texts are drawn."""
    for name in (CORPUS, OTHER):
        corpora.load(name, cache)


def _with_servers(folder: Path, cache: Path, plan: Plan, results: dict[str, Any]) -> dict[str, Any]:
    """Run the comparison, through real servers too if they are installed, and the parts that need servers."""
    with ExitStack() as running:
        try:
            servers = running.enter_context(RealServers(_new(folder / "servers"), our_environment(cache)))
        except MissingProgram as missing:
            servers, reason = None, str(missing)
        with _timed(results, "side by side"):
            contest = side_by_side.measure(folder, cache, plan, servers)
        if servers is None:
            return contest | {"delivery": {"reason": reason}, "small files": {"reason": reason}}
        with _timed(results, "delivery"):
            one_by_one = delivery.measure(cache, plan, servers)
        with _timed(results, "small files"):
            many = small_files.measure(_new(folder / "small"), cache, plan, servers)
        return contest | {"delivery": one_by_one, "small files": many}


@contextmanager
def _timed(results: dict[str, Any], part: str) -> Iterator[None]:
    print(part, flush=True)
    started = time.perf_counter()
    yield
    results["minutes"][part] = round((time.perf_counter() - started) / 60, 1)


def _new(folder: Path) -> Path:
    folder.mkdir()
    return folder
