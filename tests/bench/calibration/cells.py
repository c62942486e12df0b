"""Units of work whose results are cached, so that an interrupted run can continue."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

WORKERS = 2
# Each worker computes on one core: a library that starts its own threads would take time from the other
# worker.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class Cell(NamedTuple):
    """A function of a module, its arguments, and everything else that its result depends on.

    `name` is unique in a table. `depends` changes whenever a cached result becomes stale. Arguments are
    pickled; their repr identifies them.
    """

    table: str
    name: str
    function: Callable[..., Any]
    arguments: dict[str, Any]
    depends: str

    def place(self, cache: Path) -> Path:
        """Return the path of the cached result."""
        identity = repr((self.name, sorted(self.arguments.items()), self.depends))
        return cache / "cells" / self.table / f"{hashlib.sha256(identity.encode()).hexdigest()[:24]}.json"


@dataclass(slots=True)
class Runner:
    """Computes two cells at a time, each on one core.

    Attributes
    ----------
    cache : folder of cached results, corpora and environments.
    spent : core seconds that each requested result took to compute, now or in an earlier run.
    """

    cache: Path
    spent: dict[Path, float] = field(default_factory=dict)

    def run(self, cells: Iterable[Cell]) -> dict[str, Any]:
        """Return the results by cell name; compute and cache those that the cache lacks."""
        results, missing, requested = {}, [], list(cells)
        for cell in requested:
            place = cell.place(self.cache)
            if place.exists():
                results[cell.name] = json.loads(place.read_text(encoding="utf-8"))
            else:
                missing.append(cell)
        if missing:
            results |= self._compute(missing)
        self.spent |= {cell.place(self.cache): results[cell.name]["seconds"] for cell in requested}
        return results

    def _compute(self, cells: list[Cell]) -> dict[str, Any]:
        os.environ.update(ONE_THREAD)  # spawned processes inherit it
        results = {}
        with ProcessPoolExecutor(WORKERS, mp_context=multiprocessing.get_context("spawn")) as pool:
            started = {pool.submit(_timed, cell.function, self.cache, cell.arguments): cell for cell in cells}
            try:
                for done, future in enumerate(as_completed(started), start=1):
                    cell, result = started[future], future.result()
                    _keep(result, cell.place(self.cache))
                    results[cell.name] = result
                    progress = f"{done} of {len(cells)}: {cell.name} ({result['seconds']:.0f} s)"
                    print(f"  {cell.table}: {progress}", flush=True)
            except BaseException:  # a cell's error, or Ctrl-C: start no more cells
                pool.shutdown(cancel_futures=True)
                raise
        return results


def _timed(function: Callable[..., dict[str, Any]], cache: Path, arguments: dict[str, Any]) -> dict[str, Any]:
    started = time.perf_counter()
    return function(cache, **arguments) | {"seconds": time.perf_counter() - started}


def _keep(result: dict[str, Any], place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    partial = place.with_suffix(".partial")
    partial.write_text(json.dumps(result), encoding="utf-8")
    partial.replace(place)
