"""Who does the job, and by which command."""

from __future__ import annotations

import json
import shutil
import statistics
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calibration import environments

from functions.score.encoder.model_files import find_model
from speed.process import Ran, run

if TYPE_CHECKING:
    from collections.abc import Callable

MODEL = "sentence-transformers/all-MiniLM-L6-v2"
JOBS = Path(__file__).with_name("jobs")
DOCUMENTED, NEW, KNOWN, RUNNING, EARLY = (
    "documented way",
    "Driftline, cold, new baseline",
    "Driftline, cold, known baseline",
    "Driftline, running, known baseline",
    "Driftline, running, known baseline, stops early",
)
# Rivals, and what each takes: the files' texts, or the embeddings that the documented way has made.
TEXTS = {"Evidently, default for text": ("Evidently", "evidently_text.py")}
EMBEDDINGS = {
    "Evidently, embeddings": ("Evidently", "evidently_embeddings.py"),
    "alibi-detect MMD": ("alibi-detect", "alibi_mmd.py"),
    "alibi-detect KS": ("alibi-detect", "alibi_ks.py"),
}
EARLY_ROWS = 300  # of a file embedded at first, where small files may stop early


@dataclass
class Pair:
    """A baseline and a drift file, in a folder that is a bucket too.

    Attributes
    ----------
    folder : holds `baselines/`, `drifts/`, and what the contestants keep.
    taken : what each contestant's runs took, in their order.
    """

    folder: Path
    baseline: Path
    drift: Path
    taken: dict[str, list[Ran]] = field(default_factory=dict)

    @property
    def embeddings(self) -> Path:
        """Return where the documented way keeps its embeddings for the rivals."""
        return self.folder / "embeddings.npz"

    def median(self, contestant: str) -> float:
        """Return the median seconds of a contestant."""
        return statistics.median(ran.seconds for ran in self.taken[contestant])

    def answer(self, contestant: str) -> dict[str, Any]:
        """Return what a contestant's last run printed last."""
        return json.loads(self.taken[contestant][-1].output.splitlines()[-1])


class Contestants:
    """Runs each on a pair of files; `cache` holds environments and Driftline's graph."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._ours = {"DRIFTLINE_CACHE_DIR": str(cache / "driftline"), "DRIFTLINE_REPORT": "true"}
        self._model = find_model(MODEL).directory

    def prepare(self) -> None:
        """Make the environments."""
        environments.environment(JOBS / "documented.txt", self._cache)
        for rival in ("Evidently", "alibi-detect"):
            environments.interpreter(rival, self._cache)

    def all_of(self, pair: Pair, *, rivals: bool) -> dict[str, Callable[[], Ran]]:
        """Return by name what runs each contestant once; the documented way comes before who needs it."""
        found: dict[str, Callable[[], Ran]] = {DOCUMENTED: lambda: self.documented(pair)}
        if rivals:
            for name, (rival, script) in TEXTS.items():
                found[name] = lambda r=rival, s=script: self._rival(r, s, pair.baseline, pair.drift)
            for name, (rival, script) in EMBEDDINGS.items():
                found[name] = lambda r=rival, s=script: self._rival(r, s, pair.embeddings)
        return found | {
            NEW: lambda: self.new_baseline(pair),
            KNOWN: lambda: self.known_baseline(pair),
            RUNNING: lambda: self.running(pair),
            EARLY: lambda: self.running(pair, full_rows=EARLY_ROWS),
        }

    def documented(self, pair: Pair) -> Ran:
        """Run the documented way, which keeps its embeddings."""
        python = environments.environment(JOBS / "documented.txt", self._cache)
        return run(
            [python, JOBS / "documented.py", pair.baseline, pair.drift, self._model, pair.embeddings], {}
        )

    def new_baseline(self, pair: Pair) -> Ran:
        """Run the command line on two files: both are embedded."""
        driftline = Path(sys.executable).with_name("driftline")
        return run([driftline, "score", "--json", pair.baseline, pair.drift], self._ours)

    def known_baseline(self, pair: Pair) -> Ran:
        """Run the function, as a new process, on one file of a folder that has met the baseline before."""
        self._meet(pair)
        return self._function(pair, ["drifts/a/drift.csv"], {})

    def running(self, pair: Pair, full_rows: int | None = None) -> Ran:
        """Let a running function score the file; what it took from event to verdict counts."""
        self._meet(pair)
        early = {} if full_rows is None else {"DRIFTLINE_FULL_ROWS": str(full_rows)}
        ran = self._function(pair, ["drifts/a/first.csv", "drifts/a/drift.csv"], early)
        return ran._replace(seconds=json.loads(ran.output.splitlines()[-1])["seconds"])

    def _meet(self, pair: Pair) -> None:
        """Let the baseline become known, and forget every verdict."""
        drifts = pair.folder / "drifts" / "a"
        if not drifts.exists():
            drifts.mkdir(parents=True)
            (pair.folder / "baselines").mkdir(exist_ok=True)
            shutil.copy(pair.baseline, pair.folder / "baselines" / "a.csv")
            shutil.copy(pair.drift, drifts / "drift.csv")
            lines = pair.drift.read_text(encoding="utf-8").splitlines()
            (drifts / "first.csv").write_text("\n".join(lines[:12]) + "\n", encoding="utf-8")
            self._function(pair, ["drifts/a/first.csv"], {})
        shutil.rmtree(pair.folder / "results", ignore_errors=True)

    def _function(self, pair: Pair, names: list[str], environment: dict[str, str]) -> Ran:
        return run([sys.executable, JOBS / "function.py", pair.folder, *names], self._ours | environment)

    def _rival(self, rival: str, script: str, *arguments: Path) -> Ran:
        quiet = {"DO_NOT_TRACK": "1"}
        return run([environments.interpreter(rival, self._cache), JOBS / script, *arguments], quiet)
