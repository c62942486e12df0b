"""What every rival's script shares: it runs in the rival's environment, reads jobs, answers with JSON.

A jobs file holds either `corpus` (an .npz file of texts and embeddings) or `table` (a folder of .csv files,
one a job, `dates` its columns of moments), and `jobs`: each with `id`, `seed`, `methods`, and the numbers of
its rows as `baseline` and `drift`.
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
    """The two files of a job: embeddings (rows, d) float32 and texts, or else a table."""

    baseline: Any
    drift: Any
    baseline_texts: Any = None
    drift_texts: Any = None


class Answer(NamedTuple):
    """What a method says: does it call drift, and the number that it decides on."""

    drift: bool
    score: float


def embedding_frames(sample: Sample) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return baseline and drift file as frames of one column per dimension."""
    columns = [f"dimension_{place}" for place in range(sample.baseline.shape[1])]
    return pd.DataFrame(sample.baseline, columns=columns), pd.DataFrame(sample.drift, columns=columns)


def text_frames(sample: Sample) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return baseline and drift file as frames of one column of texts."""
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
    """Answer the jobs of the file named first, into the file named second.

    A method that raises on a job answers with the error, which the card counts and shows.
    """
    warnings.simplefilter("ignore")  # a rival's warnings are not the card's subject
    task = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    answers = []
    for job, sample in _samples(task):
        for name in job["methods"]:
            seed(job["seed"])
            started = time.perf_counter()
            answer: dict[str, Any] = {"job": job["id"], "method": name}
            try:
                said = methods[name](sample)
                answer |= {"drift": bool(said.drift), "score": float(said.score)}
            except Exception as error:  # noqa: BLE001 - whatever it is, it is the rival's answer
                answer["error"] = f"{type(error).__name__}: {error}"[:200]
            answers.append(answer | {"seconds": round(time.perf_counter() - started, 4)})
    Path(sys.argv[2]).write_text(json.dumps(answers), encoding="utf-8")
