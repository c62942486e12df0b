"""A baseline and a drift file, with the time, memory and answer of every contestant."""

from __future__ import annotations

import json
import statistics
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from speed.contestants import DOCUMENTED, EMBEDDINGS
from speed.files import APART, BASELINE, DRIFT, write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from speed.process import Ran


@dataclass
class Pair:
    """A baseline and a drift file, in a folder that is also a bucket.

    Attributes
    ----------
    folder : has `baselines/`, `drifts/`, and the contestants' files.
    taken : the runs of each contestant, in order.
    failed : the last line of error of each contestant that gave no answer.
    """

    folder: Path
    baseline: Path
    drift: Path
    taken: dict[str, list[Ran]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    @property
    def embeddings(self) -> Path:
        """The file in which the documented way saves its embeddings for the rivals."""
        return self.folder / "embeddings.npz"

    def figures(self) -> dict[str, Any]:
        """Return by contestant: the seconds of every run, the peak memory, the last answer; or its error."""
        figures: dict[str, Any] = {name: {"failed": error} for name, error in self.failed.items()}
        for name, taken in self.taken.items():
            figures[name] = {
                "seconds": [ran.seconds for ran in taken],
                "memory": max(ran.memory for ran in taken),
                "answer": answer(taken[-1].output),
            }
        return figures


def write_pair(
    folder: Path, cache: Path, rows: tuple[int, int], *, new: float = 0.0, number: int = 0
) -> Pair:
    """Write a baseline and a drift file with `rows` rows.

    `new` is the share of rows from another topic. Pairs of different `number` are independent.
    """
    folder.mkdir(parents=True)
    baseline = write(folder / "baseline.csv", rows[0], cache, part=BASELINE + APART * number)
    return Pair(folder, baseline, write(folder / "drift.csv", rows[1], cache, part=DRIFT + number, new=new))


def answer(output: str) -> dict[str, Any]:
    """Return decision, score, p-value and number of embedded texts, as far as an output has them.

    An output is a verdict, or lines of JSON; the last line counts.
    """
    try:
        content = json.loads(output)
    except json.JSONDecodeError:
        content = json.loads(output.splitlines()[-1])
    if "columns" in content:  # a verdict
        texts = [column["text"]["texts_embedded"] for column in content["columns"] if column.get("text")]
        content = {
            "drift": content["drifted"],
            "score": content["drift_score"],
            "embedded": texts[0][1] if texts else 0,
        }
    return {key: content[key] for key in ("drift", "score", "p_value", "embedded") if key in content}


def seconds_of(figures: Mapping[str, Any], name: str) -> float:
    """Return a contestant's median seconds for a whole job, including the embedding that it needs."""
    own: float = statistics.median(figures[name]["seconds"])
    return own + (statistics.median(figures[DOCUMENTED]["seconds"]) if name in EMBEDDINGS else 0.0)
