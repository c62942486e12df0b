"""alibi-detect's offline detectors as in its documentation, with their defaults and with other settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from alibi_detect.cd import ClassifierDrift, KSDrift, MMDDrift
from jobs import Answer, Sample, serve
from sklearn.linear_model import LogisticRegression

if TYPE_CHECKING:
    from collections.abc import Callable

ALPHA = 0.05


def _answer(prediction: dict[str, Any]) -> Answer:
    data = prediction["data"]
    return Answer(data["is_drift"], np.min(data["p_val"]))


def mmd(sample: Sample) -> Answer:
    """Maximum mean discrepancy, 100 permutations."""
    detector = MMDDrift(sample.baseline, backend="pytorch", device="cpu", p_val=ALPHA, n_permutations=100)
    return _answer(detector.predict(sample.drift))


def kolmogorov_smirnov(correction: str) -> Callable[[Sample], Answer]:
    """Return a test of each dimension with a correction: "bonferroni", the default, or "fdr"."""

    def call(sample: Sample) -> Answer:
        return _answer(KSDrift(sample.baseline, p_val=ALPHA, correction=correction).predict(sample.drift))

    return call


def classifier(**settings: Any) -> Callable[[Sample], Answer]:
    """Return logistic regression with a test of its probabilities; the default trains on 3/4 of the rows."""

    def call(sample: Sample) -> Answer:
        model = LogisticRegression(max_iter=200)
        detector = ClassifierDrift(
            sample.baseline,
            model,
            backend="sklearn",
            p_val=ALPHA,
            preds_type="probs",
            binarize_preds=False,
            **settings,
        )
        return _answer(detector.predict(sample.drift))

    return call


def _seed(number: int) -> None:
    np.random.seed(number)  # noqa: NPY002 - the library draws from this generator
    torch.manual_seed(number)


METHODS = {
    "alibi-detect MMD": mmd,
    "alibi-detect KS": kolmogorov_smirnov("bonferroni"),
    "alibi-detect KS, FDR": kolmogorov_smirnov("fdr"),
    "alibi-detect classifier": classifier(),
    "alibi-detect classifier, 5 folds": classifier(n_folds=5),
}

if __name__ == "__main__":
    serve(METHODS, _seed)
