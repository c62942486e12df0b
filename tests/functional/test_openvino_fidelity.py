"""The openvino engine agrees with the onnx engine on real texts, in both precisions on every processor."""

import numpy as np
import pytest
from real_texts import docstrings, odd_texts, summaries

from functions.score.encoder import processor
from functions.score.encoder.opening import open_encoder

MODEL = "sentence-transformers/all-MiniLM-L6-v2"
SMALLEST_COSINE = 0.9999
MEAN_COSINE = 1 - 5e-5


@pytest.mark.parametrize("quick", [True, False], ids=["bfloat16", "float32"])
def test_real_texts(cache_dir, monkeypatch, quick):
    monkeypatch.setattr(processor, "is_quick_with_bfloat16", lambda: quick)
    texts = [*odd_texts(), *summaries(), *docstrings(600)]
    assert len(texts) >= 500
    ours, reference = (
        open_encoder(MODEL, engine=engine, cache_dir=cache_dir).encode(texts).astype(np.float64)
        for engine in ("openvino", "onnx")
    )
    cosines = (ours * reference).sum(axis=1)
    means = ours.mean(axis=0), reference.mean(axis=0)
    mean_cosine = means[0] @ means[1] / np.linalg.norm(means[0]) / np.linalg.norm(means[1])
    print(f"smallest cosine {cosines.min():.6f}, of the mean vectors 1 - {1 - mean_cosine:.1e}")  # noqa: T201
    assert cosines.min() >= SMALLEST_COSINE
    assert mean_cosine >= MEAN_COSINE
