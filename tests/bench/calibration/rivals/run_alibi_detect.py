"""alibi-detect's offline detectors with their defaults, as its documentation calls them."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from alibi_detect.cd import ClassifierDrift, KSDrift, MMDDrift
from jobs import Answer, Sample, serve
from sklearn.linear_model import LogisticRegression

ALPHA = 0.05


def _answer(prediction: dict[str, Any]) -> Answer:
    data = prediction["data"]
    return Answer(data["is_drift"], np.min(data["p_val"]))


def mmd(sample: Sample) -> Answer:
    """Maximum mean discrepancy, 100 permutations."""
    detector = MMDDrift(sample.baseline, backend="pytorch", device="cpu", p_val=ALPHA, n_permutations=100)
    return _answer(detector.predict(sample.drift))


def kolmogorov_smirnov(sample: Sample) -> Answer:
    """A test of each dimension, false discovery rate controlled."""
    return _answer(KSDrift(sample.baseline, p_val=ALPHA, correction="fdr").predict(sample.drift))


def classifier(sample: Sample) -> Answer:
    """Logistic regression, five folds, a test of its probabilities."""
    detector = ClassifierDrift(
        sample.baseline,
        LogisticRegression(max_iter=200),
        backend="sklearn",
        p_val=ALPHA,
        preds_type="probs",
        binarize_preds=False,
        n_folds=5,
    )
    return _answer(detector.predict(sample.drift))


def _seed(number: int) -> None:
    np.random.seed(number)  # noqa: NPY002 - the library draws from this generator
    torch.manual_seed(number)


METHODS = {
    "alibi-detect MMD": mmd,
    "alibi-detect KS": kolmogorov_smirnov,
    "alibi-detect classifier": classifier,
}

if __name__ == "__main__":
    serve(METHODS, _seed)
