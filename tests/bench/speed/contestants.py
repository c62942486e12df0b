"""The contestants, and the command of each."""

from __future__ import annotations

import json
import shutil
import sys
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from calibration import environments

from functions.score.encoder.model_files import find_model
from speed.process import Ran, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from speed.pair import Pair
    from speed.real_servers import RealServers

MODEL = "sentence-transformers/all-MiniLM-L6-v2"
JOBS = Path(__file__).with_name("jobs")
DOCUMENTED, NEW, KNOWN, RUNNING, SERVERS, EARLY, FULL = (
    "documented way",
    "Driftline, cold, new baseline",
    "Driftline, cold, known baseline",
    "Driftline, running, known baseline",
    "Driftline, MinIO and RabbitMQ, known baseline",
    "Driftline, running, known baseline, stops early",
    "Driftline, cold, new baseline, every text",
)
OURS = (NEW, KNOWN, RUNNING, SERVERS, EARLY, FULL)
# Rivals, by input: the files' texts, or the embeddings of the documented way.
TEXTS = {"Evidently, default for text": ("Evidently", "evidently_text.py")}
EMBEDDINGS = {
    "Evidently, embeddings": ("Evidently", "evidently_embeddings.py"),
    "alibi-detect MMD": ("alibi-detect", "alibi_mmd.py"),
    "alibi-detect KS": ("alibi-detect", "alibi_ks.py"),
}
RIVALS = (*TEXTS, *EMBEDDINGS)
EARLY_ROWS = 300  # texts in the first stage, with the setting that lets small files stop early
REQUIRED = JOBS / "documented.txt"


def prepare(cache: Path) -> None:
    """Build the environments of all other contestants."""
    documented_environment(cache)
    for rival in ("Evidently", "alibi-detect"):
        environments.interpreter(rival, cache)


def documented_environment(cache: Path) -> Path:
    """Return the Python of the documented way, and build its environment if the cache lacks it."""
    return environments.environment(REQUIRED, cache)


def documented_python(cache: Path) -> Path | None:
    """Return a Python with sentence-transformers, the documented way's or our own; builds nothing."""
    if python := existing_environment(cache):
        return python
    return Path(sys.executable) if find_spec("sentence_transformers") else None


def existing_environment(cache: Path) -> Path | None:
    """Return the Python of the documented way if the cache has it."""
    return environments.existing(REQUIRED, cache)


def our_environment(cache: Path) -> dict[str, str]:
    """Return Driftline's settings: the graph is in the cache, and verdicts have reports."""
    return {"DRIFTLINE_CACHE_DIR": str(cache / "driftline"), "DRIFTLINE_REPORT": "true"}


class Contestants:
    """Runs the contestants on a pair of files; `cache` has the environments and Driftline's graph."""

    def __init__(self, cache: Path, servers: RealServers | None = None) -> None:
        self._cache = cache
        self._servers = servers
        self._ours = our_environment(cache)
        self._model = find_model(MODEL).directory

    def all_of(self, pair: Pair) -> dict[str, Callable[[], Ran]]:
        """Return functions that run each contestant once, by name; rivals that need embeddings come last."""
        runs: dict[str, Callable[[], Ran]] = {DOCUMENTED: lambda: self.documented(pair)}
        for name, (rival, script) in TEXTS.items():
            runs[name] = partial(self._rival, rival, script, pair.baseline, pair.drift)
        for name, (rival, script) in EMBEDDINGS.items():
            runs[name] = partial(self._rival, rival, script, pair.embeddings)
        runs |= {
            NEW: lambda: self.new_baseline(pair),
            KNOWN: lambda: self.known_baseline(pair),
            RUNNING: lambda: self.running(pair),
            EARLY: lambda: self.running(pair, full_rows=EARLY_ROWS),
            FULL: lambda: self.new_baseline(pair, "--full"),
        }
        if servers := self._servers:
            runs[SERVERS] = lambda: self.through_servers(pair, servers)
        return runs

    def documented(self, pair: Pair) -> Ran:
        """Run the documented way, which saves its embeddings."""
        python = documented_environment(self._cache)
        return run(
            [python, JOBS / "documented.py", pair.baseline, pair.drift, self._model, pair.embeddings], {}
        )

    def new_baseline(self, pair: Pair, *options: str) -> Ran:
        """Run the command line, which embeds both files."""
        driftline = Path(sys.executable).with_name("driftline")
        return run([driftline, "score", "--json", *options, pair.baseline, pair.drift], self._ours)

    def known_baseline(self, pair: Pair) -> Ran:
        """Run the function in a new process on one file; the folder already has the baseline's profile."""
        self._store_profile(pair)
        return self._function(pair, ["drifts/a/drift.csv"], {})

    def running(self, pair: Pair, full_rows: int | None = None) -> Ran:
        """Let a running function score the file; measures the time from event to verdict."""
        self._store_profile(pair)
        early = {} if full_rows is None else {"DRIFTLINE_FULL_ROWS": str(full_rows)}
        ran = self._function(pair, ["drifts/a/first.csv", "drifts/a/drift.csv"], early)
        return ran._replace(seconds=json.loads(ran.output.splitlines()[-1])["seconds"])

    def through_servers(self, pair: Pair, servers: RealServers) -> Ran:
        """Put the file into the store; measures the time from the put to the verdict."""
        name, turn = pair.folder.name, len(pair.taken.get(SERVERS, []))
        if not turn:
            servers.put(f"baselines/{name}.csv", pair.baseline.read_bytes())
            servers.deliver(f"drifts/{name}/first.csv", _first_lines(pair.drift))
        delivered = servers.deliver(f"drifts/{name}/{turn}.csv", pair.drift.read_bytes())
        return Ran(delivered.seen - delivered.began, servers.worker_memory(), json.dumps(delivered.verdict))

    def _store_profile(self, pair: Pair) -> None:
        """Make sure that the baseline's profile is stored, and remove every verdict."""
        drifts = pair.folder / "drifts" / "a"
        if not drifts.exists():
            drifts.mkdir(parents=True)
            (pair.folder / "baselines").mkdir(exist_ok=True)
            shutil.copy(pair.baseline, pair.folder / "baselines" / "a.csv")
            shutil.copy(pair.drift, drifts / "drift.csv")
            (drifts / "first.csv").write_bytes(_first_lines(pair.drift))
            self._function(pair, ["drifts/a/first.csv"], {})
        shutil.rmtree(pair.folder / "results", ignore_errors=True)

    def _function(self, pair: Pair, names: list[str], environment: dict[str, str]) -> Ran:
        return run([sys.executable, JOBS / "function.py", pair.folder, *names], self._ours | environment)

    def _rival(self, rival: str, script: str, *arguments: Path) -> Ran:
        quiet = {"DO_NOT_TRACK": "1"}
        return run([environments.interpreter(rival, self._cache), JOBS / script, *arguments], quiet)


def _first_lines(path: Path) -> bytes:
    """Return the first rows of a file, enough to store the baseline's profile."""
    return b"".join(path.read_bytes().splitlines(keepends=True)[:12])
