"""The README's statements about the sample data, with the real model."""

from pathlib import Path

import pandas as pd
import pytest

from functions.score.encoder.opening import open_encoder
from functions.score.policy.threshold import level_of
from functions.score.statistics.moments import Moments
from functions.score.statistics.texts.cosine import drift_score

SAMPLES = Path(__file__).parents[2] / "functions/samples"


@pytest.fixture(scope="module")
def embeddings(cache_dir):
    encoder = open_encoder("sentence-transformers/all-MiniLM-L6-v2", engine="onnx", cache_dir=cache_dir)
    names = {
        "baseline": "baseline",
        "calm": "drifts/more-of-the-same",
        "drifting": "drifts/animals-and-plants",
    }
    return {
        word: encoder.encode(pd.read_csv(SAMPLES / f"{name}.csv")["text"].tolist())
        for word, name in names.items()
    }


def scores(embeddings, which, rows):
    baseline = Moments.of(embeddings["baseline"]).mean
    pieces = [embeddings[which][start : start + rows] for start in range(0, len(embeddings[which]), rows)]
    return [drift_score(baseline, Moments.of(piece).mean) for piece in pieces]


def test_the_score_distinguishes_the_whole_files(embeddings):
    assert level_of(scores(embeddings, "calm", 200)[0]) == "none"
    assert level_of(scores(embeddings, "drifting", 200)[0]) == "high"


def test_the_documented_score_alarms_on_every_20_rows_of_the_calm_file(embeddings):
    pieces = scores(embeddings, "calm", 20)
    assert len(pieces) == 10
    assert min(pieces) > 0.10


def test_the_samples_are_small_and_come_with_their_licence():
    assert sum(path.stat().st_size for path in SAMPLES.rglob("*") if path.is_file()) < 300_000
    assert "Princeton University" in (SAMPLES / "LICENSE-WordNet.txt").read_text(encoding="utf-8")
