"""A baseline and a drift file, what everybody took for them, and what everybody answered."""

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
    """A baseline and a drift file, in a folder that is a bucket too.

    Attributes
    ----------
    folder : holds `baselines/`, `drifts/`, and what the contestants keep.
    taken : what each contestant's runs took, in their order.
    failed : what a contestant that gave no answer said last.
    """

    folder: Path
    baseline: Path
    drift: Path
    taken: dict[str, list[Ran]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    @property
    def embeddings(self) -> Path:
        """Return where the documented way keeps its embeddings for the rivals."""
        return self.folder / "embeddings.npz"

    def figures(self) -> dict[str, Any]:
        """Return by contestant: seconds of every run, the most memory, the last answer; or how it failed."""
        found: dict[str, Any] = {name: {"failed": said} for name, said in self.failed.items()}
        for name, taken in self.taken.items():
            found[name] = {
                "seconds": [ran.seconds for ran in taken],
                "memory": max(ran.memory for ran in taken),
                "answer": answer(taken[-1].output),
            }
        return found


def write_pair(
    folder: Path, cache: Path, rows: tuple[int, int], *, new: float = 0.0, number: int = 0
) -> Pair:
    """Write a baseline and a drift file of so many rows.

    `new` is the share of another topic; pairs of another `number` are drawn apart, baselines too.
    """
    folder.mkdir(parents=True)
    baseline = write(folder / "baseline.csv", rows[0], cache, part=BASELINE + APART * number)
    return Pair(folder, baseline, write(folder / "drift.csv", rows[1], cache, part=DRIFT + number, new=new))


def answer(output: str) -> dict[str, Any]:
    """Return decision, score, p-value and texts embedded, as far as an output says so.

    An output is a verdict, or lines of JSON, of which the last one counts.
    """
    try:
        said = json.loads(output)
    except json.JSONDecodeError:
        said = json.loads(output.splitlines()[-1])
    if "columns" in said:  # a verdict
        texts = [column["text"]["texts_embedded"] for column in said["columns"] if column.get("text")]
        said = {
            "drift": said["drifted"],
            "score": said["drift_score"],
            "embedded": texts[0][1] if texts else 0,
        }
    return {key: said[key] for key in ("drift", "score", "p_value", "embedded") if key in said}


def seconds_of(figures: Mapping[str, Any], name: str) -> float:
    """Return a contestant's median seconds of a whole job, the embedding included where others made it."""
    own: float = statistics.median(figures[name]["seconds"])
    return own + (statistics.median(figures[DOCUMENTED]["seconds"]) if name in EMBEDDINGS else 0.0)
