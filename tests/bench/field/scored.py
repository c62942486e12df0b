"""Driftline's answer on two CSV files: read, compared and decided, as for any drift file."""

from __future__ import annotations

import functools
import io
from typing import TYPE_CHECKING, NamedTuple

from calibration.method_results import ALPHA
from calibration.remembering import Remembering

from common import settings
from functions.score import batch
from functions.score.baseline.building import read_baseline
from functions.score.baseline.settings import DatasetSettings
from functions.score.comparison.files import compare
from functions.score.encoder.opening import open_encoder
from functions.score.policy import CalibratedPolicy
from functions.score.statistics.columns import duplicates
from functions.score.texts.embedder import Embedder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from functions.score.encoder import Encoder


ROWS = "rows"  # flagged for duplicate rows


class Scored(NamedTuple):
    """The decision on a drift file: `flagged` names what has drift, `reasons` are the verdict's sentences."""

    drifted: bool
    flagged: list[str]
    reasons: list[str]


def score(baseline: bytes, drifts: Iterable[bytes], encoder: Remembering | None = None) -> Iterator[Scored]:
    """Yield the decision on each drift file at alpha .05; all files are CSV.

    `encoder`: returns the embeddings of known texts; by default each text is embedded once in a process.
    """
    used = encoder or remembering()
    policy, embedder = CalibratedPolicy(alpha=ALPHA), Embedder(lambda: used)
    before = batch.read("baseline.csv", io.BytesIO(baseline), batch.Limits())
    profile = read_baseline(before, DatasetSettings(), batch.Limits(), (), embedder)
    for drift in drifts:
        rows = batch.read("drift.csv", io.BytesIO(drift), batch.Limits())
        decision = policy.decide(compare(rows, profile, policy.plan, embedder).evidence)
        flagged = [name for name, column in decision.columns.items() if column.drifted]
        drifted = (name for name, one in decision.whole_rows.items() if one.drifted)
        flagged += [ROWS if name == duplicates.NAME else name for name in drifted]
        yield Scored(decision.drifted, flagged, list(decision.reasons))


@functools.cache
def encoder() -> Encoder:
    """Return the default model, on one thread: each process of a measurement has one core."""
    configured = settings.load()
    return open_encoder(configured.model, engine="onnx", cache_dir=configured.cache_dir, threads=1)


@functools.cache
def remembering() -> Remembering:
    """Return an encoder that embeds each text once in a process."""
    return Remembering({}, encoder())
