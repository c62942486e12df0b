"""How often a method flags a column in a table of fifty columns without drift."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calibration import rival_cells
from calibration.cells import Cell
from calibration.draws import generator
from calibration.environments import answers
from calibration.fingerprint import of_engine, of_reviews, of_rival
from calibration.method_results import ALPHA, OURS, MethodResult, bits
from calibration.mixed_table import DATES, IDENTIFIERS, mixed_table
from calibration.remembering import Remembering
from common import settings
from common.stores.memory import MemoryStore
from functions.score import batch
from functions.score.baseline.building import read_baseline
from functions.score.baseline.settings import DatasetSettings
from functions.score.comparison.files import compare
from functions.score.encoder.opening import open_encoder
from functions.score.policy import CalibratedPolicy
from functions.score.texts.embedder import Embedder

if TYPE_CHECKING:
    import pandas as pd

    from calibration.cells import Runner
    from calibration.plan import Plan
    from common.stores.store import ObjectStore

TABLE = "mixed_table"
SIZES = (600, 300)
BLOCK = 50  # repetitions per cell
METHODS = {
    "Evidently": ("Evidently preset, any column", "Evidently preset, half of the columns"),
    "NannyML": ("NannyML univariate",),
}


def table_of(cache: Path, repetition: int) -> pd.DataFrame:
    """Return the rows of a repetition, baseline rows first."""
    return mixed_table(cache, generator(TABLE, repetition)).iloc[: sum(SIZES)]


def our_cell(cache: Path, first: int, repetitions: int) -> dict[str, Any]:
    """Read both files from a store, compare every column, and decide."""
    configured, policy = settings.load(), CalibratedPolicy(alpha=ALPHA)
    encoder = Remembering({}, open_encoder(configured.model, engine="onnx", cache_dir=configured.cache_dir))
    store, embedder = MemoryStore("calibration"), Embedder(lambda: encoder)
    calls: list[bool] = []
    flagged: dict[str, int] = {}
    kinds: dict[str, str] = {}
    for repetition in range(first, first + repetitions):
        table = table_of(cache, repetition)
        _store(store, "baseline.csv", table.iloc[: SIZES[0]])
        _store(store, "drift.csv", table.iloc[SIZES[0] :])
        with store.open("drift.csv") as opened:
            drift = batch.read(opened.info.key, opened.stream, batch.Limits())
        with store.open("baseline.csv") as opened:
            profile = read_baseline(opened, DatasetSettings(), batch.Limits(), (), embedder)
        compared = compare(drift, profile, policy.plan, embedder)
        decision = policy.decide(compared.evidence)
        calls.append(decision.drifted)
        kinds = dict(profile.kinds)
        for name, column in decision.columns.items():
            flagged[name] = flagged.get(name, 0) + column.drifted
    return {
        "calls": bits(calls),
        "flagged": {name: count for name, count in flagged.items() if count},
        "kinds": kinds,
    }


def _store(store: ObjectStore, key: str, table: pd.DataFrame) -> None:
    content = table.to_csv(index=False).encode()
    store.put(key, io.BytesIO(content), len(content))


def rival_cell(cache: Path, rival: str, repetitions: int) -> dict[str, Any]:
    """Return a rival's answers for the same rows, without the identifiers."""
    with tempfile.TemporaryDirectory() as folder:
        jobs = []
        Path(folder, "0.0").mkdir()
        for repetition in range(repetitions):
            table = table_of(cache, repetition).drop(columns=list(IDENTIFIERS))
            table.to_csv(Path(folder, "0.0", f"{repetition}.csv"), index=False)
            rows = list(range(len(table)))
            sides = {"baseline": rows[: SIZES[0]], "drift": rows[SIZES[0] :]}
            jobs.append(
                {"id": f"0.0/{repetition}", "seed": repetition, "methods": list(METHODS[rival]), **sides}
            )
        task = {"table": folder, "dates": list(DATES), "jobs": jobs}
        answered = answers(rival, task, cache)
    return {"methods": rival_cells.tally(answered)}


def measure(chosen: Plan, runner: Runner) -> tuple[dict[str, MethodResult], dict[str, Any]]:
    """Return each method's alarms as calls at share 0, and the kinds and flagged columns of Driftline."""
    blocks = [
        Cell(
            TABLE,
            f"{OURS} from {first}",
            our_cell,
            {"first": first, "repetitions": min(BLOCK, chosen.table_repetitions - first)},
            of_engine() + of_reviews(runner.cache),
        )
        for first in range(0, chosen.table_repetitions, BLOCK)
    ]
    theirs = [
        Cell(
            TABLE,
            rival,
            rival_cell,
            {"rival": rival, "repetitions": chosen.slow_calm_repetitions},
            of_rival(rival) + of_reviews(runner.cache),
        )
        for rival in METHODS
        if chosen.rivals
    ]
    results = runner.run([*theirs, *blocks])
    calls = "".join(results[block.name]["calls"] for block in blocks)
    seconds = sum(results[block.name]["seconds"] for block in blocks)
    methods = {OURS: MethodResult({"0.0": calls}, seconds)}
    for one in theirs:
        for method, answered in results[one.name]["methods"].items():
            methods[method] = MethodResult(answered["calls"], answered["seconds"], answered["error"])
    flagged: dict[str, int] = {}
    for block in blocks:
        for name, count in results[block.name]["flagged"].items():
            flagged[name] = flagged.get(name, 0) + count
    return methods, {"flagged": flagged, "kinds": results[blocks[0].name]["kinds"]}
