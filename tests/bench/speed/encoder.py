"""Texts per second of Driftline's engines and of others, compared with the machine's arithmetic.

The plain export is the same model from torch's ONNX exporter, run by the same code as the onnx engine, with
the same tokenizer, batches, threads and ONNX Runtime; pooling and normalisation are then separate. So the
ratio of these two is the gain from our graph alone.
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
from functions.score.encoder.onnx import openvino_graph
from speed.arithmetic import openvino_product_rates, operations, product_rate
from speed.contestants import JOBS, MODEL, documented_python, existing_environment, our_environment
from speed.docstrings import short_texts
from speed.turns import TurnTaker

if TYPE_CHECKING:
    from pathlib import Path

    from speed.plan import Plan

OURS, OPENVINO = "Driftline, onnx", "Driftline, openvino"
EXPORT, THEIRS = "plain ONNX export", "sentence-transformers"
PAUSE_SECONDS = 0.3  # idle threads spin for a while after their work, on the cores of the next engine


def measure(folder: Path, cache: Path, plan: Plan) -> dict[str, Any]:
    """Let the engines embed the same texts in turns, with the machine's matrix product between the rounds.

    Openvino is measured if it is installed, the last two engines if their environment exists.
    """
    texts = short_texts(plan.texts)
    text_file = folder / "texts.json"
    text_file.write_text(json.dumps(texts), encoding="utf-8")
    vectors = {name: folder / f"{name}.npy" for name in (OURS, OPENVINO, EXPORT, THEIRS)}
    ours: list[object] = [sys.executable, JOBS / "driftline_encoder.py", text_file]
    commands = {OURS: [*ours, vectors[OURS], MODEL, "onnx"]}
    if openvino_graph.is_installed():
        commands[OPENVINO] = [*ours, vectors[OPENVINO], MODEL, "openvino"]
    model = find_model(MODEL).directory
    if python := existing_environment(cache):
        commands[EXPORT] = [*ours, vectors[EXPORT], export(python, model, folder / model.name), "onnx"]
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
    own = np.load(vectors[OURS])
    return {
        "texts": len(texts),
        "operations_per_text": operations(texts, MODEL) / len(texts),
        "product_rate": statistics.median(products),
        "openvino_product_rates": openvino_product_rates(),
        "engines": {
            name: {
                "texts_per_second": len(texts) / statistics.median(taken),
                "seconds": taken,
                "smallest_cosine": smallest_cosine(own, np.load(vectors[name])),
            }
            for name, taken in seconds.items()
        },
    }


def export(python: Path, model: Path, folder: Path) -> Path:
    """Export a model with torch's ONNX exporter; return the folder that the engine reads it from."""
    subprocess.run([python, JOBS / "export_encoder.py", model, folder], check=True, capture_output=True)
    return folder


def smallest_cosine(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Return the smallest cosine between two engines' vectors of the same text."""
    pairs = ours.astype(np.float64), theirs.astype(np.float64)
    lengths = np.linalg.norm(pairs[0], axis=1) * np.linalg.norm(pairs[1], axis=1)
    return float(((pairs[0] * pairs[1]).sum(axis=1) / lengths).min())
