"""NannyML's drift calculators with their defaults; the drift file is one chunk."""

from __future__ import annotations

from typing import Any

import nannyml
import numpy as np
from jobs import Answer, Sample, embedding_frames, serve


def reconstruction(sample: Sample) -> Answer:
    """Test the reconstruction error of a PCA: drift if it is three deviations above the baseline chunks'."""
    reference, current = embedding_frames(sample)
    calculator = nannyml.DataReconstructionDriftCalculator(
        column_names=list(reference.columns), chunk_size=len(current)
    )
    results = calculator.fit(reference).calculate(current).filter(period="analysis").to_df()
    last = results["reconstruction_error"].iloc[-1]
    return Answer(last["alert"], last["value"])


def univariate(sample: Sample) -> Answer:
    """Compute the default distance of each column; drift if any of them alerts."""
    calculator = nannyml.UnivariateDriftCalculator(
        column_names=list(sample.baseline.columns), chunk_size=len(sample.drift)
    )
    results: Any = calculator.fit(sample.baseline).calculate(sample.drift).filter(period="analysis").to_df()
    alerts = results.xs("alert", axis=1, level=-1).iloc[-1].astype(bool)
    return Answer(alerts.any(), alerts.mean())


METHODS = {"NannyML reconstruction": reconstruction, "NannyML univariate": univariate}

if __name__ == "__main__":
    serve(METHODS, np.random.seed)
