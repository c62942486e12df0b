"""The files of a chaos run, and what a quiet Driftline says about each."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from functions.score import wiring
from functions.score.handler import score_object

if TYPE_CHECKING:
    from collections.abc import Iterable

    from common.settings import Settings
    from common.verdict.document import Verdict

ROWS, BASELINE_ROWS = 16, 80
CONTENTS_PER_KIND = 25
SUBJECTS = ("the cat", "a dog", "the grey horse", "an old bird", "the small fox")
VERBS = ("sat", "slept", "waited", "lay down", "stood still")
PLACES = ("on the mat", "by the door", "in the garden", "under the tree", "on the rug")
MARKETS = ("bond yields rose", "stocks fell sharply", "bank rates were raised", "markets closed lower")
TIMES = ("after the report", "before the elections", "for the third day", "amid inflation fears")
PART_BYTES = 5 * 1024 * 1024  # minio-py puts larger files in parts of this size
LARGE_ROWS = 500_000
# A JSON Lines file of 180 kB that needs gigabytes of memory: every row has a cell for each of these keys.
KEYS, EMPTY_ROWS = 10_000, 20_000


@dataclass(frozen=True)
class Content:
    """One file.

    Attributes
    ----------
    data, extension : of the file.
    dataset : "texts" or "numbers": which baseline suits it.
    error : the type of its error verdict; None if it can be scored.
    """

    data: bytes
    extension: str
    dataset: str
    error: str | None = None

    @property
    def etag(self) -> str:
        """The etag that MinIO gives it; a large file is put in parts."""
        if len(self.data) <= PART_BYTES:
            return _md5(self.data).hexdigest()
        parts = [self.data[at : at + PART_BYTES] for at in range(0, len(self.data), PART_BYTES)]
        return f"{_md5(b''.join(_md5(part).digest() for part in parts)).hexdigest()}-{len(parts)}"


def baseline(dataset: str) -> bytes:
    """Return the baseline of a dataset, as CSV."""
    return _csv(_frame(dataset, BASELINE_ROWS, random.Random(dataset), shifted=False))


def pool(seed: int) -> list[Content]:
    """Return many different files: some drift, some do not, some cannot be read."""
    rng = random.Random(seed)
    contents = []
    for number in range(CONTENTS_PER_KIND):
        for dataset in ("texts", "numbers", "numbers"):
            frame = _frame(dataset, ROWS + number, rng, shifted=rng.random() < 0.3)
            contents.append(_written(frame, dataset, rng.choice((".csv", ".csv.gz", ".jsonl", ".parquet"))))
    return contents


def large(seed: int) -> Content:
    """Return a file that is put in two parts."""
    return _written(_frame("numbers", LARGE_ROWS, random.Random(seed), shifted=True), "numbers", ".csv")


def broken(seed: int) -> list[Content]:
    """Return files that cannot be scored."""
    rng = random.Random(seed)
    parquet = _written(_frame("numbers", ROWS, rng, shifted=False), "numbers", ".parquet").data
    return [
        Content(b"", ".csv", "numbers", "empty_file"),
        Content(b"amount,weight\n", ".csv", "numbers", "no_rows"),
        Content(parquet[: len(parquet) // 2], ".parquet", "numbers", "broken_parquet"),
        *(Content(rng.randbytes(300), ".csv.gz", "numbers", "broken_gzip") for _ in range(5)),
        *(Content(b"\0" * (50 + number), ".csv", "numbers", "wrong_encoding") for number in range(5)),
    ]


def costly(number: int) -> Content:
    """Return a file that needs more memory than a worker may use."""
    row = json.dumps({f"key{number}_{key}": 1 for key in range(KEYS)})
    return Content((row + "\n" + "{}\n" * EMPTY_ROWS).encode(), ".jsonl", "numbers", "too_costly")


def expected(contents: Iterable[Content], settings: Settings) -> dict[str, Verdict]:
    """Return what Driftline says about each file, by etag, if nothing disturbs it."""
    store = MemoryStore()
    tools = wiring.tools(settings, store, own_process=False)
    for dataset in ("texts", "numbers"):
        _put(store, f"baselines/{dataset}.csv", baseline(dataset))
    verdicts = {}
    for content in contents:
        key = f"drifts/{content.dataset}/{content.etag}{content.extension}"
        _put(store, key, content.data)
        verdicts[content.etag] = score_object(ObjectCreated(store.bucket, key), tools).verdict
    return verdicts


def _md5(data: bytes) -> hashlib._Hash:
    return hashlib.md5(data, usedforsecurity=False)


def _put(store: MemoryStore, key: str, data: bytes) -> None:
    store.put(key, io.BytesIO(data), len(data))


def _frame(dataset: str, rows: int, rng: random.Random, *, shifted: bool) -> pd.DataFrame:
    centre = 70.0 if shifted else 50.0
    frame = pd.DataFrame(
        {
            "amount": [round(rng.gauss(centre, 5), 2) for _ in range(rows)],
            "weight": [round(rng.gauss(8, 1), 3) for _ in range(rows)],
        }
    )
    if dataset == "texts":
        parts = (MARKETS, TIMES) if shifted else (SUBJECTS, VERBS, PLACES)
        frame["text"] = [" ".join(rng.choice(words) for words in parts) for _ in range(rows)]
    return frame


def _written(frame: pd.DataFrame, dataset: str, extension: str) -> Content:
    match extension:
        case ".csv":
            data = _csv(frame)
        case ".csv.gz":
            data = gzip.compress(_csv(frame), mtime=0)
        case ".jsonl":
            data = frame.to_json(orient="records", lines=True).encode()
        case _:
            data = frame.to_parquet(index=False)
    return Content(data, extension, dataset)


def _csv(frame: pd.DataFrame) -> bytes:
    return str(frame.to_csv(index=False)).encode()
