"""Pieces of work that are done once: each result is kept in the cache, so an interrupted run goes on."""

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
# Each worker computes on one core: libraries that start threads of their own would count the others' time.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class Cell(NamedTuple):
    """A function of a module, its arguments, and all that its result depends on beside them.

    `name` is unique in a table; `depends` changes whenever a kept result is stale. Arguments are pickled,
    and told apart by their repr.
    """

    table: str
    name: str
    function: Callable[..., Any]
    arguments: dict[str, Any]
    depends: str

    def place(self, cache: Path) -> Path:
        """Return where the result is kept."""
        stated = repr((self.name, sorted(self.arguments.items()), self.depends))
        return cache / "cells" / self.table / f"{hashlib.sha256(stated.encode()).hexdigest()[:24]}.json"


@dataclass(slots=True)
class Runner:
    """Computes cells, two at a time, each on one core.

    Attributes
    ----------
    cache : folder of kept results, corpora and environments.
    spent : core seconds that each result asked for took to compute, now or in an earlier run.
    """

    cache: Path
    spent: dict[Path, float] = field(default_factory=dict)

    def run(self, cells: Iterable[Cell]) -> dict[str, Any]:
        """Return each cell's result by its name; those that the cache lacks are computed and kept."""
        results, missing, asked = {}, [], list(cells)
        for cell in asked:
            place = cell.place(self.cache)
            if place.exists():
                results[cell.name] = json.loads(place.read_text(encoding="utf-8"))
            else:
                missing.append(cell)
        if missing:
            results |= self._compute(missing)
        self.spent |= {cell.place(self.cache): results[cell.name]["seconds"] for cell in asked}
        return results

    def _compute(self, cells: list[Cell]) -> dict[str, Any]:
        os.environ.update(ONE_THREAD)  # what a spawned process inherits
        results = {}
        with ProcessPoolExecutor(WORKERS, mp_context=multiprocessing.get_context("spawn")) as pool:
            started = {pool.submit(_timed, cell.function, self.cache, cell.arguments): cell for cell in cells}
            try:
                for done, future in enumerate(as_completed(started), start=1):
                    cell, result = started[future], future.result()
                    _keep(result, cell.place(self.cache))
                    results[cell.name] = result
                    said = f"{done} of {len(cells)}: {cell.name} ({result['seconds']:.0f} s)"
                    print(f"  {cell.table}: {said}", flush=True)
            except BaseException:  # a cell's error, or Ctrl-C: begin no further ones
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
