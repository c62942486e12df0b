"""The shared part of the scripts on mixed tables: runs in a rival's environment, like jobs.py.

A jobs file has `table`, a folder with the .csv files of the jobs; `dates`, `text` and `identifiers`, the
names of such columns, of which the last are left out; `embeddings`, an .npz file with the texts' embeddings;
and `jobs`: each with `id`, `baseline` and `drift` (names of files), `seed`, and `tests_text`, whether the
text column is tested.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable

    # From the two tables, the task and the job to the flagged columns by method.
    Examine = Callable[[pd.DataFrame, pd.DataFrame, dict[str, Any], dict[str, Any]], dict[str, list[str]]]


def serve(examine: Examine, seed: Callable[[int], object]) -> None:
    """Read the jobs from the first argument's file and write the flagged columns to the second's."""
    warnings.simplefilter("ignore")  # the page does not report a rival's warnings
    task = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    answers = []
    for job in task["jobs"]:
        before, after = (_read(task, job[side]) for side in ("baseline", "drift"))
        seed(job["seed"])
        started = time.perf_counter()
        answer: dict[str, Any] = {"job": job["id"]}
        try:
            answer["flagged"] = examine(before, after, task, job)
        except Exception as error:  # noqa: BLE001 - any error is the rival's answer
            answer["error"] = f"{type(error).__name__}: {error}"[:200]
        answers.append(answer | {"seconds": round(time.perf_counter() - started, 4)})
    Path(sys.argv[2]).write_text(json.dumps(answers), encoding="utf-8")


def _read(task: dict[str, Any], name: str) -> pd.DataFrame:
    table = pd.read_csv(Path(task["table"], name), parse_dates=task["dates"])
    return table.drop(columns=task["identifiers"])
