"""The shared part of the rivals' scripts: runs in the rival's environment, reads jobs, answers with JSON.

A jobs file has either `corpus` (an .npz file of texts and embeddings) or `table` (a folder of .csv files, one
per job, with `dates` as the date columns), and `jobs`: each with `id`, `seed`, `methods`, and its row numbers
as `baseline` and `drift`.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True, eq=False)
class Sample:
    """The two files of a job: embeddings (rows, d) float32 and texts, or a table."""

    baseline: Any
    drift: Any
    baseline_texts: Any = None
    drift_texts: Any = None


class Answer(NamedTuple):
    """A method's answer: whether there is drift, and the number behind that decision."""

    drift: bool
    score: float


def embedding_frames(sample: Sample) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return baseline and drift file as frames with one column per dimension."""
    columns = [f"dimension_{place}" for place in range(sample.baseline.shape[1])]
    return pd.DataFrame(sample.baseline, columns=columns), pd.DataFrame(sample.drift, columns=columns)


def text_frames(sample: Sample) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return baseline and drift file as frames with one text column."""
    return pd.DataFrame({"text": sample.baseline_texts}), pd.DataFrame({"text": sample.drift_texts})


def _samples(task: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Sample]]:
    if "corpus" in task:
        with np.load(task["corpus"]) as stored:
            texts, embeddings = stored["texts"].astype(object), stored["embeddings"]
        for job in task["jobs"]:
            before, after = job["baseline"], job["drift"]
            yield job, Sample(embeddings[before], embeddings[after], texts[before], texts[after])
    else:
        for job in task["jobs"]:
            path = Path(task["table"], f"{job['id']}.csv")
            table = pd.read_csv(path, parse_dates=task["dates"])
            frames = [table.iloc[job[side]].reset_index(drop=True) for side in ("baseline", "drift")]
            yield job, Sample(*frames)


def serve(methods: dict[str, Callable[[Sample], Answer]], seed: Callable[[int], object]) -> None:
    """Read the jobs from the first argument's file and write the answers to the second's.

    If a method raises on a job, the answer is the error, which the card counts and shows.
    """
    warnings.simplefilter("ignore")  # the card does not report a rival's warnings
    task = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    answers = []
    for job, sample in _samples(task):
        for name in job["methods"]:
            seed(job["seed"])
            started = time.perf_counter()
            answer: dict[str, Any] = {"job": job["id"], "method": name}
            try:
                result = methods[name](sample)
                answer |= {"drift": bool(result.drift), "score": float(result.score)}
            except Exception as error:  # noqa: BLE001 - any error is the rival's answer
                answer["error"] = f"{type(error).__name__}: {error}"[:200]
            answers.append(answer | {"seconds": round(time.perf_counter() - started, 4)})
    Path(sys.argv[2]).write_text(json.dumps(answers), encoding="utf-8")
