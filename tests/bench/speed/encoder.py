"""Texts per second of three engines, compared with the machine's arithmetic.

Driftline runs its own ONNX graph. The plain export is the same model from torch's ONNX exporter, run by the
same code with the same tokenizer, batches, threads and ONNX Runtime; pooling and normalisation are then
separate. So the ratio of these two is the gain from our graph alone.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import numpy as np

from functions.score.encoder.model_files import find_model
from speed.arithmetic import operations, product_rate
from speed.contestants import JOBS, MODEL, documented_python, existing_environment, our_environment
from speed.docstrings import short_texts
from speed.turns import TurnTaker

if TYPE_CHECKING:
    from pathlib import Path

    from speed.plan import Plan

OURS, EXPORT, THEIRS = "Driftline", "plain ONNX export", "sentence-transformers"
PAUSE_SECONDS = 0.3  # idle threads spin for a while after their work, on the cores of the next engine


def measure(folder: Path, cache: Path, plan: Plan) -> dict[str, Any]:
    """Let the engines embed the same texts in turns, with the machine's matrix product between the rounds.

    The other two engines are measured if their environment exists.
    """
    texts = short_texts(plan.texts)
    text_file = folder / "texts.json"
    text_file.write_text(json.dumps(texts), encoding="utf-8")
    vectors = {name: folder / f"{name}.npy" for name in (OURS, EXPORT, THEIRS)}
    ours: list[object] = [sys.executable, JOBS / "driftline_encoder.py", text_file]
    commands = {OURS: [*ours, vectors[OURS], MODEL]}
    model = find_model(MODEL).directory
    if python := existing_environment(cache):
        commands[EXPORT] = [*ours, vectors[EXPORT], export(python, model, folder / model.name)]
    if python := documented_python(cache):
        commands[THEIRS] = [python, JOBS / "documented_encoder.py", text_file, vectors[THEIRS], model]
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    products = []
    with ExitStack() as running:
        takers = {
            name: running.enter_context(TurnTaker(command, our_environment(cache)))
            for name, command in commands.items()
        }
        for _ in range(plan.text_rounds):
            products.append(product_rate())
            for name, taker in takers.items():
                time.sleep(PAUSE_SECONDS)
                seconds[name].append(taker.turn())
            time.sleep(PAUSE_SECONDS)
    results: dict[str, Any] = {
        "texts": len(texts),
        "operations_per_text": operations(texts, MODEL) / len(texts),
        "product_rate": statistics.median(products),
        "engines": {
            name: {"texts_per_second": len(texts) / statistics.median(taken), "seconds": taken}
            for name, taken in seconds.items()
        },
    }
    others = [name for name in commands if name != OURS]
    if others:
        own = np.load(vectors[OURS])
        results["smallest_cosine"] = min(smallest_cosine(own, np.load(vectors[name])) for name in others)
    return results


def export(python: Path, model: Path, folder: Path) -> Path:
    """Export a model with torch's ONNX exporter; return the folder that the engine reads it from."""
    subprocess.run([python, JOBS / "export_encoder.py", model, folder], check=True, capture_output=True)
    return folder


def smallest_cosine(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Return the smallest cosine between two engines' vectors of the same text."""
    pairs = ours.astype(np.float64), theirs.astype(np.float64)
    lengths = np.linalg.norm(pairs[0], axis=1) * np.linalg.norm(pairs[1], axis=1)
    return float(((pairs[0] * pairs[1]).sum(axis=1) / lengths).min())
