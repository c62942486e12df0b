"""The measurement behind the decision on samples of large files runs and gives plausible results."""

from pathlib import Path

import numpy as np
import sample_error

REPETITIONS = 40


def test_a_larger_sample_errs_less_and_its_interval_mostly_holds_the_score(monkeypatch):
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(6000, 16)) / 4 + np.eye(16)[0]
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    files = rows[:2500].astype(np.float32), rows[2500:].astype(np.float32)
    monkeypatch.setattr(sample_error, "files", lambda *_: files)
    lines = sample_error.line(Path(), sample_error.SETTINGS[0], 0.0, REPETITIONS)
    assert [line[2] for line in lines] == ["500 of 3500", "1000 of 3500", "2000 of 3500"]
    errors = [float(line[5]) for line in lines]
    assert errors == sorted(errors, reverse=True)
    assert all(float(line[-1]) >= 0.85 for line in lines)
