"""Evidently's default tests on the planted batches, in its own environment."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from calibration.environments import answers
from pandas.api.types import is_numeric_dtype

from streams.catalogue import load
from streams.outcome import Outcome
from streams.planted import changed_columns, digit, faults_of, planted_batches
from streams.stream import TEXT, csv, joined

if TYPE_CHECKING:
    from streams.stream import Stream

RIVAL, FAILED = "Evidently", "x"
RULES = "any column", "half of the columns"
A_DATE = r"\d[-/]\d"  # "Jan" and "1.5" can be read as dates


def measure(cache: Path, name: str, blocks: int, earlier: int, most: int) -> dict[str, Any]:
    """Return the answers of its two rules by fault, on the batches that the judges of `planted` get."""
    stream = load(name, cache)
    faults = faults_of(stream, cache)
    drawn, columns = planted_batches(stream, faults, blocks, earlier, most), changed_columns(stream, faults)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "baseline.csv").write_bytes(csv(joined(stream.batches[:blocks])))
        jobs = []
        for place, by_fault in enumerate(drawn):
            for number, (fault, rows) in enumerate(by_fault.items()):
                file = f"{place}-{number}.csv"
                Path(folder, file).write_bytes(csv(rows))
                job = {"id": fault, "baseline": "baseline.csv", "drift": file, "seed": place}
                jobs.append(job | {"tests_text": stream.kind == "texts"})
        task = {"table": folder, "dates": dates(stream), "text": TEXT, "identifiers": [], "jobs": jobs}
        answered = answers(RIVAL, task, cache, "stream") if jobs else []
    calls: dict[str, dict[str, str]] = {f"{RIVAL}, {rule}": {} for rule in RULES}
    for one in answered:
        for rule, own in zip(RULES, calls.values(), strict=True):
            flagged = one.get("flagged", {}).get(rule)
            own[one["job"]] = own.get(one["job"], "") + _digit(flagged, columns[one["job"]])
    return {"calls": calls, "errors": sorted({one["error"] for one in answered if "error" in one})}


def _digit(flagged: list[str] | None, columns: tuple[str, ...]) -> str:
    if flagged is None:
        return FAILED
    changed = {f"{name}: drift": 1.0 for name in flagged}
    return digit(Outcome(bool(flagged), changed=changed), columns)


def dates(stream: Stream) -> list[str]:
    """Return the columns that a user would declare as dates: all their cells are."""
    first = stream.batches[0]
    return [str(name) for name in first if not is_numeric_dtype(first[name]) and _is_date(first[name])]


def _is_date(cells: pd.Series) -> bool:
    texts = cells.dropna().astype(str)
    if not len(texts) or not texts.str.contains(A_DATE).all():
        return False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the format of a column without dates cannot be inferred
        return bool(pd.to_datetime(texts, errors="coerce").notna().all())
